"""What is watched, and what happened to it: as in the feed of the same, of what is public alone."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import parse_qsl

from pydantic import Field, ValidationError, model_validator

from api.parameters import Parameters
from api.routes.search import SearchFilters, SearchParameters, search_told
from api.services import Services
from catalog.account_id import check_account_id
from catalog.directory_file import check_slug
from catalog.errors import MalformedError
from catalog.families import releases_of_family
from catalog.family import check_family_id
from catalog.happenings import Happening, HappeningKind, happenings
from catalog.image_id import check_image_id
from catalog.images import images_by_id
from catalog.owners import owner_key
from catalog.release import check_release_id
from catalog.watches import Watch, WatchKind
from search.document import Audience
from search.index import Sort

MOST_RELEASES = 100
MOST_HAPPENINGS = 1000
LONGEST_SEARCH_CHARACTERS = 1000
# A crawl sees the regions of a release one after the other: what happens to its images is told when that is over.
OF_IMAGES = frozenset({HappeningKind.RELEASED, HappeningKind.DEPRECATED, HappeningKind.GONE, HappeningKind.CAME_BACK})
SETTLED_AFTER = timedelta(minutes=2)
# What is older was told or will not be: no message is kept for ever.
TOLD_WITHIN = timedelta(days=30)

_CHECKS = {
    WatchKind.RELEASE: check_release_id,
    WatchKind.FAMILY: check_family_id,
    WatchKind.OWNER: check_account_id,
    WatchKind.PUBLISHER: check_slug,
    WatchKind.IMAGE: check_image_id,
}


class WatchWanted(Parameters):
    """Something to watch."""

    kind: Annotated[WatchKind, Field(description="What it is.")]
    about: Annotated[
        str,
        Field(
            max_length=LONGEST_SEARCH_CHARACTERS,
            description="An id of that, a publisher's slug, or the query of a search's address: q=ubuntu&arch=arm64.",
        ),
    ]

    @model_validator(mode="after")
    def _rightly_written(self) -> "WatchWanted":
        check_watch(self.watch)
        return self

    @property
    def watch(self) -> Watch:
        """The same as the catalog has it."""
        return Watch(self.kind, self.about)


def check_watch(watch: Watch) -> Watch:
    """The watch, if what it is about is written rightly. Raises MalformedError."""
    if watch.kind is WatchKind.SEARCH:
        _filters(watch.about)
    else:
        _CHECKS[watch.kind](watch.about)
    return watch


def newest_found(services: Services, filters: SearchFilters) -> list[str]:
    """The ids of the newest releases that a search of everybody's finds. Raises SearchError."""
    asked = SearchParameters(**filters.model_dump(), sort=Sort.NEWEST, limit=MOST_RELEASES)
    return [hit.release_id for hit in search_told(services, Audience.PUBLIC, asked, now=services.clock()).hits]


def happened(services: Services, watch: Watch, *, now: datetime) -> list[Happening]:
    """What happened to what is watched, the latest first. Raises SearchError, DatabaseError."""
    found = newest_found(services, filters) if (filters := _searched(watch)) is not None else []
    regions: set[str] | None = None
    owner = None
    with services.database.read() as session:
        match watch.kind:
            case WatchKind.RELEASE:
                found = [watch.about]
            case WatchKind.FAMILY:
                rows = releases_of_family(session, watch.about, after=None, limit=MOST_RELEASES, with_private=False)
                found = [row.release_id for row in rows]
            case WatchKind.IMAGE:
                images = images_by_id(session, watch.about, with_private=False)
                found = sorted({image.release_id for image in images})
                regions = {image.region for image in images}
            case WatchKind.OWNER:
                owner = owner_key(session, watch.about, with_private=False)
        told = happenings(session, found, owner, now=now, limit=MOST_HAPPENINGS)
    # Who uses an image is not told what happens to its copies elsewhere.
    return [one for one in told if regions is None or not one.regions or not regions.isdisjoint(one.regions)]


def watches_wanted(services: Services, wanted: Iterable[WatchWanted], *, now: datetime) -> list[Watch]:
    """Each of them once. A query that cannot be read is refused now, and not whenever it is looked for.

    Raises BadQueryError, SearchError.
    """
    watches = list(dict.fromkeys(one.watch for one in wanted))
    for watch in watches:
        if watch.kind is WatchKind.SEARCH:
            happened(services, watch, now=now)
    return watches


def news(
    services: Services, watches: Iterable[Watch], *, since: datetime, now: datetime
) -> list[tuple[Watch, Happening]]:
    """What happened after `since` to what is watched, each once, in its order. Raises SearchError, DatabaseError."""
    since = max(since, now - TOLD_WITHIN)
    found: dict[tuple[str, datetime], tuple[Watch, Happening]] = {}
    for watch in watches:
        for one in happened(services, watch, now=now):
            if since < one.at <= now - (SETTLED_AFTER if one.kind in OF_IMAGES else timedelta(0)):
                found.setdefault((one.key, one.at), (watch, one))
    return sorted(found.values(), key=lambda told: told[1].at)


def _searched(watch: Watch) -> SearchFilters | None:
    match watch.kind:
        case WatchKind.OWNER:
            return SearchFilters(owner=[watch.about], include_deprecated=True, include_gone=True)
        case WatchKind.PUBLISHER:
            return SearchFilters(publisher=[watch.about], include_deprecated=True, include_gone=True)
        case WatchKind.SEARCH:
            return _filters(watch.about)
    return None


def _filters(text: str) -> SearchFilters:
    try:
        return SearchFilters.model_validate(dict(_values(text)))
    except (ValidationError, ValueError) as error:
        right = "the query of a search's address, as q=ubuntu&arch=arm64, without sort, limit and cursor"
        raise MalformedError("search", text, right) from error


def _values(text: str) -> Iterator[tuple[str, str | list[str]]]:
    if len(text) > LONGEST_SEARCH_CHARACTERS:
        raise ValueError(text[:80])
    pairs = parse_qsl(text.removeprefix("?"), strict_parsing=True, max_num_fields=100)
    for name in dict.fromkeys(name for name, _ in pairs):
        values = [value for other, value in pairs if other == name]
        yield name, values if len(values) > 1 or _is_list(name) else values[0]


def _is_list(name: str) -> bool:
    field = SearchFilters.model_fields.get(name)
    return field is not None and isinstance(field.default, list)
