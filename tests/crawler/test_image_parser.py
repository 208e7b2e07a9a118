"""Ours against botocore's own parser, on images that hypothesis makes from botocore's own model."""

import json
import re
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

import botocore.session
import pytest
from botocore.parsers import EC2QueryParser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.image_page import RawImage, split_page
from crawler.image_parser import ImageParser
from crawler.malformed_page import MalformedPageError

EC2 = botocore.session.get_session().get_service_model("ec2")
PAGE_SHAPE: Any = EC2.operation_model("DescribeImages").output_shape
IMAGE_SHAPE = PAGE_SHAPE.members["Images"].member

# A parser that makes a template of all it sees, and one that never does: both must say what botocore says.
TEMPLATES = ImageParser(EC2, keep_unknown=False, json_ready=False, compile_after=0)
TREES = ImageParser(EC2, keep_unknown=False, json_ready=False, compile_after=10**9)
KEEPING = ImageParser(EC2, keep_unknown=True, json_ready=True, compile_after=0)

# These tests share two cores with others; how long an example takes says nothing.
unhurried = partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow])

texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r", exclude_characters="\ufffe\uffff"),
    max_size=12,
)
times = st.datetimes().map(lambda time: time.isoformat(timespec="milliseconds") + "Z")
scalar_texts = {
    "string": texts,
    "boolean": st.sampled_from(["true", "false", "", "True"]),
    "integer": st.integers(-(2**31), 2**31).map(str),
    "timestamp": times,
}
new_names = st.sampled_from(["newField", "otherNewSet", "state", "x", "ähnlich", "item2"])


@st.composite
def marked_up(draw, text):
    """The same text in one of the ways in which XML can say it."""
    way = draw(st.sampled_from(["plain"] * 6 + ["numbers", "cdata", "comment", "quotes"]))
    if way == "numbers":
        return "".join(f"&#{ord(character)};" for character in text)
    if way == "cdata" and "]]>" not in text:
        return f"<![CDATA[{text}]]>"
    if way == "comment":
        return f"<!-- <item> -->{escape(text)}<?amidex </item>?>"
    return escape(text, {'"': "&quot;", "'": "&apos;"} if way == "quotes" else {})


@st.composite
def element(draw, name, children):
    space = draw(st.sampled_from(["", "\n    "]))
    inside = "".join(f"{space}{child}" for child in children)
    if not inside and draw(st.booleans()):
        return f"<{name}/>"
    return f"<{name}>{inside}{space if inside else ''}</{name}>"


unknown_values = st.recursive(
    texts,
    lambda inner: st.lists(inner, min_size=1, max_size=2) | st.dictionaries(new_names, inner, min_size=1),
    max_leaves=4,
)


def unknown_xml(name: str, value: Any) -> str:
    if isinstance(value, str):
        return f"<{name}>{escape(value)}</{name}>".replace("\r", "&#13;")
    if isinstance(value, list):
        return f"<{name}>{''.join(unknown_xml('item', item) for item in value)}</{name}>"
    return f"<{name}>{''.join(unknown_xml(key, item) for key, item in value.items())}</{name}>"


def as_kept(value: Any) -> Any:
    """What is kept of an unknown value: the same, with names as botocore writes them."""
    if isinstance(value, list):
        return [as_kept(item) for item in value]
    if isinstance(value, dict):
        return {key[0].upper() + key[1:]: as_kept(item) for key, item in value.items()}
    return value


@st.composite
def xml_of(draw, shape, name, *, unknown):
    if shape.type_name == "structure":
        members = draw(
            st.lists(st.sampled_from(list(shape.members.items())), unique_by=lambda member: member[0], max_size=8)
        )
        children = [
            draw(xml_of(member, member.serialization.get("name", member_name), unknown=unknown))
            for member_name, member in members
        ]
        if unknown and draw(st.booleans()):
            children.insert(0, unknown_xml(draw(new_names), draw(unknown_values)))
        return draw(element(name, children))
    if shape.type_name == "list":
        items = draw(st.integers(0, 3))
        return draw(element(name, [draw(xml_of(shape.member, "item", unknown=unknown)) for _ in range(items)]))
    return f"<{name}>{draw(marked_up(draw(scalar_texts[shape.type_name])))}</{name}>"


