"""The answers to claims: what a publisher has proved by now."""

from typing import Annotated

from pydantic import AwareDatetime, Field
from sqlmodel import Session

from api.answers.common import Answer
from api.answers.publisher import AccountProofAnswer, DomainProofAnswer, account_proof_answer, domain_proof_answer
from catalog.claims import publisher_known
from catalog.directory import Directory
from catalog.publisher_proofs import account_proofs, domain_proofs


class AccountTokenAnswer(Answer):
    """A token that proves an account where its owner alone can put it."""

    token: Annotated[str, Field(description="To be somewhere in the description of a public image of the account.")]
    expires_at: Annotated[AwareDatetime, Field(description="Until when a crawl must have seen it.")]


class ClaimAnswer(Answer):
    """What a publisher has proved, lapsed proofs included. It takes both an account and the domain to be verified."""

    slug: str
    name: str
    url: str
    account_proofs: list[AccountProofAnswer]
    domain_proofs: list[DomainProofAnswer]


def claim_answer(session: Session, directory: Directory, slug: str, *, demo: bool) -> ClaimAnswer:
    """What the publisher has proved now."""
    publisher = publisher_known(session, directory, slug)
    return ClaimAnswer(
        demo=demo,
        slug=slug,
        name="" if publisher is None else publisher.name,
        url="" if publisher is None else publisher.url,
        account_proofs=[account_proof_answer(proof) for proof in account_proofs(session, slug)],
        domain_proofs=[domain_proof_answer(proof) for proof in domain_proofs(session, slug)],
    )
