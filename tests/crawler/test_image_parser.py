"""Ours against botocore's own parser, on images that hypothesis makes from botocore's own model."""

import json
from functools import partial
from typing import Any

import pytest
from botocore.parsers import EC2QueryParser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.image_page import RawImage, split_page
from crawler.image_parser import ImageParser
from crawler.malformed_page import MalformedPageError
from tests.crawler.image_pages import (
    EC2,
    IMAGE_SHAPE,
    PAGE_SHAPE,
    PLAIN,
    as_kept,
    damage,
    new_names,
    page_of,
    pages,
    swapped_brackets,
    unknown_values,
    unknown_xml,
    xml_of,
)

PARSER = ImageParser(EC2, keep_unknown=False, json_ready=False)
KEEPING = ImageParser(EC2, keep_unknown=True, json_ready=True)

# These tests share two cores with others; how long an example takes says nothing.
unhurried = partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def botocore_page(body: bytes) -> dict[str, Any]:
    parsed: dict[str, Any] = EC2QueryParser().parse({"body": body, "headers": {}, "status_code": 200}, PAGE_SHAPE)
    del parsed["ResponseMetadata"]
    return parsed


def as_json(values: dict[str, Any]) -> Any:
    return json.loads(json.dumps(values))


def modelled(value: Any, shape: Any) -> Any:
    """What is left of a kept document when only the fields of botocore's model count."""
    if shape.type_name == "structure":
        return {name: modelled(value[name], member) for name, member in shape.members.items() if name in value}
    if shape.type_name == "list":
        return [modelled(item, shape.member) for item in value]
    return value


@unhurried()
@given(pages(unknown=False))
def test_pages_of_the_model_read_exactly_as_botocore_reads_them(body):
    assert PARSER.parse_page(body) == botocore_page(body)


@unhurried()
@given(pages(unknown=True))
def test_unknown_fields_are_left_out_as_botocore_leaves_them_out(body):
    assert PARSER.parse_page(body) == botocore_page(body)


@unhurried()
@given(pages(unknown=True))
def test_keeping_unknown_fields_changes_none_of_the_known_ones(body):
    json_ready = ImageParser(EC2, keep_unknown=False, json_ready=True)
    kept = KEEPING.parse_page(body)
    assert modelled(kept, PAGE_SHAPE) == json_ready.parse_page(body)
    assert as_json(kept) == kept


@unhurried()
@given(new_names, unknown_values)
def test_unknown_fields_are_kept_whole(name, value):
    kept_name = "State_" if name == "state" else name[0].upper() + name[1:]
    body = page_of([f"<item><imageId>ami-1</imageId>{unknown_xml(name, value)}</item>"])
    assert KEEPING.parse_page(body)["Images"] == [{"ImageId": "ami-1", kept_name: as_kept(value)}]


@unhurried()
@given(st.lists(xml_of(IMAGE_SHAPE, "item", unknown=False), max_size=2))
def test_namespace_prefixes_change_nothing(images):
    if any("<!" in image or "<?" in image for image in images):
        return  # the prefixes of this test are put in by a pattern that would put them into these, too
    assert PARSER.parse_page(page_of(images, "t", prefix="ec2")) == botocore_page(page_of(images, "t"))


@unhurried()
@given(pages(unknown=True))
def test_images_of_a_split_page_read_as_the_page_does(body):
    page = split_page(body)
    assert [PARSER.parse_item(image) for image in page.images] == botocore_page(body)["Images"]
    assert [image.image_id for image in page.images] == [
        image.get("ImageId") for image in botocore_page(body)["Images"]
    ]


def test_a_page_cut_at_any_byte_is_refused_with_the_place():
    assert PARSER.parse_page(PLAIN) == botocore_page(PLAIN)
    for length in range(len(PLAIN)):
        with pytest.raises(MalformedPageError) as refused:
            PARSER.parse_page(PLAIN[:length])
        assert refused.value.byte_offset is not None
        assert refused.value.byte_offset <= length


@unhurried(max_examples=600)
@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 12), damage)
def test_a_damaged_page_is_refused_or_reads_as_botocore_reads_it(place, removed, inserted):
    body = PLAIN[:place] + inserted + PLAIN[place + removed :]
    try:
        ours = PARSER.parse_page(body)
    except MalformedPageError:
        return
    assert ours == botocore_page(body)


@unhurried(max_examples=300)
@given(swapped_brackets)
def test_a_page_with_swapped_brackets_is_refused_or_reads_as_botocore_reads_it(damaged):
    try:
        ours = PARSER.parse_page(damaged)
    except MalformedPageError:
        return
    assert ours == botocore_page(damaged)


@pytest.mark.parametrize(
    "xml", [b"a<item><name>n</name></item>", b"<item><name>n</name></item>a", b"<item><name>n</item>"]
)
def test_what_is_not_one_element_is_no_image(xml):
    with pytest.raises(MalformedPageError):
        PARSER.parse_item(RawImage(None, xml, 0))


def test_what_botocore_reads_as_xml_nodes_is_refused():
    body = page_of(["<item><imageId>ami-1</imageId><name>a</name><name>b</name></item>"])
    with pytest.raises(MalformedPageError, match="ami-1: <name> comes twice in one <item>"):
        PARSER.parse_page(body)


def test_a_number_that_is_none_names_the_image_the_field_and_the_value():
    image = "<item><imageId>ami-{}</imageId><blockDeviceMapping><item><ebs><volumeSize>{}</volumeSize></ebs></item>"
    image += "</blockDeviceMapping></item>"
    body = page_of([image.format(1, 8), image.format(2, "large")])
    with pytest.raises(MalformedPageError, match="ami-2: <volumeSize> holds 'large', which is no integer") as refused:
        PARSER.parse_page(body)
    assert body[refused.value.byte_offset :].startswith(image.format(2, "large").encode())


def test_an_unknown_field_that_repeats_becomes_a_list():
    body = page_of(["<item><imageId>ami-1</imageId><note>a</note><note>b</note></item>"])
    assert KEEPING.parse_page(body)["Images"] == [{"ImageId": "ami-1", "Note": ["a", "b"]}]


def test_images_ready_for_json_keep_times_as_ec2_wrote_them():
    scan = "<scanResults><findingScanDate>2026-01-02T03:04:05.678Z</findingScanDate></scanResults>"
    body = page_of([f"<item><imageId>ami-1</imageId>{scan}</item>"])
    images = KEEPING.parse_page(body)["Images"]
    assert images == [{"ImageId": "ami-1", "ScanResults": {"FindingScanDate": "2026-01-02T03:04:05.678Z"}}]