def page_of(images: list[str], next_token: str = "", prefix: str = "") -> bytes:
    colon = f"{prefix}:" if prefix else ""
    namespace = f'xmlns{":" if prefix else ""}{prefix}="http://ec2.amazonaws.com/doc/2016-11-15/"'
    body = "\n".join(images)
    if prefix:
        body = re.sub(r"<(/?)(?=[a-zä])", rf"<\1{colon}", body)
    token = f"<{colon}nextToken>{next_token}</{colon}nextToken>" if next_token else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{colon}DescribeImagesResponse {namespace}>\n'
        f"    <{colon}requestId>0a-1b</{colon}requestId>\n    <{colon}imagesSet>\n{body}</{colon}imagesSet>{token}"
        f"</{colon}DescribeImagesResponse>"
    ).encode()


def pages(*, unknown: bool) -> st.SearchStrategy[bytes]:
    images = st.lists(xml_of(IMAGE_SHAPE, "item", unknown=unknown), max_size=3)
    return st.builds(page_of, images, st.sampled_from(["", "token="]))


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
    expected = botocore_page(body)
    assert TEMPLATES.parse_page(body) == expected
    assert TREES.parse_page(body) == expected


@unhurried()
@given(pages(unknown=True))
def test_unknown_fields_are_left_out_as_botocore_leaves_them_out(body):
    expected = botocore_page(body)
    assert TEMPLATES.parse_page(body) == expected
    assert TREES.parse_page(body) == expected


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
    assert TEMPLATES.parse_page(page_of(images, "t", prefix="ec2")) == botocore_page(page_of(images, "t"))


@unhurried()
@given(pages(unknown=True))
def test_images_of_a_split_page_read_as_the_page_does(body):
    page = split_page(body)
    assert [TREES.parse_item(image) for image in page.images] == botocore_page(body)["Images"]
    assert [image.image_id for image in page.images] == [
        image.get("ImageId") for image in botocore_page(body)["Images"]
    ]


FIRST_IMAGE = """<item>
  <imageId>ami-1</imageId>
  <name>a &amp; b — größer</name><isPublic>true</isPublic>
  <blockDeviceMapping>
    <item><deviceName>/dev/sda</deviceName><ebs><volumeSize>8</volumeSize></ebs></item>
    <item><deviceName>/dev/sdb</deviceName></item>
  </blockDeviceMapping><description/><tagSet/>
</item>"""
SECOND_IMAGE = """<item>
  <imageId>ami-2</imageId>
  <name>second</name><productCodes><item><productCode>c</productCode></item></productCodes>
</item>"""
PLAIN = page_of([FIRST_IMAGE, SECOND_IMAGE], "more")


def test_a_page_cut_at_any_byte_is_refused_with_the_place():
    assert TEMPLATES.parse_page(PLAIN) == botocore_page(PLAIN)
    for length in range(len(PLAIN)):
        with pytest.raises(MalformedPageError) as refused:
            TEMPLATES.parse_page(PLAIN[:length])
        assert refused.value.byte_offset is not None
        assert refused.value.byte_offset <= length


# Element names are left alone but for ASCII: libxml2 goes by the fifth edition of XML 1.0, which allows more letters in
# them than the fourth, by which expat goes. Neither edition's names are EC2's.
damage = st.text(st.characters(max_codepoint=127), max_size=3).map(str.encode) | st.sampled_from(
    b"| < > & / ]]> <item> </item> <a/> item> &lt; &nbsp; &#13; \x01 \xff \xc3 \xed\xa0\x80 \xef\xbf\xbe".split(b" ")
)


