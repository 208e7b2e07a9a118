"""The answers about publishers that the OpenAPI document shows: a publisher that proved its account and its domain."""

from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import BaseModel

from api.answers.common import EvidenceAnswer
from api.answers.publisher import (
    AccountProofAnswer,
    DomainProofAnswer,
    ProofAnswer,
    PublisherAccount,
    PublisherAnswer,
    PublisherListed,
    PublishersAnswer,
)
from catalog.publisher import Grade, Origin, PublisherKind, Standing

_ACCOUNT_ID = "099720109477"
_SOURCE = "https://documentation.ubuntu.com/aws/"
_REQUEST = "a signed sts:GetCallerIdentity request"
_PROVED_AT = datetime(2026, 10, 2, 9, 30, tzinfo=UTC)
_CHECKED_AT = datetime(2026, 10, 9, 9, 30, tzinfo=UTC)

PUBLISHERS = PublishersAnswer(
    demo=False,
    publishers=[
        PublisherListed(
            slug="canonical",
            name="Canonical (Ubuntu)",
            url=_SOURCE,
            kind=PublisherKind.PUBLISHER,
            origin=Origin.DIRECTORY,
            account_count=3,
            known=True,
            proven=True,
            link="/v1/publishers/canonical",
        )
    ],
    next_cursor=None,
)

PUBLISHER = PublisherAnswer(
    demo=False,
    slug="canonical",
    name="Canonical (Ubuntu)",
    url=_SOURCE,
    kind=PublisherKind.PUBLISHER,
    origin=Origin.DIRECTORY,
    accounts=[
        PublisherAccount(
            account_id=_ACCOUNT_ID,
            partition="aws",
            link=f"/v1/owners/{_ACCOUNT_ID}",
            grades=[Grade.OFFICIAL],
            known=True,
            standing=Standing.CURRENT,
            regions=None,
            valid_from=None,
            valid_until=None,
            names=[],
            sources=[EvidenceAnswer(source=_SOURCE, grade=Grade.OFFICIAL)],
            proof=ProofAnswer(
                account_id=_ACCOUNT_ID,
                proved_by=_REQUEST,
                proved_at=_PROVED_AT,
                domain="ubuntu.com",
                domain_proved_at=_PROVED_AT,
                domain_checked_at=_CHECKED_AT,
            ),
            note="the publisher's documentation",
        )
    ],
    name_patterns=["ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-{amd64,arm64}-server-*"],
    ssm_parameters=["/aws/service/canonical/ubuntu/server/24.04/stable/current/{amd64,arm64}/hvm/ebs-gp3/ami-id"],
    sources=[_SOURCE],
    warnings=[],
    conflicts=[],
    account_proofs=[
        AccountProofAnswer(
            partition="aws", account_id=_ACCOUNT_ID, proved_by=_REQUEST, proved_at=_PROVED_AT, lapsed_at=None
        )
    ],
    domain_proofs=[
        DomainProofAnswer(domain="ubuntu.com", proved_at=_PROVED_AT, checked_at=_CHECKED_AT, lapsed_at=None)
    ],
)

PUBLISHER_EXAMPLES: Mapping[str, Mapping[str, BaseModel]] = {
    "listPublishers": {"200": PUBLISHERS},
    "getPublisher": {"200": PUBLISHER},
}
