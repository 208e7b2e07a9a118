"""What the OpenAPI document shows of verdicts and what is made of them, about the release of api/examples.py."""

from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import BaseModel

from api.answers.family import FamilyAnswer, FamilyRelease
from api.answers.lint import FindingAnswer, FoundImageAnswer, LintAnswer, LookUpAnswer, MatchesAnswer
from api.answers.radar import GenuineAnswer, RadarAnswer, RadarEntry
from api.answers.resolve import ResolveAnswer
from api.answers.verdict import (
    ImageVerdict,
    ImageVerdictAnswer,
    PastVerdict,
    ReleaseVerdictAnswer,
    RulingAnswer,
    RulingsAnswer,
    SignalAnswer,
    VerdictHistoryAnswer,
    VerdictsAnswer,
)
from api.examples import FAMILY_ID, IMAGE, RELEASE
from trust.levels import TrustLevel
from trust.lint.binding import Bound
from trust.lint.look_up import Form
from trust.lint.rules import Level
from trust.verdict import Outcome

_SIGNAL = SignalAnswer(
    rule="identity",
    outcome=Outcome.GOOD,
    reason="The publisher or AWS says that the owner's account belongs to Canonical (Ubuntu).",
    evidence={"publisher": "canonical"},
    source="https://documentation.ubuntu.com/aws/",
    at=None,
)
_RULES_VERSION = 2
_JUDGED_AT = datetime(2026, 10, 2, 12, 1, 9, tzinfo=UTC)
_SINCE_AT = datetime(2026, 9, 30, 12, 0, 43, tzinfo=UTC)

_VERDICT = ImageVerdict(
    image_id=IMAGE.image_id,
    partition=IMAGE.partition,
    region=IMAGE.region,
    release_id=RELEASE.release_id,
    name=RELEASE.name,
    owner_id=IMAGE.owner_id,
    publisher=RELEASE.publisher,
    level=TrustLevel.KNOWN,
    score=82,
    signals=[_SIGNAL],
    rules_version=_RULES_VERSION,
    judged_at=_JUDGED_AT,
    created_at=IMAGE.created_at,
    deprecated_at=IMAGE.deprecated_at,
    gone_at=None,
)

VERDICTS = VerdictsAnswer(demo=False, verdicts=[_VERDICT], not_judged=[], unknown=["ami-0abcdef1"])
IMAGE_VERDICT = ImageVerdictAnswer(demo=False, **dict(_VERDICT))
RELEASE_VERDICT = ReleaseVerdictAnswer(
    demo=False,
    release_id=RELEASE.release_id,
    partition=RELEASE.partition,
    family_id=FAMILY_ID,
    name=RELEASE.name,
    publisher=RELEASE.publisher,
    level=TrustLevel.KNOWN,
    score=82,
    signals=[_SIGNAL],
    rules_version=_RULES_VERSION,
    since_at=_SINCE_AT,
    judged_at=_JUDGED_AT,
    created_at=RELEASE.created_at,
    gone_at=None,
    history=f"/v1/releases/{RELEASE.release_id}/verdict/history",
)
VERDICT_HISTORY = VerdictHistoryAnswer(
    demo=False,
    release_id=RELEASE.release_id,
    rulings=[RulingAnswer(malicious=False, reason="Canonical confirmed that the account is theirs.", at=_SINCE_AT)],
    verdicts=[
        PastVerdict(
            level=TrustLevel.KNOWN,
            score=82,
            signals=[_SIGNAL],
            rules_version=_RULES_VERSION,
            since_at=_SINCE_AT,
            until_at=None,
        )
    ],
)

FAMILY = FamilyAnswer(
    demo=False,
    family_id=FAMILY_ID,
    partition=RELEASE.partition,
    pattern="ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-*",
    newest=RELEASE.release_id,
    releases=[
        FamilyRelease(
            release_id=RELEASE.release_id,
            link=f"/v1/releases/{RELEASE.release_id}",
            name=RELEASE.name,
            publisher=RELEASE.publisher,
            level=TrustLevel.KNOWN,
            score=82,
            created_at=RELEASE.created_at,
            deprecated_at=datetime(2028, 11, 3, tzinfo=UTC),
            gone_at=None,
            superseded=False,
        )
    ],
    next_cursor=None,
)

