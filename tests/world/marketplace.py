"""AWS Marketplace: one account and alias in front of thousands of sellers, whom only product codes tell apart.

A product lives through up to sixteen versions. Products come and go, so that a big world has many thousands of them.
"""

from dataclasses import dataclass
from functools import lru_cache

from tests.world.calendar_forms import Days
from tests.world.hardware import Hardware, block, element
from tests.world.machines import MACHINES
from tests.world.numbers import base36_of, scatter, uuid_of, word_of
from tests.world.releases import MARKETPLACE_ACCOUNT, Release

VERSIONS = 16
_ALIAS = b"aws-marketplace"
_WORD_BITS = 0x3FFFF

# (name of one version, description). The first ones republish well-known names, as many sellers do.
_SUBJECTS: tuple[tuple[bytes, bytes, str], ...] = (
    (b"Windows_Server-2019-English-Full-Base-%(dots)b", b"Windows Server 2019 by %(Word)b", "windows"),
    (b"ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-%(day)b", b"Ubuntu 22.04 LTS", "ubuntu-x86"),
    (b"CentOS-7-x86_64-%(year2)b%(month)b-%(version)b.x86_64", b"CentOS 7 by %(Word)b", "appliance-mapped"),
    (b"Debian 12 hardened by %(Word)b v%(version)b", b"Debian 12, CIS Level 2", "appliance-new"),
    (b"%(Word)b Next-Gen Firewall BYOL %(version)b", b"Firewall &amp; VPN, bring your own licence", "appliance-two"),
    (b"%(word)b-db-enterprise-%(version)b", b"%(Word)b DB: scale-out SQL &lt;b&gt;since %(year)b&lt;/b&gt;", "appliance-fast"),
    (b"%(word)b-%(version)b-x86_64-hvm-gp2", b"%(Word)b release %(version)b", "appliance-mapped"),
    (b"%(Word)b Backup (64-bit) - %(day)b - v%(version)b", b"%(Word)b Backup appliance", "appliance-mapped"),
    (b"%(Word)b WordPress %(version)b", b"Certified by %(Word)b, ready to run", "appliance-mapped"),
    (b"bitnami-%(word)b-%(version)b-r01-linux-debian-11-x86_64-hvm-ebs", b"%(Word)b packaged", "appliance-two"),
    (b"%(Word)b SQL Server 2022 on Windows %(version)b", b"Windows 2022 with SQL Server", "windows-sql-enterprise"),
    (b"%(Word)b SIEM [v%(version)b]", b"Log management", "appliance-storage"),
    (b"%(word)b@edge-%(version)b", b"", "appliance-small"),
    (b"%(Word)b ML workbench %(version)b - GPU", b"Jupyter, CUDA, PyTorch", "appliance-two"),
    (b"%(Word)b arm64 %(version)b", b"%(Word)b for Graviton", "appliance-arm"),
    (b"%(Word)b Desktop '%(year2)b %(version)b", b"Remote desktop for teams", "windows"),
)


@dataclass(frozen=True, slots=True)
class Product:
    """What all versions of a product share. `suffix` is what the Marketplace puts after the seller's own name."""

    name: bytes
    description: bytes
    words: dict[bytes, bytes]
    prefix: bytes
    suffix: bytes
    hardware: Hardware
    more: bytes
    deprecated_after_days: int | None


@lru_cache(maxsize=1 << 16)
def product(number: int, seed: int) -> Product:
    """The product of that number, which may be negative for one that is new to the world."""
    random = scatter(number & _WORD_BITS, seed ^ 0x9A7)
    name, description, machine = _SUBJECTS[random % len(_SUBJECTS)]
    word = word_of(number & _WORD_BITS)
    prefix, suffix = b"", b""
    uuid = uuid_of(random)
    match random >> 8 & 15:
        case 0 | 1:
            suffix = b"-%b-ami-0%016x.4" % (uuid, scatter(random, 4))
        case 2 | 3:
            suffix = b"-prod-" + base36_of(random, 13)
        case 4 if b"ord)b" in name:
            prefix = b" "
        case 5 if b"ord)b" in name:
            pass
        case _:
            suffix = b"-" + uuid
    code = base36_of(random, 25)
    code_xml = element("productCode", code, 5) + element("type", "marketplace", 5)
    return Product(
        name=name,
        description=description,
        words={b"word": word, b"Word": word.capitalize()},
        prefix=prefix,
        suffix=suffix,
        hardware=MACHINES[machine],
        more=block("productCodes", block("item", code_xml, 4)),
        deprecated_after_days=730 if random >> 12 & 3 else None,
    )


def marketplace_release(number: int, minute: int, active_products: int, seed: int, days: Days) -> Release:
    """The Marketplace's release of that number, when `active_products` are on the market at a time."""
    round_number, place = divmod(number, active_products)
    generation, age = divmod(round_number, VERSIONS)
    sold = product(generation * active_products + place, seed)
    version = b"%d.%d.%d" % (place % 9 + 1, VERSIONS - 1 - age, place % 7)
    forms = days[minute // 1440].forms | sold.words
    forms[b"version"] = version
    name = sold.prefix + sold.name % forms + sold.suffix
    # By position: a call with keywords costs twice as much, and half the world passes here.
    return Release(
        name,
        sold.description % forms,
        MARKETPLACE_ACCOUNT,
        _ALIAS,
        sold.hardware,
        minute,
        sold.deprecated_after_days,
        b"aws-marketplace/" + name,
        sold.more,
    )
