"""Cuts a page of DescribeImages into its images, as the bytes EC2 sent, without reading them.

So that whoever calls can tell by a digest of the bytes which images did not change, and read only the others.

What is proved when: `split_page` proves that the page around the images is whole and well-formed, that it is an answer
to DescribeImages, and that between the images there is white space only. That each image is well-formed is proved by
reading it, or by knowing that the very same bytes were read before. When every image has been proved in one of
these ways, so has the page: elements that are well-formed, put into a well-formed document, leave it well-formed.

There are three ways to cut, each for what the one before it leaves:

- Where all images begin alike, `</item>` and that beginning are what separates them, and nothing else is searched for.
- Beginnings and ends of items are counted. It is right where `<` always begins a tag, so a body with comments, CDATA,
  processing instructions or prefixes is not for these two.
- An XML tree. The images of such a page are canonical XML, not EC2's bytes.
"""

import hashlib
import re
from itertools import repeat
from typing import NamedTuple

from lxml import etree

from crawler.image_fields import local_name
from crawler.malformed_page import MalformedPageError, refuse_xml, strict_xml_parser

ROOT = "DescribeImagesResponse"
_IMAGES, _IMAGES_END = b"<imagesSet>", b"</imagesSet>"
_MARKER = b"<item/>"

_ITEM, _ITEM_END = b"<item>", b"</item>"
_WHITE_SPACE = b" \t\r\n"

# An image's first tag after nothing but white space, and, as EC2 writes it, the image's id.
_FIRST_TAGS = re.compile(rb"[ \t\r\n]*+(<item>)(?:[ \t\r\n]*+<imageId>([\w-]++)</imageId>)?")
_ID = re.compile(rb"([\w-]++)</imageId>")
_OWNER = b"<imageOwnerId"  # every image has one; without `>`, however the tag is written
_XML_DECLARATION = re.compile(rb"\s*<\?xml\s[^?<>]*\?>")
_DOCUMENT_TYPE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)


class RawImage(NamedTuple):
    """One image of a page, not read yet. It pickles, so that another process can read it."""

    image_id: str | None  # None: EC2 sent no id, which it never does
    xml: bytes  # the <item> element
    byte_offset: int | None  # where it begins in the page; None where the bytes are not EC2's own

    def digest(self) -> bytes:
        """16 bytes that tell these bytes from all others, also from those somebody makes up to look the same."""
        return hashlib.sha256(self.xml).digest()[:16]


class RawPage(NamedTuple):
    """A page of images, in EC2's order. Empty texts of EC2 are empty texts here, missing elements are None."""

    images: list[RawImage]
    next_token: str | None
    request_id: str | None
    body: bytes  # all that EC2 sent, for a look when an image turns out to be malformed


def split_page(body: bytes) -> RawPage:
    """The images of an answer to DescribeImages. Raises MalformedPageError: see above for what that covers."""
    return _split_bytes(body) or _split_tree(body)


def _split_bytes(body: bytes) -> RawPage | None:
    declaration = _XML_DECLARATION.match(body)
    begin, end = body.find(_IMAGES) + len(_IMAGES), body.rfind(_IMAGES_END)
    if begin < len(_IMAGES) or end < begin or _has_markup_but_tags(body, declaration.end() if declaration else 0):
        return None
    images = _cut_alike(body, begin, end) or _cut(body, begin, end)
    if images is None:
        return None
    try:
        root = etree.fromstring(body[:begin] + _MARKER + body[end:], strict_xml_parser())
    except etree.XMLSyntaxError:
        return None  # the tree of the whole body says where the fault is
    sets = [element for element in root if local_name(element) == "imagesSet"]
    prefixes = {prefix for element in root.iter() for prefix in element.nsmap}
    if len(sets) != 1 or [child.tag for child in sets[0]] != [_marker_tag(sets[0])] or prefixes - {None}:
        return None
    return _page(root, images, body)


def _marker_tag(images_set: etree._Element) -> str:
    return images_set.tag.removesuffix("imagesSet") + "item"


def _has_markup_but_tags(body: bytes, begin: int) -> bool:
    """Whether any `<!` or `<?` follows. Searching for one rare byte is many times as fast as for two."""
    for mark in (b"!", b"?"):
        place = body.find(mark, begin)
        while place != -1:
            if body[place - 1 : place] == b"<":
                return True
            place = body.find(mark, place + 1)
    return False


