"""What judging some releases does to their families: which is the newest now, and who has to be told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from catalog.families import FamilyStanding, Member
from catalog.verdicts import ReleaseKey, ReleaseRow
from search.views import View
from trust.facts import FamilyFacts, OtherRelease
from trust.levels import TrustLevel

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NOTHING = FamilyStanding()


@dataclass(frozen=True)
class FamilyMoves:
    """The families of the releases being judged, as they are once these are stored.

    `standings` are those before, of the audience that the views are for.
    """

    views: Iterable[View]
    standings: Mapping[str, FamilyStanding]
    _alive: dict[str, list[View]] = field(init=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """A release that is gone is nobody's successor."""
        for view in self.views:
            if view.gone_at is None:
                self._alive[view.family_id].append(view)

    def newest(self, family_id: str) -> OtherRelease | None:
        """The newest release that is alive."""
        other = self.standings.get(family_id, _NOTHING).newest_other
        candidates = [
            OtherRelease(view.release_id, view.name, view.newest.created_at) for view in self._alive[family_id]
        ]
        if other is not None:
            candidates.append(other_release(other))
        return max(candidates, key=_age, default=None)

    def facts(self, view: View) -> FamilyFacts:
        """What the rules are told of a release's family."""
        newest = self.newest(view.family_id)
        itself = _as_other(view)
        return FamilyFacts(
            family_id=view.family_id,
            pattern=view.pattern,
            releases=max(self.alive(view.family_id), 1),
            newer=newest if newest is not None and _age(newest) > _age(itself) else None,
        )

    def alive(self, family_id: str) -> int:
        """How many of its releases are alive."""
        return self.standings.get(family_id, _NOTHING).others + len(self._alive[family_id])

    def touched(self) -> set[str]:
        """The releases beside those being judged that became the newest of their family, or are it no longer."""
        found = set()
        for family_id, standing in self.standings.items():
            after = self.newest(family_id)
            before = standing.newest
            if before is not None and (after is None or after.release_id != before.release_id):
                found.add(before.release_id)
                if after is not None:
                    found.add(after.release_id)
        return found

    def counted(
        self, before: Mapping[ReleaseKey, ReleaseRow], makers: Mapping[str, tuple[str, str]]
    ) -> dict[tuple[str, str], int]:
        """How the number of families of each maker changes. `makers` has that of each family; of public views only."""
        alive_before: dict[str, int] = defaultdict(int)
        for row in before.values():
            if not row.private and row.gone_at is None:
                alive_before[row.family_id] += 1
        changes: dict[tuple[str, str], int] = defaultdict(int)
        for family_id, maker in makers.items():
            others = self.standings.get(family_id, _NOTHING).others
            was, is_now = others + alive_before[family_id] > 0, self.alive(family_id) > 0
            changes[maker] += is_now - was
        return changes


def other_release(member: Member) -> OtherRelease:
    """A release of the catalog in the rules' words."""
    return OtherRelease(member.release_id, member.name, member.created_at, TrustLevel(member.level))


def _as_other(view: View) -> OtherRelease:
    return OtherRelease(view.release_id, view.name, view.newest.created_at)


def _age(release: OtherRelease) -> tuple[datetime, str]:
    return release.created_at or _LONG_AGO, release.release_id
