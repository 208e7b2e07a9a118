import hashlib
import pickle

import pytest
from lxml import etree

from crawler.image_page import split_page
from crawler.malformed_page import MalformedPageError

HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
)
IMAGE = b"""<item>
            <imageId>ami-1</imageId>
            <productCodes>
                <item>
                    <productCode>code</productCode>
                </item>
            </productCodes>
        </item>"""
OTHER = b"<item><imageId>ami-2</imageId><name>b</name></item>"

OWNED = b"<item><imageId>ami-1</imageId><imageOwnerId>123456789012</imageOwnerId><note/></item>"


def page_of(images: bytes, *, head: bytes = HEAD, tail: bytes = b"</DescribeImagesResponse>") -> bytes:
    return head + b"<requestId>r-1</requestId><imagesSet>" + images + b"</imagesSet>" + tail


def ids_of(body: bytes) -> list[str | None]:
    return [image.image_id for image in split_page(body).images]


def canonical(xml: bytes) -> bytes:
    return etree.tostring(etree.fromstring(xml), method="c14n")


def test_images_are_the_bytes_ec2_sent_and_know_their_place():
    body = page_of(b"\n  " + IMAGE + b"\n  " + OTHER + b"\n")
    page = split_page(body)
    assert [image.xml for image in page.images] == [IMAGE, OTHER]
    assert [body[image.byte_offset :][: len(image.xml)] for image in page.images] == [IMAGE, OTHER]
    assert (page.request_id, page.next_token, page.body) == ("r-1", None, body)


def test_the_digest_is_that_of_the_bytes():
    image = split_page(page_of(OTHER)).images[0]
    assert image.digest() == hashlib.sha256(OTHER).digest()[:16]


def test_a_page_pickles_for_another_process():
    page = split_page(page_of(IMAGE))
    assert pickle.loads(pickle.dumps(page)) == page


def test_the_next_token_is_read_with_its_entities_resolved():
    tail = b"<nextToken>a&amp;b==</nextToken></DescribeImagesResponse>"
    assert split_page(page_of(IMAGE, tail=tail)).next_token == "a&b=="


@pytest.mark.parametrize("empty", [b"<imagesSet/>", b"<imagesSet></imagesSet>", b"<imagesSet>\n</imagesSet>"])
def test_a_page_may_hold_no_images(empty):
    assert split_page(HEAD + empty + b"</DescribeImagesResponse>").images == []


@pytest.mark.parametrize(
    "image",
    [
        b"<item><!-- </item><item> --><imageId>ami-1</imageId></item>",
        b"<item><imageId>ami-1</imageId><name><![CDATA[</item><item><imageId>ami-9</imageId>]]></name></item>",
        b"<item><imageId>ami-1</imageId><?x </item>?></item>",
        b"<item ><imageId>ami-1</imageId></item>",
        b"<item><imageId>ami-1</imageId></item >",
        b"<item><imageId>ami-1</imageId><a><item >x</item><item>y</item\n></a></item>",
        b'<item number="1"><imageId>ami-1</imageId></item>',
        b"<item><imageId>ami-1</imageId><tagSet><item/></tagSet></item>",
        b'<item><imageId>ami-1</imageId><note say="/item>"/></item>',
        b"<item><imageId>ami-1</imageId><a><item><imageId>ami-8</imageId></item><item><imageId>ami-9</imageId></item></a></item>",
        b"<item><name>n</name><imageId>ami-1</imageId></item>",
        b"<item><imageId>ami-&#49;</imageId></item>",
    ],
)
def test_whatever_way_xml_is_written_images_are_cut_where_they_end(image):
    page = split_page(page_of(image + OTHER))
    assert [found.image_id for found in page.images] == ["ami-1", "ami-2"]
    without_comments = etree.XMLParser(remove_comments=True, remove_pis=True)
    expected = etree.tostring(etree.fromstring(image, without_comments), method="c14n")
    assert canonical(page.images[0].xml.replace(b' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"', b"")) == expected


@pytest.mark.parametrize(
    "between",
    [
        b"",
        OWNED,
        OWNED.replace(b"<item><imageId>", b"<item> <imageId>"),
        OWNED.replace(b"<imageId>", b"<name>n</name><imageId>"),
        OWNED.replace(b"<imageOwnerId>", b"<imageOwnerId >"),
        OWNED.replace(
            b"<note/>", b"<lists><item><imageId>ami-8</imageId></item><item><imageId>ami-9</imageId></item></lists>"
        ),
        OWNED.replace(b"ami-1", b"ami-\xc3\xa9"),
        OWNED.replace(b"ami-1", b""),
        OWNED.replace(b"ami-1", b"ami-&#49;"),
    ],
)
def test_images_that_begin_alike_are_cut_as_others_are(between):
    """A page of images that all begin alike is cut faster; that must not show."""
    images = OWNED + between + OWNED.replace(b"ami-1", b"ami-2") + b"\n"
    tree = etree.fromstring(page_of(images).replace(b" xmlns=", b" x="))
    expected = [(item.findtext("imageId"), etree.tostring(item, method="c14n")) for item in tree.find("imagesSet")]
    found = split_page(page_of(images)).images
    assert [(image.image_id, canonical(image.xml)) for image in found] == expected


