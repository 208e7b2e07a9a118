"""The fixed mix of 200 searches, made of what a catalogue holds: the same for the same catalogue, whoever is asked."""

import random
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SEED = 20261124
# How many searches of each kind. 200 in all.
SHARES = {
    "id": 20,
    "whole name": 10,
    "rare words": 25,
    "common words": 30,
    "one common word": 10,
    "prefix": 20,
    "typo": 15,
    "wildcard": 20,
    "words and filters": 15,
    "filters only": 15,
    "family": 5,
    "empty": 5,
    "deep page": 10,
}
_COMMON = (
    *(
        "ubuntu 22.04",
        "ubuntu 24.04 arm64",
        "ubuntu jammy",
        "windows server 2022",
        "windows 2019 sql",
        "amazon linux 2",
    ),
    *("amazon linux 2023", "al2023 arm64", "debian 12", "rhel 9", "red hat 8", "sles 15", "rocky 9", "centos 7"),
    *("deep learning ubuntu", "eks 1.29", "ecs al2023", "windows containers", "firewall byol", "ubuntu hardened"),
    *("wordpress debian", "jenkins agent", "golden image", "packer base", "backup 2026", "windows 2025 core"),
    *("ubuntu -minimal -pro", "debian OR ubuntu arm64", '"windows server 2022"', "(rhel 9) OR (rocky 9) -arm64"),
)
_ONE = ("linux", "windows", "ubuntu", "x86_64", "amazon", "server", "gpu", "sql", "hvm", "arm64")
_PREFIXES = (
    *(
        "ub",
        "ubu",
        "ubun",
        "win",
        "windows ser",
        "windows server 20",
        "ama",
        "amazon lin",
        "deb",
        "rhe",
        "al20",
        "cent",
    ),
    *("ubuntu 22.0", "ubuntu 2", "debian 1", "deep lear", "fire", "word", "jenk", "back"),
)
_TYPOS = (
    *(
        "ubunut",
        "ubunut 22.04",
        "windosw 2022",
        "windows sevrer 2019",
        "debain 12",
        "amazn linux",
        "centso 7",
        "fedroa",
    ),
    *("flatcra", "jenkisn agent", "wordperss", "kubernets", "deep leraning", "firewal byol", "hardend ubuntu"),
)
_WILDCARDS = (
    *("ubuntu/images/*-22.04-*", "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*", "*-22.04-*", "*jammy*"),
    *("al2023-ami-*-x86_64", "amzn2-ami-*", "Windows_Server-2022-English-*", "*SQL_2019*", "RHEL-9*", "*-arm64-*"),
    *("debian-12-*", "*hardened*", "AwsBackup_*", "*golden*v2*", "*-gp3", "*server*2026*", "*x86_64*"),
    *("packer?*", "*[Copied]*", "*a*b*"),
)
_FILTERS: tuple[dict[str, list[str]], ...] = (
    {"region": ["eu-central-1"]},
    {"region": ["eu-central-1", "eu-west-1"], "arch": ["arm64"]},
    {"arch": ["arm64"]},
    {"os": ["ubuntu"]},
    {"os": ["windows-server-2022"], "region": ["us-east-1"]},
    {"trust": ["verified"]},
    {"trust": ["unverified"], "region": ["ap-southeast-2"]},
    {"publisher": ["canonical"]},
    {"owner": ["679593333241"]},
    {"platform": ["windows"]},
    {"year": ["2026"]},
    {"boot_mode": ["uefi-preferred"]},
    {"root_device": ["instance-store"], "include_deprecated": ["true"]},
    {"include_deprecated": ["true"], "include_gone": ["true"]},
    {"sort": ["newest"]},
)
_NARROWED = ("ubuntu", "windows", "debian 12", "al2023", "amazon linux")
_DEEP = ("ubuntu", "windows", "linux", "", "server")
DEEP_PAGES = 10


@dataclass(frozen=True)
class Asked:
    """One search. `page` counts from 0; deep ones are reached by following cursors."""

    kind: str
    q: str
    filters: dict[str, list[str]] = field(default_factory=dict)
    page: int = 0

    def parameters(self, cursor: str | None = None) -> list[tuple[str, str]]:
        """Those of `GET /v1/search`."""
        given = {"q": [self.q], **self.filters, **({"cursor": [cursor]} if cursor else {})}
        return [(name, value) for name, values in given.items() for value in values if value]


def mix(database: Path) -> list[Asked]:
    """The searches, over what this catalogue holds, in an order that mixes the kinds."""
    chosen = random.Random(_SEED)
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        ids = _some(chosen, connection, "SELECT image_id FROM image WHERE gone_at IS NULL ORDER BY image_id", 20)
        names = _some(chosen, connection, "SELECT name FROM release WHERE gone_at IS NULL ORDER BY release_id", 200)
        families = _some(chosen, connection, "SELECT DISTINCT family_id FROM release ORDER BY family_id", 5)
    pasted = [name for name in names if not re.search(r'["*?\\:]', name)]
    found = [
        *(Asked("id", image_id) for image_id in ids),
        *(Asked("whole name", name) for name in pasted[:10]),
        *(Asked("rare words", words) for words in _rare(pasted[10:])),
        *(Asked("common words", f"{words} ") for words in _COMMON),
        *(Asked("one common word", f"{word} ") for word in _ONE),
        *(Asked("prefix", typed) for typed in _PREFIXES),
        *(Asked("typo", f"{typed} ") for typed in _TYPOS),
        *(Asked("wildcard", f'name:"{pattern}"') for pattern in _WILDCARDS),
        *(Asked("words and filters", f"{words} ", _FILTERS[place]) for words in _NARROWED for place in (0, 1, 5)),
        *(Asked("filters only", "", filters) for filters in _FILTERS),
        *(Asked("family", f"family:{family}") for family in families),
        *(Asked("empty", "") for _ in range(SHARES["empty"])),
        *(
            Asked("deep page", f"{q} ".lstrip(), {"limit": [limit]}, DEEP_PAGES)
            for q in _DEEP
            for limit in ("20", "50")
        ),
    ]
    chosen.shuffle(found)
    return found


def _some(chosen: random.Random, connection: sqlite3.Connection, query: str, count: int) -> list[Any]:
    rows = connection.execute(query).fetchall()
    return [row[0] for row in chosen.sample(rows, count)]


def _rare(names: Sequence[str]) -> list[str]:
    """Two or three words of a name each, as somebody types who remembers it in part."""
    split = [re.findall(r"[A-Za-z][A-Za-z0-9.]{2,}|\d+\.\d+", name) for name in names]
    return [" ".join(words[:3]) for words in split if len(words) > 1][: SHARES["rare words"]]
