"""What happened to an image, oldest first.

Two kinds of entries are told by the image's own times instead of being stored for each of three million images: when
it appeared, and when its deprecation time passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlmodel import Session, col, select

from catalog.tables import Image, ImageEvent


class EventKind(StrEnum):
    """The words of a history."""

    APPEARED = "appeared"  # a crawl saw it for the first time
    CHANGED = "changed"  # EC2 describes it differently: which fields, from what to what
    DEPRECATED = "deprecated"  # its deprecation time passed
    BECAME_PRIVATE = "became_private"  # only the crawling account still sees it
    BECAME_PUBLIC = "became_public"  # everyone sees what only the crawling account saw before
    GONE = "gone"  # no crawl sees it any more: made private, or deregistered
    CAME_BACK = "came_back"  # a crawl sees it again


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened. `changes` maps a field of the EC2 document to its value before and after."""

    at: datetime
    kind: EventKind
    changes: dict[str, tuple[Any, Any]]


def history_of(session: Session, image: Image, *, now: datetime, with_private: bool) -> list[HistoryEntry]:
    """The history of one image, oldest first.

    Without `with_private` what changed while the image was not public stays untold; that it was not public is told.
    """
    events = session.exec(
        select(ImageEvent).where(col(ImageEvent.image_row) == image.id).order_by(col(ImageEvent.id))
    ).all()
    entries = [HistoryEntry(image.first_seen_at, EventKind.APPEARED, {})]
    entries += [
        HistoryEntry(event.at, EventKind(event.kind), orjson.loads(event.changes) if event.changes else {})
        for event in events
    ]
    if not with_private:
        entries = list(_without_private_changes(entries))
    if image.deprecated_at is not None and image.deprecated_at <= now:
        entries.append(HistoryEntry(image.deprecated_at, EventKind.DEPRECATED, {}))
        # Stable: entries of one moment keep the order in which they happened.
        entries.sort(key=lambda entry: entry.at)
    return entries


def _without_private_changes(entries: list[HistoryEntry]) -> Iterable[HistoryEntry]:
    # An image that became public at some time, without having become private before, was private from the start.
    turns = [entry.kind for entry in entries if entry.kind in (EventKind.BECAME_PRIVATE, EventKind.BECAME_PUBLIC)]
    private = bool(turns) and turns[0] is EventKind.BECAME_PUBLIC
    for entry in entries:
        if entry.kind is EventKind.BECAME_PRIVATE:
            private = True
        elif entry.kind is EventKind.BECAME_PUBLIC:
            private = False
        if not (private and entry.kind is EventKind.CHANGED):
            yield entry
