"""GET /v1/feeds/…: what happened to a release, a family, what an owner or a publisher has, or what a search finds."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.atom import DOCUMENTED, MEDIA_TYPE, Feed, written
from api.audience import Asking
from api.conditional import answer_bytes
from api.errors import ParameterError, UnknownError
from api.happening_feed import entry_of
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import AccountId, FamilyId, NoParameters, ReleaseId, Slug, query
from api.routes.families import FamilyParameters, family_told
from api.routes.owners import owner_told
from api.routes.releases import release_told
from api.routes.search import SearchFilters
from api.services import Served, Services
from api.watching import MOST_RELEASES, newest_found
from catalog.account_id import ACCOUNT_ID_FORM
from catalog.directory_file import SLUG_FORM
from catalog.errors import MalformedError
from catalog.family import FAMILY_ID_FORM
from catalog.happenings import happenings
from catalog.records import OwnerKey
from catalog.release import RELEASE_ID_FORM
from search.document import Audience
from search.errors import BadQueryError, IndexUnavailableError

router = APIRouter(tags=["feeds"])

MAX_AGE_SECONDS = 300
MOST_ENTRIES = 100
BY_INDEX = IndexUnavailableError("hidden")
NONE = Annotated[NoParameters, query(NoParameters)]


@router.get(
    "/v1/feeds/releases/{release_id}.atom",
    operation_id="getReleaseFeed",
    summary="Follow a release",
    response_class=Response,
    responses=DOCUMENTED
    | documented(
        UnknownError("release", "rel-abcdefghijklmnop2345"),
        MalformedError("release id", "rel-1", RELEASE_ID_FORM),
        *BY_TOKEN,
        *BY_CATALOG,
    ),
)
def get_release_feed(
    request: Request, services: Served, audience: Asking, release_id: ReleaseId, _parameters: NONE
) -> Response:
    """An Atom feed of what happens to a release: deprecated, gone, its verdict changed, comments, annotations.

    Feeds are made of what is public alone, for everyone.
    """
    release = release_told(services, Audience.PUBLIC, release_id)
    path = f"/releases/{release_id}"
    return _answer(request, services, audience, f"release {release.name}", path, [release_id])


@router.get(
    "/v1/feeds/families/{family_id}.atom",
    operation_id="getFamilyFeed",
    summary="Follow a family",
    response_class=Response,
    responses=DOCUMENTED
    | documented(
        UnknownError("family", "fam-abcdefghijklmnop2345"),
        MalformedError("family id", "fam-1", FAMILY_ID_FORM),
        *BY_TOKEN,
        *BY_CATALOG,
    ),
)
def get_family_feed(
    request: Request, services: Served, audience: Asking, family_id: FamilyId, _parameters: NONE
) -> Response:
    """The same of the newest hundred releases of a family, with an entry for each new one."""
    family = family_told(services, Audience.PUBLIC, family_id, FamilyParameters(limit=MOST_RELEASES))
    ids = [release.release_id for release in family.releases]
    return _answer(request, services, audience, f"family {family.pattern}", f"/families/{family_id}", ids)


@router.get(
    "/v1/feeds/owners/{account_id}.atom",
    operation_id="getOwnerFeed",
    summary="Follow an owner",
    response_class=Response,
    responses=DOCUMENTED
    | documented(
        UnknownError("owner", "123456789012"),
        MalformedError("account id", "99720109477", ACCOUNT_ID_FORM),
        *BY_TOKEN,
        *BY_CATALOG,
        BY_INDEX,
    ),
)
def get_owner_feed(
    request: Request, services: Served, audience: Asking, account_id: AccountId, _parameters: NONE
) -> Response:
    """The same of the newest hundred releases of an account, and of what is stated of the account itself."""
    owner = owner_told(services, Audience.PUBLIC, account_id)
    ids = newest_found(services, SearchFilters(owner=[account_id], include_deprecated=True, include_gone=True))
    key = owner.partition, account_id
    return _answer(request, services, audience, f"account {account_id}", f"/owners/{account_id}", ids, owner=key)


@router.get(
    "/v1/feeds/publishers/{slug}.atom",
    operation_id="getPublisherFeed",
    summary="Follow a publisher",
    response_class=Response,
    responses=DOCUMENTED
    | documented(
        UnknownError("publisher", "acme"), MalformedError("slug", "Acme!", SLUG_FORM), *BY_TOKEN, *BY_CATALOG, BY_INDEX
    ),
)
def get_publisher_feed(request: Request, services: Served, audience: Asking, slug: Slug, _parameters: NONE) -> Response:
    """The same of the newest hundred releases of a publisher, by whatever account."""
    publisher = services.directory.publisher(slug)
    if publisher is None:
        raise UnknownError("publisher", slug)
    ids = newest_found(services, SearchFilters(publisher=[slug], include_deprecated=True, include_gone=True))
    return _answer(request, services, audience, f"publisher {publisher.name}", f"/publishers/{slug}", ids)


@router.get(
    "/v1/feeds/search.atom",
    operation_id="getSearchFeed",
    summary="Follow a search",
    response_class=Response,
    responses=DOCUMENTED
    | documented(
        ParameterError("there is no parameter 'archs': did you mean arch?", parameter="archs", value="arm64"),
        BadQueryError(
            "A quote is opened and never closed", position=7, advice='end the phrase with ", or leave the quote out'
        ),
        *BY_TOKEN,
        *BY_CATALOG,
        BY_INDEX,
    ),
)
def get_search_feed(
    request: Request,
    services: Served,
    audience: Asking,
    parameters: Annotated[SearchFilters, query(SearchFilters)],
) -> Response:
    """The same of the newest hundred releases that a search finds by now: a saved search is its address."""
    asked = urlencode(parameters.model_dump(mode="json", exclude_defaults=True), doseq=True, errors="replace")
    ids = newest_found(services, parameters)
    title = f"search {parameters.q or asked or 'for everything'}"
    return _answer(request, services, audience, title, f"/?{asked}", ids, address=f"/v1/feeds/search.atom?{asked}")


def _answer(
    request: Request,
    services: Services,
    audience: Audience,
    title: str,
    page: str,
    release_ids: list[str],
    *,
    owner: OwnerKey | None = None,
    address: str = "",
) -> Response:
    with services.database.read() as session:
        found = happenings(session, release_ids, owner, now=services.clock(), limit=MOST_ENTRIES)
    address = address or f"/v1/feeds{page}.atom"
    feed = Feed(("amidex-feed", address), title, address, [entry_of(one) for one in found], page, demo=services.demo)
    return answer_bytes(request, written(feed), audience, max_age_seconds=MAX_AGE_SECONDS, media_type=MEDIA_TYPE)
