"""Search documents that look like the real ones: names as their publishers write them, regions, owners, dates.

The same seed gives the same documents. Shares are rough: most releases are somebody's own build in one region, the
famous families are in many.
"""

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from catalog.family import family_id, family_pattern
from search.document import Audience, ImageInRegion, ReleaseDocument
from search.operating_system import operating_system

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

REGIONS = (
    *("us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "eu-west-1", "eu-west-2"),
    *("eu-west-3", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "ap-south-1"),
    *("ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-northeast-1"),
    *("ap-northeast-2", "ap-northeast-3", "ap-east-1", "me-south-1", "me-central-1", "af-south-1"),
)


@dataclass(frozen=True, slots=True)
class _Family:
    name: str
    description: str
    owner: str
    alias: str | None
    publisher: tuple[str, str] | None
    trust: str
    platform_details: str
    architecture: str
    regions: int


_CANONICAL = ("canonical", "Canonical")
_AMAZON = ("amazon", "Amazon Web Services")
_REDHAT = ("red-hat", "Red Hat")
FAMILIES = (
    *(
        _Family(
            f"ubuntu/images/hvm-ssd/ubuntu-{codename}-{version}-{arch}-server-{{date}}",
            f"Canonical, Ubuntu, {version} LTS, {arch} {codename} image build on {{iso}}",
            "099720109477",
            None,
            _CANONICAL,
            "known",
            "Linux/UNIX",
            {"amd64": "x86_64"}.get(arch, arch),
            24,
        )
        for codename, version in (("focal", "20.04"), ("jammy", "22.04"), ("noble", "24.04"))
        for arch in ("amd64", "arm64")
    ),
    *(
        _Family(
            f"al2023-ami-2023.{{minor}}.{{date}}.{{small}}-kernel-6.1-{arch}",
            f"Amazon Linux 2023 AMI 2023.{{minor}}.{{date}}.{{small}} {arch} HVM kernel-6.1",
            "137112412989",
            "amazon",
            _AMAZON,
            "verified",
            "Linux/UNIX",
            arch,
            17,
        )
        for arch in ("x86_64", "arm64")
    ),
    _Family(
        "amzn2-ami-kernel-5.10-hvm-2.0.{date}.{small}-x86_64-gp2",
        "Amazon Linux 2 Kernel 5.10 AMI 2.0.{date}.{small} x86_64 HVM gp2",
        *("137112412989", "amazon", _AMAZON, "verified", "Linux/UNIX", "x86_64", 17),
    ),
    *(
        _Family(
            f"Windows_Server-{year}-{language}-{edition}-{{dotted}}",
            f"Microsoft Windows Server {year} {edition} Locale {language} AMI provided by Amazon",
            *("801119661308", "amazon", _AMAZON, "verified", "Windows", "x86_64", 27),
        )
        for year in ("2016", "2019", "2022")
        for language in ("English", "Japanese")
        for edition in ("Full-Base", "Core-Base", "Full-SQL_2019_Standard")
    ),
    *(
        _Family(
            f"RHEL-{version}_HVM-{{date}}-{arch}-{{small}}-Hourly2-GP3",
            f"Provided by Red Hat, Inc. RHEL {version}",
            *("309956199498", "amazon", _REDHAT, "verified", "Red Hat Enterprise Linux", arch, 20),
        )
        for version in ("8.9.0", "9.4.0", "10.0.0")
        for arch in ("x86_64", "arm64")
    ),
    _Family(
        "debian-12-arm64-{date}-{small}",
        "Debian 12 ({date}-{small})",
        *("136693071363", None, ("debian", "Debian"), "known", "Linux/UNIX", "arm64", 22),
    ),
    _Family(
        "Vendor Appliance {minor}.{small} (BYOL)-{uuid}",
        "Network appliance, ログ収集 included",
        *("679593333241", "aws-marketplace", None, "unverified", "Linux/UNIX", "x86_64", 17),
    ),
    _Family(
        "{word}-{word2}-{random}",
        "",
        *("", None, None, "unverified", "Linux/UNIX", "x86_64", 1),
    ),
    _Family(
        "packer-{word}-ubuntu-22.04-{stamp}",
        "[Copied ami-{hex} from us-east-1] {word} {word2}",
        *("", None, None, "unverified", "Linux/UNIX", "arm64", 1),
    ),
    _Family(
        "my {word} windows2022 v{minor}.{small}.0",
        "Created by CreateImage(i-{hex}) for ami-{hex}",
        *("", None, None, "suspicious", "Windows", "x86_64", 2),
    ),
)
_OWN_BUILDS = FAMILIES[-3:]
_WORDS = (
    "web",
    "build",
    "jenkins",
    "ecs",
    "eks-node",
    "gpu",
    "base",
    "golden",
    "vpn",
    "db",
    "minimal",
    "hardened",
    "ci",
)


def make_releases(count: int, *, seed: int = 1, owners: int = 40) -> Iterator[list[ReleaseDocument]]:
    """The documents of `count` releases, each time one release's. One in thirty is shared in private, some in part."""
    numbers = random.Random(seed)
    region_sets = [tuple(sorted(numbers.sample(REGIONS, numbers.randint(2, len(REGIONS))))) for _ in range(60)]
    for number in range(count):
        family = numbers.choice(FAMILIES if numbers.random() < 0.5 else _OWN_BUILDS)
        regions = numbers.choice([regions for regions in region_sets if len(regions) <= family.regions] or [()])
        document = _document(numbers, family, regions or (numbers.choice(REGIONS),), owners, number)
        secret = replace(document, audiences=(Audience.OPERATOR,), description="project nightingale")
        match number % 60:
            case 7:
                yield [secret]
            case 37:
                yield [replace(document, audiences=(Audience.PUBLIC,), images=document.images[:1]), secret]
            case _:
                yield [document]


def make_documents(count: int, *, seed: int = 1) -> list[ReleaseDocument]:
    """The documents of `count` releases."""
    return [document for documents in make_releases(count, seed=seed) for document in documents]


def _document(
    numbers: random.Random, family: _Family, regions: tuple[str, ...], owners: int, number: int
) -> ReleaseDocument:
    created = NOW - timedelta(seconds=numbers.randrange(5 * 365 * 86_400))
    deprecated = None if numbers.random() < 0.3 else created + timedelta(days=730)
    gone = NOW - timedelta(days=numbers.randrange(90)) if numbers.random() < 0.1 else None
    blanks = {
        "date": f"{created:%Y%m%d}",
        "iso": f"{created:%Y-%m-%d}",
        "dotted": f"{created:%Y.%m.%d}",
        "stamp": str(int(created.timestamp())),
        "minor": numbers.randrange(10),
        "small": numbers.randrange(3),
        "uuid": UUID(int=numbers.getrandbits(128)),
        "hex": f"{numbers.getrandbits(68):017x}",
        "random": "".join(numbers.choices(string.ascii_lowercase + string.digits, k=13)),
        "word": numbers.choice(_WORDS),
        "word2": numbers.choice(_WORDS),
    }
    owner = family.owner or f"{1_000_000_007 + int(owners * numbers.random() ** 3):012d}"
    name = family.name.format(**blanks)
    description = family.description.format(**blanks)
    images = tuple(
        ImageInRegion(
            region=region,
            image_id=f"ami-{numbers.getrandbits(64):017x}",
            owner_id=owner,
            architecture=family.architecture,
            created_at=created,
            deprecated_at=deprecated,
            gone_at=gone,
        )
        for region in regions
    )
    return ReleaseDocument(
        release_id=f"rel-{number:020d}",
        family_id=family_id("aws", owner, family_pattern(name)),
        superseded_by=None if number % 5 else f"rel-{number + 5:020d}",
        audiences=(Audience.PUBLIC, Audience.OPERATOR),
        partition="aws",
        name=name,
        description=description,
        owner_ids=(owner,),
        owner_aliases=(family.alias,) if family.alias else (),
        publisher=family.publisher[0] if family.publisher else None,
        publisher_name=family.publisher[1] if family.publisher else None,
        trust=family.trust,
        score=numbers.randrange(101),
        operating_system=operating_system(name, (family.platform_details,), description),
        platform="windows" if family.platform_details == "Windows" else "linux",
        platform_details=(family.platform_details,),
        architectures=(family.architecture,),
        root_device_types=("ebs",) if numbers.random() < 0.95 else ("instance-store",),
        virtualization_types=("hvm",),
        boot_modes=("uefi-preferred",),
        imds_support=("v2.0",) if created.year > 2023 else (),
        product_codes=(f"{numbers.getrandbits(100):025x}",) if family.alias == "aws-marketplace" else (),
        ssm_parameters=(f"/aws/service/{family.publisher[0]}/latest",) if family.publisher and number % 4 == 0 else (),
        source_image_ids=(f"ami-{numbers.getrandbits(64):017x}",) if number % 3 == 0 else (),
        snapshot_ids=tuple(sorted(f"snap-{numbers.getrandbits(64):017x}" for _ in regions)),
        image_locations=(f"{family.alias or owner}/{name}",),
        created_at=created,
        deprecated_at=deprecated,
        gone_at=gone,
        demo=False,
        images=images,
    )
