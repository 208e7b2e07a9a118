"""Level and score of a verdict, from the identity, the signals and a moderator's ruling."""

from collections.abc import Iterable

from trust.facts import Ruling
from trust.levels import TrustLevel
from trust.verdict import Outcome, Signal

_START = 60
_FOR_GOOD, _FOR_CAUTION, _FOR_DANGER = 6, -10, -30
# Looked up once: a member of an Enum's takes longer to find than to compare, and there are ten signals a verdict.
_GOOD, _CAUTION, _DANGER = Outcome.GOOD, Outcome.CAUTION, Outcome.DANGER


def level_of(identity: TrustLevel, signals: Iterable[Signal], ruling: Ruling | None) -> TrustLevel:
    """The identity's level is the best there can be: a danger makes it suspicious, a moderator's word malicious.

    A ruling that clears the release takes the suspicion away and lends no identity.
    """
    if ruling is not None:
        return TrustLevel.MALICIOUS if ruling.malicious else identity
    for signal in signals:
        if signal.outcome is _DANGER:
            return TrustLevel.SUSPICIOUS
    return identity


def score_of(signals: Iterable[Signal]) -> int:
    """0 to 100, to order releases of one level. By identity of the outcomes: their hash is slow."""
    score = _START
    for signal in signals:
        outcome = signal.outcome
        if outcome is _GOOD:
            score += _FOR_GOOD
        elif outcome is _CAUTION:
            score += _FOR_CAUTION
        elif outcome is _DANGER:
            score += _FOR_DANGER
    return max(0, min(100, score))
