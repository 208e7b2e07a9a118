"""What EC2 tells of how an image launches: instance metadata, firmware, network, relics of older days."""

from functools import lru_cache
from typing import Any

from trust.case import Case
from trust.facts import ImageFacts
from trust.verdict import Outcome, Signal

NAME = "hardening"
OUTCOMES = frozenset({Outcome.GOOD, Outcome.NOTE, Outcome.CAUTION})

# The facts that the rule looks at stand side by side in an image's, so that one slice has them.
_FIRST, _LAST = ImageFacts._fields.index("platform"), ImageFacts._fields.index("ena_support")
_UEFI = ("uefi", "uefi-preferred")  # without which there is no NitroTPM
_Shape = tuple[tuple[Any, ...], bool]


def find(case: Case) -> tuple[Signal, ...]:
    """What holds for the release's images, each thing once."""
    images = case.facts.images
    if len(images) == 1:
        return _told(_shape(images[0]))
    shapes = [_shape(image) for image in images]
    if shapes.count(shapes[0]) == len(shapes):
        return _told_together((shapes[0],))
    return _told_together(tuple(dict.fromkeys(shapes)))


def _shape(image: ImageFacts) -> _Shape:
    return image[_FIRST : _LAST + 1], image.boot_mode in _UEFI and image.document.get("TpmSupport") == "v2.0"


@lru_cache(maxsize=4096)
def _told_together(shapes: tuple[_Shape, ...]) -> tuple[Signal, ...]:
    found: dict[str, Signal] = {}
    for shape in shapes:
        for signal in _told(shape):
            found.setdefault(signal.reason, signal)
    return tuple(found[reason] for reason in sorted(found))


@lru_cache(maxsize=4096)
def _told(shape: _Shape) -> tuple[Signal, ...]:
    (platform, image_type, root_device, virtualization, boot_mode, imds, ena), tpm = shape
    if image_type not in (None, "machine"):
        return (Signal(NAME, Outcome.NOTE, f"It is a {image_type} image, which no instance launches from."),)
    signals = []
    if imds == "v2.0":
        reason = "Instances launched from it accept only IMDSv2 requests for their metadata, unless told otherwise."
        signals.append(Signal(NAME, Outcome.GOOD, reason, {"ImdsSupport": imds}))
    else:
        reason = "It does not ask for IMDSv2: require it at launch, or stolen requests may read credentials."
        signals.append(Signal(NAME, Outcome.NOTE, reason, {"ImdsSupport": imds}))
    if tpm:
        reason = "It boots by UEFI with NitroTPM, so that measured boot is possible."
        signals.append(Signal(NAME, Outcome.GOOD, reason, {"TpmSupport": "v2.0", "BootMode": boot_mode}))
    elif boot_mode in _UEFI:
        signals.append(Signal(NAME, Outcome.NOTE, "It can boot by UEFI.", {"BootMode": boot_mode}))
    if virtualization == "paravirtual":
        reason = "It is paravirtual, which only instance types of before 2015 run: nobody maintains such images."
        signals.append(Signal(NAME, Outcome.CAUTION, reason, {"VirtualizationType": virtualization}))
    elif ena is False and platform != "windows":
        reason = "It does not support enhanced networking (ENA), which current instance types need."
        signals.append(Signal(NAME, Outcome.CAUTION, reason, {"EnaSupport": ena}))
    if root_device == "instance-store":
        reason = "Its root device is an instance store, a relic: what is on it is not encrypted and is lost on stop."
        signals.append(Signal(NAME, Outcome.CAUTION, reason, {"RootDeviceType": root_device}))
    return tuple(signals)
