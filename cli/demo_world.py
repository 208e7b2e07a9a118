"""The demo's images inside moto: the recorded ones, and the same world at every start.

What is recorded (by moto, from EC2): 38,604 images in 38 regions with id, name, description, owner, architecture,
platform, root device, virtualization and state. 44 of each region are older and less real than the rest: they stand in
every region under the same ids, three ids are no EC2 ids (`ami-ekswin`), two share owner and name, and some carry the
platform `Linux/UNIX`, where EC2 has none.

What moto adds to each: the alias `amazon`, BootMode `uefi`, one volume of 15 GiB with a snapshot id drawn at random,
and the moment it was loaded as CreationDate.

What is reconstructed here, so that a restart shows the very same images and their dates mean something:

- the random ids, by seeding moto's generator;
- CreationDate: the day the name tells, else the month, else 2019-01-01, at midnight UTC;
- DeprecationTime of the demo's own public images: two years after creation, which is EC2's own when the owner sets
  none. The recorded images of 2017 have none recorded, and keep it so: a demo of deprecated images would be a poor one;
- of the images registered through the API: what RegisterImage was told and moto does not keep;
- the account's opt-in to every region that needs one.

And one cloud: moto keeps the images of each account apart, so that nobody ever sees another account's. Here all
accounts share one list a region, and moto's own scopes and launch permissions say who sees what.
"""

import re
from datetime import date, datetime, time
from typing import Any

from moto.ec2.models import ec2_backends
from moto.moto_api._internal import mock_random

from cli.demo_images import CRAWLER_ACCOUNT_ID, DEMO_IMAGE_REGIONS, DEMO_IMAGES, PUBLISHER_ACCOUNT_ID, DemoImage

_SEED = "the demo of Amidex"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = re.compile(r"(?<!\d)(20\d\d)(\.?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_NUMBERED_MONTH = re.compile(r"(?<!\d)(20\d\d)\.(0[1-9]|1[0-2])(?!\d)")
_NAMED_MONTH = re.compile(rf"({'|'.join(_MONTHS)})(20\d\d)(?!\d)")
_UNDATED = date(2019, 1, 1)


def creation_day(name: str) -> date:
    """The day on which the image of this name was built, as far as the name tells.

    A day is `20171103` or `2017.10.13`; a month is `2018.03` (the release of Amazon Linux it belongs to) or `Oct2017`
    and gives its first day; a name without either gives 2019-01-01.
    """
    if found := _DAY.search(name):
        try:
            return date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:  # a number that only looks like a day, as 20230231
            return _UNDATED
    if found := _NUMBERED_MONTH.search(name):
        return date(int(found[1]), int(found[2]), 1)
    if found := _NAMED_MONTH.search(name):
        return date(int(found[2]), _MONTHS.index(found[1]) + 1, 1)
    return _UNDATED


def load_recorded_images() -> None:
    """Load moto's recorded images in every region, for all the demo's accounts: about 3 seconds."""
    # One fixed order of regions, because moto draws the ids one after the other.
    mock_random.seed(_SEED)
    crawler = ec2_backends[CRAWLER_ACCOUNT_ID]
    for region in crawler["us-east-1"].describe_regions():
        crawler[region.name]
        if region.opt_in_status == "not-opted-in":
            region.opt_in_status = "opted-in"
    publisher = ec2_backends[PUBLISHER_ACCOUNT_ID]
    for region_name in DEMO_IMAGE_REGIONS:
        publisher[region_name].amis = crawler[region_name].amis
        publisher[region_name].deleted_amis = crawler[region_name].deleted_amis


def complete_images() -> None:
    """Give every image, recorded or registered, the dates and members described above. To be called once, at the end
    of seeding: from then on nothing in the world moves by itself.
    """
    registered: dict[str | None, DemoImage] = {image.name: image for image in DEMO_IMAGES}
    for region_backend in ec2_backends[CRAWLER_ACCOUNT_ID].values():
        for ami in region_backend.amis.values():
            if ami.owner_id == PUBLISHER_ACCOUNT_ID:
                told = registered[ami.name]
                ami.architecture = told.architecture
                ami.root_device_name = told.root_device_name
                ami.virtualization_type = "hvm"
                ami.root_device_type = "ebs"
                ami.hypervisor = "xen"
                ami.image_location = f"{ami.owner_id}/{ami.name}"
            _date(ami)


def _date(ami: Any) -> None:
    created = creation_day(ami.name or "")
    ami.creation_date = datetime.combine(created, time.min)  # naive and in UTC, as moto keeps its times
    if ami.is_public and ami.owner_id == PUBLISHER_ACCOUNT_ID:
        # A name can tell 29 February, which the year of its deprecation does not have.
        day = 28 if (created.month, created.day) == (2, 29) else created.day
        ami.deprecation_time = f"{created.year + 2}-{created.month:02}-{day:02}T00:00:00.000Z"
