import pytest

from search.operating_system import OPERATING_SYSTEMS, operating_system, words_for


@pytest.mark.parametrize(
    ("name", "details", "description", "label"),
    [
        ("ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240605", "Linux/UNIX", "", "ubuntu"),
        ("al2023-ami-2023.9.20251110.1-kernel-6.1-arm64", "Linux/UNIX", "", "amazon-linux-2023"),
        ("amzn2-ami-kernel-5.10-hvm-2.0.20240605.0-x86_64-gp2", "Linux/UNIX", "", "amazon-linux-2"),
        ("amzn-ami-hvm-2018.03.0.20230404.0-x86_64-gp2", "Linux/UNIX", "", "amazon-linux"),
        ("Windows_Server-2016-English-Full-Base-2017.10.13", "Windows", "", "windows-server-2016"),
        ("TPM-Windows_Server-2022-English-Core-Base-2024.01.01", "Windows", "", "windows-server-2022"),
        ("Windows_Server-2012-R2_RTM-English-64Bit-Base-2020", "Windows", "", "windows-server-2012-r2"),
        ("Windows_Server-2012-RTM-English-64Bit-Base-2020", "Windows", "", "windows-server-2012"),
        ("EC2LaunchV2-Windows_Server-2019-English-Full", "Windows", "", "windows-server-2019"),
        ("RHEL-9.4.0_HVM-20240605-x86_64-82-Hourly2-GP3", "Red Hat Enterprise Linux", "", "rhel"),
        ("suse-sles-15-sp5-v20240101-hvm-ssd-x86_64", "SUSE Linux", "", "suse"),
        ("debian-12-amd64-20240605-1769", "Linux/UNIX", "", "debian"),
        ("Rocky-9-EC2-Base-9.4-20240523.0.x86_64", "Linux/UNIX", "", "rocky"),
        ("AlmaLinux OS 9.4.20240805 x86_64", "Linux/UNIX", "", "almalinux"),
        ("CentOS Linux 7 x86_64 HVM EBS 1901", "Linux/UNIX", "", "centos"),
        ("OL8.9-x86_64-HVM-2024-01-01", "Linux/UNIX", "Oracle Linux 8", "oracle-linux"),
        ("Fedora-Cloud-Base-40-1.14.x86_64-hvm", "Linux/UNIX", "", "fedora"),
        ("fedora-coreos-40.20240701.3.0-x86_64", "Linux/UNIX", "", "fedora-coreos"),
        ("bottlerocket-aws-k8s-1.29-x86_64-v1.20.0", "Linux/UNIX", "", "bottlerocket"),
        ("nixos/24.05.1234.abcdef-x86_64-linux", "Linux/UNIX", "", "nixos"),
        ("NixOS-22.05.342.a634c8f6c1f-x86_64-linux", "Linux/UNIX", "", "nixos"),
        ("FreeBSD 14.0-RELEASE-amd64 UEFI-PREFERRED base UFS", "Linux/UNIX", "", "freebsd"),
        ("amzn-ec2-macos-14.5-20240611-040423", "Linux/UNIX", "", "macos"),
        ("kali-last-snapshot-amd64-2024.2.0", "Linux/UNIX", "", "kali"),
        ("Flatcar-stable-3815.2.5-hvm", "Linux/UNIX", "", "flatcar"),
        ("my-build-17", "Linux/UNIX", "based on Ubuntu 22.04", "ubuntu"),
        ("my-build-17", "Windows", "", "windows"),
        ("my-build-17", "Red Hat Enterprise Linux with SQL Server", "", "rhel"),
        ("ubuntu-wsl-ready", "Windows", "", "windows"),
        ("eks-node-17", "Linux/UNIX", "", None),
        ("rubuntum", "Linux/UNIX", "", None),
        ("darwinia-node", "Linux/UNIX", "", None),
    ],
)
def test_names_tell_the_operating_system(name, details, description, label):
    assert operating_system(name, (details,), description) == label


def test_of_two_systems_in_a_name_the_first_of_the_table_counts_wherever_it_stands():
    labels = [system.label for system in OPERATING_SYSTEMS if operating_system(system.label) == system.label]
    assert len(labels) > 30
    for place, label in enumerate(labels):
        for other in labels[place + 1 :]:
            assert operating_system(f"{label} x {other}") == operating_system(f"{other} x {label}") == label


def test_each_label_stands_once_and_has_words_people_search_by():
    labels = [system.label for system in OPERATING_SYSTEMS]
    assert len(set(labels)) == len(labels)
    assert all(words_for(label) for label in labels)
    assert words_for(None) == ""
