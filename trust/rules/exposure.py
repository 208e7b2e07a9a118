"""What an image seems to give away in plain sight: secrets in its texts, or a private backup made public by accident.

The words are careful, and what looks like a secret is never repeated: whoever reads it here would have it.
"""

import re
from collections.abc import Iterable, Iterator

from trust.case import Case
from trust.identity import BACKUP_VAULT
from trust.verdict import Outcome, Signal

NAME = "exposure"
OUTCOMES = frozenset({Outcome.CAUTION})
OF_STRANGERS = True

# Without any of these a text holds nothing of the kind, as nearly all texts do: plain searches are the fastest.
_NEEDLES = (
    *("akia", "asia", "begin", "pass", "pwd", "secret", "token", "key", "gh", "xox", "glpat", "://"),
    *(".internal", ".local", ".corp", ".lan", ".intra", "ip-", "10.", "172.", "192."),
    *("back", "bkp", "bak", "prod", "dump", "restore", "createimage"),
)
_SECRETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an AWS access key id", re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("a private key", re.compile(r"BEGIN [A-Z ]*PRIVATE KEY")),
    ("an access token", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|glpat-[\w-]{20,})")),
    ("a password in an address", re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:/@]+:[^\s:/@]{3,}@", re.IGNORECASE)),
    (
        "a password or key",
        re.compile(
            r"(?<![a-z])(?:pass(?:word|wd)?|pwd|secret(?:[_ -]?key)?|api[_ -]?key|token)\s*(?:is|[:=])\s*"
            r"(?!\W|none|not|in |the )\S{4,}",
            re.IGNORECASE,
        ),
    ),
    ("where a password is", re.compile(r"\b(?:root|admin|mysql|db)\s+password in \S+", re.IGNORECASE)),
)
_INTERNAL = re.compile(
    r"\b(?:[a-z0-9-]+\.)+(?:internal|local|corp|lan|intra)\b|\bip-(?:10|172|192)-\d+-\d+-\d+\b"
    r"|\b(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b",
    re.IGNORECASE,
)
_BACKUP = re.compile(
    r"\AAwsBackup_i-|(?:\A|[-_ /.])(?:(?:daily|weekly|nightly|auto|full|web|db|server)?[-_ ]?back-?up(?:s|ed)?|bkp|bak|"
    r"dump|restore)(?:\Z|[-_ /.\d])|(?:\A|[-_ /.])prod(?:uction)?[-_ ]?(?:db|database|mysql|postgres|sql|web|api)|"
    r"(?:db|database|mysql|postgres)[-_ ]prod|created by (?:a )?backup job|created by the aws backup|CreateImage\(i-",
    re.IGNORECASE,
)


def find(case: Case) -> tuple[Signal, ...]:
    """Cautions. Publishers who are vouched for sell backup software and write of tokens: they are not asked."""
    if case.vouched:
        return ()
    image = case.image
    tags = image.document.get("Tags")
    if not tags and image.owner_alias != BACKUP_VAULT:
        together = f"{case.facts.name.lower()} {case.words}"
        for needle in _NEEDLES:
            if needle in together:
                break
        else:
            return ()
    texts = list(_texts(case))
    signals = [
        Signal(NAME, Outcome.CAUTION, f"Its {place} may hold {what}.", {"where": place, "looks_like": what})
        for place, text in texts
        if (what := _secret(text)) is not None
    ]
    if any(_INTERNAL.search(text) for _, text in texts):
        reason = "Its texts name hosts or addresses of an internal network."
        signals.append(Signal(NAME, Outcome.CAUTION, reason, {"looks_like": "internal host"}))
    if case.image.owner_alias == BACKUP_VAULT or any(_BACKUP.search(text) for _, text in texts[:2]):
        reason = "It may be a backup of a private machine that was made public by accident."
        signals.append(Signal(NAME, Outcome.CAUTION, reason, {"looks_like": "private backup"}))
    return tuple(signals)


def _texts(case: Case) -> Iterator[tuple[str, str]]:
    yield "name", case.facts.name
    if case.image.description:
        yield "description", case.image.description
    for tag in case.image.document.get("Tags") or ():
        if isinstance(tag, dict):
            yield "tags", f"{tag.get('Key')}: {tag.get('Value')}"


def _secret(text: str) -> str | None:
    return next((what for what, form in _SECRETS if form.search(text)), None)


def leaks(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What some texts may give away: where it stands, and what it looks like. Each text comes with its place."""
    for place, text in texts:
        what = _secret(text)
        if what is not None:
            yield place, what
        elif _INTERNAL.search(text):
            yield place, "a host or address of an internal network"
        elif place == "name" and _BACKUP.search(text):
            yield place, "the backup of a private machine"
