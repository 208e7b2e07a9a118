"""Images made by hand, the same in every region: each is one thing that a crawler, a rule or a page may trip over.

They come first among a region's local images, so that the smallest world has some of them.
"""

from html import escape

from tests.world.hardware import Hardware, Volume, block, element
from tests.world.machines import MACHINES
from tests.world.releases import Release, details

# A made-up account for the caller. AWS uses this number in its own documentation.
CALLER_ACCOUNT = b"111122223333"
PARTNER_ACCOUNT = b"444455556666"
_STRANGER = b"987654321098"
_IMPOSTOR = b"900000000666"
_BACKUP_VAULT = b"555500001111"
_MINUTE_OF_2025 = 739_252 * 1440 + 333  # 2025-01-01T05:33Z


def _text(text: str) -> bytes:
    return escape(text, quote=False).encode()


def _curiosity(
    name: str,
    description: str,
    owner: bytes = _STRANGER,
    machine: str | Hardware = "linux-x86",
    *,
    more: bytes = b"",
    alias: bytes = b"",
    location: bytes = b"",
    deprecated_after_days: int | None = 730,
    state: bytes = b"available",
) -> Release:
    return Release(
        location=location or b"%b/%b" % (alias or owner, _text(name)),
        details=details(_text(name), _text(description), alias, more),
        owners=owner,
        alias=alias,
        hardware=machine if isinstance(machine, Hardware) else MACHINES[machine],
        minute=_MINUTE_OF_2025,
        deprecated_after_days=deprecated_after_days,
        state=state,
    )


def _scan(severity: str, when: str, **fixes: str) -> bytes:
    lines = element("highestFindingSeverityLabel", severity, 4) + element("findingScanDate", when, 4)
    lines += b"".join(element(f"{level}FixAvailableSince", since, 4) for level, since in fixes.items())
    return block("scanResults", lines)


_SCANNED = _scan(
    "critical",
    "2026-11-01T01:02:03.000Z",
    critical="2026-09-01T00:00:00.000Z",
    high="2026-08-01T00:00:00.000Z",
    medium="2026-08-02T00:00:00.000Z",
    low="2026-08-03T00:00:00.000Z",
    informational="2026-08-04T00:00:00.000Z",
)


def _product_codes(**kinds: str) -> bytes:
    items = (element("productCode", code, 5) + element("type", kind, 5) for code, kind in kinds.items())
    return block("productCodes", b"".join(block("item", item, 4) for item in items))


def _watermark(key: str) -> bytes:
    lines = element("watermarkKey", key, 5) + element("sourceImageRegion", "us-east-1", 5)
    lines += element("sourceImageId", "ami-0123456789abcdef0", 5)
    lines += element("sourceImageCreationTime", "2024-12-01T00:00:00.000Z", 5)
    lines += element("watermarkCreationTime", "2024-12-02T03:04:05.678Z", 5)
    return block("imageWatermarkSet", block("item", lines, 4))


def tags(**pairs: str) -> bytes:
    items = (
        block("item", element("key", key, 5) + element("value", _text(value), 5), 4) for key, value in pairs.items()
    )
    return block("tagSet", b"".join(items))


_SOURCE = element("sourceImageId", "ami-0fedcba9876543210") + element("sourceImageRegion", "eu-west-1")
_UBUNTU = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20991231"

