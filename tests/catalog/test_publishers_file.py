"""What catalog/publishers.toml must go on saying: losing a line of it loses somebody's identity."""

import gzip
import json
import re
from collections import Counter
from importlib.resources import files

import pytest

from catalog.directory import Directory, load_directory
from catalog.partition import partition_of
from catalog.publisher import Grade, PublisherKind, Standing
from catalog.release import release_identity

ACCOUNT_LINES = {
    "almalinux": 1,
    "alpine-linux": 1,
    "amazon-ec2-macos": 1,
    "amazon-ecs": 14,
    "amazon-eks": 29,
    "amazon-eks-auto-mode": 36,
    "amazon-eks-windows": 38,
    "amazon-linux": 17,
    "arch-linux": 1,
    "aws-deep-learning": 1,
    "aws-marketplace": 1,
    "bottlerocket": 38,
    "canonical": 3,
    "centos": 4,
    "cluster-api-aws": 2,
    "coreos": 2,
    "debian": 3,
    "fedora": 1,
    "flatcar": 1,
    "freebsd": 2,
    "gitlab": 3,
    "nixos": 2,
    "oracle-linux": 1,
    "red-hat": 3,
    "rocky-linux": 1,
    "sidero-labs": 1,
    "sourcegraph": 2,
    "suse": 2,
    "windows-server": 18,
}


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load_directory()


@pytest.fixture(scope="module")
def text() -> str:
    return files("catalog").joinpath("publishers.toml").read_text("utf-8")


def test_every_publisher_has_all_its_accounts(directory: Directory) -> None:
    assert {found.slug: len(found.accounts) for found in directory.publishers()} == ACCOUNT_LINES


def test_the_file_holds_as_many_different_accounts_as_its_sources_name(directory: Directory) -> None:
    accounts = {entry.id for found in directory.publishers() for entry in found.accounts}

    assert len(accounts) == 226


@pytest.mark.parametrize(
    ("region", "owner_id", "slug", "known"),
    [
        ("eu-west-1", "099720109477", "canonical", True),
        ("us-gov-west-1", "513442679011", "canonical", True),
        ("cn-north-1", "837727238323", "canonical", True),
        ("us-east-1", "137112412989", "amazon-linux", True),
        ("af-south-1", "210953353124", "amazon-linux", True),
        ("cn-northwest-1", "141808717104", "amazon-linux", True),
        ("cn-north-1", "141808717104", "amazon-linux", False),
        ("eu-isoe-west-1", "249663109785", "amazon-eks", True),
        ("us-east-1", "957547624766", "amazon-eks-windows", False),
        ("us-east-1", "992382739861", "amazon-eks-auto-mode", False),
        ("us-east-1", "092701018921", "bottlerocket", False),
        ("us-east-1", "801119661308", "windows-server", True),
        ("il-central-1", "185158320714", "windows-server", False),
        ("us-east-1", "136693071363", "debian", True),
        ("us-east-1", "379101102735", "debian", True),
        ("cn-north-1", "673060587306", "debian", False),
        ("us-east-1", "309956199498", "red-hat", True),
        ("us-east-1", "427812963091", "nixos", True),
        ("us-east-1", "080433136561", "nixos", True),
        ("us-east-1", "538276064493", "alpine-linux", False),
        ("us-east-1", "647457786197", "arch-linux", False),
        ("us-east-1", "258751437250", "cluster-api-aws", False),
        ("us-east-1", "819546954734", "cluster-api-aws", True),
        ("us-east-1", "855262394183", "gitlab", True),
        ("us-east-1", "956491294349", "gitlab", False),
    ],
)
def test_an_account_is_known_as_far_as_its_source_reaches(
    directory: Directory, region: str, owner_id: str, slug: str, known: bool
) -> None:
    attribution = directory.attribute(partition_of(region), region, owner_id)

    assert attribution is not None
    assert (attribution.publisher.slug, attribution.known) == (slug, known)


