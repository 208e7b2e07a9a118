"""What an image runs on, compiled to segments of XML: everything of a document that does not differ between builds.

A document is the segments with what differs between them: id, location, owner, creation date, details, snapshots. It
is never put together for itself, only once for a whole page, which is what makes the world cheap.
Elements come in the order and indentation of EC2's answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

INDENT = b"    "


def element(name: str, value: str | bytes, depth: int = 3) -> bytes:
    """One line of XML; `value` is already escaped."""
    text = value.encode() if isinstance(value, str) else value
    return b"%b<%b>%b</%b>\n" % (INDENT * depth, name.encode(), text, name.encode())


def block(name: str, content: bytes, depth: int = 3) -> bytes:
    """An element around lines that are already indented one deeper."""
    tag = name.encode()
    return b"%b<%b>\n%b%b</%b>\n" % (INDENT * depth, tag, content, INDENT * depth, tag)


def _optional(name: str, value: str | None) -> bytes:
    return b"" if value is None else element(name, value)


@dataclass(frozen=True, slots=True)
class Volume:
    """One EBS volume of the block device mapping; `more` are further elements of `ebs`, by their XML names."""

    device: str
    size_gib: int
    kind: str = "gp2"
    iops: int | None = None
    throughput: int | None = None
    encrypted: bool = False
    delete_on_termination: bool = True
    more: tuple[tuple[str, str], ...] = ()

    def xml(self) -> bytes:
        lines = [
            element("deleteOnTermination", str(self.delete_on_termination).lower(), 6),
            # Left open: each image fills in its own.
            element("snapshotId", b"%b", 6),
            element("volumeSize", str(self.size_gib), 6),
            element("volumeType", self.kind, 6),
        ]
        if self.iops:
            lines.append(element("iops", str(self.iops), 6))
        if self.throughput:
            lines.append(element("throughput", str(self.throughput), 6))
        lines.append(element("encrypted", str(self.encrypted).lower(), 6))
        lines.extend(element(name, value, 6) for name, value in self.more)
        return block("item", element("deviceName", self.device, 5) + block("ebs", b"".join(lines), 5), 4)


def ephemeral(device: str, number: int) -> bytes:
    """An instance store volume of the block device mapping."""
    return block("item", element("deviceName", device, 5) + element("virtualName", f"ephemeral{number}", 5), 4)


@dataclass(frozen=True, slots=True)
class Hardware:
    """One kind of image. `ephemerals` are (device, number) pairs, `no_devices` devices that are suppressed."""

    architecture: str = "x86_64"
    root_device: str = "/dev/sda1"
    root_type: str = "ebs"
    virtualization: str = "hvm"
    volumes: tuple[Volume, ...] = ()
    ephemerals: tuple[tuple[str, int], ...] = ()
    no_devices: tuple[str, ...] = ()
    windows: bool = False
    platform_details: str = "Linux/UNIX"
    usage_operation: str = "RunInstances"
    kernel_id: str | None = None
    ramdisk_id: str | None = None
    ena: bool = True
    sriov: bool = True
    boot_mode: str | None = None
    imds_v2: bool = False
    tpm: bool = False
    more: bytes = b""
    available: tuple[bytes, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "available", self.segments(b"available", public=True))

    def segments(self, state: bytes, *, public: bool) -> tuple[bytes, ...]:
        """What stands before, between and after id, location, owner, creation date, details and snapshot ids.

        `available` holds those of public available images, which are nearly all there are.
        """
        item = block("item", b"".join(self._lines(state, public=public)), 2)
        return tuple(item.split(b"%b"))

    def _lines(self, state: bytes, *, public: bool) -> Iterable[bytes]:
        yield element("imageId", b"%b")
        yield element("imageLocation", b"%b")
        yield element("imageState", state)
        yield element("imageOwnerId", b"%b")
        yield element("creationDate", b"%b")
        yield element("isPublic", str(public).lower())
        yield element("architecture", self.architecture)
        yield element("imageType", "machine")
        yield _optional("kernelId", self.kernel_id)
        yield _optional("ramdiskId", self.ramdisk_id)
        yield _optional("platform", "windows" if self.windows else None)
        yield element("platformDetails", self.platform_details)
        yield element("usageOperation", self.usage_operation)
        yield b"%b"
        yield _optional("sriovNetSupport", "simple" if self.sriov else None)
        yield _optional("enaSupport", "true" if self.ena else None)
        yield element("rootDeviceType", self.root_type)
        yield _optional("rootDeviceName", self.root_device if self.root_type == "ebs" else None)
        yield self._block_device_mapping()
        yield element("virtualizationType", self.virtualization)
        yield element("hypervisor", "xen")
        yield _optional("bootMode", self.boot_mode)
        yield _optional("tpmSupport", "v2.0" if self.tpm else None)
        yield _optional("imdsSupport", "v2.0" if self.imds_v2 else None)
        yield self.more

    def _block_device_mapping(self) -> bytes:
        devices = [volume.xml() for volume in self.volumes]
        devices += [ephemeral(device, number) for device, number in self.ephemerals]
        suppressed = (element("deviceName", device, 5) + element("noDevice", "", 5) for device in self.no_devices)
        devices += [block("item", device, 4) for device in suppressed]
        return block("blockDeviceMapping", b"".join(devices)) if devices else INDENT * 3 + b"<blockDeviceMapping/>\n"
