"""The answers about publishers: who they are, by which accounts they publish, how we know."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, EvidenceAnswer, NextCursor, Part
from catalog.directory import Directory
from catalog.publisher import Account, Attribution, Grade, Origin, Proof, Publisher, PublisherKind, Standing
from catalog.publisher_tables import PublisherAccountProof, PublisherDomainProof

OriginField = Annotated[
    Origin,
    Field(
        description="directory: comes with Amidex. import: a list that the operator imported. member: it named itself."
    ),
]


class ProofAnswer(Part):
    """Both proofs that together make a publisher verified."""

    account_id: str
    proved_by: Annotated[str, Field(description="By what the account was proved.")]
    proved_at: AwareDatetime
    domain: Annotated[str, Field(description="The domain of the publisher's URL, proved as well.")]
    domain_proved_at: AwareDatetime
    domain_checked_at: Annotated[AwareDatetime, Field(description="When the domain was looked at last.")]


class AttributionPart(Part):
    """By what an account is a publisher's, where and since when."""

    grades: Annotated[list[Grade], Field(description="How good the sources are, best first.")]
    known: Annotated[bool, Field(description="Whether the sources are good enough to say: this is them.")]
    standing: Annotated[Standing, Field(description="What the account is to the publisher today.")]
    regions: Annotated[list[str] | None, Field(description="Where the account is theirs. null: everywhere.")]
    valid_from: date | None
    valid_until: date | None
    names: Annotated[list[str], Field(description="Which images of a shared account are theirs. Empty: all.")]
    sources: list[EvidenceAnswer]
    proof: Annotated[ProofAnswer | None, Field(description="What the publisher proved, as long as it holds.")]
    note: str | None


class PublisherAccount(AttributionPart):
    """One account of a publisher."""

    account_id: str
    partition: str
    link: str


class PublisherListed(Part):
    """One publisher."""

    slug: Annotated[str, Field(description="Its short name, which never changes.")]
    name: str
    url: Annotated[str, Field(description="Its home or documentation.")]
    kind: Annotated[PublisherKind, Field(description="storefront: it owns images that others make and sell.")]
    origin: OriginField
    account_count: int
    known: Annotated[bool, Field(description="Whether any account has sources good enough to say: this is them.")]
    proven: Annotated[bool, Field(description="Whether it proved any account, and its domain.")]
    link: str


class PublishersAnswer(Answer):
    """One page of publishers."""

    publishers: list[PublisherListed]
    next_cursor: NextCursor


class AccountProofAnswer(Part):
    """That a publisher acted in an account."""

    partition: str
    account_id: str
    proved_by: str
    proved_at: AwareDatetime
    lapsed_at: AwareDatetime | None


class DomainProofAnswer(Part):
    """That a publisher controls a domain."""

    domain: str
    proved_at: AwareDatetime
    checked_at: AwareDatetime
    lapsed_at: AwareDatetime | None


class PublisherAnswer(Answer):
    """One publisher: its accounts, names and sources, what it proved, and where sources contradict each other."""

    slug: str
    name: str
    url: str
    kind: PublisherKind
    origin: OriginField
    accounts: list[PublisherAccount]
    name_patterns: Annotated[
        list[str], Field(description="How its images are named: EC2's wildcards, and {a,b} for alternatives.")
    ]
    ssm_parameters: Annotated[list[str], Field(description="AWS public SSM parameters that lead to its images.")]
    sources: Annotated[list[str], Field(description="URLs and citations.")]
    warnings: list[str]
    conflicts: Annotated[list[str], Field(description="Where sources contradict each other: we do not choose.")]
    account_proofs: Annotated[list[AccountProofAnswer], Field(description="Every one there was, oldest first.")]
    domain_proofs: Annotated[list[DomainProofAnswer], Field(description="Every one there was, oldest first.")]


def publisher_listed(publisher: Publisher, directory: Directory) -> PublisherListed:
    """The entry of a publisher in a list."""
    attributions = [entry for account in publisher.accounts if (entry := _attribution(publisher, account, directory))]
    return PublisherListed(
        slug=publisher.slug,
        name=publisher.name,
        url=publisher.url,
        kind=publisher.kind,
        origin=publisher.origin,
        account_count=len({(account.partition, account.id) for account in publisher.accounts}),
        known=any(entry.known for entry in attributions),
        proven=any(entry.proof for entry in attributions),
        link=f"/v1/publishers/{publisher.slug}",
    )


def publisher_answer(
    publisher: Publisher,
    directory: Directory,
    account_proofs: Sequence[PublisherAccountProof],
    domain_proofs: Sequence[PublisherDomainProof],
    *,
    demo: bool,
) -> PublisherAnswer:
    """The whole of what is known of a publisher, and every proof it ever gave."""
    return PublisherAnswer(
        demo=demo,
        slug=publisher.slug,
        name=publisher.name,
        url=publisher.url,
        kind=publisher.kind,
        origin=publisher.origin,
        accounts=[
            PublisherAccount(
                account_id=account.id,
                partition=account.partition,
                link=f"/v1/owners/{account.id}",
                **attribution_fields(publisher, account, _attribution(publisher, account, directory)),
            )
            for account in publisher.accounts
        ],
        name_patterns=[pattern.text for pattern in publisher.name_patterns],
        ssm_parameters=list(publisher.ssm_parameters),
        sources=list(publisher.sources),
        warnings=list(publisher.warnings),
        conflicts=list(publisher.conflicts),
        account_proofs=[account_proof_answer(proof) for proof in account_proofs],
        domain_proofs=[domain_proof_answer(proof) for proof in domain_proofs],
    )


def account_proof_answer(proof: PublisherAccountProof) -> AccountProofAnswer:
    """The proof of an account."""
    return AccountProofAnswer(**{name: getattr(proof, name) for name in AccountProofAnswer.model_fields})


def domain_proof_answer(proof: PublisherDomainProof) -> DomainProofAnswer:
    """The proof of a domain."""
    return DomainProofAnswer(**{name: getattr(proof, name) for name in DomainProofAnswer.model_fields})


def attribution_fields(publisher: Publisher, account: Account, attribution: Attribution | None) -> dict[str, Any]:
    """The fields of an AttributionPart. Without an attribution the account tells nothing of who made an image."""
    sources = attribution.sources if attribution else account.sources or publisher.sources
    return {
        "grades": list(account.grades),
        "known": attribution is not None and attribution.known,
        "standing": account.standing,
        "regions": None if account.regions is None else list(account.regions),
        "valid_from": account.valid_from,
        "valid_until": account.valid_until,
        "names": [pattern.text for pattern in account.names],
        # The directory grades an account, not each source.
        "sources": [EvidenceAnswer(source=source, grade=account.grades[0]) for source in sources],
        "proof": proof_answer(attribution.proof) if attribution and attribution.proof else None,
        "note": account.note,
    }


def proof_answer(proof: Proof) -> ProofAnswer:
    return ProofAnswer(**{name: getattr(proof, name) for name in ProofAnswer.model_fields})


def _attribution(publisher: Publisher, account: Account, directory: Directory) -> Attribution | None:
    holders = directory.holders(account.partition, account.id)
    return next((entry for entry in holders if entry.publisher is publisher and entry.account is account), None)