@unhurried(max_examples=600)
@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 12), damage)
def test_a_damaged_page_is_refused_or_reads_as_botocore_reads_it(place, removed, inserted):
    body = PLAIN[:place] + inserted + PLAIN[place + removed :]
    TEMPLATES.parse_page(PLAIN)  # so that the templates are there
    try:
        ours = TEMPLATES.parse_page(body)
    except MalformedPageError:
        return
    assert ours == botocore_page(body)


@unhurried(max_examples=300)
@given(st.data())
def test_a_page_with_swapped_brackets_is_refused_or_reads_as_botocore_reads_it(data):
    # Two such faults can make up for each other when brackets are only counted.
    brackets = [place for place, byte in enumerate(PLAIN) if byte in b"<>"]
    damaged = bytearray(PLAIN)
    for place in data.draw(st.lists(st.sampled_from(brackets), min_size=2, max_size=2, unique=True)):
        damaged[place] ^= ord("<") ^ ord(">")
    try:
        ours = TEMPLATES.parse_page(bytes(damaged))
    except MalformedPageError:
        return
    assert ours == botocore_page(bytes(damaged))


@pytest.mark.parametrize("text", ["a<!-- b -->c", "a<![CDATA[b]]>c", "a<?b?>c", "a<b x='>'/>c", "<b>a</b>", "&#97;"])
def test_an_image_is_read_alike_by_template_and_as_a_tree(text):
    image = RawImage("ami-1", f"<item><name>{text}</name></item>".encode(), 0)
    assert TEMPLATES.parse_item(image) == TEMPLATES.parse_item(image) == TREES.parse_item(image)


@pytest.mark.parametrize(
    "xml", [b"a<item><name>n</name></item>", b"<item><name>n</name></item>a", b"<item><name>n</item>"]
)
def test_what_is_not_one_element_is_no_image(xml):
    TEMPLATES.parse_item(RawImage(None, b"<item><name>n</name></item>", 0))
    with pytest.raises(MalformedPageError):
        TEMPLATES.parse_item(RawImage(None, xml, 0))


def test_what_botocore_reads_as_xml_nodes_is_refused():
    body = page_of(["<item><imageId>ami-1</imageId><name>a</name><name>b</name></item>"])
    with pytest.raises(MalformedPageError, match="ami-1: <name> comes twice in one <item>"):
        TEMPLATES.parse_page(body)


def test_a_number_that_is_none_names_the_image_the_field_and_the_value():
    image = "<item><imageId>ami-{}</imageId><blockDeviceMapping><item><ebs><volumeSize>{}</volumeSize></ebs></item>"
    image += "</blockDeviceMapping></item>"
    TEMPLATES.parse_page(page_of([image.format(1, 8)]))
    body = page_of([image.format(1, 8), image.format(2, "large")])
    with pytest.raises(MalformedPageError, match="ami-2: <volumeSize> holds 'large', which is no integer") as refused:
        TEMPLATES.parse_page(body)
    assert body[refused.value.byte_offset :].startswith(image.format(2, "large").encode())


def test_an_unknown_field_that_repeats_becomes_a_list():
    body = page_of(["<item><imageId>ami-1</imageId><note>a</note><note>b</note></item>"])
    assert KEEPING.parse_page(body)["Images"] == [{"ImageId": "ami-1", "Note": ["a", "b"]}]


def test_images_ready_for_json_keep_times_as_ec2_wrote_them():
    scan = "<scanResults><findingScanDate>2026-01-02T03:04:05.678Z</findingScanDate></scanResults>"
    body = page_of([f"<item><imageId>ami-1</imageId>{scan}</item>"])
    images = KEEPING.parse_page(body)["Images"]
    assert images == [{"ImageId": "ami-1", "ScanResults": {"FindingScanDate": "2026-01-02T03:04:05.678Z"}}]
