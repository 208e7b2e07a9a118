"""What judging some releases does to look-ups by name alone: what is the newest genuine image now, and who else is
found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlmodel import Session

from catalog.look_ups import (
    Genuine,
    LookUp,
    Match,
    forget_genuine,
    genuine_newest,
    releases_matched,
    replace_matches,
    store_genuine,
)
from catalog.publisher_patterns import PublisherPatterns
from search.views import View
from trust.levels import TrustLevel


@dataclass(frozen=True)
class LookUpMoves:
    """The look-ups once these releases, seen as the public sees them, are stored. `before` is what was genuine."""

    patterns: PublisherPatterns
    views: Sequence[View]
    release_ids: set[str]
    before: Mapping[LookUp, Genuine]
    now: datetime

    @cached_property
    def genuine(self) -> dict[LookUp, Genuine]:
        """The newest genuine image of every look-up."""
        return self.genuine_after(self.before)

    def genuine_after(self, before: Mapping[LookUp, Genuine]) -> dict[LookUp, Genuine]:
        """The same where `before` is what was genuine. Of one that is gone or deprecated nothing stays: what is the
        newest then shows when the releases of its publisher are judged the next time.
        """
        found = {look_up: one for look_up, one in before.items() if one.release_id not in self.release_ids}
        for look_up, one in self._fitting[0]:
            if look_up not in found or found[look_up] < one:
                found[look_up] = one
        return found

    @property
    def matches(self) -> list[Match]:
        """What of these releases is nobody's we know, and is found."""
        return self._fitting[1]

    def genuine_by_partition(self) -> dict[str, dict[tuple[str, str], datetime]]:
        """The creation of the newest genuine image as the rules want it: by (pattern, region), for each partition."""
        found: dict[str, dict[tuple[str, str], datetime]] = {}
        for (partition, pattern, region), one in self.genuine.items():
            found.setdefault(partition, {})[pattern, region] = one.created_at
        return found

    @cached_property
    def _fitting(self) -> tuple[list[tuple[LookUp, Genuine]], list[Match]]:
        genuine: list[tuple[LookUp, Genuine]] = []
        matches: list[Match] = []
        for view in self.views:
            fitting = self.patterns.fitting(view.name) if view.gone_at is None else ()
            for publisher, pattern in fitting:
                known = view.identity.level.at_least(TrustLevel.KNOWN)
                if known and view.identity.publisher != publisher:
                    continue  # somebody we know, who is no impostor and not the publisher either
                for image in view.images:
                    if image.created_at is None:
                        continue
                    look_up = (image.partition, pattern.text, image.region)
                    if not known:
                        matches.append(
                            Match(
                                *look_up,
                                image_id=image.image_id,
                                release_id=view.release_id,
                                owner_id=image.owner_id,
                                created_at=image.created_at,
                                deprecated_at=image.deprecated_at,
                            )
                        )
                    elif image.deprecated_at is None or image.deprecated_at > self.now:
                        genuine.append((look_up, Genuine(image.created_at, view.release_id)))
        return genuine, matches


def store_look_ups(session: Session, moves: LookUpMoves) -> set[str]:
    """Write down what changed. The releases for which it decides whether they win a look-up, to be judged anew: others,
    and those of these releases that were judged before another process stored something genuine.
    """
    before = genuine_newest(session)
    after = moves.genuine_after(before)
    if before != after:
        store_genuine(session, {look_up: one for look_up, one in after.items() if before.get(look_up) != one})
        forget_genuine(session, before.keys() - after.keys())
    replace_matches(session, moves.release_ids, moves.matches)
    others = _matched(session, before, after) - moves.release_ids
    return others | (_matched(session, moves.genuine, after) & moves.release_ids)


def _matched(session: Session, before: Mapping[LookUp, Genuine], after: Mapping[LookUp, Genuine]) -> set[str]:
    if before == after:
        return set()
    spans = {
        look_up: (before.get(look_up), after.get(look_up))
        for look_up in before.keys() | after.keys()
        if before.get(look_up) != after.get(look_up)
    }
    return releases_matched(session, spans) if spans else set()
