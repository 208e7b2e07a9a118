"""DescribeImages' filters, matched against the rendered document: so they can only ever agree with what is sent."""

import re
from collections.abc import Callable, Iterable
from html import unescape

from tests.world.errors import Ec2Error

# Whether one image's `item` element passes.
Matcher = Callable[[bytes], bool]

MOST_VALUES = 200

_ELEMENTS = {
    "architecture": "architecture",
    "block-device-mapping.delete-on-termination": "deleteOnTermination",
    "block-device-mapping.device-name": "deviceName",
    "block-device-mapping.encrypted": "encrypted",
    "block-device-mapping.snapshot-id": "snapshotId",
    "block-device-mapping.volume-size": "volumeSize",
    "block-device-mapping.volume-type": "volumeType",
    "boot-mode": "bootMode",
    "creation-date": "creationDate",
    "description": "description",
    "ena-support": "enaSupport",
    "free-tier-eligible": "freeTierEligible",
    "hypervisor": "hypervisor",
    "image-allowed": "imageAllowed",
    "image-id": "imageId",
    "image-type": "imageType",
    "image-watermark.watermark-key": "watermarkKey",
    "is-public": "isPublic",
    "kernel-id": "kernelId",
    "manifest-location": "imageLocation",
    "name": "name",
    "owner-alias": "imageOwnerAlias",
    "owner-id": "imageOwnerId",
    "platform": "platform",
    "product-code": "productCode",
    "product-code.type": "type",
    "public-ssm-parameter-name": "publicSsmParameterName",
    "ramdisk-id": "ramdiskId",
    "root-device-name": "rootDeviceName",
    "root-device-type": "rootDeviceType",
    "scan-result.finding-scan-date": "findingScanDate",
    "scan-result.highest-finding-severity-label": "highestFindingSeverityLabel",
    "source-image-id": "sourceImageId",
    "source-image-region": "sourceImageRegion",
    "source-instance-id": "sourceInstanceId",
    "sriov-net-support": "sriovNetSupport",
    "state": "imageState",
    "state-reason-code": "code",
    "state-reason-message": "message",
    "tag-key": "key",
    "virtualization-type": "virtualizationType",
}
FILTER_NAMES = frozenset(_ELEMENTS) | {"tag"}

# Watermarks have elements of the same names as images.
_WATERMARKS = re.compile(rb"<imageWatermarkSet>.*?</imageWatermarkSet>", re.DOTALL)
_TAG = re.compile(rb"<key>([^<]*)</key>\s*<value>([^<]*)</value>")


def wildcard_pattern(value: str) -> str:
    """A regular expression for EC2's wildcards: `*` any characters, `?` exactly one, `\\` takes the next as is."""
    parts = []
    characters = iter(value)
    for character in characters:
        if character == "*":
            parts.append(".*")
        elif character == "?":
            parts.append(".")
        elif character == "\\":
            parts.append(re.escape(next(characters, "\\")))
        else:
            parts.append(re.escape(character))
    return "".join(parts)


def _whole_value(values: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{wildcard_pattern(value)})" for value in values), re.DOTALL)


def matcher(name: str, values: list[str]) -> Matcher:
    """A matcher for one filter: passes when any value of the image matches any of `values`.

    Raises Ec2Error for a filter that EC2 does not have, and for too many values.
    """
    if len(values) > MOST_VALUES:
        raise Ec2Error(
            400,
            "FilterLimitExceeded",
            f"The maximum number of filter values specified on a single call is {MOST_VALUES}",
        )
    wanted = _whole_value(values)
    if name.startswith("tag:"):
        key = name.removeprefix("tag:")

        def tag_matches(item: bytes) -> bool:
            pairs = ((unescape(k.decode()), unescape(v.decode())) for k, v in _TAG.findall(item))
            return any(found == key and wanted.fullmatch(value) is not None for found, value in pairs)

        return tag_matches
    if name not in _ELEMENTS:
        raise Ec2Error(400, "InvalidParameterValue", f"The filter '{name}' is invalid")
    element = re.compile(rb"<%b>([^<]*)<" % _ELEMENTS[name].encode())
    outside_watermarks = name.startswith("source-image-")

    def matches(item: bytes) -> bool:
        text = _WATERMARKS.sub(b"", item) if outside_watermarks else item
        return any(wanted.fullmatch(unescape(found.decode())) is not None for found in element.findall(text))

    return matches
