"""boto3 in all its ways, presigned calls, and another Amidex."""

import httpx
import pytest
from botocore.exceptions import WaiterError
from lxml import etree
from sqlmodel import select

from catalog.document import unpack
from catalog.scopes import Scope
from catalog.tables import Image
from catalog.visibility import public_fields
from tests.api.ec2.conftest import REGIONS
from tests.api.ec2.serving import SESSION, crawl_into
from tests.api.ec2.test_same_as_ec2 import AGED, CANONICAL, filtered

HERE = "eu-west-1"


def test_resources_are_found_and_read(amidex, ec2):
    resource = SESSION.resource("ec2", endpoint_url=amidex.url, region_name=HERE)
    wanted = {
        image["ImageId"]: image["Name"] for image in ec2.images(HERE, ExecutableUsers=["all"], Owners=[CANONICAL])
    }

    assert {image.id: image.name for image in resource.images.filter(Owners=[CANONICAL])} == wanted != {}
    image = resource.Image(next(iter(wanted)))
    image.load()
    assert (image.name, image.owner_id) == (wanted[image.id], CANONICAL)


def test_waiters_wait_for_what_is_there_and_give_up_on_what_is_not(amidex, ec2):
    client = amidex.client(HERE)
    image_id = next(i["ImageId"] for i in ec2.images(HERE, ExecutableUsers=["all"]) if i["State"] == "available")
    at_once = {"Delay": 0, "MaxAttempts": 2}

    for name in ("image_exists", "image_available"):
        client.get_waiter(name).wait(ImageIds=[image_id], WaiterConfig=at_once)
    with pytest.raises(WaiterError):
        client.get_waiter("image_exists").wait(ImageIds=["ami-0123456789abcdef0"], WaiterConfig=at_once)


def test_a_presigned_call_needs_nothing_but_its_url(amidex, ec2):
    url = amidex.client(HERE).generate_presigned_url(
        "describe_images", Params={"Owners": [CANONICAL], "IncludeDeprecated": True}
    )
    answer = etree.fromstring(httpx.get(url).content)

    assert sorted(str(element.text) for element in answer.iter("{*}imageId")) == [
        image["ImageId"] for image in ec2.images(HERE, **AGED, Owners=[CANONICAL])
    ]


def test_the_paginator_stops_where_it_is_told(amidex):
    pages = (
        amidex.client(HERE)
        .get_paginator("describe_images")
        .paginate(**filtered({"name": ["*"]}), PaginationConfig={"PageSize": 10, "MaxItems": 25})
    )

    assert [len(page["Images"]) for page in pages] == [10, 10, 5]


@pytest.fixture
def mirror(copies):
    with copies("sqlite").copy() as database:
        yield database


def documents(database):
    """Every public image that is there, by place and id."""
    with database.read() as session:
        images = session.exec(select(Image).where(Image.private == False, Image.gone_at == None))  # noqa: E711, E712
        return {(image.region, image.image_id): public_fields(unpack(image.document)) for image in images}


def test_an_amidex_crawls_an_amidex_and_holds_the_same(amidex, crawled, mirror, directory):
    crawl_into(mirror, directory, amidex.url)

    assert documents(mirror) == documents(crawled)
    assert {region for region, _ in documents(mirror)} == set(REGIONS)
    again = crawl_into(mirror, directory, amidex.url, scopes=(Scope.ALL,))
    assert {(outcome.counts.added, outcome.counts.changed, outcome.counts.gone) for outcome in again} == {(0, 0, 0)}


def test_a_mirror_of_a_policy_knows_that_it_is_partial(amidex, crawled, mirror, directory):
    outcomes = crawl_into(mirror, directory, f"{amidex.url}/policies/verified", [HERE])

    aliases = {document.get("ImageOwnerAlias") for document in documents(mirror).values()}
    assert aliases == {"amazon", "aws-marketplace"}
    assert len(documents(mirror)) < len(documents(crawled))
    assert all(outcome.warning for outcome in outcomes)