PUBLIC_CURIOSITIES: tuple[Release, ...] = (
    _curiosity(_UBUNTU, "Canonical, Ubuntu, 22.04 LTS, amd64 jammy image build on 2099-12-31", _IMPOSTOR),
    _curiosity("markup", "<script>alert('ami')</script><img src=x onerror=alert(1)> & \"quotes\" ]]>"),
    _curiosity("non-ascii", "Größe 北京 Кириллица ελληνικά 🚀👩🏽‍💻 é"),
    _curiosity("right-to-left", "צילום מערכת \u202etxet desrever\u202c صورة"),
    _curiosity("", "", machine="instance-store-i386", location=b"old-bucket/images/fedora-8-i386.manifest.xml"),
    _curiosity("quotes' and (brackets) [here]/there @home", "", machine="paravirtual"),
    _curiosity(" leading and trailing ", "  white\u00a0space\t kept\u2028 ", machine="linux-arm"),
    _curiosity("x" * 128, "y" * 255),
    _curiosity("abc", "\u202eevil\u202c zero\u200bwidth"),
    _curiosity("scanned", "Inspector has looked", more=_SCANNED),
    _curiosity("watermarked", "Carries a watermark", more=_watermark("123456789012:approvedAmi")),
    _curiosity("derived", "[Copied ami-0fedcba9876543210 from eu-west-1] derived", more=_SOURCE),
    _curiosity("no-deprecation", "lives for ever", deprecated_after_days=None),
    _curiosity("already-deprecated", "gone from default listings", deprecated_after_days=1),
    _curiosity(
        "no-devices", "no block devices at all", machine=Hardware(virtualization="paravirtual", sriov=False, ena=False)
    ),
    _curiosity(
        "suppressed-device",
        "one device is suppressed",
        machine=Hardware(volumes=(Volume("/dev/sda1", 8),), no_devices=("/dev/sdb",)),
    ),
    _curiosity(
        "legacy-bios",
        "",
        machine=Hardware(
            volumes=(Volume("/dev/sda1", 1, "sc1"), Volume("/dev/sdf", 500, "st1")), boot_mode="legacy-bios"
        ),
    ),
    _curiosity(
        "two product codes", "", more=_product_codes(aw0evgkw8e5c1q413zgy5pjce="marketplace", A774F4FF8="devpay")
    ),
    _curiosity(
        "unofficial-amzn2-ami-ecs-hvm-2.0.20240101-x86_64-ebs",
        "A look-alike by its recipe, not a spoof",
        machine="al2-x86",
    ),
    _curiosity(
        "tagged", "Its owner's tags show", more=tags(Environment="prod <&> test", **{"aws-marketplace-region": ""})
    ),
    _curiosity("launched", "Says when it was launched", more=element("lastLaunchedTime", "2026-11-20T10:00:00Z")),
    _curiosity("instance types", "Only for some", machine="gpu-x86"),
    _curiosity("macOS", "", machine="mac-arm"),
    _curiosity("nitro", "TPM and IMDSv2", machine="linux-uefi"),
)

_OUTPOST = "arn:aws:outposts:us-east-1:111122223333:outpost/op-0123456789abcdef0"
_RARE_VOLUME = Volume(
    "/dev/xvda",
    8,
    "gp3",
    iops=3000,
    throughput=125,
    encrypted=True,
    more=(
        ("kmsKeyId", "arn:aws:kms:us-east-1:111122223333:key/0e0b9c3a-5f1d-4c7b-9a51-2f6f5d0c7a11"),
        ("outpostArn", _OUTPOST),
        ("availabilityZone", "us-east-1-bos-1a"),
        ("VolumeInitializationRate", "300"),
        ("AvailabilityZoneId", "use1-bos1-az1"),
        ("EbsCardIndex", "0"),
    ),
)
_REASON = block("stateReason", element("code", "Server.InternalError", 4) + element("message", "Internal error", 4))
_OWNERS_VIEW = element("deregistrationProtection", "enabled-with-cooldown") + element(
    "lastLaunchedTime", "2026-11-22T09:00:00Z"
)

# Private images that the caller owns. The second is shared with PARTNER_ACCOUNT too.
OWN_CURIOSITIES: tuple[Release, ...] = (
    _curiosity(
        "own-golden", "Our golden image", CALLER_ACCOUNT, more=tags(Name="golden", Team="platform") + _OWNERS_VIEW
    ),
    _curiosity(
        "own-shared-with-partner",
        "Shared by hand",
        CALLER_ACCOUNT,
        machine=Hardware(root_device="/dev/xvda", volumes=(_RARE_VOLUME,)),
    ),
    _curiosity("own-pending", "Still being made", CALLER_ACCOUNT, state=b"pending"),
    _curiosity("own-failed", "Could not be made", CALLER_ACCOUNT, state=b"failed", more=_REASON),
    _curiosity("own-disabled", "Disabled: private, not listed by default", CALLER_ACCOUNT, state=b"disabled"),
)

# Private images of others that are shared with the caller.
SHARED_CURIOSITIES: tuple[Release, ...] = (
    _curiosity("partner-secret-build-42", "Not for the public: codename Bluebird", PARTNER_ACCOUNT),
    _curiosity(
        "AwsBackup_i-0a1b2c3d4e5f60718",
        "This image is created by the AWS Backup service.",
        _BACKUP_VAULT,
        alias=b"aws-backup-vault",
    ),
    _curiosity("ubuntu/images/hvm-ssd/ubuntu-noble-24.04-amd64-server-20990101", "shared in private", _IMPOSTOR),
)
