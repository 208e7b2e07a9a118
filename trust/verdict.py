"""What the rules say of a release: signals, and the verdict made from them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from trust.levels import TrustLevel


class Outcome(StrEnum):
    """What a signal means for who wants to launch the image, best first."""

    GOOD = "good"
    NOTE = "note"  # worth knowing, neither good nor bad
    CAUTION = "caution"
    DANGER = "danger"


class Signal(NamedTuple):
    """One finding of one rule. `reason` is one sentence a person understands; `evidence` is JSON, for tools.

    `source` tells where the facts are from: a URL, a citation, or "EC2". `at`: when what it tells of happened, where
    that is known. Millions are made, and verdicts share those that say the same: `evidence` must never be changed.
    """

    rule: str
    outcome: Outcome
    reason: str
    evidence: Mapping[str, Any] = MappingProxyType({})
    source: str = "EC2"
    at: datetime | None = None


class Verdict(NamedTuple):
    """Level, score and signals. `score` 0 to 100 orders releases of one level, higher is better.

    `publisher` is the slug of the directory's publisher, where one is named. `rules_version` tells which rules judged.
    `changes_at`: the first moment from which on the rules say something else of the same facts, None when none comes.
    """

    level: TrustLevel
    score: int
    signals: tuple[Signal, ...]
    publisher: str | None
    rules_version: int
    changes_at: datetime | None = None
