"""Everybody else: small vendors who publish everywhere, and the many who own one image in one region.

Among the latter are the ones that trust rules exist for: impostors, honest copies, backups made public by accident.
"""

from dataclasses import dataclass
from functools import lru_cache

from tests.world.calendar_forms import Days
from tests.world.hardware import Hardware, element
from tests.world.machines import MACHINES
from tests.world.numbers import account_of, mix, word_of
from tests.world.releases import Release, details

VERSIONS = 40
_WORD_BITS = 0x3FFFF

# (name of one version, which form of the day comes first in it if any, description, machine), as in marketplace.py.
_VENDOR_SUBJECTS: tuple[tuple[bytes, bytes, bytes, str], ...] = (
    (b"%(word)b-base-%%b-v%%b", b"day", b"%(Word)b base image", "linux-x86"),
    (b"%(word)b/images/hvm-ssd/%(word)b-server-amd64-%%b.%%b", b"day", b"%(Word)b server", "ubuntu-x86"),
    (b"%(Word)b Appliance %%b (HVM)", b"", b"%(Word)b&apos;s virtual appliance", "appliance-two"),
    (b"%(word)b-k8s-node-%%b-%%b", b"k8s", b"Kubernetes node by %(word)b.example", "node-x86"),
    (b"%(word)b-arm64-%%b", b"", b"", "linux-arm"),
    (b"%(word)b_ubuntu_22.04_hardened_%%b", b"", b"Our own hardened build of Canonical's Ubuntu 22.04", "ubuntu-x86"),
    (b"%(Word)b-Windows-2022-%%b", b"", b"Windows Server 2022 with agents of %(Word)b", "windows"),
    (b"%(word)b-gpu-%%b-cuda", b"", b"CUDA + drivers &quot;ready to train&quot;", "gpu-x86"),
    (b"fck-%(word)b-amzn2-hvm-%%b-v%%b-x86_64-ebs", b"day", b"NAT instance on Amazon Linux 2", "al2-x86"),
    (b"spel-minimal-%(word)b-rhel-9-hvm-%%b.x86_64-gp3", b"", b"STIG-partitioned", "rhel-x86"),
    (b"packer-%(word)b %%b v%%b", b"ten", b"built by packer", "linux-x86"),
    (b"%(word)b@%%b", b"", b"\xd0\x9e\xd0\xb1\xd1\x80\xd0\xb0\xd0\xb7 %(Word)b", "linux-uefi"),
)


@dataclass(frozen=True, slots=True)
class Vendor:
    name: bytes
    day_form: bytes
    details: bytes
    account: bytes
    hardware: Hardware


@lru_cache(maxsize=1 << 16)
def vendor(number: int, seed: int) -> Vendor:
    """The vendor of that number, which may be negative for one that is new to the world."""
    random = mix(number & _WORD_BITS, seed ^ 0x7E4)
    name, day_form, description, machine = _VENDOR_SUBJECTS[random % len(_VENDOR_SUBJECTS)]
    word = word_of(number & _WORD_BITS)
    words = {b"word": word, b"Word": word.capitalize()}
    return Vendor(
        name % words, day_form, details(b"%b", description % words), account_of(random >> 8), MACHINES[machine]
    )