RESOLVED = ResolveAnswer(
    demo=False,
    image_id=IMAGE.image_id,
    partition=IMAGE.partition,
    region=IMAGE.region,
    architecture=IMAGE.architecture,
    name=RELEASE.name,
    owner_id=IMAGE.owner_id,
    publisher=RELEASE.publisher,
    level=TrustLevel.KNOWN,
    score=82,
    created_at=IMAGE.created_at,
    deprecated_at=IMAGE.deprecated_at,
    release_id=RELEASE.release_id,
    family_id=FAMILY_ID,
    link=f"/v1/images/{IMAGE.image_id}",
    verdict=f"/v1/images/{IMAGE.image_id}/verdict",
)

RADAR = RadarAnswer(
    demo=False,
    winners=[
        RadarEntry(
            pattern="ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-*",
            publisher=RELEASE.publisher,
            partition="aws",
            region=IMAGE.region,
            image_id="ami-0badc0ffee0ddf00d",
            name="ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20261001",
            owner_id="123456789012",
            release_id="rel-n3xw7gk2vqb5mzd4tyha",
            level=TrustLevel.SUSPICIOUS,
            score=8,
            created_at=datetime(2026, 10, 1, 3, 12, 44, tzinfo=UTC),
            deprecated_at=None,
            verdict="/v1/images/ami-0badc0ffee0ddf00d/verdict",
            genuine=GenuineAnswer(
                release_id=RELEASE.release_id,
                link=f"/v1/releases/{RELEASE.release_id}",
                created_at=datetime(2026, 9, 30, 8, 14, 2, tzinfo=UTC),
            ),
        )
    ],
    more=False,
)

_STRANGERS = FoundImageAnswer(
    image_id="ami-0badbadbadbadbad0",
    name="ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20261101",
    owner_id="123456789012",
    owner_alias=None,
    publisher=None,
    level=TrustLevel.SUSPICIOUS,
    created_at=datetime(2026, 11, 1, 3, 0, 12, tzinfo=UTC),
)
LINTED = LintAnswer(
    demo=False,
    passes=False,
    findings=[
        FindingAnswer(
            rule="no-owner",
            level=Level.ERROR,
            file="main.tf",
            line=1,
            subject="data.aws_ami.ubuntu",
            message="it asks for names like 'ubuntu/images/hvm-ssd/ubuntu-jammy-*' and for no owner: anybody can "
            "publish one that is found, and be the newest. In eu-west-1 ami-0badbadbadbadbad0 wins today, the newest "
            "of 214: 'ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20261101' of account 123456789012, "
            "suspicious.",
            fix='owners = ["099720109477"]',
        )
    ],
    look_ups=[
        LookUpAnswer(
            file="main.tf",
            line=1,
            form=Form.TERRAFORM,
            subject="data.aws_ami.ubuntu",
            bound=Bound.NOTHING,
            owners=[],
            matches=MatchesAnswer(region="eu-west-1", total=214, whole=True, winner=_STRANGERS, newest=[_STRANGERS]),
        )
    ],
    images=0,
    broken=[],
)

VERDICT_EXAMPLES: Mapping[str, Mapping[str, BaseModel]] = {
    "getVerdicts": {"200": VERDICTS},
    "getImageVerdict": {"200": IMAGE_VERDICT},
    "getFamily": {"200": FAMILY},
    "resolve": {"200": RESOLVED},
    "getRadar": {"200": RADAR},
    "lint": {"200": LINTED},
    "getReleaseVerdict": {"200": RELEASE_VERDICT},
    "getReleaseVerdictHistory": {"200": VERDICT_HISTORY},
    "ruleOnRelease": {
        "201": RulingsAnswer(demo=False, release_id=RELEASE.release_id, rulings=VERDICT_HISTORY.rulings),
    },
}
