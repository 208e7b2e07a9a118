"""The kinds of hardware that images of this world come in, by name."""

from tests.world.hardware import Hardware, Volume, block, element

_UBUNTU_EPHEMERALS = (("/dev/sdb", 0), ("/dev/sdc", 1))
# Windows images and many appliances map every instance store volume an instance might have.
_WINDOWS_EPHEMERALS = tuple((f"xvdc{chr(97 + number)}", number) for number in range(26))
_LINUX_EPHEMERALS = tuple((f"/dev/sd{chr(98 + number)}", number) for number in range(24))
_FREE_TIER = element("freeTierEligible", "true")
_NOT_FREE_TIER = element("freeTierEligible", "false")


def _instance_types(*, supported: tuple[str, ...], unsupported: tuple[str, ...]) -> bytes:
    content = b""
    for name, patterns in (("supportedInstanceTypeSet", supported), ("unsupportedInstanceTypeSet", unsupported)):
        items = b"".join(block("item", element("instanceType", pattern, 6), 5) for pattern in patterns)
        content += block(name, items, 4)
    return block("instanceTypeSpecification", content)


_GPUS_ONLY = _instance_types(
    supported=("g4dn.*", "g5.*", "g6.*", "p4d.24xlarge", "p5.48xlarge"), unsupported=("t2.nano", "t3.nano")
)


def _windows(sql: str = "", size_gib: int = 30, *, tpm: bool = False) -> Hardware:
    operations = {"": "0002", "Standard": "0006", "Web": "0202", "Enterprise": "0102"}
    return Hardware(
        root_device="/dev/sda1",
        volumes=(Volume("/dev/sda1", size_gib, "gp3" if tpm else "gp2", iops=3000 if tpm else None),),
        ephemerals=_WINDOWS_EPHEMERALS,
        windows=True,
        platform_details=f"Windows with SQL Server {sql}" if sql else "Windows",
        usage_operation=f"RunInstances:{operations[sql]}",
        boot_mode="uefi" if tpm else None,
        tpm=tpm,
        more=_NOT_FREE_TIER if sql else _FREE_TIER,
    )


def _appliance(volumes: int, ephemerals: int, architecture: str = "x86_64", kind: str = "gp2") -> Hardware:
    letters = "abfghijklmnopq"
    iops = {"gp3": 3000, "io1": 1500, "io2": 6000}.get(kind)
    return Hardware(
        architecture=architecture,
        volumes=tuple(
            Volume(
                "/dev/sda1" if number == 0 else f"/dev/sd{letters[number + 1]}",
                (8, 40, 100, 250, 500, 1000, 16, 2000)[number % 8],
                kind,
                iops=iops,
                throughput=125 if kind == "gp3" else None,
                delete_on_termination=number == 0,
            )
            for number in range(volumes)
        ),
        ephemerals=_LINUX_EPHEMERALS[:ephemerals],
        imds_v2=kind == "gp3",
        boot_mode={"gp3": "uefi-preferred", "gp2": None}.get(kind),
        more=_NOT_FREE_TIER if ephemerals else b"",
    )


def _amazon(size_gib: int, architecture: str, kind: str = "gp2", **more: object) -> Hardware:
    options = {"more": _FREE_TIER, **more}
    root = Volume("/dev/xvda", size_gib, kind, iops=3000 if kind == "gp3" else None, throughput=None)
    return Hardware(architecture=architecture, root_device="/dev/xvda", volumes=(root,), **options)  # type: ignore[arg-type]


