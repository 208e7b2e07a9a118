"""A description that claims a known publisher's origin, on an image of an account that is not theirs."""

import re
from collections.abc import Iterator

from trust.case import Case
from trust.verdict import Outcome, Signal

NAME = "false-claim"
OUTCOMES = frozenset({Outcome.CAUTION, Outcome.DANGER})
OF_STRANGERS = True

# How publishers are called in descriptions, and the slugs that may be called so.
_MAKERS: tuple[tuple[str, str, str], ...] = (
    ("Canonical", r"canonical|ubuntu", "canonical"),
    ("Amazon", r"amazon(?: web services| linux| eks| ecs)?|aws", "amazon-linux"),
    ("Microsoft", r"microsoft(?: windows(?: server)?)?|windows(?: server)?", "windows-server"),
    ("Red Hat", r"red ?hat|rhel", "red-hat"),
    ("Debian", r"(?:the )?debian(?: project)?", "debian"),
    ("SUSE", r"suse|sles", "suse"),
    ("Fedora", r"(?:the )?fedora(?: project)?", "fedora"),
    ("CentOS", r"(?:the )?centos(?: project)?", "centos"),
    ("Rocky Linux", r"rocky(?: linux| enterprise)\w*|ctrl iq|resf", "rocky-linux"),
    ("AlmaLinux", r"alma ?linux", "almalinux"),
    ("Oracle", r"oracle(?: linux)?", "oracle-linux"),
    ("FreeBSD", r"freebsd", "freebsd"),
    ("Flatcar", r"flatcar|kinvolk", "flatcar"),
    ("Bottlerocket", r"bottlerocket", "bottlerocket"),
    ("NixOS", r"nixos", "nixos"),
)
_MAKER = "|".join(f"(?P<m{place}>{words})" for place, (_, words, _) in enumerate(_MAKERS))
_OFFICIAL = r"official(?:ly)?|genuine|original|authentic"
_PREPOSITION = r"\b(?:on|from|of|upon|with|using|atop|over|like|un|not|non|to)\b[ -]*(?:top of )?(?:the |an? |latest )*"
_DENIAL = rf"(?:{_PREPOSITION}|\bun|\bnon-)"
_CLAIMS = (
    re.compile(rf"(?P<denied>{_DENIAL})?\b(?:{_OFFICIAL})\s+(?:{_MAKER})\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:provided|published|maintained|released|signed|supported|distributed|produced) by (?:{_MAKER})\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\A\W*(?:{_MAKER})\b.{{0,60}}\b(?:{_OFFICIAL}) (?:build|image|ami|release)", re.IGNORECASE),
)
# What publishers write themselves, word for word, at the beginning.
_OWN_WORDS: tuple[tuple[str, str], ...] = (
    ("Canonical, Ubuntu", "canonical"),
    ("Amazon Linux 2 AMI 2.", "amazon-linux"),
    ("Amazon Linux 2 Kernel ", "amazon-linux"),
    ("Amazon Linux 2023 AMI 2023.", "amazon-linux"),
    ("Amazon Linux AMI ", "amazon-linux"),
    ("EKS Kubernetes Worker AMI", "amazon-eks"),
    ("EKS-optimized Kubernetes node", "amazon-eks"),
    ("Microsoft Windows Server 20", "windows-server"),
    ("Provided by Red Hat", "red-hat"),
)
# Without any of these a description claims nothing, as nearly all do: plain searches are the fastest.
_NEEDLES = ("official", "genuine", "original", "authentic", " by ", *{words.lower()[:9] for words, _ in _OWN_WORDS})


def find(case: Case) -> tuple[Signal, ...]:
    """Danger for a claim in so many words; a caution for a publisher's own words without one. A copy keeps both."""
    words = "" if case.vouched else case.words
    if not words:
        return ()
    for needle in _NEEDLES:
        if needle in words:
            break
    else:
        return ()
    description = case.image.description or ""
    if case.own_slugs is None or case.says_copy or case.says_own_build:
        return ()
    for maker, slug, claim in _claims(description):
        if slug not in case.own_slugs:
            outcome = Outcome.DANGER if case.reaches(frozenset({slug})) else Outcome.CAUTION
            reason = f"The description claims to come from {maker}, but no source we hold ties this account to them."
            return (Signal(NAME, outcome, reason, {"claim": claim, "publisher": slug}),)
    for words, slug in _OWN_WORDS:
        if description.startswith(words) and slug not in case.own_slugs:
            reason = "The description is how a known publisher words its own; no source ties this account to them."
            return (Signal(NAME, Outcome.CAUTION, reason, {"claim": words, "publisher": slug}),)
    return ()


def _claims(description: str) -> Iterator[tuple[str, str, str]]:
    for form in _CLAIMS:
        for found in form.finditer(description):
            if found.groupdict().get("denied"):
                continue
            maker, _, slug = next(made for place, made in enumerate(_MAKERS) if found[f"m{place}"])
            yield maker, slug, found[0].strip()