def test_an_image_without_an_owner_that_begins_otherwise_is_refused_with_its_neighbour():
    """Nobody could store it: it is no part of the image before it either, which would pass it over."""
    page = split_page(page_of(OWNED + b"<item><name>n</name></item>" + OWNED))
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(page.images[0].xml)


def test_an_empty_image_between_others_is_not_passed_over():
    assert ids_of(page_of(IMAGE + b"<item/>" + OTHER)) == ["ami-1", None, "ami-2"]


def test_prefixes_declared_outside_an_image_come_with_it():
    head = b'<e:DescribeImagesResponse xmlns:e="urn:e"><e:imagesSet>'
    image = b"<e:item><e:imageId>ami-1</e:imageId></e:item>"
    page = split_page(head + image + b"</e:imagesSet></e:DescribeImagesResponse>")
    assert [found.image_id for found in page.images] == ["ami-1"]
    etree.fromstring(page.images[0].xml)


def test_a_prefix_declared_by_the_page_and_used_by_one_image_is_no_fault():
    head = HEAD.replace(b" xmlns=", b' xmlns:e="urn:e" xmlns=')
    page = split_page(page_of(b"<item><imageId>ami-1</imageId><e:note>n</e:note></item>" + OTHER, head=head))
    assert [found.image_id for found in page.images] == ["ami-1", "ami-2"]
    etree.fromstring(page.images[0].xml)


def test_items_of_other_lists_are_no_images():
    head = HEAD + b"<warningSet><item>w</item></warningSet>"
    assert ids_of(page_of(IMAGE + OTHER, head=head)) == ["ami-1", "ami-2"]
    tail = b"<warningSet><item>w</item></warningSet></DescribeImagesResponse>"
    assert ids_of(page_of(IMAGE + OTHER, tail=tail)) == ["ami-1", "ami-2"]


def test_an_images_set_inside_something_else_holds_no_images():
    nested = b"<wrong><imagesSet>" + IMAGE + b"</imagesSet></wrong>"
    assert ids_of(HEAD + nested + b"<imagesSet/></DescribeImagesResponse>") == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it ends after 0 bytes"),
        (b"<html><body>Sign in to this network</body></html>", "it is a <html>, not a <DescribeImagesResponse>"),
        (HEAD + b"<requestId>r</requestId></DescribeImagesResponse>", "it has no <imagesSet>"),
        (HEAD + b"<a><imagesSet>" + IMAGE + b"</imagesSet></a></DescribeImagesResponse>", "it has no <imagesSet>"),
        (page_of(IMAGE, tail=b"<imagesSet/></DescribeImagesResponse>"), "<imagesSet> comes 2 times"),
        (page_of(IMAGE)[:-30], "in the middle of the document"),
        (page_of(IMAGE + b"<item>"), "mismatched tag"),
        (page_of(IMAGE + b"</item>"), "mismatched tag"),
        (page_of(IMAGE) + b"more", "junk after document element"),
        (page_of(b"<e:item/>"), "unbound prefix"),
    ],
)
def test_a_page_that_is_not_whole_is_refused_with_the_reason(body, reason):
    with pytest.raises(MalformedPageError) as refused:
        split_page(body)
    assert reason in str(refused.value)
    assert refused.value.body == body


def test_the_reason_says_where():
    body = page_of(IMAGE + b"</item>")
    with pytest.raises(MalformedPageError, match=r"the page does not parse: mismatched tag \(byte 3\d\d\)") as refused:
        split_page(body)
    assert body[refused.value.byte_offset :].startswith(b"item></imagesSet>")


def test_a_malformed_page_pickles_for_another_process():
    error = MalformedPageError("it is cut", byte_offset=7, body=b"<a>")
    again = pickle.loads(pickle.dumps(error))
    assert (again.reason, again.byte_offset, again.body) == ("it is cut", 7, b"<a>")


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b'<?xml version="1.0"?>\n', b"<!-- a --><?b c?>\n"])
def test_a_document_type_is_refused_before_its_entities_unfold(before):
    lines = b"".join(b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 12))
    bomb = before + b'<!DOCTYPE x [<!ENTITY e0 "boom">' + lines + b"]>"
    body = bomb + page_of(b"<item><name>&e11;</name></item>", head=HEAD.partition(b"\n")[2])
    with pytest.raises(MalformedPageError, match="it declares a document type"):
        split_page(body)


def test_text_that_looks_like_a_document_type_is_text():
    image = b"<item><imageId>ami-1</imageId><name><![CDATA[<!DOCTYPE html>]]></name></item>"
    assert ids_of(page_of(image)) == ["ami-1"]
