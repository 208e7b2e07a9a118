"""Answers come in pieces, and pages have an end, however much there is and however little is found."""

import pytest

from api.cursors import Listing
from api.ec2 import describe_images
from api.ec2.asker import NOBODY
from api.ec2.describe_images import ImagesAnswer
from api.ec2.form import Form
from api.ec2.images_question import images_question
from api.ec2.views import PLAIN
from api.services import Services
from search.memory_index import MemoryIndex
from tests.api.ec2.conftest import NOW
from tests.api.ec2.test_same_as_ec2 import AGED, filtered


def pieces(database, directory, encoded, region="us-east-1"):
    question = images_question(Form(f"Action=DescribeImages&{encoded}"), NOBODY)
    services = Services(database, MemoryIndex(), directory, clock=lambda: NOW)
    return list(ImagesAnswer(services, question, region, PLAIN, NOBODY, Listing("test", {})).pieces())


def test_an_answer_without_pages_is_never_whole_in_memory(crawled, directory, ec2, monkeypatch):
    monkeypatch.setattr(describe_images, "IMAGES_A_BATCH", 50)
    told = pieces(crawled, directory, "IncludeDeprecated=true&ExecutableBy.1=all")

    images = [piece.count("<imageId>") for piece, _ in told]
    assert [is_last for _, is_last in told].index(True) == len(told) - 1
    assert sum(images) == len(ec2.images(**AGED))
    assert max(images) <= 50
    assert len(images) > 10


@pytest.mark.parametrize("filters", [{"hypervisor": ["no-such-hypervisor"]}, {"kernel-id": ["aki-*"]}])
def test_a_page_gives_up_after_a_while_and_the_next_goes_on_from_there(amidex, ec2, monkeypatch, filters):
    monkeypatch.setattr(describe_images, "MOST_EXAMINED", 200)
    monkeypatch.setattr(describe_images, "IMAGES_A_BATCH", 50)
    pages = list(
        amidex.client()
        .get_paginator("describe_images")
        .paginate(**filtered(filters), PaginationConfig={"PageSize": 100})
    )

    assert len(pages) > 3
    assert any(not page["Images"] for page in pages)
    assert sorted(image["ImageId"] for page in pages for image in page["Images"]) == [
        image["ImageId"] for image in ec2.images(**filtered(filters))
    ]
