"""The answers the OpenAPI document shows: one real release of Canonical's, told by every route.

They are made of the models themselves, so an example that its schema does not allow cannot be written. Longer than
other files: it is data, and one release told everywhere reads best in one place.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import BaseModel

from api.answers.common import EvidenceAnswer, IdentityAnswer, PublisherName
from api.answers.crawl import CrawlAnswer, CrawlRequestAnswer, CrawlsAnswer
from api.answers.health import AliveAnswer, ComponentState, ProblemKindAnswer, ReadyAnswer, ServiceAnswer
from api.answers.image import HistoryAnswer, HistoryEntryAnswer, ImageAnswer, ReleaseLink
from api.answers.owner import (
    OwnerAnswer,
    OwnerAttribution,
    OwnerListed,
    OwnerRegionAnswer,
    OwnerRelease,
    OwnersAnswer,
)
from api.answers.policy import AllowedAmisAnswer
from api.answers.release import ReleaseAnswer, ReleaseImage, VerdictLink
from api.answers.search import FacetValue, Hit, HitImage, SearchAnswer
from api.answers.suggest import SuggestAnswer, Suggestion, SuggestionKind
from api.problems import UNKNOWN_ID
from api.version import DESCRIPTION, NAME
from catalog.crawl_requests import RequestStatus
from catalog.crawls import CrawlStatus
from catalog.history import EventKind
from catalog.publisher import Grade, Origin, PublisherKind, Standing
from search.fields import Facet
from trust.levels import TrustLevel

_NAME = "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20260930"
_DESCRIPTION = "Canonical, Ubuntu, 24.04, arm64 noble image build on 2026-09-30"
_RELEASE_ID = "rel-q4vd2mz6ykh3ebnw5t7a"
_RELEASE = f"/v1/releases/{_RELEASE_ID}"
FAMILY_ID = "fam-h5x2kq7wjv3n4cbyd6ta"
_OWNER_ID = "099720109477"
_FRANKFURT = "ami-0a1b2c3d4e5f60718"
_IRELAND = "ami-0f9e8d7c6b5a49382"
_SOURCE = "https://documentation.ubuntu.com/aws/"
_PUBLISHER = PublisherName(slug="canonical", name="Canonical (Ubuntu)")
_MADE_AT = datetime(2026, 9, 30, 8, 14, 2, tzinfo=UTC)
_DEPRECATED_AT = datetime(2028, 9, 30, 8, 14, tzinfo=UTC)
_SEEN_AT = datetime(2026, 9, 30, 12, 0, 41, tzinfo=UTC)
_CHANGED_AT = datetime(2026, 10, 2, 12, 1, 7, tzinfo=UTC)
_FIRST_MADE_AT = datetime(2014, 4, 8, 23, 1, 12, tzinfo=UTC)
_EVIDENCE = [EvidenceAnswer(source=_SOURCE, grade=Grade.OFFICIAL)]
_IDENTITY = IdentityAnswer(
    level=TrustLevel.KNOWN,
    reason="The publisher or AWS says that the owner's account belongs to Canonical (Ubuntu).",
    evidence=_EVIDENCE,
)


def _hit_image(image_id: str) -> HitImage:
    return HitImage(
        image_id=image_id,
        owner_id=_OWNER_ID,
        architecture="arm64",
        created_at=_MADE_AT,
        deprecated_at=_DEPRECATED_AT,
        gone_at=None,
    )


def _release_image(region: str, image_id: str) -> ReleaseImage:
    return ReleaseImage(
        partition="aws",
        region=region,
        image_id=image_id,
        owner_id=_OWNER_ID,
        architecture="arm64",
        created_at=_MADE_AT,
        deprecated_at=_DEPRECATED_AT,
        gone_at=None,
        link=f"/v1/images/{image_id}",
    )


SEARCH = SearchAnswer(
    demo=False,
    hits=[
        Hit(
            release_id=_RELEASE_ID,
            link=_RELEASE,
            name=_NAME,
            image_id=_FRANKFURT,
            description=_DESCRIPTION,
            partition="aws",
            publisher=_PUBLISHER,
            owner_ids=[_OWNER_ID],
            owner_aliases=[],
            trust=TrustLevel.KNOWN,
            operating_system="ubuntu",
            platform="linux",
            architectures=["arm64"],
            root_device_types=["ebs"],
            created_at=_MADE_AT,
            deprecated_at=_DEPRECATED_AT,
            deprecated=False,
            gone_at=None,
            gone=False,
            family_id=FAMILY_ID,
            superseded_by=None,
            region_count=2,
            images={"eu-central-1": _hit_image(_FRANKFURT), "eu-west-1": _hit_image(_IRELAND)},
            score=3.0,
        )
    ],
    total=1,
    facets={
        Facet.REGION: [FacetValue(value="eu-central-1", count=1), FacetValue(value="eu-west-1", count=1)],
        Facet.ARCHITECTURE: [FacetValue(value="arm64", count=1)],
        Facet.OWNER: [FacetValue(value=_OWNER_ID, count=1, name=_PUBLISHER.name)],
        Facet.PUBLISHER: [FacetValue(value=_PUBLISHER.slug, count=1, name=_PUBLISHER.name)],
        Facet.TRUST: [FacetValue(value="known", count=1)],
    },
    next_cursor=None,
    corrected={},
    also={},
    took_ms=4.2,
)

IMAGE = ImageAnswer(
    demo=False,
    image_id=_FRANKFURT,
    partition="aws",
    region="eu-central-1",
    other_regions=[],
    release=ReleaseLink(release_id=_RELEASE_ID, link=_RELEASE),
    name=_NAME,
    image_location=f"amazon/{_NAME}",
    description=_DESCRIPTION,
    owner_id=_OWNER_ID,
    owner_alias=None,
    publisher=_PUBLISHER,
    identity=_IDENTITY,
    architecture="arm64",
    platform="linux",
    platform_details="Linux/UNIX",
    image_type="machine",
    root_device_type="ebs",
    virtualization_type="hvm",
    boot_mode="uefi",
    imds_support="v2.0",
    ena_support=True,
    state="available",
    public=True,
    private=False,
    scopes=["all"],
    created_at=_MADE_AT,
    deprecated_at=_DEPRECATED_AT,
    deprecated=False,
    first_seen_at=_SEEN_AT,
    changed_at=_CHANGED_AT,
    gone_at=None,
    history=f"/v1/images/{_FRANKFURT}/history",
    document={
        "Architecture": "arm64",
        "CreationDate": "2026-09-30T08:14:02.000Z",
        "ImageId": _FRANKFURT,
        "Name": _NAME,
        "OwnerId": _OWNER_ID,
        "Public": True,
        "State": "available",
    },
)

HISTORY = HistoryAnswer(
    demo=False,
    image_id=_FRANKFURT,
    partition="aws",
    region="eu-central-1",
    history=[
        HistoryEntryAnswer(at=_SEEN_AT, event=EventKind.APPEARED, changes={}),
        HistoryEntryAnswer(
            at=_CHANGED_AT, event=EventKind.CHANGED, changes={"Description": ("Ubuntu 24.04", _DESCRIPTION)}
        ),
    ],
)

RELEASE = ReleaseAnswer(
    demo=False,
    release_id=_RELEASE_ID,
    partition="aws",
    name=_NAME,
    description=_DESCRIPTION,
    publisher=_PUBLISHER,
    identity=_IDENTITY,
    owner_ids=[_OWNER_ID],
    owner_aliases=[],
    platform="linux",
    architectures=["arm64"],
    root_device_types=["ebs"],
    created_at=_MADE_AT,
    deprecated_at=_DEPRECATED_AT,
    deprecated=False,
    gone_at=None,
    family_id=FAMILY_ID,
    superseded_by=None,
    verdict=VerdictLink(level=TrustLevel.KNOWN, score=82, link=f"{_RELEASE}/verdict"),
    newest=_release_image("eu-central-1", _FRANKFURT),
    regions=["eu-central-1", "eu-west-1"],
    image_count=2,
    images=[_release_image("eu-central-1", _FRANKFURT), _release_image("eu-west-1", _IRELAND)],
)

SUGGESTIONS = SuggestAnswer(
    demo=False,
    suggestions=[
        Suggestion(kind=SuggestionKind.FAMILY, text=_NAME, trust=TrustLevel.KNOWN, link=f"/v1/families/{FAMILY_ID}")
    ],
)

OWNERS = OwnersAnswer(
    demo=False,
    owners=[
        OwnerListed(
            owner_id=_OWNER_ID,
            partition="aws",
            owner_alias=None,
            publishers=[_PUBLISHER],
            image_count=61_870,
            gone_image_count=1_204,
            region_count=27,
            since=_FIRST_MADE_AT,
            newest_at=_MADE_AT,
            link=f"/v1/owners/{_OWNER_ID}",
        )
    ],
    next_cursor=None,
)

OWNER = OwnerAnswer(
    demo=False,
    owner_id=_OWNER_ID,
    partition="aws",
    owner_alias=None,
    identity=_IDENTITY,
    attributions=[
        OwnerAttribution(
            publisher=_PUBLISHER,
            url=_SOURCE,
            kind=PublisherKind.PUBLISHER,
            origin=Origin.DIRECTORY,
            grades=[Grade.OFFICIAL],
            known=True,
            standing=Standing.CURRENT,
            regions=None,
            valid_from=None,
            valid_until=None,
            names=[],
            sources=_EVIDENCE,
            proof=None,
            note="the publisher's documentation",
            warnings=[],
            conflicts=[],
        )
    ],
    image_count=61_870,
    gone_image_count=1_204,
    since=_FIRST_MADE_AT,
    newest_at=_MADE_AT,
    regions=[
        OwnerRegionAnswer(
            region="eu-central-1",
            image_count=61_870,
            gone_image_count=1_204,
            oldest_at=_FIRST_MADE_AT,
            newest_at=_MADE_AT,
        )
    ],
    newest_releases=[
        OwnerRelease(
            release_id=_RELEASE_ID,
            name=_NAME,
            created_at=_MADE_AT,
            image_id=_FRANKFURT,
            region="eu-central-1",
            architecture="arm64",
            platform="linux",
            link=_RELEASE,
        )
    ],
)

ALLOWED_AMIS = AllowedAmisAnswer(
    demo=False,
    region="eu-central-1",
    image_criteria=[
        {"ImageProviders": ["amazon", _OWNER_ID], "CreationDateCondition": {"MaximumDaysSinceCreated": 365}}
    ],
    notes=["These criteria hold for one region: publishers own images by other accounts elsewhere."],
)

CRAWLS = CrawlsAnswer(
    demo=False,
    crawls=[
        CrawlAnswer(
            crawl_id=4_711,
            partition="aws",
            region="eu-central-1",
            scope="all",
            status=CrawlStatus.COMPLETED,
            started_at=datetime(2026, 9, 30, 12, tzinfo=UTC),
            finished_at=datetime(2026, 9, 30, 12, 3, 9, tzinfo=UTC),
            seen=140_231,
            added=412,
            changed=37,
            gone=205,
            held=0,
            held_of=140_024,
            source=None,
            error=None,
            warning=None,
        )
    ],
    requests=[],
    next_cursor="WzEsIjRhMWMwZjJlOWIzZCIsNDcxMV0",
)

CRAWL_REQUEST = CrawlRequestAnswer(
    demo=False,
    request_id=17,
    regions=["eu-central-1"],
    scopes=["all"],
    status=RequestStatus.RUNNING,
    requested_at=datetime(2026, 9, 30, 12, tzinfo=UTC),
    started_at=datetime(2026, 9, 30, 12, 0, 1, tzinfo=UTC),
    finished_at=None,
    error=None,
    link="/v1/crawls/requests/17",
)

_WELL = ComponentState(status="ok", detail=None)

ALIVE = AliveAnswer(demo=False, status="ok")
READY = ReadyAnswer(demo=False, status="ok", components={"catalog": _WELL, "index": _WELL})
NOT_READY = ReadyAnswer(
    demo=False,
    status="error",
    components={
        "catalog": _WELL,
        "index": ComponentState(
            status="error",
            detail="the search index cannot be read, the log says why; a worker builds it anew, or `amidex reindex`",
        ),
    },
)
SERVICE = ServiceAnswer(demo=False, name=NAME, version="0.1.0", description=DESCRIPTION, links={"search": "/v1/search"})
PROBLEM_KIND = ProblemKindAnswer(
    demo=False, type=UNKNOWN_ID.type, title=UNKNOWN_ID.title, status=UNKNOWN_ID.status, advice=UNKNOWN_ID.advice
)

# By operation and status. FastAPI leaves null out of what it is told of a response, so openapi.py puts these in itself.
EXAMPLES: Mapping[str, Mapping[str, BaseModel]] = {
    "search": {"200": SEARCH},
    "suggest": {"200": SUGGESTIONS},
    "getImage": {"200": IMAGE},
    "getImageHistory": {"200": HISTORY},
    "getRelease": {"200": RELEASE},
    "listOwners": {"200": OWNERS},
    "getOwner": {"200": OWNER},
    "getAllowedAmis": {"200": ALLOWED_AMIS},
    "listCrawls": {"200": CRAWLS},
    "requestCrawl": {"202": CRAWL_REQUEST},
    "getCrawlRequest": {"200": CRAWL_REQUEST},
    "getLiveness": {"200": ALIVE},
    "getReadiness": {"200": READY, "503": NOT_READY},
    "getService": {"200": SERVICE},
    "getProblemKind": {"200": PROBLEM_KIND},
}
