"""What a name says for those who can read it: version, code name, purpose.

AMI names are not prose: `ubuntu-jammy-22.04` says 22.04 twice and LTS once, `RHEL-9.4.0` never says Red Hat, `sql_2019`
is a purpose. The tables here are the whole rule; tests/search/test_name_facts.py holds them to real names.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from search.tokens import fold

UBUNTU_CODENAMES = {
    "warty": "4.10",
    "hoary": "5.04",
    "breezy": "5.10",
    "dapper": "6.06",
    "edgy": "6.10",
    "feisty": "7.04",
    "gutsy": "7.10",
    "hardy": "8.04",
    "intrepid": "8.10",
    "jaunty": "9.04",
    "karmic": "9.10",
    "lucid": "10.04",
    "maverick": "10.10",
    "natty": "11.04",
    "oneiric": "11.10",
    "precise": "12.04",
    "quantal": "12.10",
    "raring": "13.04",
    "saucy": "13.10",
    "trusty": "14.04",
    "utopic": "14.10",
    "vivid": "15.04",
    "wily": "15.10",
    "xenial": "16.04",
    "yakkety": "16.10",
    "zesty": "17.04",
    "artful": "17.10",
    "bionic": "18.04",
    "cosmic": "18.10",
    "disco": "19.04",
    "eoan": "19.10",
    "focal": "20.04",
    "groovy": "20.10",
    "hirsute": "21.04",
    "impish": "21.10",
    "jammy": "22.04",
    "kinetic": "22.10",
    "lunar": "23.04",
    "mantic": "23.10",
    "noble": "24.04",
    "oracular": "24.10",
    "plucky": "25.04",
    "questing": "25.10",
    "resolute": "26.04",
}
DEBIAN_CODENAMES = {
    "etch": "4",
    "lenny": "5",
    "squeeze": "6",
    "wheezy": "7",
    "jessie": "8",
    "stretch": "9",
    "buster": "10",
    "bullseye": "11",
    "bookworm": "12",
    "trixie": "13",
    "forky": "14",
    "duke": "15",
}
MACOS_CODENAMES = {
    "mojave": "10.14",
    "catalina": "10.15",
    "bigsur": "11",
    "monterey": "12",
    "ventura": "13",
    "sonoma": "14",
    "sequoia": "15",
    "tahoe": "26",
}
_CODENAMES = {"ubuntu": UBUNTU_CODENAMES, "debian": DEBIAN_CODENAMES, "macos": MACOS_CODENAMES}

# Where the version stands, by the operating system's label: the first group, or two that are joined by a dot.
_VERSIONS: dict[str, str] = {
    "ubuntu": r"(?<![\d.])((?:[4-9]|[12]\d)\.(?:04|10)|6\.06)(?!\d)|ubuntu[ _/-]?(1\d|2\d)[_-]?(04|10)(?!\d)",
    "debian": r"debian[ _-]?(?:gnu/linux )?(\d{1,2}(?:\.\d+)?)(?![\d])",
    "rhel": r"(?:rhel|red ?hat enterprise linux(?: server)?)[ _-]?(?:sap[ _-])?(\d{1,2}(?:\.\d+){0,2})(?!\d)",
    "centos": r"centos[ _-]?(?:linux |stream[ _-]|atomic[ _-])?(?:v)?(\d{1,2}(?:\.\d+){0,2})(?!\d)",
    "rocky": r"rocky[ _-]?(?:linux[ _-])?(\d{1,2}(?:\.\d+)?)(?!\d)",
    "almalinux": r"alma ?linux[ _-]?(?:os )?(\d{1,2}(?:\.\d+)?)(?!\d)",
    "oracle-linux": r"(?:ol|oracle[ _-]?linux[ _-]?)(\d{1,2}(?:\.\d+)?)(?!\d)",
    "fedora": r"fedora[ _-](?:[a-z-]*[ _-])?(\d{1,2})(?!\d)",
    "suse": r"(?:sles|suse linux enterprise server|leap)[ _-]?(?:sap[ _-])?v?(\d{2}(?:\.\d)?)(?:[ _-]?sp(\d))?(?!\d)",
    "freebsd": r"freebsd[ _/-](\d{1,2}\.\d)",
    "macos": r"macos[ _-]?(\d{2}(?:\.\d+)*)",
    "alpine": r"alpine[ _-](?:[a-z-]*[ _-])?(3\.\d+)",
    "nixos": r"nixos[ _/-](\d\d\.\d\d)",
    "kali": r"(20\d\d\.\d)",
}
_VERSION_OF = {label: re.compile(rf"(?<![a-z0-9])(?:{pattern})") for label, pattern in _VERSIONS.items()}
_CODENAME_OF = {
    label: re.compile(rf"(?<![a-z])(?:{'|'.join(codenames)})(?![a-z])") for label, codenames in _CODENAMES.items()
}


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an image is made for beyond its operating system: a label, what people call it, and how names spell it."""

    label: str
    words: str
    spelling: str