MACHINES: dict[str, Hardware] = {
    "al-x86": _amazon(8, "x86_64", "gp3", boot_mode="uefi-preferred", imds_v2=True),
    "al-arm": _amazon(8, "arm64", "gp3", boot_mode="uefi", imds_v2=True),
    "al2-x86": _amazon(8, "x86_64"),
    "al2-arm": _amazon(8, "arm64", boot_mode="uefi"),
    "node-x86": _amazon(20, "x86_64", more=b""),
    "node-arm": _amazon(20, "arm64", boot_mode="uefi", more=b""),
    "gpu-x86": _amazon(75, "x86_64", "gp3", more=_GPUS_ONLY),
    "bottlerocket-x86": Hardware(
        root_device="/dev/xvda",
        volumes=(Volume("/dev/xvda", 2), Volume("/dev/xvdb", 20)),
        boot_mode="uefi-preferred",
    ),
    "bottlerocket-arm": Hardware(
        architecture="arm64",
        root_device="/dev/xvda",
        volumes=(Volume("/dev/xvda", 2), Volume("/dev/xvdb", 20)),
        boot_mode="uefi",
    ),
    "ubuntu-x86": Hardware(
        volumes=(Volume("/dev/sda1", 8),), ephemerals=_UBUNTU_EPHEMERALS, boot_mode="uefi-preferred", more=_FREE_TIER
    ),
    "ubuntu-arm": Hardware(
        architecture="arm64",
        volumes=(Volume("/dev/sda1", 8, "gp3"),),
        ephemerals=_UBUNTU_EPHEMERALS,
        boot_mode="uefi",
        imds_v2=True,
        more=_FREE_TIER,
    ),
    "ubuntu-pro": Hardware(
        volumes=(Volume("/dev/sda1", 8, "gp3"),),
        ephemerals=_UBUNTU_EPHEMERALS,
        platform_details="Ubuntu Pro",
        usage_operation="RunInstances:0g00",
        boot_mode="uefi-preferred",
        imds_v2=True,
    ),
    "rhel-x86": Hardware(
        volumes=(Volume("/dev/sda1", 10),),
        platform_details="Red Hat Enterprise Linux",
        usage_operation="RunInstances:0010",
        boot_mode="uefi-preferred",
    ),
    "rhel-arm": Hardware(
        architecture="arm64",
        volumes=(Volume("/dev/sda1", 10, "gp3"),),
        platform_details="Red Hat Enterprise Linux",
        usage_operation="RunInstances:0010",
        boot_mode="uefi",
    ),
    "suse-x86": Hardware(
        volumes=(Volume("/dev/sda1", 10, "gp3"),), platform_details="SUSE Linux", usage_operation="RunInstances:000g"
    ),
    "linux-x86": Hardware(root_device="/dev/xvda", volumes=(Volume("/dev/xvda", 8),)),
    "linux-arm": Hardware(
        architecture="arm64", root_device="/dev/xvda", volumes=(Volume("/dev/xvda", 8, "gp3"),), boot_mode="uefi"
    ),
    "linux-uefi": Hardware(
        root_device="/dev/xvda", volumes=(Volume("/dev/xvda", 4, "gp3"),), boot_mode="uefi", imds_v2=True, tpm=True
    ),
    "paravirtual": Hardware(
        virtualization="paravirtual",
        volumes=(Volume("/dev/sda1", 8, "standard"),),
        kernel_id="aki-919dcaf8",
        ena=False,
        sriov=False,
    ),
    "instance-store-i386": Hardware(
        architecture="i386",
        root_type="instance-store",
        virtualization="paravirtual",
        kernel_id="aki-407d9529",
        ramdisk_id="ari-a51cf9cc",
        ena=False,
        sriov=False,
    ),
    "instance-store": Hardware(
        root_type="instance-store",
        virtualization="paravirtual",
        kernel_id="aki-825ea7eb",
        ephemerals=_UBUNTU_EPHEMERALS,
        ena=False,
        sriov=False,
    ),
    "mac-x86": Hardware(architecture="x86_64_mac", volumes=(Volume("/dev/sda1", 60, "gp3", iops=3000),)),
    "mac-arm": Hardware(architecture="arm64_mac", volumes=(Volume("/dev/sda1", 60, "gp3", iops=3000),)),
    "windows": _windows(),
    "windows-tpm": _windows(tpm=True),
    "windows-sql-standard": _windows("Standard", 50),
    "windows-sql-web": _windows("Web", 50),
    "windows-sql-enterprise": _windows("Enterprise", 50),
    "appliance-small": _appliance(1, 0),
    "appliance-new": _appliance(2, 16, kind="gp3"),
    "appliance-arm": _appliance(2, 24, "arm64", kind="gp3"),
    "appliance-mapped": _appliance(1, 24),
    "appliance-two": _appliance(2, 24),
    "appliance-fast": _appliance(3, 24, kind="io1"),
    "appliance-storage": _appliance(8, 24, kind="io2"),
}
