"""What EC2 tells of how an image launches: instance metadata, firmware, network, relics of older days."""

from functools import lru_cache

from trust.case import Case
from trust.facts import ImageFacts
from trust.verdict import Outcome, Signal

NAME = "hardening"
OUTCOMES = frozenset({Outcome.GOOD, Outcome.NOTE, Outcome.CAUTION})

_Shape = tuple[str | None, str | None, object, bool | None, str | None, str | None, str | None, bool]


def find(case: Case) -> tuple[Signal, ...]:
    """What holds for the release's images, each thing once."""
    images = case.facts.images
    if len(images) == 1:
        return _told(_shape(images[0]))
    found = {signal.reason: signal for shape in {_shape(image) for image in images} for signal in _told(shape)}
    return tuple(found[reason] for reason in sorted(found))


def _shape(image: ImageFacts) -> _Shape:
    return (
        image.imds_support,
        image.boot_mode,
        image.document.get("TpmSupport"),
        image.ena_support,
        image.virtualization_type,
        image.root_device_type,
        image.image_type,
        image.platform == "windows",
    )


@lru_cache(maxsize=4096)
def _told(shape: _Shape) -> tuple[Signal, ...]:
    imds, boot_mode, tpm, ena, virtualization, root_device, image_type, windows = shape
    if image_type not in (None, "machine"):
        return (Signal(NAME, Outcome.NOTE, f"It is a {image_type} image, which no instance launches from."),)
    signals = []
    if imds == "v2.0":
        reason = "Instances launched from it accept only IMDSv2 requests for their metadata, unless told otherwise."
        signals.append(Signal(NAME, Outcome.GOOD, reason, {"ImdsSupport": imds}))
    else:
        reason = "It does not ask for IMDSv2: require it at launch, or stolen requests may read credentials."
        signals.append(Signal(NAME, Outcome.NOTE, reason, {"ImdsSupport": imds}))
    if tpm == "v2.0":
        reason = "It boots by UEFI with NitroTPM, so that measured boot is possible."
        signals.append(Signal(NAME, Outcome.GOOD, reason, {"TpmSupport": tpm, "BootMode": boot_mode}))
    elif boot_mode in ("uefi", "uefi-preferred"):
        signals.append(Signal(NAME, Outcome.NOTE, "It can boot by UEFI.", {"BootMode": boot_mode}))
    if virtualization == "paravirtual":
        reason = "It is paravirtual, which only instance types of before 2015 run: nobody maintains such images."
        signals.append(Signal(NAME, Outcome.CAUTION, reason, {"VirtualizationType": virtualization}))
    elif ena is False and not windows:
        reason = "It does not support enhanced networking (ENA), which current instance types need."
        signals.append(Signal(NAME, Outcome.CAUTION, reason, {"EnaSupport": ena}))
    if root_device == "instance-store":
        reason = "Its root device is an instance store, a relic: what is on it is not encrypted and is lost on stop."
        signals.append(Signal(NAME, Outcome.CAUTION, reason, {"RootDeviceType": root_device}))
    return tuple(signals)
