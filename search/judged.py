"""The verdict on one view of a release, as the catalog is to keep it: written anew only where it says something new.

When a verdict was judged is for everybody to read. A private image is no reason for the public's to move: that would
tell when somebody shared one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from catalog.signals import StoredSignal, material, pack_signals, unpack_signals
from catalog.verdicts import ReleaseKey, ReleaseRow
from search.views import View
from trust.rules import owner_record, superseded
from trust.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """One view of a release, and the verdict on it. `row` is the one before where that still says it.

    `superseded_by`: the newest release of its family, None if it is that itself.
    """

    view: View
    verdict: Verdict
    row: ReleaseRow
    superseded_by: str | None


def row_of(view: View, verdict: Verdict, before: ReleaseRow | None, now: datetime) -> ReleaseRow:
    """The verdict as the catalog keeps it: the row before when nothing in it changed."""
    kinds = [(signal.rule, signal.outcome.value) for signal in verdict.signals]
    same = material(verdict.level, kinds)
    unchanged = before is not None and before.material == same
    row = ReleaseRow(
        release_id=view.release_id,
        private=view.private,
        partition=view.newest.partition,
        family_id=view.family_id,
        name=view.name,
        created_at=view.newest.created_at,
        gone_at=view.gone_at,
        publisher=verdict.publisher,
        level=verdict.level.value,
        score=verdict.score,
        rules_version=verdict.rules_version,
        material=same,
        since_at=before.since_at if before is not None and unchanged else now,
        judged_at=now,
        due_at=verdict.changes_at,
        signals=pack_signals(
            [
                [signal.rule, signal.outcome, signal.reason, dict(signal.evidence), signal.source, signal.at]
                for signal in verdict.signals
            ]
        ),
    )
    return before if before is not None and row._replace(judged_at=before.judged_at) == before else row


def keep_beside_private(judged: Judged, before: Mapping[ReleaseKey, ReleaseRow]) -> Judged:
    """The verdict on the public images of a release that has private ones too, unless its own images changed it.

    How many images and families an owner has is counted anew whenever anything is judged: a sentence that counts them
    would tell that something was.
    """
    was = before.get(judged.row.key)
    if was is None or judged.row.private or judged.row is was:
        return judged
    counted_anew = judged.row._replace(judged_at=was.judged_at, due_at=was.due_at, signals=was.signals)
    is_due = was.due_at is not None and was.due_at <= judged.row.judged_at
    if is_due or counted_anew != was or _without_counts(judged.row) != _without_counts(was):
        return judged
    return replace(judged, row=was)


def _without_counts(row: ReleaseRow) -> list[StoredSignal]:
    counts = {owner_record.NAME: set(Outcome), superseded.NAME: {Outcome.GOOD}}
    return [signal for signal in unpack_signals(row.signals) if signal[1] not in counts.get(signal[0], ())]
