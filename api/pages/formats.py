"""How pages write what answers hold: numbers, times, levels, names. Everything here escapes what it is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from api.pages.names import parts
from search.name_facts import name_facts
from trust.levels import TrustLevel

THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
NOTHING = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Level:
    """A trust level as people read it."""

    name: str
    word: str
    means: str
    advice: str


LEVELS: Mapping[TrustLevel, Level] = {
    TrustLevel.VERIFIED: Level(
        "verified",
        "Verified",
        "Identity proven: AWS set the owner alias, or the publisher proved both account and domain.",
        "The identity is proven. Pin the owner, and mind the notes below.",
    ),
    TrustLevel.KNOWN: Level(
        "known",
        "Known",
        "A cited public source ties the account to a publisher.",
        "A public source ties the account to its publisher. Pin the owner when you look it up.",
    ),
    TrustLevel.UNVERIFIED: Level(
        "unverified",
        "Unverified",
        "Nobody says who is behind the account.",
        "Nobody says who is behind this account. Launch it only if you know the owner by other means.",
    ),
    TrustLevel.SUSPICIOUS: Level(
        "suspicious",
        "Suspicious",
        "There is evidence of deception or danger.",
        "Do not launch it. There is evidence of deception or danger.",
    ),
    TrustLevel.MALICIOUS: Level(
        "malicious",
        "Malicious",
        "A moderator confirmed that it is malicious.",
        "Do not launch it. If you did, treat the instance and its credentials as compromised.",
    ),
}
OUTCOMES = {"good": "Good", "note": "Note", "caution": "Caution", "danger": "Danger"}

# How names of operating systems are written; others are their label with capitals.
_SYSTEMS = {
    "rhel": "RHEL",
    "suse": "SUSE",
    "macos": "macOS",
    "freebsd": "FreeBSD",
    "openbsd": "OpenBSD",
    "netbsd": "NetBSD",
    "nixos": "NixOS",
    "centos": "CentOS",
    "almalinux": "AlmaLinux",
    "rhcos": "RHEL CoreOS",
    "fedora-coreos": "Fedora CoreOS",
    "coreos": "CoreOS",
}


def level(name: str) -> Level:
    """The trust level of this name."""
    return LEVELS[TrustLevel(name)]


def number(value: int) -> str:
    """38 604: thousands apart, so that they can be read, and unbroken."""
    return f"{value:,}".replace(",", THIN_SPACE)


def counted(value: int, one: str, many: str | None = None) -> str:
    """1 release, 27 releases."""
    return f"{number(value)} {one if value == 1 else many or f'{one}s'}"


def day(moment: datetime | date | None) -> Markup:
    """<time>30 Sep 2026</time>. A module of ours makes it the visitor's own day; UTC is for who points at it."""
    return _time(moment, "day", "%-d %b %Y")


def minute(moment: datetime | None) -> Markup:
    """<time>30 Sep 2026, 08:14 UTC</time>."""
    return _time(moment, "minute", "%-d %b %Y, %H:%M UTC")


def _time(moment: datetime | date | None, kind: str, form: str) -> Markup:
    if moment is None:
        return Markup('<span class="none">{}</span>').format(NOTHING)
    if not isinstance(moment, datetime):
        return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), moment.strftime(form))
    at = moment.astimezone(UTC)
    return Markup('<time datetime="{}" title="{}" data-time="{}">{}</time>').format(
        at.strftime("%Y-%m-%dT%H:%M:%SZ"), at.strftime("%Y-%m-%d %H:%M:%S UTC"), kind, at.strftime(form)
    )


def age(seconds: float) -> str:
    """5 min, 3 h, 12 days: how long ago, in the unit that says enough."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 120:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else counted(hours // 24, "day")


def name(text: str) -> Markup:
    """A release's name, that may break after its separators, with what a new build changes and its path set apart.

    Isolated: what is written from right to left in it turns nothing else round.
    """
    pieces = [
        Markup('<span class="{}">{}</span>').format(part.kind, _breakable(part.text))
        if part.kind
        else _breakable(part.text)
        for part in parts(text)
    ]
    return Markup('<bdi class="name">{}</bdi>').format(Markup("").join(pieces))


def _breakable(text: str) -> Markup:
    escaped = str(escape(text))
    for separator in "/-_.:":
        escaped = escaped.replace(separator, f"{separator}<wbr>")
    return Markup(escaped)  # noqa: S704 - escaped before


def system(label: str | None, release_name: str = "", description: str = "") -> str:
    """Ubuntu 24.04 LTS, from the label and what the name says."""
    if label is None:
        return ""
    if label.startswith("windows-server"):
        return "Windows Server" + label.removeprefix("windows-server").replace("-", " ").upper()
    written = _SYSTEMS.get(label) or " ".join(word.capitalize() for word in label.split("-"))
    facts = name_facts(release_name, description, label)
    version = facts.version if facts.version and facts.version not in written else None
    long_term = "LTS" if "lts" in facts.words else None
    return " ".join(part for part in (written, version, long_term) if part)


def purposes(release_name: str, label: str | None) -> list[str]:
    """What the name says that it is made for, in words."""
    return [purpose.label.replace("-", " ") for purpose in name_facts(release_name, "", label).purposes]


def host(address: str) -> str:
    """documentation.ubuntu.com, of an address that is too long to read."""
    return urlsplit(address).hostname or address


FILTERS: Mapping[str, Callable[..., Any]] = {
    "number": number,
    "counted": counted,
    "day": day,
    "minute": minute,
    "age": age,
    "name": name,
    "system": system,
    "purposes": purposes,
    "host": host,
    "outcome": OUTCOMES.__getitem__,
}
