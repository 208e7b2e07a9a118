"""What templates make of images against the long way: through a tree, a dictionary and its canonical JSON."""

from collections.abc import Callable
from functools import partial
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.described_image import DescribedImage, describe
from crawler.image_page import RawImage, split_page
from crawler.image_parser import ImageParser
from crawler.image_templates import ImageTemplates
from crawler.malformed_page import MalformedPageError
from tests.crawler.image_pages import EC2, IMAGE_SHAPE, PLAIN, damage, pages, swapped_brackets

# A parser that makes a template of all it sees and keeps every mapping, and one that keeps none.
PARSER = ImageParser(EC2, keep_unknown=True, json_ready=True, compile_after=0)
WHOLE = ImageParser(EC2, keep_unknown=True, json_ready=True, compile_after=0)
no_mapping_is_kept = partial(patch, "crawler.block_device_mappings.LONGEST_MAPPING", -1)

unhurried = partial(settings, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NO_MAPPING = "<item><imageId>ami-1</imageId><name>n</name></item>"
IMAGE = """<item>
    <imageId>ami-1</imageId>
    <imageOwnerId>123456789012</imageOwnerId>
    <name>%s</name>
    <isPublic>true</isPublic>
    <blockDeviceMapping>
        <item>
            <deviceName>/dev/sda1</deviceName>
            <ebs>
                <snapshotId>%s</snapshotId>
                <volumeSize>%s</volumeSize>
                <encrypted>false</encrypted>
            </ebs>
        </item>
        <item><deviceName>100%%s</deviceName><virtualName>ephemeral0</virtualName></item>
    </blockDeviceMapping>
    <bootMode/>
    <tomorrow><deep>1</deep><deep>2</deep></tomorrow>
</item>"""


def image(name: str = "n", snapshot: str = "snap-1", size: object = 8) -> bytes:
    return (IMAGE % (name, snapshot, size)).encode()


def the_long_way(xml: bytes) -> DescribedImage:
    return describe(PARSER.parse_item(RawImage("ami-1", xml, 0)))


def by_template(xml: bytes, *before: bytes) -> DescribedImage | None:
    templates = ImageTemplates(IMAGE_SHAPE, keep_unknown=True, compile_after=0)
    for other in before:
        templates.read(other)
    return templates.read(xml)


def said_of(describes: Callable[[RawImage], DescribedImage], raw: RawImage) -> DescribedImage | str:
    """What is described, or what is wrong with it."""
    try:
        return describes(raw)
    except (MalformedPageError, TypeError) as error:
        return str(error)


def assert_described_alike(raw: RawImage) -> None:
    the_long_way = said_of(lambda raw: describe(PARSER.parse_item(raw)), raw)
    assert said_of(PARSER.describe, raw) == the_long_way
    with no_mapping_is_kept():
        assert said_of(WHOLE.describe, raw) == the_long_way


def assert_page_described_alike(body: bytes) -> None:
    try:
        images = split_page(body).images
    except MalformedPageError:
        return
    for raw in images:
        assert_described_alike(raw)


@unhurried()
@given(pages(unknown=True))
def test_an_image_is_described_byte_for_byte_as_the_long_way_describes_it(body):
    assert_page_described_alike(body)


names = st.lists(st.sampled_from([*"ab \"\\/\t\n\x7fß🐧%{}'", "&amp;", "&quot;", "&lt;8&gt;", "p[4]"])).map("".join)
snapshots = st.sampled_from(["snap-0123456789abcdef0", "snap-1", "", "%s", "ß", "a b", '"', "&amp;", "<a/>", "<"])
sizes = st.sampled_from(["8", "-8", " 8 ", "1_000", "", "large", "9" * 18, str(2**64)])


@unhurried()
@given(st.lists(st.tuples(names, snapshots, sizes), min_size=1, max_size=4))
def test_odd_text_is_described_as_the_long_way_describes_it(texts):
    for name, snapshot, size in texts:
        raw = RawImage("ami-1", image(name, snapshot, size), 0)
        assert_described_alike(raw)


@unhurried(max_examples=600)
@given(st.integers(0, len(PLAIN) - 1), st.integers(0, 12), damage)
def test_a_damaged_image_is_refused_or_described_as_the_long_way_does(place, removed, inserted):
    assert_page_described_alike(PLAIN)  # so that the templates are there
    assert_page_described_alike(PLAIN[:place] + inserted + PLAIN[place + removed :])


@unhurried(max_examples=300)
@given(swapped_brackets)
def test_an_image_with_swapped_brackets_is_refused_or_described_as_the_long_way_does(damaged):
    assert_page_described_alike(PLAIN)
    assert_page_described_alike(damaged)


@pytest.mark.parametrize("text", ["a<!-- b -->c", "a<![CDATA[b]]>c", "a<?b?>c", "a<b x='>'/>c", "<b>a</b>", "&#97;"])
def test_markup_in_a_text_is_described_as_the_long_way_describes_it(text):
    for xml in (f"<item><name>{text}</name></item>".encode(), image(text), image(snapshot=text), image(size=text)):
        raw = RawImage("ami-1", xml, 0)
        for _ in range(2):
            assert_described_alike(raw)


@pytest.mark.parametrize(
    "xml",
    [
        NO_MAPPING.encode(),
        image(),
        image("größer 🐧 &amp; &lt;3"),
        image('"quoted" and \\ and &quot;'),
        image("two\nlines\tand a tab"),
        image("{8} <8>".replace("<", "&lt;").replace(">", "&gt;")),
        image(snapshot=""),
        image().replace(b"<blockDeviceMapping>", b"<blockDeviceMapping>\t<item/>"),
        b"<item><blockDeviceMapping></blockDeviceMapping></item>",
        b"<item><blockDeviceMapping/></item>",
        b"<item><productCodes><item><productCode>c</productCode></item></productCodes></item>",
    ],
)
def test_common_images_need_no_tree(xml):
    assert by_template(xml) == the_long_way(xml)
    with no_mapping_is_kept():
        assert by_template(xml) == the_long_way(xml)


def test_an_image_whose_mapping_was_cut_out_is_not_taken_for_one_that_has_an_empty_device():
    empty = image().split(b"<blockDeviceMapping>")[0] + b"<blockDeviceMapping><item/></blockDeviceMapping>"
    empty += image().split(b"</blockDeviceMapping>")[1]
    with no_mapping_is_kept():
        WHOLE.describe(RawImage("ami-1", empty, 0))
    for xml in (empty, image(), empty):
        assert_described_alike(RawImage("ami-1", xml, 0))
    with no_mapping_is_kept():
        assert by_template(empty, image()) == the_long_way(empty)


ENTRIES = "<item><key>%s</key></item><item><key>%s</key></item>"
MAPPING = "<blockDeviceMapping><item>%s</item></blockDeviceMapping>"
OTHER = "<blockDeviceMapping a='1'><item/></blockDeviceMapping>"
STRANGE_MAPPINGS = [
    f"{OTHER}<x>{MAPPING % ''}</x>",
    f"<x>{MAPPING % ''}</x>{OTHER}",
    f"<x>{MAPPING % '<ebs/>'}</x><BlockDeviceMappings><item/></BlockDeviceMappings>",
    MAPPING % "<x><snapshotId>1</snapshotId></x><ebs><snapshotId>2</snapshotId></ebs>",
    MAPPING % "<!--<snapshotId>a</snapshotId>-->",
    MAPPING % "<deviceName><![CDATA[<0>]]></deviceName>",
    MAPPING % "" + MAPPING % "",
]


@pytest.mark.parametrize(
    "inside",
    [
        *STRANGE_MAPPINGS,
        f"<tagSet>{ENTRIES % ('b', 'a')}</tagSet>",
        "<productCodes>" + ENTRIES.replace("key", "productCode") % ("b", "a") + "</productCodes>",
        "<imageId><a/></imageId>",
        "<platform>Windows</platform><isPublic>maybe</isPublic><enaSupport/>",
        "<é>1</é><e-1>2</e-1>",
    ],
)
def test_a_strange_image_is_described_as_the_long_way_describes_it(inside):
    raw = RawImage("ami-1", f"<item>{inside}</item>".encode(), 0)
    for _ in range(2):
        assert_described_alike(raw)


def test_two_mappings_that_differ_in_their_snapshots_alone_keep_their_own():
    first, second = image(snapshot="snap-1"), image(snapshot="snap-2")
    described = by_template(second, first)
    assert described == the_long_way(second)
    assert described is not None
    assert b"snap-2" in described.json


def test_an_image_that_is_nested_too_deeply_goes_the_long_way():
    deep = "<a>" * 300 + "</a>" * 300
    assert by_template(f"<item>{deep}</item>".encode()) is None


def test_full_tables_start_anew(monkeypatch):
    monkeypatch.setattr("crawler.block_device_mappings.MOST_MAPPINGS", 2)
    monkeypatch.setattr("crawler.image_templates.MOST_TEMPLATES", 2)
    templates = ImageTemplates(IMAGE_SHAPE, keep_unknown=True, compile_after=0)
    for number in range(8):
        xml = image(size=number % 5).replace(b"<bootMode/>", b"<new%d/>" % (number % 3))
        assert templates.read(xml) == the_long_way(xml)
