"""GET /v1/owners and /v1/owners/{account_id}."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, Field, TypeAdapter
from sqlmodel import Session

from api.answers.owner import OwnerAnswer, OwnerListed, OwnersAnswer, owner_answer, owner_listed
from api.audience import Asking, sees_private
from api.conditional import answer
from api.cursors import Listing
from api.errors import CursorError, ParameterError, UnknownError
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import AccountId, Cursor, NoParameters, Parameters, query
from api.services import Served, Services
from catalog.account_id import ACCOUNT_ID_FORM, check_account_id
from catalog.directory import Directory
from catalog.errors import MalformedError
from catalog.owners import OwnerSummary, list_owners, regions_of_owner
from catalog.partition import PARTITIONS, check_partition
from search.document import Audience, ReleaseDocument
from search.errors import IndexUnavailableError
from search.fields import Facet
from search.index import SearchRequest, Sort

router = APIRouter(tags=["owners"])

MAX_AGE_SECONDS = 30
NEWEST_RELEASES = 10

# In a list by account id: the partition and id shown last. In a list by name: how many were shown.
BY_ID: TypeAdapter[tuple[str, str]] = TypeAdapter(
    tuple[Annotated[str, AfterValidator(check_partition)], Annotated[str, AfterValidator(check_account_id)]]
)
BY_NAME: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=1, le=100_000)])

# An owner as the catalog and the directory name it.
Key = tuple[str, str]


class OwnersParameters(Parameters):
    """Which owners."""

    q: Annotated[
        str,
        Field(
            max_length=200,
            description="The first digits of account ids, or words of a publisher's name. Without it: every owner.",
            examples=["canonical"],
        ),
    ] = ""
    limit: Annotated[int, Field(ge=1, le=100, description="How many owners a page has.")] = 20
    cursor: Cursor = None


@router.get(
    "/v1/owners",
    operation_id="listOwners",
    summary="Find owners",
    response_model=OwnersAnswer,
    responses=documented(
        MalformedError("account id", "0997201094771", ACCOUNT_ID_FORM),
        CursorError("abc"),
        *BY_TOKEN,
        *BY_CATALOG,
    ),
)
def list_all_owners(
    request: Request,
    services: Served,
    audience: Asking,
    parameters: Annotated[OwnersParameters, query(OwnersParameters)],
) -> Response:
    """Accounts that own images, by the beginning of their id or the name of the publisher behind them.

    Digits find account ids, in the order of partition and id. Words find publishers of the directory, best first, with
    all their accounts, those we have no image of included.
    """
    text = parameters.q.strip()
    listing = Listing("owners", {"q": text, "audience": audience})
    is_id = not text or (text.isascii() and text.isdigit())
    if is_id and len(text) > 12:
        raise ParameterError(str(MalformedError("account id", text, ACCOUNT_ID_FORM)), parameter="q", value=text)
    page = _by_id if is_id else _by_name
    with services.database.read() as session:
        owners, next_cursor = page(
            session, services.directory, listing, text, parameters, with_private=sees_private(audience)
        )
    found = OwnersAnswer(demo=services.demo, owners=owners, next_cursor=next_cursor)
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)


def _by_id(
    session: Session,
    directory: Directory,
    listing: Listing,
    prefix: str,
    parameters: OwnersParameters,
    *,
    with_private: bool,
) -> tuple[list[OwnerListed], str | None]:
    after = ("", "") if parameters.cursor is None else listing.position(parameters.cursor, BY_ID)
    summaries = list_owners(
        session, id_prefix=prefix, after=after, limit=parameters.limit + 1, with_private=with_private
    )
    shown = summaries[: parameters.limit]
    cursor = listing.cursor((shown[-1].partition, shown[-1].owner_id)) if len(summaries) > len(shown) else None
    return [owner_listed((summary.partition, summary.owner_id), summary, directory) for summary in shown], cursor


def _by_name(
    session: Session,
    directory: Directory,
    listing: Listing,
    words: str,
    parameters: OwnersParameters,
    *,
    with_private: bool,
) -> tuple[list[OwnerListed], str | None]:
    start = 0 if parameters.cursor is None else listing.position(parameters.cursor, BY_NAME)
    found = _accounts(directory, words)
    shown = found[start : start + parameters.limit]
    summaries = _summaries(session, shown, with_private=with_private)
    end = start + len(shown)
    cursor = listing.cursor(end) if end < len(found) else None
    return [owner_listed(key, summaries.get(key), directory) for key in shown], cursor


def _accounts(directory: Directory, words: str) -> list[Key]:
    """The accounts of the publishers that the words find. One that only listed a publisher's images is not theirs."""
    accounts = (
        (account.partition, account.id)
        for publisher in directory.search(words)
        for account in publisher.accounts
        if any(entry.publisher is publisher for entry in directory.holders(account.partition, account.id))
    )
    return list(dict.fromkeys(accounts))


def _summaries(session: Session, keys: list[Key], *, with_private: bool) -> Mapping[Key, OwnerSummary]:
    owner_ids = {owner_id for _, owner_id in keys}
    summaries = list_owners(
        session, owner_ids=owner_ids, limit=len(owner_ids) * len(PARTITIONS), with_private=with_private
    )
    return {(summary.partition, summary.owner_id): summary for summary in summaries}


@router.get(
    "/v1/owners/{account_id}",
    operation_id="getOwner",
    summary="Get an owner",
    response_model=OwnerAnswer,
    responses=documented(
        UnknownError("owner", "123456789012"),
        MalformedError("account id", "99720109477", ACCOUNT_ID_FORM),
        *BY_TOKEN,
        *BY_CATALOG,
    ),
)
def get_owner(
    request: Request,
    services: Served,
    audience: Asking,
    account_id: AccountId,
    _parameters: Annotated[NoParameters, query(NoParameters)],
) -> Response:
    """Who is behind an account and how good the sources are, what it publishes, where, since when.

    An account that the directory knows is answered for even if we have no image of it.
    """
    found = owner_told(services, audience, account_id)
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)


def owner_told(services: Services, audience: Audience, account_id: str) -> OwnerAnswer:
    """The answer about an account. Raises UnknownError when neither the catalog nor the directory knows it."""
    with_private = sees_private(audience)
    directory = services.directory
    with services.database.read() as session:
        summaries = list_owners(session, owner_ids=[account_id], limit=len(PARTITIONS), with_private=with_private)
        partitions = [summary.partition for summary in summaries] or [
            partition for partition in PARTITIONS if directory.holders(partition, account_id)
        ]
        if not partitions:
            raise UnknownError("owner", account_id)
        # AWS gives an account id once in all partitions, so there is one.
        partition = partitions[0]
        return owner_answer(
            account_id,
            partition,
            owner_alias=summaries[0].owner_alias if summaries else None,
            rows=regions_of_owner(session, partition, account_id, with_private=with_private),
            newest=_newest_releases(services, audience, account_id),
            directory=directory,
            demo=services.demo,
        )


def _newest_releases(services: Services, audience: Audience, account_id: str) -> list[ReleaseDocument] | None:
    """Those of an account that are there, deprecated ones too; None while no search is possible."""
    request = SearchRequest(
        now=services.clock(),
        audience=audience,
        filters={Facet.OWNER: [account_id]},
        include_deprecated=True,
        sort=Sort.NEWEST,
        limit=NEWEST_RELEASES,
    )
    try:
        return [hit.document for hit in services.index.search(request).hits]
    except IndexUnavailableError:
        return None
