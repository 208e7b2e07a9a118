"""What people type finds what they mean, on names as publishers write them."""

from dataclasses import replace

import pytest

from search.index import SearchRequest
from search.memory_index import MemoryIndex
from search.operating_system import operating_system
from tests.search.documents import NOW, make_documents

NAMES = (
    "RHEL-9.4.0_HVM-20240605-x86_64-82-Hourly2-GP3",
    "RHEL-8.9.0_HVM-20231101-arm64-3-Hourly2-GP2",
    "al2023-ami-2023.9.20251110.1-kernel-6.1-arm64",
    "amzn2-ami-kernel-5.10-hvm-2.0.20240605.0-x86_64-gp2",
    "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240605",
    "ubuntu/images/hvm-ssd/ubuntu-noble-24.04-arm64-server-20240605",
    "Windows_Server-2016-English-Full-Base-2017.10.13",
    "Windows_Server-2022-English-Core-SQL_2019_Standard-2025.01.15",
    "debian-12-arm64-20240605-1769",
    "CentOS Linux 7 x86_64 HVM EBS 1901_01",
    "Vendor Appliance 7.2 (BYOL)-3f2504e0-4f89-11d3-9a0c-0305e82c3301",
)
RHEL9, RHEL8, AL2023, AL2, JAMMY, NOBLE, WINDOWS2016, WINDOWS2022, DEBIAN, CENTOS, VENDOR = NAMES
TEMPLATE = replace(make_documents(1)[0], description="", deprecated_at=None, gone_at=None, publisher_name=None)


@pytest.fixture(scope="module")
def index():
    index = MemoryIndex()
    with index.writer() as writer:
        for number, name in enumerate(NAMES):
            is_windows = name.startswith("Windows")
            document = replace(
                TEMPLATE,
                release_id=f"rel-{number:020}",
                name=name,
                image_locations=(f"1/{name}",),
                operating_system=operating_system(name),
                platform="windows" if is_windows else "linux",
                platform_details=(),
                owner_aliases=(),
                architectures=("arm64",) if "arm64" in name else ("x86_64",),
            )
            writer.replace(document.release_id, [document])
    return index


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("windows 2016", {WINDOWS2016}),
        ("win2016", {WINDOWS2016}),
        ("windows2022", {WINDOWS2022}),
        ("windows server", {WINDOWS2016, WINDOWS2022}),
        ("windows 2022 sql", {WINDOWS2022}),
        ("sql_2019 -2016", {WINDOWS2022}),
        ("2017.10.13", {WINDOWS2016}),
        ("2017.10", {WINDOWS2016}),
        ("al2023", {AL2023}),
        ("al20", {AL2023}),
        ("amazon linux 2", {AL2}),
        ("amazon linux 2023", {AL2023}),
        ("20251110", {AL2023}),
        ("kernel-6.1", {AL2023}),
        ("rhel 9", {RHEL9}),
        ("rhel9", {RHEL9}),
        ("red hat 9", {RHEL9}),
        ("rhel 9.4", {RHEL9}),
        ("rhel-8", {RHEL8}),
        ("22.04", {JAMMY}),
        ("22.0", {JAMMY}),
        ("ubuntu-22.04", {JAMMY}),
        ("ubuntu22.04", {JAMMY}),
        ("jammy", {JAMMY}),
        ("jam", {JAMMY}),
        ("jam ", set()),
        ("ubuntu aarch64", {NOBLE}),
        ("ubuntu x86_64", {JAMMY}),
        ("ubuntu X86-64", {JAMMY}),
        ("centos7", {CENTOS}),
        ("gp3", {RHEL9}),
        ("debian arm64", {DEBIAN}),
        ("appliance 7.2", {VENDOR}),
        ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", {VENDOR}),
        ("3f25", set()),
        ('"server 2022"', {WINDOWS2022}),
        ('"2022 server"', set()),
        ('"rhel 9.4"', {RHEL9}),
        ('"hvm ebs"', {CENTOS}),
        ("linux -arm64 -gp2 -centos -ubuntu", {RHEL9, VENDOR}),
        (AL2, {AL2}),
        (VENDOR.upper(), {VENDOR}),
    ],
)
def test_what_is_typed_finds_what_is_meant(index, typed, found):
    hits = index.search(SearchRequest(typed, now=NOW, limit=100)).hits
    assert {hit.document.name for hit in hits} == found


@pytest.mark.parametrize("name", NAMES)
def test_a_pasted_name_or_location_is_an_exact_hit(index, name):
    for typed in (name, name.lower(), f"1/{name}", f" {name} "):
        first = index.search(SearchRequest(typed, now=NOW)).hits[0]
        assert (first.document.name, first.score) == (name, 4)


@pytest.mark.parametrize(
    ("restricted", "found"),
    [
        ("{owner}", set(NAMES)),
        ("{owner} arch:arm64", {RHEL8, AL2023, NOBLE, DEBIAN}),
        ("{owner} arch:arm64 -debian", {RHEL8, AL2023, NOBLE}),
        ("{image} os:windows", {WINDOWS2016, WINDOWS2022}),
        ("{image} trust:malicious", set()),
    ],
)
def test_what_stands_beside_an_id_restricts_it(index, restricted, found):
    (owner, *_), (image, *_) = TEMPLATE.owner_ids, TEMPLATE.images
    typed = restricted.format(owner=owner, image=image.image_id)
    hits = index.search(SearchRequest(typed, now=NOW, limit=100)).hits
    assert {hit.document.name for hit in hits} == found
    assert {hit.score for hit in hits} <= {4}
