"""Families are told from real names: what a new build changes becomes a star, what tells products apart stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import MalformedError
from catalog.family import check_family_id, family_id, family_pattern, is_family_id
from catalog.name_pattern import NamePattern

# A name, and under it the pattern of its family.
_PAIRS = """
ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240605
ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*
ubuntu/images/hvm-ssd/ubuntu-bionic-18.04-amd64-server-20210119.1
ubuntu/images/hvm-ssd/ubuntu-bionic-18.04-amd64-server-*
ubuntu-eks/k8s_1.29/images/hvm-ssd/ubuntu-jammy-22.04-arm64-server-20240606
ubuntu-eks/k8s_1.29/images/hvm-ssd/ubuntu-jammy-22.04-arm64-server-*
RHEL-9.4.0_HVM-20240605-x86_64-82-Hourly2-GP3
RHEL-9.4.0_HVM-*-x86_64-*-Hourly2-GP3
RHEL-7.9_HVM-20240621-x86_64-0-Access2-GP3
RHEL-7.9_HVM-*-x86_64-*-Access2-GP3
al2023-ami-2023.5.20240805.0-kernel-6.1-x86_64
al2023-ami-2023.*-kernel-6.1-x86_64
al2023-ami-ecs-hvm-2023.0.20250626-kernel-6.1-arm64
al2023-ami-ecs-hvm-2023.*-kernel-6.1-arm64
amzn2-ami-kernel-5.10-hvm-2.0.20240809.0-x86_64-gp2
amzn2-ami-kernel-5.10-hvm-2.*-x86_64-gp2
amzn2-ami-ecs-hvm-2.0.20240809-arm64-ebs
amzn2-ami-ecs-hvm-2.*-arm64-ebs
amzn-ami-hvm-2018.03.0.20230404.0-x86_64-gp2
amzn-ami-hvm-2018.*-x86_64-gp2
amzn-ami-2018.03.b-amazon-ecs-optimized
amzn-ami-2018.03.*-amazon-ecs-optimized
Windows_Server-2022-English-Full-Base-2024.06.13
Windows_Server-2022-English-Full-Base-*
Windows_Server-2012-R2_RTM-English-64Bit-Base-2023.10.11
Windows_Server-2012-R2_RTM-English-64Bit-Base-*
Windows_Server-2019-English-Full-SQL_2019_Standard-2024.06.13
Windows_Server-2019-English-Full-SQL_2019_Standard-*
Windows_Server-2022-English-Core-EKS_Optimized-1.29-2024.06.13
Windows_Server-2022-English-Core-EKS_Optimized-1.29-*
EC2LaunchV2-Windows_Server-2019-English-Full-Base-2024.06.13
EC2LaunchV2-Windows_Server-2019-English-Full-Base-*
amazon-eks-node-al2023-x86_64-standard-1.30-v20240605
amazon-eks-node-al2023-x86_64-standard-1.30-v*
eks-worker-v20
eks-worker-v*
bottlerocket-aws-k8s-1.28-x86_64-v1.20.3-5d9ac849
bottlerocket-aws-k8s-1.28-x86_64-v*
debian-12-amd64-20240717-1811
debian-12-amd64-*
debian-stretch-hvm-x86_64-gp2-2022-07-01-66430
debian-stretch-hvm-x86_64-gp2-*
Rocky-9-EC2-Base-9.4-20240523.0.x86_64
Rocky-9-EC2-Base-9.4-*.x86_64
AlmaLinux OS 9.4.20240805 x86_64-c076b20a-2305-4771-823f-944909847a05
AlmaLinux OS 9.* x86_64-*
NixOS-23.11.7609.5c2ec3639c2-x86_64-linux
NixOS-23.11.*-x86_64-linux
Flatcar-stable-3815.2.5-hvm
Flatcar-stable-*-hvm
fedora-coreos-40.20240616.3.0-x86_64
fedora-coreos-40.*-x86_64
suse-sles-15-sp5-v20240129-hvm-ssd-x86_64
suse-sles-15-sp5-v*-hvm-ssd-x86_64
Deep Learning AMI (Ubuntu 18.04) Version 60.2
Deep Learning AMI (Ubuntu 18.04) Version *
Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 22.04) 20240611
Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 22.04) *
amzn-ec2-macos-14.5-20240530-154025-arm64
amzn-ec2-macos-14.5-*-arm64
capa-ami-ubuntu-22.04-v1.29.5-1718000000
capa-ami-ubuntu-22.04-v*
alpine-3.20.0-x86_64-bios-tiny-r0
alpine-3.20.*-x86_64-bios-tiny-r0
packer 2024-06-05T12-30-45Z
packer *
golden-1f7zqx2pk3vmd
golden-*
AwsBackup_i-0123456789abcdef0_c076b20a-2305-4771-823f-944909847a05
AwsBackup_i-*
"""
_LINES = _PAIRS.strip().splitlines()
REAL = dict(zip(_LINES[::2], _LINES[1::2], strict=True))


@pytest.mark.parametrize(("name", "pattern"), REAL.items(), ids=REAL)
def test_a_real_name_belongs_to_the_family_that_a_person_would_put_it_in(name: str, pattern: str) -> None:
    assert family_pattern(name) == pattern


@pytest.mark.parametrize("name", ["my web image", "windows-2022", "centos-7-x86_64", "i386-base", "", "product_codes"])
def test_a_name_that_no_build_changes_is_a_family_of_its_own(name: str) -> None:
    assert family_pattern(name) == name


@pytest.mark.parametrize("name", ["20240605", "c076b20a-2305-4771-823f-944909847a05", "ami-0abcdef1234567890", "v1"])
def test_names_of_which_nothing_would_stay_are_families_of_their_own(name: str) -> None:
    assert family_pattern(name) == name


@given(st.sampled_from(list(REAL)) | st.from_regex(r"\A[a-z0-9A-Z ._/()*?\\-]{1,60}\Z"))
def test_the_pattern_matches_the_name_it_was_made_from(name: str) -> None:
    assert NamePattern.parse(family_pattern(name)).matches(name)


@given(st.text(max_size=60))
def test_every_text_has_a_pattern(name: str) -> None:
    assert (family_pattern(name) == "") == (name == "")


def test_an_id_is_made_from_partition_identity_and_pattern_alone() -> None:
    first = family_id("aws", "canonical", "ubuntu-*")
    assert is_family_id(first)
    assert first == family_id("aws", "canonical", "ubuntu-*") == check_family_id(first)
    assert len({first, family_id("aws", "canonical?", "ubuntu-*"), family_id("aws-cn", "canonical", "ubuntu-*")}) == 3


@pytest.mark.parametrize("text", ["", "rel-abcdefghijklmnop2345", "fam-ABCDEFGHIJKLMNOP2345", "fam-" + 21 * "a"])
def test_what_is_no_family_id_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(MalformedError, match="fam- followed by 20 characters"):
        check_family_id(text)
