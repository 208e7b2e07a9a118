"""The other actions that are answered: DescribeRegions, DescribeImageAttribute, GetAllowedImagesSettings."""

from api.ec2.asker import Asker
from api.ec2.errors import Ec2Error, invalid_value, malformed_image, missing_parameter, unknown_images
from api.ec2.filters import MOST_VALUES
from api.ec2.form import Form
from api.ec2.images_question import refuse_dry_run
from api.ec2.views import View, verdicts
from api.ec2.xml import answer_writer
from api.services import Services
from catalog.document import unpack
from catalog.ec2_images import crawled_regions, images_with_ids
from catalog.image_id import is_image_id
from catalog.partition import DEFAULT_REGIONS, partition_of
from catalog.wildcard import Wildcard

# By partition, what the names of its endpoints end in.
# Source: botocore's endpoints.json.
ENDPOINT_SUFFIXES = {
    "aws": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
    "aws-us-gov": "amazonaws.com",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
    "aws-eusc": "amazonaws.eu",
}
REGION_FILTERS = {"endpoint": "Endpoint", "opt-in-status": "OptInStatus", "region-name": "RegionName"}

ATTRIBUTES = frozenset({
    "blockDeviceMapping",
    "bootMode",
    "deregistrationProtection",
    "description",
    "imdsSupport",
    "kernel",
    "lastLaunchedTime",
    "launchPermission",
    "productCodes",
    "ramdisk",
    "sriovNetSupport",
    "tpmSupport",
    "uefiData",
})  # fmt: skip

# Those that DescribeImages tells as well, as both call them.
KNOWN_ATTRIBUTES = {
    "blockDeviceMapping": "BlockDeviceMappings",
    "bootMode": "BootMode",
    "description": "Description",
    "imdsSupport": "ImdsSupport",
    "kernel": "KernelId",
    "productCodes": "ProductCodes",
    "ramdisk": "RamdiskId",
    "sriovNetSupport": "SriovNetSupport",
    "tpmSupport": "TpmSupport",
}
LISTED_ATTRIBUTES = frozenset({"BlockDeviceMappings", "ProductCodes"})


def describe_regions(services: Services, form: Form, region: str) -> str:
    """The regions of the asking one's partition that were crawled: those are enabled here, and no others are known."""
    form.allow(plain=("AllRegions", "DryRun", "dryRun"), lists=("Filter", "RegionName"))
    form.flag("AllRegions")
    named = form.items("RegionName")
    filters = [(name, [Wildcard.parse(value) for value in values]) for name, values in form.filters()]
    for name, values in filters:
        if name not in REGION_FILTERS:
            raise Ec2Error("InvalidParameterValue", f"The filter '{name[:200]}' is invalid")
        if len(values) > MOST_VALUES:
            raise Ec2Error("FilterLimitExceeded", f"A filter takes {MOST_VALUES} values at most")
    refuse_dry_run(form)
    with services.database.read() as session:
        regions = crawled_regions(session, partition_of(region))
    for name in named:
        if name not in regions:
            raise invalid_value("RegionName", name, f"Crawled regions are: {', '.join(regions)}.")
    told = [_region(name) for name in regions if not named or name in named]
    shown = [
        one
        for one in told
        if all(any(value.matches(one[REGION_FILTERS[name]]) for value in values) for name, values in filters)
    ]
    return answer_writer("DescribeRegions")({"Regions": shown})


def _region(name: str) -> dict[str, str]:
    return {
        "RegionName": name,
        "Endpoint": f"ec2.{name}.{ENDPOINT_SUFFIXES[partition_of(name)]}",
        "OptInStatus": "opt-in-not-required" if name in DEFAULT_REGIONS else "opted-in",
    }


def describe_image_attribute(services: Services, form: Form, region: str, view: View, asker: Asker) -> str:
    """EC2 tells attributes to an image's owner alone: to who proved its account, and those that a catalog can know.

    The errors are told apart: who asks learns whether the image exists.
    """
    form.allow(plain=("Attribute", "DryRun", "dryRun", "ImageId"), lists=())
    attribute, image_id = form.text("Attribute"), form.text("ImageId")
    if image_id is None:
        raise missing_parameter("imageId")
    if attribute is None:
        raise missing_parameter("attribute")
    if attribute not in ATTRIBUTES:
        raise invalid_value("attribute", attribute, f"Expecting one of {', '.join(sorted(ATTRIBUTES))}.")
    with services.database.read() as session:
        image = images_with_ids(session, region, [image_id], with_private=asker.sees_private).get(image_id)
        if image is not None and view.judges:
            told = verdicts(session, [image], with_private=asker.sees_private).get(image.release_id)
            passes = view.lets_through(image, unpack(image.document), told, services.clock())
            image = image if passes else None
    if image is None:
        raise unknown_images([image_id]) if is_image_id(image_id) else malformed_image(image_id)
    if image.owner_id not in asker.accounts:
        raise Ec2Error("AuthFailure", f"Not authorized for image:{image_id}", status=403)
    if attribute not in KNOWN_ATTRIBUTES:
        message = f"The catalog does not know the attribute {attribute}: ask EC2 itself."
        raise Ec2Error("UnsupportedOperation", message)
    refuse_dry_run(form)
    name = KNOWN_ATTRIBUTES[attribute]
    value = unpack(image.document).get(name)
    shown = value or [] if name in LISTED_ATTRIBUTES else {} if value is None else {"Value": value}
    return answer_writer("DescribeImageAttribute")({"ImageId": image_id, name: shown})


def get_allowed_images_settings(form: Form, view: View) -> str:
    """Enabled where a policy hides images: who crawls through it must know that he does not see everything."""
    form.allow(plain=("DryRun", "dryRun"), lists=())
    refuse_dry_run(form)
    state = "disabled" if view.policy is None else "enabled"
    return answer_writer("GetAllowedImagesSettings")({"State": state, "ImageCriteria": [], "ManagedBy": "account"})
