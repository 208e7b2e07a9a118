"""DescribeImages' filters: values of one are alternatives, filters must all fit, a list fits by any of its entries.

A filter is compared with the document that is sent, so the two can only agree. What the database can compare before
that (`Filters.columns`) only saves reading.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.ec2.errors import Ec2Error
from catalog.document import Document
from catalog.wildcard import Wildcard

MOST_VALUES = 200

TAG = "tag:"
_SEVERITIES = ("critical", "high", "medium", "low", "informational")

# By filter, where in the document its value is. Lists on the way are looked into.
PATHS: Mapping[str, tuple[str, ...]] = {
    "architecture": ("Architecture",),
    "block-device-mapping.delete-on-termination": ("BlockDeviceMappings", "Ebs", "DeleteOnTermination"),
    "block-device-mapping.device-name": ("BlockDeviceMappings", "DeviceName"),
    "block-device-mapping.encrypted": ("BlockDeviceMappings", "Ebs", "Encrypted"),
    "block-device-mapping.snapshot-id": ("BlockDeviceMappings", "Ebs", "SnapshotId"),
    "block-device-mapping.volume-size": ("BlockDeviceMappings", "Ebs", "VolumeSize"),
    "block-device-mapping.volume-type": ("BlockDeviceMappings", "Ebs", "VolumeType"),
    "boot-mode": ("BootMode",),  # EC2's reference leaves it out, its user guide does not
    "creation-date": ("CreationDate",),
    "description": ("Description",),
    "ena-support": ("EnaSupport",),
    "free-tier-eligible": ("FreeTierEligible",),
    "hypervisor": ("Hypervisor",),
    "image-allowed": ("ImageAllowed",),
    "image-id": ("ImageId",),
    "image-type": ("ImageType",),
    "image-watermark.source-image-creation-time": ("ImageWatermarks", "SourceImageCreationTime"),
    "image-watermark.source-image-id": ("ImageWatermarks", "SourceImageId"),
    "image-watermark.source-image-region": ("ImageWatermarks", "SourceImageRegion"),
    "image-watermark.watermark-creation-time": ("ImageWatermarks", "WatermarkCreationTime"),
    "image-watermark.watermark-key": ("ImageWatermarks", "WatermarkKey"),
    "is-public": ("Public",),
    "kernel-id": ("KernelId",),
    "manifest-location": ("ImageLocation",),
    "name": ("Name",),
    "owner-alias": ("ImageOwnerAlias",),
    "owner-id": ("OwnerId",),
    "platform": ("Platform",),
    "product-code": ("ProductCodes", "ProductCodeId"),
    "product-code.type": ("ProductCodes", "ProductCodeType"),
    "public-ssm-parameter-name": ("PublicSsmParameterName",),
    "ramdisk-id": ("RamdiskId",),
    "root-device-name": ("RootDeviceName",),
    "root-device-type": ("RootDeviceType",),
    **{
        f"scan-result.{severity}-fix-available-since": ("ScanResults", f"{severity.title()}FixAvailableSince")
        for severity in _SEVERITIES
    },
    "scan-result.finding-scan-date": ("ScanResults", "FindingScanDate"),
    "scan-result.highest-finding-severity-label": ("ScanResults", "HighestFindingSeverityLabel"),
    "source-image-id": ("SourceImageId",),
    "source-image-region": ("SourceImageRegion",),
    "source-instance-id": ("SourceInstanceId",),
    "sriov-net-support": ("SriovNetSupport",),
    "state": ("State",),
    "state-reason-code": ("StateReason", "Code"),
    "state-reason-message": ("StateReason", "Message"),
    "tag-key": ("Tags", "Key"),
    "virtualization-type": ("VirtualizationType",),
}

# Filters on a column of the catalog that repeats the text of the document.
COLUMNS: Mapping[str, str] = {
    "architecture": "architecture",
    "boot-mode": "boot_mode",
    "description": "description",
    "image-id": "image_id",
    "image-type": "image_type",
    "manifest-location": "image_location",
    "owner-alias": "owner_alias",
    "owner-id": "owner_id",
    "root-device-type": "root_device_type",
    "state": "state",
    "virtualization-type": "virtualization_type",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: a name of `PATHS`, or `tag:` and the key of a tag."""

    name: str
    values: tuple[Wildcard, ...]

    def fits(self, document: Document) -> bool:
        if self.name.startswith(TAG):
            found = _tag_values(document, self.name.removeprefix(TAG))
        else:
            found = _values(document, PATHS[self.name])
        return any(wildcard.matches(value) for value in found for wildcard in self.values)

    def literals(self) -> set[str] | None:
        """What the values stand for, None where one holds a wildcard."""
        literals = {wildcard.literal for wildcard in self.values}
        return None if None in literals else {literal for literal in literals if literal is not None}


@dataclass(frozen=True, slots=True)
class Filters:
    """All filters of a call."""

    filters: tuple[Filter, ...] = ()

    def fit(self, document: Document) -> bool:
        return all(one.fits(document) for one in self.filters)

    @property
    def names(self) -> list[tuple[Wildcard, ...]]:
        """The values of each filter on the name."""
        return [one.values for one in self.filters if one.name == "name"]

    @property
    def columns(self) -> dict[str, list[tuple[Wildcard, ...]]]:
        """The values of each filter that the catalog has a column for, by column."""
        found: dict[str, list[tuple[Wildcard, ...]]] = {}
        for one in self.filters:
            if one.name in COLUMNS:
                found.setdefault(COLUMNS[one.name], []).append(one.values)
        return found

    def exactly(self, name: str) -> set[str] | None:
        """The only values that the filters of a name leave, None where they leave more than can be listed."""
        listed = [one.literals() for one in self.filters if one.name == name]
        bound = [literals for literals in listed if literals is not None]
        return set.intersection(*bound) if bound else None


def read_filters(given: Sequence[tuple[str, Sequence[str]]]) -> Filters:
    """The filters of a call. Raises Ec2Error for a filter that EC2 has not, and for too many values."""
    if sum(len(values) for _, values in given) > MOST_VALUES:
        message = f"The maximum number of filter values specified on a single call is {MOST_VALUES}"
        raise Ec2Error("FilterLimitExceeded", message)
    for name, _ in given:
        if name not in PATHS and (not name.startswith(TAG) or name == TAG):
            raise Ec2Error("InvalidParameterValue", f"The filter '{name[:200]}' is invalid")
    return Filters(tuple(Filter(name, tuple(Wildcard.parse(value) for value in values)) for name, values in given))


def _values(value: Any, path: Sequence[str]) -> Iterator[str]:
    """The texts at a path, as EC2 writes them."""
    if isinstance(value, list):
        for member in value:
            yield from _values(member, path)
    elif path:
        if isinstance(value, Mapping) and value.get(path[0]) is not None:
            yield from _values(value[path[0]], path[1:])
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, str | int | float):
        yield str(value)


def _tag_values(document: Document, key: str) -> Iterator[str]:
    tags = document.get("Tags")
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, Mapping) and tag.get("Key") == key:
            yield from _values(tag, ("Value",))