PURPOSES = (
    Purpose("eks", "eks kubernetes", r"eks"),
    Purpose("ecs", "ecs container", r"ecs"),
    Purpose("kubernetes", "kubernetes k8s", r"k8s|kubernetes|capa|k3s|rke2|kops"),
    Purpose("docker", "docker container", r"docker|containers?(?:latest)?|podman"),
    Purpose("beanstalk", "beanstalk elastic", r"beanstalk"),
    Purpose("parallelcluster", "parallelcluster hpc", r"parallelcluster|pcluster"),
    Purpose(
        "deep-learning", "deep learning machine dlami", r"deep[ _-]?learning|dlami|tensorflow|pytorch|mxnet|neuron"
    ),
    Purpose("gpu", "gpu nvidia", r"gpu|nvidia|cuda|tesla|grid"),
    Purpose("minimal", "minimal", r"minimal"),
    Purpose("hardened", "hardened cis stig", r"cis|stig|hardened|hardening"),
    Purpose("fips", "fips", r"fips"),
    Purpose("pro", "pro", r"pro"),
    Purpose("sql-server", "sql server mssql", r"sql|mssql"),
    Purpose("database", "database", r"mysql|postgres|postgresql|mongodb|mariadb|redis|oracle[ _-]?db"),
    Purpose("nat", "nat gateway", r"nat"),
    Purpose("vpn", "vpn", r"vpn|openvpn|wireguard"),
    Purpose("firewall", "firewall", r"firewall|fortigate|pfsense|vm-series"),
    Purpose("sap", "sap", r"sap"),
    Purpose("high-availability", "high availability ha", r"ha"),
    Purpose("desktop", "desktop", r"desktop|workspaces?|gnome|mate|xfce"),
    Purpose("web", "web", r"wordpress|nginx|apache|lamp|drupal"),
    Purpose("build", "build ci", r"jenkins|gitlab|teamcity|buildkite|runner"),
    Purpose("testing", "testing preview", r"images-testing|testing|beta|alpha|rc\d*|preview|nightly|daily|dev"),
    Purpose("core", "core", r"core"),
    Purpose("tpm", "tpm nitrotpm", r"tpm|nitrotpm"),
    Purpose("hyperv", "hyperv", r"hyper-?v"),
    Purpose("backports", "backports", r"backports"),
    Purpose("cloud-access", "cloud access byos", r"access2|byos"),
    Purpose(
        "localized",
        "localized",
        "brazilian|chinese|czech|dutch|french|german|hungarian|italian|japanese|korean|polish|portuguese|russian"
        "|spanish|swedish|turkish",
    ),
)
_PURPOSE = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(f'({purpose.spelling})' for purpose in PURPOSES)})(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class NameFacts:
    """`words` are what people type for the version; `systems` the label alone, then with the version's beginnings."""

    version: str | None
    words: tuple[str, ...]
    systems: tuple[str, ...]
    purposes: tuple[Purpose, ...]


@lru_cache(maxsize=64)  # a document asks for its words and for its labels
def name_facts(name: str, description: str, system: str | None) -> NameFacts:
    """What the name says; where it names no version of its operating system, what the description says of that."""
    folded = fold(name)
    version, words = (None, ()) if system is None else _version(system, folded, description)
    return NameFacts(version, words, _systems(system, version), purposes(folded))


@lru_cache(maxsize=64)
def purposes(folded_name: str) -> tuple[Purpose, ...]:
    """What an image of this name is made for, in the order of the table."""
    found = {found.lastindex for found in _PURPOSE.finditer(folded_name)}
    return tuple(PURPOSES[place - 1] for place in sorted(place for place in found if place)) if found else ()


def _version(system: str, folded_name: str, description: str) -> tuple[str | None, tuple[str, ...]]:
    for text in (folded_name, fold(description)) if description else (folded_name,):
        version = _written_version(system, text)
        if version is not None:
            return version, _words_of_version(system, version)
    return None, ()


def _written_version(system: str, text: str) -> str | None:
    form = _VERSION_OF.get(system)
    found = None if form is None else form.search(text)
    if found is not None:
        return ".".join(group for group in found.groups() if group)
    codename = _CODENAME_OF.get(system)
    found = None if codename is None else codename.search(text)
    return None if found is None else _CODENAMES[system][found[0]]


@lru_cache(maxsize=1_024)
def _words_of_version(system: str, version: str) -> tuple[str, ...]:
    numbers = version.split(".")
    codenames = [
        codename
        for codename, named in _CODENAMES.get(system, {}).items()
        if numbers[: len(named.split("."))] == named.split(".")
    ]
    is_long_term = system == "ubuntu" and numbers[-1] == "04" and int(numbers[0]) % 2 == 0
    service_pack = [f"sp{numbers[1]}"] if system == "suse" and len(numbers) > 1 else []
    return (version, *codenames, *(["lts"] if is_long_term else []), *service_pack)


@lru_cache(maxsize=4_096)
def _systems(system: str | None, version: str | None) -> tuple[str, ...]:
    """ubuntu, ubuntu-22, ubuntu-22.04; windows, windows-server, windows-server-2022."""
    if system is None:
        return ()
    parts = system.split("-")
    labels = ["-".join(parts[:length]) for length in range(1, len(parts) + 1)]
    numbers = version.split(".") if version else []
    return tuple(
        dict.fromkeys([*labels, *(f"{system}-{'.'.join(numbers[:length])}" for length in range(1, len(numbers) + 1))])
    )
