import pytest

from trust.levels import TrustLevel
from trust.verdict import Outcome

JAMMY = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240301"


@pytest.mark.parametrize(
    "name",
    [
        JAMMY,
        "ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-whoAMI",
        "ubuntu/images/hvm-ssd/ubuntu-xenial-16.04-amd64-server-20180814",
        "ubuntu",
        "Canonical-ubuntu-22.04-amd64-server",
        "UBUNTU_JAMMY_22.04_AMD64_SERVER_20240301",
        "Ubuntu/images/hvm-ssd/ubuntu-jarnmy-22.04-amd64-server-20240301",
        "ubunutu/images/hvm-ssd/ubunutu-jammy-22.04-amd64-server-20240301",
        "ubun-tu/images/hvm-ssd/ubun-tu-jammy-22.04",
        "ubuntuimages-jammy-22.04-amd64-server",
        "x-ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240301",
        "amzn2-ami-hvm-2.0.20240131.0-x86_64-gp2-evil",
        "aI2023-ami-2023.4.20240401.1-kernel-6.1-x86_64",
        "amn2-ami-hvm-2.0.20240131.0-x86_64-gp2",
        "RHL-9.3.0_HVM-20240117-x86_64-49-Hourly2-GP3",
        "r0cky-9-ec2-base-9.3",
        "Windows_Server-2022-EngIish-Full-Base-2024.02.14",
    ],
)
def test_a_strangers_image_that_reads_like_a_known_publishers_is_suspicious(verdict, name):
    judged = verdict(name)

    assert judged.level is TrustLevel.SUSPICIOUS
    assert [found.outcome for found in judged.signals if found.rule == "name-confusion"] == [Outcome.DANGER]


@pytest.mark.parametrize(
    "name",
    [
        "mycompany-ubuntu-22.04-hardened-20240101",
        "acme-rhel9-golden",
        "ubuntu-docker-20240101",
        "base-ubuntu-22.04",
        "fck-nat-al2023-hvm-1.3.0-20240125-arm64-ebs",
        "spel-minimal-rhel-9-hvm-2024.02.1.x86_64-gp3",
        "gitpod/images/gitpod-k3s-202209251218",
        "unofficial-amzn2-ami-ecs-hvm-2.0.20240312-x86_64-ebs",
        "rocky-mountain-app",
        "decian_@_20240101",
    ],
)
def test_a_third_partys_own_naming_is_no_confusion(verdict, signals, name):
    assert verdict(name).level is TrustLevel.UNVERIFIED
    assert signals("name-confusion", name) == []


def test_a_publishers_own_account_confuses_nobody_in_any_region(signals):
    assert signals("name-confusion", JAMMY, owner_id="099720109477", region="mx-central-1") == []


def test_amazon_may_publish_under_the_names_of_others(signals):
    assert signals("name-confusion", JAMMY, owner_alias="amazon") == []


def test_aws_marketplace_may_list_the_names_of_others_again(signals):
    listed = "Windows_Server-2016-English-Full-Base-2019.02.13-a97d6aea-584e-4ded-ba41-290a4fe5b8b3"

    assert signals("name-confusion", listed, owner_id="679593333241", owner_alias="aws-marketplace") == []


def test_a_copy_that_says_so_is_met_with_caution_only(verdict, signals):
    copied = {"description": "[Copied ami-0123456789abcdef0 from us-east-1] Canonical, Ubuntu, 22.04 LTS"}

    assert verdict(JAMMY, **copied).level is TrustLevel.UNVERIFIED
    (found,) = signals("name-confusion", JAMMY, **copied)
    assert found.outcome is Outcome.CAUTION
    assert found.reason.endswith("it says that it is a copy.")


def test_a_copy_keeps_its_name_so_an_altered_one_is_none(verdict):
    altered = JAMMY.replace("jammy", "jarnmy")

    assert verdict(altered, description="[Copied ami-0123456789abcdef0 from us-east-1]").level is TrustLevel.SUSPICIOUS


def test_where_nobody_wrote_down_the_publishers_account_there_is_doubt_and_no_accusation(verdict, signals):
    rocky = {"name": "Rocky-9-EC2-Base-9.3-20231113.0.x86_64", "partition": "aws-us-gov", "region": "us-gov-west-1"}

    assert verdict(**rocky).level is TrustLevel.UNVERIFIED
    assert [found.outcome for found in signals("name-confusion", **rocky)] == [Outcome.CAUTION]


def test_an_account_that_its_publisher_lost_is_met_with_caution(signals):
    (found,) = signals("name-confusion", "capa-ami-ubuntu-20.04-1.25.0-00-1661867784", owner_id="258751437250")

    assert (found.outcome, "they lost it" in found.reason) == (Outcome.CAUTION, True)
