"""/v1/me/digest: what a member watches, and the e-mail address that is told of it, a day or a week at a time."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import AfterValidator, Field

from api.answers.digest import DigestAnswer, my_digest
from api.caller import Caller, SignedIn
from api.conditional import unkept
from api.errors import NoMailError, UnknownError
from api.operation_docs import BY_CHANGE, BY_MEMBER, documented
from api.parameters import NoParameters, Parameters, query
from api.rate_limits import count_also, rate_limited
from api.request_body import body, described
from api.services import Served, Services
from api.watching import WatchWanted, watches_wanted
from catalog.digests import DigestRow, Every, confirmed_for, digest_of, remove_digest, set_digest
from catalog.errors import MalformedError
from catalog.mail_address import ADDRESS_FORM, LONGEST_ADDRESS_CHARACTERS, check_mail_address
from catalog.release import RELEASE_ID_FORM
from catalog.watches import MOST_WATCHES, WatchKind
from search.errors import BadQueryError, IndexUnavailableError

router = APIRouter(tags=["digest"])

SETTING = rate_limited("digests", member="20/hour", newcomer="5/hour", address="60/hour")
REMOVING = rate_limited("digests removed", member="60/hour", address="120/hour")
# However many members name an address: nobody's mailbox is filled by our asking.
ASKED_AT_MOST = "3/day"
NONE = Annotated[NoParameters, query(NoParameters)]


class DigestWanted(Parameters):
    """A digest to be sent."""

    address: Annotated[
        str,
        Field(max_length=LONGEST_ADDRESS_CHARACTERS, description="Your e-mail address. Nobody else is shown it."),
        AfterValidator(check_mail_address),
    ]
    every: Annotated[Every, Field(description="How often.")] = Every.WEEK
    watches: Annotated[
        list[WatchWanted], Field(min_length=1, max_length=MOST_WATCHES, description="What it is to tell of.")
    ]


@router.get(
    "/v1/me/digest",
    operation_id="getDigest",
    summary="Get my digest",
    response_model=DigestAnswer,
    responses=documented(*BY_MEMBER, cacheable=False),
)
def get_digest(caller: SignedIn, services: Served, _parameters: NONE) -> Response:
    """What is watched, where it is told, and how sending it went."""
    return unkept(digest_told(services, caller))


def digest_told(services: Services, caller: Caller) -> DigestAnswer:
    """The member's digest, if he has one."""
    with services.database.read() as session:
        found = digest_of(session, caller.me.id)
    return _told(services, found)


@router.put(
    "/v1/me/digest",
    operation_id="setDigest",
    summary="Watch, and be told by e-mail",
    response_model=DigestAnswer,
    responses=documented(
        *BY_MEMBER,
        *BY_CHANGE,
        MalformedError("e-mail address", "ada", ADDRESS_FORM),
        MalformedError("release id", "rel-1", RELEASE_ID_FORM),
        BadQueryError(
            "A quote is opened and never closed", position=7, advice='end the phrase with ", or leave the quote out'
        ),
        NoMailError(),
        IndexUnavailableError("hidden"),
        cacheable=False,
    ),
    openapi_extra=described(
        DigestWanted,
        DigestWanted(
            address="ada@example.org", watches=[WatchWanted(kind=WatchKind.IMAGE, about="ami-0abcdef1234567890")]
        ),
    ),
    dependencies=[SETTING],
)
def put_digest(
    caller: SignedIn, services: Served, wanted: Annotated[DigestWanted, body(DigestWanted)], _parameters: NONE
) -> Response:
    """An address that is new is sent a link first, and nothing else until that was followed. What one had before is
    replaced.
    """
    return unkept(digest_set(services, caller, wanted))


def digest_set(services: Services, caller: Caller, wanted: DigestWanted) -> DigestAnswer:
    """The digest as it is now. Raises NoMailError, BadQueryError, TooManyRequestsError."""
    if services.mail is None:
        raise NoMailError
    at = services.clock()
    watches = watches_wanted(services, wanted.watches, now=at)
    with services.database.write() as session:
        if confirmed_for(digest_of(session, caller.me.id), wanted.address) is None:
            count_also(services, "mails that ask this address", ASKED_AT_MOST, wanted.address.lower())
        made = set_digest(session, caller.me.id, address=wanted.address, every=wanted.every, watches=watches, at=at)
    return _told(services, made)


@router.delete(
    "/v1/me/digest",
    operation_id="removeDigest",
    summary="Remove my digest",
    status_code=204,
    response_class=Response,
    responses=documented(
        *BY_MEMBER, *BY_CHANGE, UnknownError("digest", "yours", because="you have none"), cacheable=False
    ),
    dependencies=[REMOVING],
)
def delete_digest(caller: SignedIn, services: Served, _parameters: NONE) -> Response:
    """The address is forgotten, with all that it was told."""
    with services.database.write() as session:
        found = digest_of(session, caller.me.id)
        if found is None:
            raise UnknownError("digest", "yours", because="you have none")
        remove_digest(session, found)
    return Response(status_code=204)


def _told(services: Services, digest: DigestRow | None) -> DigestAnswer:
    return DigestAnswer(
        demo=services.demo,
        digest=None if digest is None else my_digest(digest),
        sends_mail=services.mail is not None,
    )
