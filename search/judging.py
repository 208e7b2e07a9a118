"""Judging releases: what the catalog knows of them is read in bulk, put to the rules, and the verdicts are stored.

Private images never have a say in a verdict that the public sees: see search/views.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import cast

from sqlmodel import Session

from catalog.annotations import Weighed, weighed_annotations, weighed_annotations_on_owners
from catalog.bad_snapshots import BadParent, bad_parents, replace_bad_images, set_begins
from catalog.directory import Directory
from catalog.families import count_families, family_counts, family_standings
from catalog.findings import known_findings
from catalog.images import IndexedImage, images_to_index
from catalog.lineage import enqueue_descendants, replace_sources
from catalog.look_ups import genuine_newest
from catalog.outbox import enqueue
from catalog.publisher_patterns import PublisherPatterns
from catalog.records import OwnerKey, OwnerRecord, owner_records, releases_of_images, times_hidden
from catalog.rulings import RulingRow, latest_rulings
from catalog.verdicts import ReleaseKey, ReleaseRow, standings, store_verdicts
from search.family_moves import FamilyMoves, other_release
from search.judged import Judged, keep_beside_private, row_of
from search.look_up_moves import LookUpMoves, store_look_ups
from search.shared_snapshots import ancestor, bad_images_of, joined, parents_of
from search.views import View, views_of
from trust.annotations import Said, statement_of
from trust.facts import ImageFacts, OtherRelease, OwnerFacts, ReleaseFacts, Ruling, Statement
from trust.findings import Findings, findings_of
from trust.judge import judge
from trust.rules.lineage import how_bad

_OWNER = itemgetter(*map(IndexedImage._fields.index, ("partition", "owner_id")))


@dataclass(frozen=True)
class Judgement:
    """What was found of some releases, ready to be stored. A release without images has nothing among `judged`."""

    release_ids: Sequence[str]
    judged: Mapping[str, Sequence[Judged]]
    before: Mapping[ReleaseKey, ReleaseRow]
    look_ups: LookUpMoves
    family_changes: Mapping[OwnerKey, int]
    snapshots: Mapping[str, Sequence[BadParent]]
    touched: set[str] = field(default_factory=set)

    @property
    def turned(self) -> set[str]:
        """The releases that became dangerous to be made from, or are it no longer."""
        return {
            row.release_id
            for row in self.rows
            if how_bad(row.level) != how_bad(before.level if (before := self.before.get(row.key)) else None)
        }

    @property
    def rows(self) -> list[ReleaseRow]:
        return [judged.row for some in self.judged.values() for judged in some]

    @property
    def sources(self) -> dict[str, set[str]]:
        """The images that each of the releases was made from."""
        found: dict[str, set[str]] = {release_id: set() for release_id in self.release_ids}
        for release_id, some in self.judged.items():
            for judged in some:
                found[release_id].update(judged.view.details.source_image_ids)
                found[release_id].update(parent.image.image_id for parent in parents_of(judged.view, self.snapshots))
        return found

    @property
    def joined(self) -> set[tuple[str, str]]:
        """The bad images on whose snapshot there are releases now that were not known before."""
        public = [judged.view for some in self.judged.values() for judged in some if not judged.view.private]
        return {
            key
            for view in public
            if (view.release_id, False) not in self.before
            for key in joined(view, self.snapshots)
        }


@dataclass(frozen=True)
class Judge:
    """Puts releases to the rules."""

    directory: Directory

    @cached_property
    def patterns(self) -> PublisherPatterns:
        return PublisherPatterns(self.directory.publishers())

    def judge(self, session: Session, release_ids: Sequence[str], *, now: datetime) -> Judgement:
        """The verdicts on some releases as they are at this moment. Writes nothing."""
        images = images_to_index(session, release_ids)
        views = {release_id: views_of(found, self.directory) for release_id, found in images.items()}
        public = [view for some in views.values() for view in some if not view.private]
        # Made of private images too: such views are few, and most batches have none.
        secret = [view for some in views.values() for view in some if view.private]
        before = standings(session, release_ids)
        moves = self._families(session, public, before, release_ids, with_private=False)
        secret_moves = self._families(session, secret, before, release_ids, with_private=True) if secret else moves
        makers = {view.family_id: (view.newest.partition, view.whose) for view in (*secret, *public)}
        look_ups = LookUpMoves(self.patterns, public, set(release_ids), genuine_newest(session), now)
        family_changes = moves.counted(before, makers)
        known = self._known(session, public, secret, look_ups, family_changes, now)
        judged = {}
        for release_id, some in views.items():
            judged[release_id] = [
                self._judged(view, secret_moves if view.private else moves, known, before, now) for view in some
            ]
            if len(some) > 1:
                judged[release_id] = [keep_beside_private(one, before) for one in judged[release_id]]
        return Judgement(
            release_ids=release_ids,
            judged=judged,
            before=before,
            look_ups=look_ups,
            family_changes=family_changes,
            snapshots=known.snapshots,
            touched=(moves.touched() | secret_moves.touched()) - set(release_ids),
        )

    def _families(
        self,
        session: Session,
        views: Sequence[View],
        before: Mapping[ReleaseKey, ReleaseRow],
        release_ids: Sequence[str],
        *,
        with_private: bool,
    ) -> FamilyMoves:
        family_ids = {view.family_id for view in views}
        family_ids |= {row.family_id for row in before.values() if row.private == with_private}
        return FamilyMoves(
            views, family_standings(session, sorted(family_ids), beside=release_ids, with_private=with_private)
        )

    def _known(
        self,
        session: Session,
        public: Sequence[View],
        secret: Sequence[View],
        look_ups: LookUpMoves,
        family_changes: Mapping[OwnerKey, int],
        now: datetime,
    ) -> "_Known":
        views = (*public, *secret)
        families = family_counts(session, {(view.newest.partition, view.whose) for view in views})
        records = owner_records(session, {view.newest.owner_id for view in views})
        rows = [image.id for view in views for image in view.images]
        return _Known(
            records=records,
            families={maker: families.get(maker, 0) + change for maker, change in family_changes.items()},
            ancestors=_ancestors(session, public, with_private=False),
            secret_ancestors=_ancestors(session, secret, with_private=True),
            hidden=times_hidden(session, rows),
            rulings=latest_rulings(session, {view.release_id for view in views}),
            of_owners=weighed_annotations_on_owners(
                session, (owner for view in views for owner in set(map(_OWNER, view.images))), at=now
            ),
            annotations=weighed_annotations(session, rows, at=now),
            genuine=look_ups.genuine_by_partition(),
            snapshots=bad_parents(session, (one for view in public for one in view.details.snapshot_ids)),
            findings={row: findings_of(*told) for row, told in known_findings(session, rows).items()},
        )

    def _judged(
        self,
        view: View,
        moves: FamilyMoves,
        known: "_Known",
        before: Mapping[ReleaseKey, ReleaseRow],
        now: datetime,
    ) -> Judged:
        family = moves.facts(view)
        newest = view.newest
        ruling = known.rulings.get(view.release_id)
        facts = ReleaseFacts(
            partition=newest.partition,
            name=view.name,
            # They begin with the facts, in their order. To make others of millions takes a fiftieth of judging.
            images=cast("tuple[ImageFacts, ...]", tuple(view.images)),
            now=now,
            family=family,
            owner=known.owner(view),
            genuine_newest=known.genuine.get(newest.partition, {}),
            ancestors=known.ancestors_of(view),
            flaps=max(known.hidden.get(image.id, 0) for image in view.images) if known.hidden else 0,
            ruling=None if ruling is None else Ruling(ruling.malicious, ruling.reason, ruling.at),
            statements=known.statements_on(view),
            findings=known.findings_on(view),
        )
        verdict = judge(facts, self.directory)
        return Judged(
            view=view,
            verdict=verdict,
            row=row_of(view, verdict, before.get((view.release_id, view.private)), now),
            superseded_by=None if family.newer is None else family.newer.release_id,
        )


def store(session: Session, judgement: Judgement) -> None:
    """Keep the verdicts, and put into the outbox the releases that they make wrong elsewhere. In this transaction.

    Storing twice changes nothing more.
    """
    store_verdicts(session, judgement.rows, before=judgement.before)
    replace_sources(session, judgement.sources)
    set_begins(session, dict.fromkeys(judgement.joined))
    bad = [
        image for some in judgement.judged.values() for one in some for image in bad_images_of(one.view, one.row.level)
    ]
    replace_bad_images(session, judgement.release_ids, bad)
    count_families(session, judgement.family_changes)
    matched = store_look_ups(session, judgement.look_ups)
    enqueue(session, judgement.touched | matched)
    enqueue_descendants(session, judgement.turned)


def _ancestors(session: Session, views: Sequence[View], *, with_private: bool) -> dict[str, OtherRelease]:
    """By the image the releases that others were copied from."""
    sources = {source for view in views for source in view.details.source_image_ids}
    regions = {region for view in views for region in view.details.source_regions}
    found = releases_of_images(session, sources, regions, with_private=with_private)
    return {source: other_release(member) for source, member in found.items()}


@dataclass(frozen=True)
class _Known:
    """What was read for all releases being judged."""

    records: Mapping[OwnerKey, OwnerRecord]
    families: Mapping[tuple[str, str], int]
    ancestors: Mapping[str, OtherRelease]
    secret_ancestors: Mapping[str, OtherRelease]
    hidden: Mapping[int, int]
    rulings: Mapping[str, RulingRow]
    of_owners: Mapping[OwnerKey, Sequence[Weighed]]
    annotations: Mapping[int, Sequence[Weighed]]  # by the image they are about: private ones have no say in public
    genuine: Mapping[str, Mapping[tuple[str, str], datetime]]
    findings: Mapping[int, Findings]  # by the image
    snapshots: Mapping[str, Sequence[BadParent]]  # by the snapshot that bad images are on

    def owner(self, view: View) -> OwnerFacts | None:
        record = self.records.get((view.newest.partition, view.newest.owner_id))
        if record is None:
            return None
        families = self.families.get((view.newest.partition, view.whose), 0)
        return OwnerFacts(record.first_seen_at, record.oldest_created_at, record.images, max(families, 1))

    def statements_on(self, view: View) -> tuple[Statement, ...]:
        if not self.annotations and not self.of_owners:
            return ()
        owners = dict.fromkeys((image.partition, image.owner_id) for image in view.images)
        told = [one for image in view.images for one in self.annotations.get(image.id, ())]
        told += [one for owner in owners for one in self.of_owners.get(owner, ())]
        return tuple(statement_of(Said(*one), view.directory) for one in told)

    def findings_on(self, view: View) -> Findings | None:
        """The latest, of whichever image: all of a release are copies of one."""
        if not self.findings:
            return None
        found = [self.findings[image.id] for image in view.images if image.id in self.findings]
        return max(found, key=lambda findings: findings.asked_at, default=None)

    def ancestors_of(self, view: View) -> tuple[OtherRelease, ...]:
        known = self.secret_ancestors if view.private else self.ancestors
        if not known and not self.snapshots:
            return ()
        found = {parent.image.release_id: ancestor(parent) for parent in parents_of(view, self.snapshots)}
        found |= {
            known[source].release_id: known[source] for source in view.details.source_image_ids if source in known
        }
        found.pop(view.release_id, None)
        return tuple(found.values())
