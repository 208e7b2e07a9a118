"""Whether an image may be launched: its verdict and a few facts, held against a policy. Pure: no input, no output.

A policy is what an organisation decided; a verdict is what is known. Where too little is known to decide, the answer is
"unsure" and never "pass".
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from catalog.account_id import check_account_id
from catalog.errors import MalformedError
from catalog.image_id import check_image_id
from catalog.name_pattern import NamePattern
from trust.levels import TrustLevel
from trust.verdict import Outcome as SignalOutcome

SELECTOR_FORM = (
    "owner:ACCOUNT, publisher:SLUG, image:AMI, name:PATTERN or rule:RULE, like owner:099720109477 or name:web-base-*"
)


# Outcomes of signals that speak for an image, or neither way.
_TRUSTWORTHY = frozenset({SignalOutcome.GOOD, SignalOutcome.NOTE})


class Outcome(StrEnum):
    """What a policy says of an image."""

    PASS = "pass"  # noqa: S105 - a word, not a password
    FAIL = "fail"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class ImageToLaunch:
    """What a policy looks at. `findings` are the rules with a caution or danger; `imds_v2`: instances accept only
    IMDSv2 unless told otherwise, None where that is not known.
    """

    image_id: str
    name: str
    owner_id: str
    publisher: str | None
    level: TrustLevel
    created_at: datetime | None = None
    deprecated_at: datetime | None = None
    gone_at: datetime | None = None
    findings: frozenset[str] = frozenset()
    imds_v2: bool | None = None


@dataclass(frozen=True, slots=True)
class Selector:
    """Which images a line of a policy speaks of. Made by `Selector.parse`."""

    text: str
    kind: str
    value: str
    pattern: NamePattern | None = None

    @classmethod
    def parse(cls, text: str) -> "Selector":
        """Reads one. Raises MalformedError for anything that could not fit an image."""
        kind, _, value = text.partition(":")
        if kind not in {"owner", "publisher", "image", "name", "rule"} or not value.strip():
            raise MalformedError("selector", text, SELECTOR_FORM)
        if kind == "owner":
            check_account_id(value)
        elif kind == "image":
            check_image_id(value)
        return cls(text, kind, value, NamePattern.parse(value) if kind == "name" else None)

    def fits(self, image: ImageToLaunch) -> bool:
        if self.pattern is not None:
            return self.pattern.matches(image.name)
        if self.kind == "rule":
            return self.value in image.findings
        return self.value == {"owner": image.owner_id, "publisher": image.publisher, "image": image.image_id}[self.kind]


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be launched.

    `only`, when there is any, selects all that may be launched at all. `at_least` is the least level. `allow` lifts
    that demand and no other, for what it selects; nothing lifts malicious. `deny` always wins. `max_age_days` counts
    from the creation of the image. `deprecated`: whether images past their deprecation may be launched.
    `require_imds_v2`: instances must accept only IMDSv2 unless told otherwise.
    """

    at_least: TrustLevel = TrustLevel.KNOWN
    max_age_days: int | None = None
    only: tuple[Selector, ...] = ()
    allow: tuple[Selector, ...] = ()
    deny: tuple[Selector, ...] = ()
    deprecated: bool = True
    require_imds_v2: bool = False

    @property
    def asks_for_findings(self) -> bool:
        """Whether anything in it selects by what rules found."""
        return any(selector.kind == "rule" for selector in (*self.only, *self.allow, *self.deny))


def findings(signals: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The rules that found a caution or a danger, of a verdict's signals: rule and outcome."""
    return frozenset(rule for rule, outcome in signals if outcome not in _TRUSTWORTHY)


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome with its reasons, which are never empty unless the image passes."""

    outcome: Outcome
    reasons: tuple[str, ...]


def decide(policy: Policy, image: ImageToLaunch, *, now: datetime) -> Decision:
    """What the policy says of an image, with every reason against it."""
    against = [
        *_denied(policy.deny, image),
        *_not_among(policy.only, image),
        *_level(policy, image),
        *_age(policy, image, now),
        *_ended(policy, image, now),
    ]
    if policy.require_imds_v2 and image.imds_v2 is False:
        against.append("it does not ask for IMDSv2, and the policy requires that")
    if against:
        return Decision(Outcome.FAIL, tuple(against))
    missing = _missing(policy, image)
    return Decision(Outcome.UNSURE if missing else Outcome.PASS, tuple(missing))


def _missing(policy: Policy, image: ImageToLaunch) -> list[str]:
    reasons = []
    if policy.max_age_days is not None and image.created_at is None:
        reasons.append("EC2 does not say when it was made, so its age is not known")
    if policy.require_imds_v2 and image.imds_v2 is None:
        reasons.append("nothing says whether it asks for IMDSv2")
    return reasons


def _denied(deny: Collection[Selector], image: ImageToLaunch) -> list[str]:
    return [f"the policy denies {selector.text}" for selector in deny if selector.fits(image)]


def _not_among(only: Collection[Selector], image: ImageToLaunch) -> list[str]:
    if not only or any(selector.fits(image) for selector in only):
        return []
    return [f"it is none of what the policy takes alone: {', '.join(selector.text for selector in only)}"]


def _level(policy: Policy, image: ImageToLaunch) -> list[str]:
    if image.level.at_least(policy.at_least):
        return []
    if image.level is not TrustLevel.MALICIOUS and any(selector.fits(image) for selector in policy.allow):
        return []
    return [f"it is {image.level.value}, and the policy asks for {policy.at_least.value} at least"]


def _age(policy: Policy, image: ImageToLaunch, now: datetime) -> list[str]:
    if policy.max_age_days is None or image.created_at is None:
        return []
    age = now - image.created_at
    if age <= timedelta(days=policy.max_age_days):
        return []
    return [f"it is {age.days} days old, and the policy allows {policy.max_age_days}"]


def _ended(policy: Policy, image: ImageToLaunch, now: datetime) -> list[str]:
    reasons = []
    if image.gone_at is not None:
        reasons.append(f"EC2 no longer shows it, since {image.gone_at.date()}")
    if not policy.deprecated and image.deprecated_at is not None and image.deprecated_at <= now:
        reasons.append(f"it is deprecated since {image.deprecated_at.date()}, and the policy allows none that are")
    return reasons
