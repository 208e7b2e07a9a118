"""Who may speak for a publisher, and what he claims for it: by proof alone, and never what is another's.

A member speaks for a publisher when he proved an account that is the publisher's: one that it claimed and proved, or
one that the directory gives to it with good sources. So a colleague is whoever proves the same account, and nobody
takes over an entry of the directory by asking for it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from catalog.directory import Directory
from catalog.errors import ClaimRefusedError, NameTakenError, quoted
from catalog.member_name import name_key
from catalog.members import MemberRow, ProvenAccount, accounts_of
from catalog.publisher import Origin, Publisher, Standing
from catalog.publisher_proofs import account_proofs, list_publisher, record_account_proof
from catalog.publisher_tables import ListedPublisher, PublisherAccountProof

AccountKey = tuple[str, str]  # partition and account id

BY_AWS = "a signed sts:GetCallerIdentity request"


def publisher_known(session: Session, directory: Directory, slug: str) -> Publisher | None:
    """A publisher of the directory, or one that a member brought and that has proven no domain yet."""
    found = directory.publisher(slug)
    if found is not None:
        return found
    listed = session.get(ListedPublisher, slug)
    if listed is None:
        return None
    return Publisher(listed.slug, listed.name, listed.url, (), (), origin=Origin(listed.origin))


def proven_accounts(session: Session, slug: str) -> set[AccountKey]:
    """The accounts that a publisher proved and that have not lapsed."""
    return {(proof.partition, proof.account_id) for proof in account_proofs(session, slug) if proof.lapsed_at is None}


def speaks_for(session: Session, directory: Directory, member: MemberRow, slug: str, *, at: datetime) -> bool:
    """Whether a member proved an account of the publisher, and not too long ago."""
    mine = {(account.partition, account.account_id) for account in accounts_of(session, member.id) if account.holds(at)}
    return not mine.isdisjoint(proven_accounts(session, slug)) or any(
        _is_given_to(directory, account, slug) for account in mine
    )


def publishers_spoken_for(session: Session, directory: Directory, member: MemberRow, *, at: datetime) -> list[str]:
    """The slugs of the publishers that a member speaks for, by the proofs that he has at this time."""
    mine = [account for account in accounts_of(session, member.id) if account.holds(at)]
    found: set[str] = set()
    for account in mine:
        key = (account.partition, account.account_id)
        found |= set(_proven_by(session, key))
        found |= {
            slug for holder in directory.holders(*key) if _is_given_to(directory, key, slug := holder.publisher.slug)
        }
    return sorted(found)


def bring_publisher(
    session: Session,
    directory: Directory,
    member: MemberRow,
    *,
    slug: str,
    name: str,
    url: str,
    account: AccountKey,
    at: datetime,
) -> None:
    """List a publisher that nobody has, with a first account that the member proved; or change one he speaks for, or
    one that nobody speaks for any more, with an account that it once proved.

    Raises ClaimRefusedError for an entry that is not a member's, or another's, or an account that he did not prove or
    that is another's; NameTakenError for what looks like another publisher.
    """
    known = publisher_known(session, directory, slug)
    if known is not None:
        if known.origin is not Origin.MEMBER:
            raise ClaimRefusedError(f"{quoted(slug)} is an entry of the directory: prove one of its accounts instead")
        if not (speaks_for(session, directory, member, slug, at=at) or _is_left(session, slug, account)):
            raise ClaimRefusedError(f"{quoted(slug)} is a publisher already, and you proved none of its accounts")
    keys = {name_key(name), name_key(slug)}
    for other in _others(session, directory, slug):
        if not keys.isdisjoint({name_key(other.name), name_key(other.slug)}):
            raise NameTakenError(name)
    proof = _own_proof(session, member, account, at)
    _refuse_anothers(session, directory, slug, account)
    try:
        list_publisher(session, slug=slug, name=name, url=url, at=at)
    except IntegrityError as error:
        raise ClaimRefusedError(f"{quoted(slug)} was made a publisher at this moment: look at it first") from error
    _record(session, slug, proof, at)


def claim_account(
    session: Session, directory: Directory, member: MemberRow, *, slug: str, account: AccountKey, at: datetime
) -> None:
    """Add an account that a member proved to a publisher that he speaks for. Raises ClaimRefusedError."""
    proof = _own_proof(session, member, account, at)
    if publisher_known(session, directory, slug) is None:
        raise ClaimRefusedError(f"there is no publisher {quoted(slug)}: bring it with PUT /v1/publishers/{slug}")
    if not speaks_for(session, directory, member, slug, at=at):
        raise ClaimRefusedError(f"you proved no account that is known to be {quoted(slug)}'s")
    _refuse_anothers(session, directory, slug, account)
    _record(session, slug, proof, at)


def _record(session: Session, slug: str, proof: ProvenAccount, at: datetime) -> None:
    by = BY_AWS if proof.is_by_aws else f"a token in {proof.arn}"
    record_account_proof(
        session, publisher=slug, partition=proof.partition, account_id=proof.account_id, proved_by=by, at=at
    )


def _is_left(session: Session, slug: str, account: AccountKey) -> bool:
    """Whether a publisher has no account any more and once proved this one: its holder alone may come back."""
    return not proven_accounts(session, slug) and any(
        (proof.partition, proof.account_id) == account for proof in account_proofs(session, slug)
    )


def _own_proof(session: Session, member: MemberRow, account: AccountKey, at: datetime) -> ProvenAccount:
    for proof in accounts_of(session, member.id):
        if (proof.partition, proof.account_id) == account and proof.holds(at):
            return proof
    raise ClaimRefusedError(
        f"you did not prove account {account[1]} ({account[0]}) lately: `amidex login` with its credentials, or put a "
        "token of POST /v1/me/account-tokens into the description of one of its public images"
    )


def _refuse_anothers(session: Session, directory: Directory, slug: str, account: AccountKey) -> None:
    """An account has one publisher, until his proof lapses. What lists say counts less than a proof."""
    partition, account_id = account
    given = {
        holder.publisher.slug
        for holder in directory.holders(partition, account_id)
        if holder.publisher.origin is Origin.DIRECTORY
    }
    others = sorted((given | set(_proven_by(session, account))) - {slug})
    if others and slug not in given:
        raise ClaimRefusedError(f"account {account_id} ({partition}) is {' and '.join(others)}'s: claim it there")


def _proven_by(session: Session, account: AccountKey) -> Sequence[str]:
    """The publishers that claimed the account with a proof that holds."""
    return session.exec(
        select(PublisherAccountProof.publisher).where(
            PublisherAccountProof.partition == account[0],
            PublisherAccountProof.account_id == account[1],
            col(PublisherAccountProof.lapsed_at).is_(None),
        )
    ).all()


def _is_given_to(directory: Directory, account: AccountKey, slug: str) -> bool:
    """Whether good sources say that the account is this publisher's, and his alone."""
    return any(
        holder.publisher.slug == slug
        and holder.known
        and not holder.shared
        and holder.account.standing in (Standing.CURRENT, Standing.FORMER)
        for holder in directory.holders(*account)
    )


def _others(session: Session, directory: Directory, slug: str) -> list[Publisher | ListedPublisher]:
    listed = session.exec(select(ListedPublisher).where(ListedPublisher.slug != slug)).all()
    return [*(entry for entry in directory.publishers() if entry.slug != slug), *listed]
