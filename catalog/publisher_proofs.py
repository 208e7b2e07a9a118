"""What publishers proved: that they act in an account, and that they control a domain.

Whoever proves something, and how, is not known here: only what was proved, by what, and until when it held. Each
function marks the accounts concerned as changed, in its transaction, so that the worker keys and judges their images
anew (catalog/directory_changes.py).
"""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from catalog.account_id import check_account_id
from catalog.directory_changes import mark_changed
from catalog.directory_file import check_slug
from catalog.errors import MalformedError
from catalog.partition import check_partition
from catalog.publisher import Origin
from catalog.publisher_tables import ListedPublisher, PublisherAccountProof, PublisherDomainProof

DOMAIN_FORM = "a domain in lower case, like example.org"
_DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")


def check_domain(domain: str) -> str:
    """The text itself when it has the form of a domain. Raises MalformedError otherwise."""
    if _DOMAIN.match(domain) is None:
        raise MalformedError("domain", domain, DOMAIN_FORM)
    return domain


def list_publisher(session: Session, *, slug: str, name: str, url: str, at: datetime) -> None:
    """Bring a publisher that nobody has listed, or change the name and URL of one that a member brought.

    Nothing is attributed to it until it proved an account and the domain of its URL. Raises MalformedError for a slug
    that is none, or that an import brought; the caller sees to it that the built-in directory has none of the slug.
    """
    check_slug(slug)
    found = session.get(ListedPublisher, slug)
    if found is None:
        session.add(ListedPublisher(slug=slug, origin=Origin.MEMBER, name=name, url=url, recorded_at=at))
    elif found.origin != Origin.MEMBER:
        raise MalformedError("slug", slug, "one that no other publisher has")
    else:
        found.name, found.url, found.recorded_at = name, url, at
        session.add(found)
    session.flush()
    _mark_accounts(session, slug, at)


def record_account_proof(
    session: Session, *, publisher: str, partition: str, account_id: str, proved_by: str, at: datetime
) -> None:
    """A publisher, by its slug, proved an account. One that was proven and has not lapsed stays as it is.

    `proved_by` completes "proved by …": "a signed sts:GetCallerIdentity request".
    """
    check_partition(partition)
    check_account_id(account_id)
    for proof in account_proofs(session, publisher):
        if proof.lapsed_at is None and (proof.partition, proof.account_id) == (partition, account_id):
            return
    session.add(
        PublisherAccountProof(
            publisher=publisher, partition=partition, account_id=account_id, proved_by=proved_by, proved_at=at
        )
    )
    mark_changed(session, [(partition, account_id)], at=at)


def lapse_account_proof(session: Session, *, publisher: str, partition: str, account_id: str, at: datetime) -> None:
    """An account is no longer proven. Nothing happens when it was not."""
    session.exec(
        update(PublisherAccountProof)
        .where(
            col(PublisherAccountProof.publisher) == publisher,
            col(PublisherAccountProof.partition) == partition,
            col(PublisherAccountProof.account_id) == account_id,
            col(PublisherAccountProof.lapsed_at).is_(None),
        )
        .values(lapsed_at=at)
    )
    mark_changed(session, [(partition, account_id)], at=at)


def record_domain_proof(session: Session, *, publisher: str, domain: str, at: datetime) -> None:
    """A publisher controls a domain: a proof that holds is dated as checked, else there is a new one."""
    check_domain(domain)
    for proof in domain_proofs(session, publisher):
        if proof.lapsed_at is None and proof.domain == domain:
            proof.checked_at = at
            session.add(proof)
            return
    session.add(PublisherDomainProof(publisher=publisher, domain=domain, proved_at=at, checked_at=at))
    _mark_accounts(session, publisher, at)


def lapse_domain_proof(session: Session, *, publisher: str, domain: str, at: datetime) -> None:
    """A domain was looked at and is no longer proven. Nothing happens when it was not."""
    session.exec(
        update(PublisherDomainProof)
        .where(
            col(PublisherDomainProof.publisher) == publisher,
            col(PublisherDomainProof.domain) == domain,
            col(PublisherDomainProof.lapsed_at).is_(None),
        )
        .values(lapsed_at=at, checked_at=at)
    )
    _mark_accounts(session, publisher, at)


def account_proofs(session: Session, publisher: str | None = None) -> Sequence[PublisherAccountProof]:
    """Every proof of an account, of one publisher or of all, oldest first, lapsed ones included."""
    statement = select(PublisherAccountProof).order_by(col(PublisherAccountProof.id))
    if publisher is not None:
        statement = statement.where(PublisherAccountProof.publisher == publisher)
    return session.exec(statement).all()


def domain_proofs(session: Session, publisher: str | None = None) -> Sequence[PublisherDomainProof]:
    """Every proof of a domain, of one publisher or of all, oldest first, lapsed ones included."""
    statement = select(PublisherDomainProof).order_by(col(PublisherDomainProof.id))
    if publisher is not None:
        statement = statement.where(PublisherDomainProof.publisher == publisher)
    return session.exec(statement).all()


def domains_to_check(session: Session, *, checked_before: datetime) -> Sequence[PublisherDomainProof]:
    """Proofs that hold and were looked at before this time, or just then."""
    return session.exec(
        select(PublisherDomainProof)
        .where(col(PublisherDomainProof.lapsed_at).is_(None), col(PublisherDomainProof.checked_at) <= checked_before)
        .order_by(col(PublisherDomainProof.checked_at))
    ).all()


def _mark_accounts(session: Session, publisher: str, at: datetime) -> None:
    proofs = account_proofs(session, publisher)
    mark_changed(session, {(proof.partition, proof.account_id) for proof in proofs}, at=at)
