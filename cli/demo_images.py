"""The images the demo registers through the EC2 API: those of an account that nobody knows.

moto's recorded images all carry the `amazon` alias; these show what the rest of EC2 looks like: ordinary public images,
images shared with one account, an image made private again, a deregistered one, and an impostor. Every description says
that it is demo data, and every name carries the day the image counts as created.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the stubs are a tool of development, not installed with amidex
    from mypy_boto3_ec2 import EC2Client

# Account ids that AWS keeps for its documentation: they are nobody's, in no directory of publishers.
CRAWLER_ACCOUNT_ID = "123456789012"
PUBLISHER_ACCOUNT_ID = "111122223333"
STRANGER_ACCOUNT_ID = "444455556666"


class Fate(StrEnum):
    """What became of an image after it was registered and its launch permissions were given."""

    KEPT = "kept"
    MADE_PRIVATE = "made private"
    DEREGISTERED = "deregistered"


@dataclass(frozen=True, slots=True)
class DemoImage:
    """One image name, registered in each of `regions`."""

    name: str
    description: str
    regions: tuple[str, ...]
    architecture: str = "x86_64"
    public: bool = False
    shared_with: str | None = None
    fate: Fate = Fate.KEPT
    root_device_name: str = field(default="/dev/xvda", kw_only=True)

    @property
    def visible_to_everyone(self) -> bool:
        return self.public and self.fate is Fate.KEPT

    @property
    def visible_to_the_crawler_alone(self) -> bool:
        return self.shared_with == CRAWLER_ACCOUNT_ID and self.fate is Fate.KEPT


DEMO_IMAGES = (
    DemoImage(
        "demo-webshop-debian-13-amd64-20260710",
        "Amidex demo data, not a real AMI: a web shop on Debian 13, an older build",
        ("us-east-1", "eu-west-1"),
        public=True,
    ),
    DemoImage(
        "demo-webshop-debian-13-amd64-20260914",
        "Amidex demo data, not a real AMI: a web shop on Debian 13",
        ("us-east-1", "eu-central-1", "eu-west-1"),
        public=True,
    ),
    DemoImage(
        "demo-webshop-debian-13-arm64-20260914",
        "Amidex demo data, not a real AMI: a web shop on Debian 13 for Graviton",
        ("us-east-1", "eu-west-1"),
        architecture="arm64",
        public=True,
    ),
    DemoImage(
        "demo-postgres-18-al2023-x86_64-2026.10.02",
        "Amidex demo data, not a real AMI: PostgreSQL 18 on Amazon Linux 2023",
        ("us-east-1",),
        public=True,
    ),
    DemoImage(
        "demo-golden-base-rhel-10-x86_64-20261005",
        "Amidex demo data, not a real AMI: a company's base image, shared with the crawling account",
        ("us-east-1", "eu-west-1"),
        shared_with=CRAWLER_ACCOUNT_ID,
    ),
    DemoImage(
        "demo-build-runner-arm64-20261012",
        "Amidex demo data, not a real AMI: a build runner, shared with the crawling account",
        ("eu-west-1",),
        architecture="arm64",
        shared_with=CRAWLER_ACCOUNT_ID,
    ),
    DemoImage(
        "demo-partner-appliance-x86_64-20260928",
        "Amidex demo data, not a real AMI: shared with another account than the crawling one",
        ("us-east-1",),
        shared_with=STRANGER_ACCOUNT_ID,
    ),
    DemoImage(
        "demo-batch-worker-x86_64-20260803",
        "Amidex demo data, not a real AMI: it was public and was made private again",
        ("eu-west-1",),
        public=True,
        fate=Fate.MADE_PRIVATE,
    ),
    DemoImage(
        "demo-cache-node-x86_64-20260611",
        "Amidex demo data, not a real AMI: it was public and was deregistered",
        ("us-east-1",),
        public=True,
        fate=Fate.DEREGISTERED,
    ),
    DemoImage(
        "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20261101",
        "Amidex demo data, not a real AMI: plays an impostor, named like an official Ubuntu image",
        ("us-east-1", "eu-west-1"),
        public=True,
        root_device_name="/dev/sda1",
    ),
)

DEMO_IMAGE_REGIONS = tuple(sorted({region for image in DEMO_IMAGES for region in image.regions}))


def register_demo_images(clients: "Mapping[str, EC2Client]") -> None:
    """Register every demo image through `clients`: the publisher's EC2 clients, by region, one for each region needed.

    The order of the calls is fixed, because moto draws the image ids one after the other.
    """
    for image in DEMO_IMAGES:
        for region in image.regions:
            _register(clients[region], image)


def _register(ec2: "EC2Client", image: DemoImage) -> None:
    image_id = ec2.register_image(
        Name=image.name,
        Description=image.description,
        Architecture="arm64" if image.architecture == "arm64" else "x86_64",
        RootDeviceName=image.root_device_name,
        VirtualizationType="hvm",
    )["ImageId"]
    if image.public:
        ec2.modify_image_attribute(ImageId=image_id, LaunchPermission={"Add": [{"Group": "all"}]})
    if image.shared_with is not None:
        ec2.modify_image_attribute(ImageId=image_id, LaunchPermission={"Add": [{"UserId": image.shared_with}]})
    match image.fate:
        case Fate.MADE_PRIVATE:
            ec2.modify_image_attribute(ImageId=image_id, LaunchPermission={"Remove": [{"Group": "all"}]})
        case Fate.DEREGISTERED:
            ec2.deregister_image(ImageId=image_id)
        case Fate.KEPT:
            pass