def test_amazon_linux_is_not_attributed_to_its_main_account_in_opt_in_regions(directory: Directory) -> None:
    assert directory.attribute("aws", "af-south-1", "137112412989") is None
    assert directory.attribute("aws", "us-east-1", "210953353124") is None


def test_every_image_that_moto_recorded_of_amazon_linux_and_ecs_is_attributed_and_known(directory: Directory) -> None:
    """Real owners in real regions, one region file of each at a time; opt-in regions are where a table goes wrong."""
    seen: Counter[str] = Counter()
    resources = files("moto").joinpath("ec2/resources")
    for folder, slug in (("latest_amis", "amazon-linux"), ("ecs/optimized_amis", "amazon-ecs")):
        for file in resources.joinpath(folder).iterdir():
            region = file.name.split(".")[0]
            if folder.startswith("ecs") and region not in {"us-east-1", "af-south-1", "me-central-1"}:
                continue
            for image in json.loads(gzip.decompress(file.read_bytes())):
                attribution = directory.attribute("aws", region, image["owner_id"], name=image["name"])
                assert attribution is not None, (region, image)
                assert release_identity(attribution, image["owner_id"]) == slug
                seen[slug] += 1

    assert seen["amazon-linux"] > 800
    assert seen["amazon-ecs"] > 3_000


def test_fedora_and_centos_share_an_account_and_are_told_apart_by_name(directory: Directory) -> None:
    def slug(name: str) -> str | None:
        attribution = directory.attribute("aws", "us-east-1", "125523088429", name=name)
        return attribution.publisher.slug if attribution else None

    assert slug("Fedora-Cloud-Base-AmazonEC2.x86_64-41-1.4") == "fedora"
    assert slug("CentOS Stream 9 x86_64 20230904") == "centos"
    assert slug("Ubuntu 24.04") is None
    assert {holder.publisher.slug for holder in directory.holders("aws", "125523088429")} == {"fedora", "centos"}


def test_aws_marketplace_is_a_storefront_and_no_name_makes_its_images_somebody_elses(directory: Directory) -> None:
    attribution = directory.attribute("aws", "us-east-1", "679593333241", name="CentOS Linux 7 x86_64 HVM EBS ENA 2002")

    assert attribution is not None
    assert attribution.publisher.slug == "aws-marketplace"
    assert attribution.publisher.kind is PublisherKind.STOREFRONT
    assert release_identity(attribution, "679593333241") == "679593333241"


def test_no_publisher_has_two_accounts_bound_to_one_region(directory: Directory) -> None:
    """Amazon owns by one account a region; two would mean a line pasted with the wrong region."""
    for found in directory.publishers():
        regions = Counter(region for entry in found.accounts for region in entry.regions or ())
        assert [region for region, count in regions.items() if count > 1] == [], found.slug


def test_the_account_that_cluster_api_lost_says_so_with_a_source(directory: Directory) -> None:
    (lost,) = [entry for entry in directory.accounts_of("cluster-api-aws") if entry.standing is Standing.LOST]

    assert lost.id == "258751437250"
    assert lost.grades == (Grade.OFFICIAL,)
    assert lost.sources


def test_what_sources_say_against_each_other_is_kept(directory: Directory) -> None:
    conflicts = {found.slug: found.conflicts for found in directory.publishers()}

    assert "801119661308" in conflicts["amazon-eks-windows"][0]
    assert "336777782633" in conflicts["debian"][0]


def test_every_source_is_a_public_link_or_a_citation_and_none_a_place_on_somebodys_machine(
    directory: Directory, text: str
) -> None:
    for found in directory.publishers():
        for source in (*found.sources, *(source for entry in found.accounts for source in entry.sources)):
            assert re.match(
                r"https://\S+( \(.+\))?$|the moto 5\.2\.5 package \(|third-party public (code|copy)", source
            ), source
    assert not re.search(r"[\"\s](/work|/tmp|/home|/root|file:)", text)
