"""Which operating system an image holds, told from what EC2 says of it.

EC2 has no such field: `PlatformDetails` names what AWS bills (Windows, RHEL, SUSE …) and says "Linux/UNIX" of all
others, so the name decides, then the description. Coarse on purpose: where a version changes what one launches (Amazon
Linux, Windows Server) it is in the label.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class OperatingSystem:
    """A label, what people call it, and how names and descriptions spell it (folded, at word boundaries)."""

    label: str
    words: str  # searchable beside the name: somebody types "amazon linux 2" and the name says amzn2
    spelling: str
    makers: tuple[str, ...] = ()  # publishers, by slug, whose images of it are what people mean by its bare name


# The first that fits wins: derivatives stand before what they are made of, editions before their family.
OPERATING_SYSTEMS = (
    OperatingSystem("bottlerocket", "bottlerocket", r"bottlerocket", ("bottlerocket",)),
    OperatingSystem("flatcar", "flatcar container linux", r"flatcar", ("flatcar",)),
    OperatingSystem("fedora-coreos", "fedora coreos fcos", r"fedora[ -]?coreos|fcos", ("fedora",)),
    OperatingSystem("rhcos", "red hat coreos rhcos openshift", r"rhcos", ("red-hat",)),
    OperatingSystem("coreos", "coreos container linux", r"coreos", ("coreos",)),
    OperatingSystem("talos", "talos linux", r"talos", ("sidero-labs",)),
    OperatingSystem("nixos", "nixos nix", r"nixos", ("nixos",)),
    OperatingSystem("macos", "macos mac os", r"(?:amzn-ec2-)?macos|mac os", ("amazon-ec2-macos",)),
    OperatingSystem("freebsd", "freebsd bsd", r"freebsd", ("freebsd",)),
    OperatingSystem("openbsd", "openbsd bsd", r"openbsd"),
    OperatingSystem("netbsd", "netbsd bsd", r"netbsd"),
    OperatingSystem("kali", "kali linux", r"kali"),
    OperatingSystem("rocky", "rocky linux", r"rocky", ("rocky-linux",)),
    OperatingSystem("almalinux", "almalinux alma linux", r"alma[ -]?linux", ("almalinux",)),
    OperatingSystem("oracle-linux", "oracle linux ol", r"oracle[ -]?linux|ol[6-9]|ol10", ("oracle-linux",)),
    OperatingSystem("centos", "centos", r"centos", ("centos",)),
    OperatingSystem("fedora", "fedora", r"fedora", ("fedora",)),
    OperatingSystem("rhel", "rhel red hat redhat enterprise linux", r"rhel(?:[ _-]?\d+)?|red[ -]?hat", ("red-hat",)),
    OperatingSystem("suse", "suse sles linux enterprise server", r"suse|sles(?:[ _-]?\d+)?|opensuse", ("suse",)),
    OperatingSystem("debian", "debian", r"debian(?:[ _-]?\d+)?", ("debian",)),
    OperatingSystem("ubuntu", "ubuntu", r"ubuntu(?:[ _-]?\d+)?", ("canonical",)),
    OperatingSystem("alpine", "alpine linux", r"alpine", ("alpine-linux",)),
    OperatingSystem("arch-linux", "arch linux archlinux", r"arch[ -]?linux", ("arch-linux",)),
    OperatingSystem("gentoo", "gentoo linux", r"gentoo"),
    OperatingSystem(
        "windows-server-2025",
        "windows server 2025",
        r"win(?:dows)?[ _-]?(?:server[ _-]?)?2025",
        ("windows-server",),
    ),
    OperatingSystem(
        "windows-server-2022",
        "windows server 2022",
        r"win(?:dows)?[ _-]?(?:server[ _-]?)?2022",
        ("windows-server",),
    ),
    OperatingSystem(
        "windows-server-2019",
        "windows server 2019",
        r"win(?:dows)?[ _-]?(?:server[ _-]?)?2019",
        ("windows-server",),
    ),
    OperatingSystem(
        "windows-server-2016",
        "windows server 2016",
        r"win(?:dows)?[ _-]?(?:server[ _-]?)?2016",
        ("windows-server",),
    ),
    OperatingSystem(
        "windows-server-2012-r2",
        "windows server 2012 r2",
        r"win(?:dows)?[ _-]?(?:server[ _-]?)?2012[ _-]?r2",
        ("windows-server",),
    ),
    OperatingSystem(
        "windows-server-2012",
        "windows server 2012",
        r"win(?:dows)?[ _-]?(?:server[ _-]?)?2012",
        ("windows-server",),
    ),
    OperatingSystem(
        "windows-server-2008",
        "windows server 2008",
        r"win(?:dows)?[ _-]?(?:server[ _-]?)?2008",
        ("windows-server",),
    ),
    OperatingSystem(
        "windows-server-2003",
        "windows server 2003",
        r"win(?:dows)?[ _-]?(?:server[ _-]?)?2003",
        ("windows-server",),
    ),
    OperatingSystem(
        "amazon-linux-2023", "amazon linux 2023 al2023", r"al2023|amazon[ -]?linux[ -]?2023", ("amazon-linux",)
    ),
    OperatingSystem(
        "amazon-linux-2", "amazon linux 2 al2 amzn2", r"amzn2|al2|amazon[ -]?linux[ -]?2", ("amazon-linux",)
    ),
    OperatingSystem("amazon-linux", "amazon linux 1 amzn al1", r"amzn|amazon[ -]?linux", ("amazon-linux",)),
    OperatingSystem("windows", "windows", r"windows|win", ("windows-server",)),
)

# What AWS bills is certain where it names one system, and stands in when neither name nor description says more.
_BY_PLATFORM_DETAILS = {
    "red hat": "rhel",
    "rhel": "rhel",
    "suse": "suse",
    "ubuntu": "ubuntu",
    "windows": "windows",
}


def _any_of(systems: Iterable[OperatingSystem]) -> re.Pattern[str]:
    """Finds at each place the first system that is written there, by the number of its group."""
    return re.compile(rf"(?<![a-z0-9])(?=(?:{'|'.join(f'({one.spelling})(?![a-z0-9])' for one in systems)}))")


_WINDOWS = tuple(system for system in OPERATING_SYSTEMS if system.label.startswith("windows"))
_WRITTEN, _WINDOWS_WRITTEN = _any_of(OPERATING_SYSTEMS), _any_of(_WINDOWS)
_SERIAL = re.compile(r"\d{5,}")
_WORDS = {system.label: system.words for system in OPERATING_SYSTEMS}
_MAKERS = {system.label: system.makers for system in OPERATING_SYSTEMS}


def operating_system(name: str, platform_details: Iterable[str] = (), description: str = "") -> str | None:
    """The label of an image's operating system, or None when nothing tells.

    A platform that AWS bills as Windows is a Windows whatever its name says ("ubuntu" in the name of a Windows image
    with WSL), and only the edition is read from the name.
    """
    billed = _billed(platform_details)
    # Dates and serials tell no system: without them, the builds of a family are read once.
    text = _SERIAL.sub("0", name.lower())
    return _written(text, billed) or (_written(description.lower(), billed) if description else None) or billed


@lru_cache(maxsize=1 << 10)  # releases are judged by family
def _written(text: str, billed: str | None) -> str | None:
    systems, written = (_WINDOWS, _WINDOWS_WRITTEN) if billed == "windows" else (OPERATING_SYSTEMS, _WRITTEN)
    found = min([place.lastindex or 0 for place in written.finditer(text)], default=0)
    return systems[found - 1].label if found else None


def words_for(label: str | None) -> str:
    """What people call the operating system of this label; empty for none or an unknown one."""
    return _WORDS.get(label or "", "")


def is_made_by(label: str | None, publisher: str | None) -> bool:
    """Whether the publisher of this slug is who makes the operating system of this label."""
    return publisher is not None and publisher in _MAKERS.get(label or "", ())


def _billed(platform_details: Iterable[str]) -> str | None:
    for details in platform_details:
        folded = details.lower()
        for beginning, label in _BY_PLATFORM_DETAILS.items():
            if folded.startswith(beginning):
                return label
    return None
