"""AWS Marketplace: one account and alias in front of thousands of sellers, whom only product codes tell apart.

A product lives through up to sixteen versions. Products come and go, so that a big world has many thousands of them.
"""

from dataclasses import dataclass
from functools import lru_cache

from tests.world.calendar_forms import Days
from tests.world.hardware import Hardware, block, element
from tests.world.machines import MACHINES
from tests.world.numbers import base36_of, mix, uuid_of, word_of
from tests.world.releases import MARKETPLACE_ACCOUNT, Release, details

VERSIONS = 16
_ALIAS = b"aws-marketplace"
_WORD_BITS = 0x3FFFF

# (name of one version, which form of the day comes first in it if any, description, machine). In a name the two open
# places are the day, if any, and the version. The first ones republish well-known names, as many sellers do.
_SUBJECTS: tuple[tuple[bytes, bytes, bytes, str], ...] = (
    (b"Windows_Server-2019-English-Full-Base-%%b-%%b", b"dots", b"Windows Server 2019 by %(Word)b", "windows"),
    (b"ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-%%b-%%b", b"day", b"Ubuntu 22.04 LTS", "ubuntu-x86"),
    (b"CentOS-7-x86_64-%%b-%%b.x86_64", b"day", b"CentOS 7 by %(Word)b", "appliance-mapped"),
    (b"Debian 12 hardened by %(Word)b v%%b", b"", b"Debian 12, CIS Level 2", "appliance-new"),
    (b"%(Word)b Next-Gen Firewall BYOL %%b", b"", b"Firewall &amp; VPN, bring your own licence", "appliance-two"),
    (b"%(word)b-db-enterprise-%%b", b"", b"%(Word)b DB: scale-out SQL &lt;b&gt;fast&lt;/b&gt;", "appliance-fast"),
    (b"%(word)b-%%b-x86_64-hvm-gp2", b"", b"%(Word)b release", "appliance-mapped"),
    (b"%(Word)b Backup (64-bit) - %%b - v%%b", b"day", b"%(Word)b Backup appliance", "appliance-mapped"),
    (b"%(Word)b WordPress %%b", b"", b"Certified by %(Word)b, ready to run", "appliance-mapped"),
    (b"bitnami-%(word)b-%%b-r01-linux-debian-11-x86_64-hvm-ebs", b"", b"%(Word)b packaged", "appliance-two"),
    (b"%(Word)b SQL Server 2022 on Windows %%b", b"", b"Windows 2022 with SQL Server", "windows-sql-enterprise"),
    (b"%(Word)b SIEM [v%%b]", b"", b"Log management", "appliance-storage"),
    (b"%(word)b@edge-%%b", b"", b"", "appliance-small"),
    (b"%(Word)b ML workbench %%b - GPU", b"", b"Jupyter, CUDA, PyTorch", "appliance-two"),
    (b"%(Word)b arm64 %%b", b"", b"%(Word)b for Graviton", "appliance-arm"),
    (b"%(Word)b Desktop '%%b %%b", b"year2", b"Remote desktop for teams", "windows"),
)


@dataclass(frozen=True, slots=True)
class Product:
    """What all versions of a product share.

    `name` has open places for the `day_form`, if any, and the version, `details` one for the name.
    """

    name: bytes
    day_form: bytes
    details: bytes
    hardware: Hardware
    deprecated_after_days: int | None


@lru_cache(maxsize=1 << 16)
def product(number: int, seed: int) -> Product:
    """The product of that number, which may be negative for one that is new to the world."""
    random = mix(number & _WORD_BITS, seed ^ 0x9A7)
    name, day_form, description, machine = _SUBJECTS[random % len(_SUBJECTS)]
    word = word_of(number & _WORD_BITS)
    words = {b"word": word, b"Word": word.capitalize()}
    prefix, suffix = b"", b""
    uuid = uuid_of(random)
    match random >> 8 & 15:
        case 0 | 1 if len(name) < 50:
            suffix = b"-%b-ami-0%016x.4" % (uuid, mix(random, 4))
        case 2 | 3:
            suffix = b"-prod-" + base36_of(random, 13)
        case 4 | 5 if b"ord)b" in name:
            # Older ones have no suffix, and some begin with a space.
            prefix = b" " * (random >> 13 & 1)
        case _:
            suffix = b"-" + uuid
    code = base36_of(random, 25)
    code_xml = element("productCode", code, 5) + element("type", "marketplace", 5)
    codes = block("productCodes", block("item", code_xml, 4))
    return Product(
        name=prefix + name % words + suffix,
        day_form=day_form,
        details=details(b"%b", description % words, _ALIAS, codes),
        hardware=MACHINES[machine],
        deprecated_after_days=730 if random >> 12 & 3 else None,
    )


def marketplace_release(number: int, minute: int, active_products: int, seed: int, days: Days) -> Release:
    """The Marketplace's release of that number, when `active_products` are on the market at a time."""
    round_number, place = divmod(number, active_products)
    generation, age = divmod(round_number, VERSIONS)
    sold = product(generation * active_products + place, seed)
    version = b"%d.%d.%d" % (place % 9 + 1, VERSIONS - 1 - age, place % 7)
    name = sold.name % ((days[minute // 1440].forms[sold.day_form], version) if sold.day_form else version)
    # By position: a call with keywords costs twice as much, and half the world passes here.
    return Release(
        b"aws-marketplace/" + name,
        sold.details % name,
        MARKETPLACE_ACCOUNT,
        _ALIAS,
        sold.hardware,
        minute,
        sold.deprecated_after_days,
    )
