"""What members claim for publishers: themselves, accounts, a domain; and tokens that prove an account."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import AfterValidator, Field

from api.answers.claim import AccountTokenAnswer, ClaimAnswer, claim_answer
from api.caller import Caller, SignedIn
from api.conditional import unkept
from api.domain_proof import HOW, ask_domain
from api.errors import FetchRefusedError
from api.operation_docs import BY_CHANGE, BY_MEMBER, documented
from api.parameters import AccountId, NoParameters, Parameters, Slug, query
from api.rate_limits import rate_limited
from api.request_body import body, described
from api.safe_fetch import check_url
from api.services import Served, Services
from catalog.account_id import ACCOUNT_ID_FORM, check_account_id
from catalog.account_tokens import give_account_token
from catalog.claims import bring_publisher, claim_account, proven_accounts, publisher_known, speaks_for
from catalog.directory_file import SLUG_FORM
from catalog.errors import ClaimRefusedError, MalformedError, NameTakenError, quoted
from catalog.partition import PARTITIONS, check_partition
from catalog.publisher_proofs import (
    DOMAIN_FORM,
    check_domain,
    lapse_account_proof,
    record_domain_proof,
)
from catalog.whole_directory import is_site_of

router = APIRouter(tags=["publishers"])

NONE = Annotated[NoParameters, query(NoParameters)]
CLAIMING = rate_limited("claims", member="30/hour", newcomer="10/hour", address="60/hour")
URL_FORM = "an https:// URL of the publisher's own site"
LONGEST_NAME_CHARACTERS = 80


def _url(url: str) -> str:
    try:
        host = check_url(url).hostname or ""
        check_domain(host)
    except (FetchRefusedError, MalformedError) as error:
        raise MalformedError("url", url, URL_FORM) from error
    return url


def _name(name: str) -> str:
    name = name.strip()
    if not name or not name.isprintable():
        raise MalformedError("name", name, f"1 to {LONGEST_NAME_CHARACTERS} printable characters")
    return name


class AccountMeant(Parameters):
    """An AWS account."""

    account_id: Annotated[str, AfterValidator(check_account_id), Field(description="The account's id.")]
    partition: Annotated[
        str, AfterValidator(check_partition), Field(description=f"Its partition: {', '.join(PARTITIONS)}.")
    ] = "aws"


class PublisherWanted(AccountMeant):
    """A publisher with an account that is its."""

    name: Annotated[
        str, AfterValidator(_name), Field(max_length=LONGEST_NAME_CHARACTERS, description="What it is called.")
    ]
    url: Annotated[
        str, AfterValidator(_url), Field(max_length=300, description="Its own site, whose domain it proves.")
    ]


class DomainMeant(Parameters):
    """A domain."""

    domain: Annotated[
        str, AfterValidator(check_domain), Field(description="In lower case: that of the publisher's URL.")
    ]


class PartitionMeant(Parameters):
    """In which partition."""

    partition: Annotated[
        str, AfterValidator(check_partition), Field(description=f"The account's: {', '.join(PARTITIONS)}.")
    ] = "aws"


REFUSED = ClaimRefusedError("you did not prove account 123456789012 (aws)")
COMMON = (*BY_MEMBER, *BY_CHANGE, REFUSED, MalformedError("slug", "Acme!", SLUG_FORM))


@router.post(
    "/v1/me/account-tokens",
    operation_id="getAccountToken",
    summary="Prove an account by a description",
    status_code=201,
    response_model=AccountTokenAnswer,
    responses=documented(*BY_MEMBER, *BY_CHANGE, MalformedError("account id", "12", ACCOUNT_ID_FORM), cacheable=False),
    openapi_extra=described(AccountMeant, AccountMeant(account_id="123456789012")),
    dependencies=[CLAIMING],
)
def get_account_token(
    caller: SignedIn, services: Served, account: Annotated[AccountMeant, body(AccountMeant)], _parameters: NONE
) -> Response:
    """A token to put into the description of any public image of an account, which its owner alone can edit.

    The next crawl that sees it proves the account to be the member's, as signing in with AWS would; it may be taken out
    then. It lasts for two weeks.
    """
    return unkept(account_token_given(services, caller, account), status=201)


def account_token_given(services: Services, caller: Caller, account: AccountMeant) -> AccountTokenAnswer:
    """The token of this member for this account."""
    with services.database.write() as session:
        token, expires_at = give_account_token(
            session, caller.me, partition=account.partition, account_id=account.account_id, at=services.clock()
        )
    return AccountTokenAnswer(demo=services.demo, token=token, expires_at=expires_at)


@router.put(
    "/v1/publishers/{slug}",
    operation_id="bringPublisher",
    summary="List myself as a publisher",
    response_model=ClaimAnswer,
    responses=documented(
        *COMMON, NameTakenError("Canonical"), MalformedError("url", "http://x", URL_FORM), cacheable=False
    ),
    openapi_extra=described(
        PublisherWanted,
        PublisherWanted(name="Acme Images", url="https://images.acme.example", account_id="123456789012"),
    ),
    dependencies=[CLAIMING],
)
def bring_a_publisher(
    caller: SignedIn,
    services: Served,
    slug: Slug,
    wanted: Annotated[PublisherWanted, body(PublisherWanted)],
    _parameters: NONE,
) -> Response:
    """A publisher that nobody has listed, with a first account that one proved; or other words for one's own.

    It is attributed nothing until its domain is proven too.
    """
    with services.database.write() as session:
        bring_publisher(
            session,
            services.directory,
            caller.me,
            slug=slug,
            name=wanted.name,
            url=wanted.url,
            account=(wanted.partition, wanted.account_id),
            at=services.clock(),
        )
    return _told(services, slug)


@router.post(
    "/v1/publishers/{slug}/accounts",
    operation_id="claimAccount",
    summary="Claim an account for a publisher",
    response_model=ClaimAnswer,
    responses=documented(*COMMON, cacheable=False),
    openapi_extra=described(AccountMeant, AccountMeant(account_id="123456789012")),
    dependencies=[CLAIMING],
)
def claim_an_account(
    caller: SignedIn,
    services: Served,
    slug: Slug,
    account: Annotated[AccountMeant, body(AccountMeant)],
    _parameters: NONE,
) -> Response:
    """An account that one proved, for a publisher of which one proved an account: by its claims or by the directory."""
    with services.database.write() as session:
        claim_account(
            session,
            services.directory,
            caller.me,
            slug=slug,
            account=(account.partition, account.account_id),
            at=services.clock(),
        )
    return _told(services, slug)


@router.delete(
    "/v1/publishers/{slug}/accounts/{account_id}",
    operation_id="withdrawAccount",
    summary="Withdraw a publisher's account",
    response_model=ClaimAnswer,
    responses=documented(*COMMON, cacheable=False),
    dependencies=[CLAIMING],
)
def withdraw_an_account(
    caller: SignedIn,
    services: Served,
    slug: Slug,
    account_id: AccountId,
    parameters: Annotated[PartitionMeant, query(PartitionMeant)],
) -> Response:
    """The account is no longer claimed: the proof lapses, and shows as lapsed. Whoever speaks for the publisher may."""
    with services.database.write() as session:
        if not speaks_for(session, services.directory, caller.me, slug, at=services.clock()):
            raise ClaimRefusedError(f"you proved no account that is known to be {quoted(slug)}'s")
        lapse_account_proof(
            session, publisher=slug, partition=parameters.partition, account_id=account_id, at=services.clock()
        )
    return _told(services, slug)


@router.put(
    "/v1/publishers/{slug}/domain",
    operation_id="proveDomain",
    summary="Prove a publisher's domain",
    response_model=ClaimAnswer,
    responses=documented(*COMMON, MalformedError("domain", "Acme", DOMAIN_FORM), cacheable=False),
    openapi_extra=described(DomainMeant, DomainMeant(domain="acme.example")),
    dependencies=[CLAIMING],
)
def prove_a_domain(
    caller: SignedIn,
    services: Served,
    slug: Slug,
    meant: Annotated[DomainMeant, body(DomainMeant)],
    _parameters: NONE,
) -> Response:
    """The domain is looked at now, and again each week: it must name one of the publisher's proven accounts.

    In a TXT record of `_amidex.` and the domain, `amidex-account=123456789012`; or in `/.well-known/amidex.json`,
    `{"accounts": ["123456789012"]}`.
    """
    accounts = _accounts_to_name(caller, services, slug, meant.domain)
    told = ask_domain(services.fetch, meant.domain)
    if told.accounts.isdisjoint(accounts):
        raise ClaimRefusedError(
            f"{meant.domain} names none of the accounts that {slug} proved "
            f"({', '.join(sorted(account for _, account in accounts))})"
            f"{'' if told.certain else ', as far as it could be looked at'}; it should have {HOW}"
        )
    with services.database.write() as session:
        record_domain_proof(session, publisher=slug, domain=meant.domain, at=services.clock())
    return _told(services, slug)


def _accounts_to_name(caller: Caller, services: Services, slug: str, domain: str) -> set[tuple[str, str]]:
    with services.database.read() as session:
        publisher = publisher_known(session, services.directory, slug)
        if publisher is None or not speaks_for(session, services.directory, caller.me, slug, at=services.clock()):
            raise ClaimRefusedError(f"you proved no account that is known to be {quoted(slug)}'s")
        if not is_site_of(publisher, domain):
            raise ClaimRefusedError(f"{domain} is not the domain of {slug}'s own URL, {publisher.url}")
        accounts = proven_accounts(session, slug)
    if not accounts:
        raise ClaimRefusedError(f"{slug} has proved no account yet: claim one first")
    return accounts


def claim_told(services: Services, slug: str) -> ClaimAnswer:
    """What the publisher has proved by now."""
    with services.database.read() as session:
        return claim_answer(session, services.directory, slug, demo=services.demo)


def _told(services: Services, slug: str) -> Response:
    return unkept(claim_told(services, slug))
