"""What names say, on names of real images."""

import pytest

from search.name_facts import name_facts
from search.operating_system import operating_system

SAID = [
    ("ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-arm64-server-20231025", "22.04", ["jammy", "lts"], []),
    (
        "ubuntu/images-testing/hvm-ssd-gp3/ubuntu-noble-daily-amd64-server-20240115",
        "24.04",
        ["noble", "lts"],
        ["testing"],
    ),
    ("ubuntu-minimal/images/hvm-ssd/ubuntu-focal-20.04-amd64-minimal-20241111", "20.04", ["focal"], ["minimal"]),
    (
        "ubuntu-eks/k8s_1.30/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-20241019",
        "20.04",
        ["focal"],
        ["eks", "kubernetes"],
    ),
    ("ubuntu-pro-server/images/hvm-ssd/ubuntu-jammy-22.04-amd64-pro-server-20230507.1", "22.04", ["jammy"], ["pro"]),
    ("Ubuntu_22.04-x86_64-SQL_2022_Standard-2024.03.13", "22.04", ["jammy"], ["sql-server"]),
    ("aws-parallelcluster-3.8.0-ubuntu-2204-lts-hvm-x86_64-202312160913", "22.04", ["jammy"], ["parallelcluster"]),
    ("debian-13-arm64-20250910-1253", "13", ["trixie"], []),
    ("debian-stretch-hvm-x86_64-gp2-2020-12-08-2", "9", ["stretch"], []),
    ("RHEL-10.0.0_HVM-20251001-arm64-0-Hourly2-GP2", "10.0.0", [], []),
    ("RHEL-SAP-7.9_HVM-20201108-x86_64-2-Hourly2-GP3", "7.9", [], ["sap"]),
    ("RHEL_8.10-x86_64-SQL_2022_Enterprise-2024.09.11", "8.10", [], ["sql-server"]),
    ("suse-sles-15-sp7-v20250912-hvm-ssd-arm64", "15.7", ["sp7"], []),
    ("CentOS Linux 7 x86_64 HVM EBS ENA 1901_01", "7", [], []),
    ("CentOS Stream 9 aarch64 20250505", "9", [], []),
    ("Rocky-10-EC2-Base-10.7-20250715.0.aarch64", "10", [], []),
    ("AlmaLinux OS 10.10.20251010 aarch64", "10.10", [], []),
    ("OL9.9-x86_64-HVM-2025-09-18", "9.9", [], []),
    ("Fedora-Cloud-Base-39-1.5.x86_64-hvm-us-east-1-gp3-0", "39", [], []),
    ("FreeBSD 13.2-RELEASE-amd64 UFS", "13.2", [], []),
    ("nixos/24.05.106.6d5d9e4a-x86_64-linux", "24.05", [], []),
    ("amzn-ec2-macos-15.5-20250505-3043950223-arm64", "15.5", ["sequoia"], []),
    ("al2023-ami-ecs-gpu-hvm-2023.0.20250524-kernel-6.1-x86_64-ebs", None, [], ["ecs", "gpu"]),
    ("Windows_Server-2016-English-Full-SQL_2017_Enterprise-2017.10.13", None, [], ["sql-server"]),
]


@pytest.mark.parametrize(("name", "version", "words", "purposes"), SAID, ids=[name for name, *_ in SAID])
def test_a_name_says_its_version_what_people_call_it_and_its_purpose(name, version, words, purposes):
    facts = name_facts(name, "", operating_system(name))

    assert facts.version == version
    assert set(words) <= set(facts.words)
    assert [purpose.label for purpose in facts.purposes] == purposes


def test_a_version_that_the_name_leaves_out_is_read_from_the_description():
    assert name_facts("golden-ubuntu", "Based on Ubuntu 24.04", "ubuntu").version == "24.04"


def test_labels_have_every_beginning_of_the_version():
    name = "RHEL-10.0.0_HVM-20251001-arm64-0-Hourly2-GP2"

    assert name_facts(name, "", "rhel").systems == ("rhel", "rhel-10", "rhel-10.0", "rhel-10.0.0")