def vendor_release(number: int, minute: int, active_vendors: int, seed: int, days: Days) -> Release:
    """The vendors' release of that number, when `active_vendors` are in business at a time."""
    round_number, place = divmod(number, active_vendors)
    generation, age = divmod(round_number, VERSIONS)
    maker = vendor(generation * active_vendors + place, seed)
    version = b"%d.%d" % (place % 5 + 1, VERSIONS - 1 - age)
    name = maker.name % ((days[minute // 1440].forms[maker.day_form], version) if maker.day_form else version)
    return Release(b"%b/%b" % (maker.account, name), maker.details % name, maker.account, b"", maker.hardware, minute)


_LOOK_ALIKES = (
    b"ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-%(day)b",
    b"ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.O4-amd64-server-%(day)b",
    b"Ubuntu/images/hvm-ssd/ubuntu-jarnmy-22.04-amd64-server-%(day)b",
    b"amzn2-ami-hvm-2.0.%(day)b.0-x86_64-gp2",
    b"al2023-ami-2023.%(month)b.%(day)b.0-kernel-6.1-x86_64",
    b"debian-12-amd64-%(day)b-1%(doy)b",
    b"RHEL-9.4.0_HVM-%(day)b-x86_64-%(patch)b-Hourly2-GP2",
    b"Windows_Server-2022-EngIish-Full-Base-%(dots)b",
    b"amazon-eks-node-%(k8s)b-v%(day)b",
    b"Rocky-9-EC2-Base-9.%(month)b-%(day)b.0.x86_64",
)
_ONE_OFFS: tuple[tuple[bytes, bytes, str], ...] = (
    (b"%(word)b-web-01-backup-%(day)b", b"Created by backup job", "linux-x86"),
    (b"my %(word)b image", b"", "linux-x86"),
    (b"%(word)b golden image final v2 (old)", b"do not use", "ubuntu-x86"),
    (b"prod-db-%(word)b", b"prod-db.%(word)b.internal, mysql root password in /root/.my.cnf", "appliance-small"),
    (b"AwsBackup_i-0%(hex)b%(hex)b_%(ten)b", b"This image is created by the AWS Backup service.", "linux-x86"),
    (b"packer %(ten)b %(word)b", b"", "ubuntu-x86"),
    (b"%(word)b ctf challenge [%(year)b]", b"Workshop image, safe to delete", "ubuntu-x86"),
    (b"jenkins-agent-%(word)b-%(iso)b", b"Jenkins agent", "ubuntu-arm"),
    (b"%(word)b-thesis-data", b"Data set for reproduction, see https://%(word)b.example/paper", "appliance-small"),
    (b"%(Word)b Windows 10 dev box", b"", "windows"),
    (b"Deep Learning %(word)b course %(year)b", b"fast.ai-like course", "gpu-x86"),
    (b"%(word)b'special'(copy) - %(day)b", b"O'Brien &amp; sons &lt;script&gt;alert(1)&lt;/script&gt;", "linux-x86"),
    (b"%(word)b-old-pv", b"", "paravirtual"),
    (b"%(word)b_@_%(day)b", b"\xf0\x9f\x9a\x80 \xe5\xbc\x80\xe5\x8f\x91 \xd8\xb5\xd9\x88\xd8\xb1\xd8\xa9", "linux-arm"),
    (b"[Copied] %(word)b", b"[Copied ami-0%(hex)b%(hex)b from us-east-1] %(word)b", "linux-x86"),
)
_COPIED_UBUNTU = b"[Copied ami-0%(hex)b%(hex)b from us-east-1] Canonical, Ubuntu, 22.04 LTS"
_IMPOSTORS_IN = 400
IMPOSTOR, COPY = 0, 1


def oddity(number: int, region_key: int) -> int:
    """IMPOSTOR or COPY when the region's stranger of that number is one, else something else."""
    return mix(number, region_key) % _IMPOSTORS_IN


def stranger_release(number: int, minute: int, region_key: int, days: Days) -> Release:
    """The one-off image of that number in a region. Every sixth group of six shares an owner, the rest stand alone."""
    random = mix(number, region_key)
    forms = days[minute // 1440].forms
    group = number // 6 if (number // 36) % 6 == 0 else number
    owner = account_of(mix(group, region_key ^ 0x0E))
    kind = random % _IMPOSTORS_IN
    if kind in (IMPOSTOR, COPY):
        name = _LOOK_ALIKES[(random >> 16) % len(_LOOK_ALIKES) if kind == IMPOSTOR else 0] % forms
        description = _COPIED_UBUNTU % forms if kind == COPY else b"Canonical, Ubuntu, official build"
        return Release(owner + b"/" + name, details(name, description), owner, b"", MACHINES["ubuntu-x86"], minute)
    name, description, machine = _ONE_OFFS[(random >> 9) % len(_ONE_OFFS)]
    word = word_of(number & _WORD_BITS)
    forms = forms | {b"word": word, b"Word": word.capitalize()}
    more = element("sourceInstanceId", b"i-0%016x" % random) if random >> 20 & 1 else b""
    name = name % forms
    described = details(name, description % forms, more=more)
    return Release(owner + b"/" + name, described, owner, b"", MACHINES[machine], minute)