def _cut_alike(body: bytes, begin: int, end: int) -> list[RawImage] | None:
    """The items between two offsets where each begins with its id, and with the white space of the first.

    None where that is not so, by the owners: each item found must have one, and there must be no more of them. An
    item that begins otherwise is taken for a part of the one before it, and so has no owner to be found; a page with
    such an item is refused in any case, here when the two are read as one.
    """
    first = _FIRST_TAGS.match(body, begin)
    if first is None or first[2] is None:
        return None
    between = _ITEM_END + body[begin : first.start(2)]
    to_id = first.start(2) - first.start(1)
    to_next = len(between) - to_id
    images: list[RawImage] = []
    place = first.start(1)
    is_last = False
    while not is_last:
        item_end = body.find(between, place, end)
        is_last = item_end < 0
        xml = body[place:end].rstrip(_WHITE_SPACE) if is_last else body[place : item_end + len(_ITEM_END)]
        image_id = _ID.match(body, place + to_id)
        if image_id is None or _OWNER not in xml:
            return None
        images.append(RawImage(image_id[1].decode("ascii"), xml, place))
        place = item_end + to_next
    return images if xml.endswith(_ITEM_END) and body.count(_OWNER, begin, end) == len(images) else None


def _cut(body: bytes, begin: int, end: int) -> list[RawImage] | None:
    """The outermost items between two offsets; None if they are written in a way that needs a real XML parser.

    An item ends where as many have ended as have begun. If no end is written otherwise than `</item>`, counting is
    exact: a beginning written otherwise than `<item>` would leave more ends than beginnings. (An empty `<item/>`
    begins and ends nothing inside an image. Between images it is no white space, and so not passed over.)
    """
    pieces = body.split(_ITEM_END)  # all of the body: to copy the part between the offsets would cost as much again
    pieces.pop()
    if body.count(_ITEM_END[:-1]) != len(pieces):
        return None
    images: list[RawImage] = []
    image_begin = begin
    place = 0
    depth = -body.count(_ITEM, 0, begin)
    for piece, begun in zip(pieces, map(bytes.count, pieces, repeat(_ITEM)), strict=True):
        place += len(piece) + len(_ITEM_END)
        depth += begun - 1
        if depth == 0:
            first = _FIRST_TAGS.match(body, image_begin)
            if first is None:
                return None
            xml = body[first.start(1) : place]
            image_id = first[2].decode("ascii") if first[2] else _image_id(xml)
            images.append(RawImage(image_id, xml, first.start(1)))
            image_begin = place
    return images if depth == 0 and image_begin <= end and not body[image_begin:end].strip(_WHITE_SPACE) else None


def _split_tree(body: bytes) -> RawPage:
    if _DOCUMENT_TYPE.match(body):
        # Entities are declared there, and a few lines of them unfold into gigabytes.
        raise MalformedPageError("it declares a document type, which EC2 never does", byte_offset=None, body=body)
    try:
        root = etree.fromstring(body, strict_xml_parser())
    except etree.XMLSyntaxError as error:
        refuse_xml(body, error)
    images = []
    for images_set in root:
        if local_name(images_set) == "imagesSet":
            for item in images_set:
                xml = etree.tostring(item, encoding="utf-8", with_tail=False)
                images.append(RawImage(_child_text(item, "imageId"), xml, None))
    return _page(root, images, body)


def _page(root: etree._Element, images: list[RawImage], body: bytes) -> RawPage:
    if local_name(root) != ROOT:
        raise MalformedPageError(f"it is a <{local_name(root)}>, not a <{ROOT}>", byte_offset=None, body=body)
    names = [local_name(element) for element in root]
    for name in ("imagesSet", "nextToken", "requestId"):
        if names.count(name) > 1:
            raise MalformedPageError(f"<{name}> comes {names.count(name)} times", byte_offset=None, body=body)
    if "imagesSet" not in names:
        raise MalformedPageError("it has no <imagesSet>", byte_offset=None, body=body)
    return RawPage(images, _child_text(root, "nextToken"), _child_text(root, "requestId"), body)


def _child_text(element: etree._Element, name: str) -> str | None:
    for child in element:
        if local_name(child) == name:
            return child.text or ""
    return None


def _image_id(xml: bytes) -> str | None:
    """The id of an image that does not begin with it; None also if the XML is faulty, which reading it will tell."""
    try:
        return _child_text(etree.fromstring(xml, strict_xml_parser()), "imageId")
    except etree.XMLSyntaxError:
        return None
