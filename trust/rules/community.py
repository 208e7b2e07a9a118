"""What members say of the release, weighed by who they are proven to be: one voice an author, disputes beside.

A hundred fresh accounts weigh nothing, so their number does not matter. Whoever calls leaves out what has expired.
"""

from collections.abc import Iterable

from trust.annotations import PRAISE
from trust.case import Case
from trust.facts import Statement
from trust.verdict import Outcome, Signal

NAME = "community"
OUTCOMES = frozenset({Outcome.GOOD, Outcome.NOTE, Outcome.CAUTION, Outcome.DANGER})

_BAD = frozenset({"malicious", "secrets-found", "caution"})
# Together, the voices of one fully proven member or of two half proven ones move a verdict.
_ENOUGH = 1.0
# What it takes to call a release dangerous that AWS or the directory vouches for by nobody: three proven members.
_DANGER = 3.0


def find(case: Case) -> tuple[Signal, ...]:
    """One signal for each kind of statement there is, of the release and of its owners."""
    if not case.facts.statements:
        return ()
    for statement in case.facts.statements:
        if statement.until is not None:
            case.holds_until(statement.until)
    voices = _one_voice_each(case.facts.statements)
    signals = []
    for kind, of_owner in dict.fromkeys((statement.kind, statement.of_owner) for statement in voices):
        of_kind = [one for one in voices if (one.kind, one.of_owner) == (kind, of_owner)]
        signals.append(_told(case, kind, of_kind, "its owner" if of_owner else "it"))
    return tuple(signals)


def _one_voice_each(statements: Iterable[Statement]) -> list[Statement]:
    """The last statement of each author of each kind; of a good and a bad one by the same author, the later."""
    last: dict[tuple[str, str, bool], Statement] = {}
    for statement in sorted(statements, key=lambda statement: statement.at):
        side = "good" if statement.kind in PRAISE else "bad" if statement.kind in _BAD else statement.kind
        if side == "bad":
            last.pop((statement.author, "good", statement.of_owner), None)
        elif side == "good":
            last.pop((statement.author, "bad", statement.of_owner), None)
        last[statement.author, side, statement.of_owner] = statement
    return list(last.values())


def _told(case: Case, kind: str, voices: list[Statement], whom: str) -> Signal:
    weight = sum(max(0.0, min(1.0, voice.weight)) for voice in voices if not voice.disputed or voice.confirmed)
    confirmed = any(voice.confirmed for voice in voices)
    disputed = sum(voice.disputed for voice in voices)
    count = f"{len(voices)} {'member says' if len(voices) == 1 else 'members say'}"
    reason = f"{count} “{kind}” of {whom}"
    if disputed:
        reason += f"; its publisher disputes {'that' if disputed == len(voices) else f'{disputed} of them'}"
    reason += ", and a moderator confirmed it." if confirmed else "."
    evidence = {"kind": kind, "voices": len(voices), "weight": round(weight, 3), "disputed": disputed}
    source = next((voice.source for voice in voices if voice.source), "Amidex members")
    latest = max(voice.at for voice in voices)
    return Signal(NAME, _outcome(case, kind, weight, confirmed=confirmed), reason, evidence, source, latest)


def _outcome(case: Case, kind: str, weight: float, *, confirmed: bool) -> Outcome:
    if kind in PRAISE:
        return Outcome.GOOD if weight >= _ENOUGH else Outcome.NOTE
    if kind not in _BAD:
        return Outcome.NOTE
    if kind != "caution" and (confirmed or (weight >= _DANGER and not case.vouched)):
        return Outcome.DANGER
    return Outcome.CAUTION if weight >= _ENOUGH or confirmed else Outcome.NOTE
