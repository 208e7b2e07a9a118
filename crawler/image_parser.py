"""Reads answers of EC2's DescribeImages into botocore's dictionaries, several times as fast as botocore.

The parser is compiled from botocore's own model, so it knows what the installed botocore knows. A page is first cut
into images (`image_page`). What a crawl keeps of an image is read by template where possible (`image_templates`) and
from an XML tree otherwise (`image_fields`).
"""

from typing import Any

from botocore.model import ListShape, ServiceModel, StructureShape
from lxml import etree

from crawler.described_image import DescribedImage, describe
from crawler.image_fields import BOTOCORE_SCALARS, JSON_SCALARS, UnreadableFieldError, UnsupportedShapeError
from crawler.image_fields import compile_reader as compile_tree_reader
from crawler.image_page import RawImage, RawPage, split_page
from crawler.image_templates import COMPILE_AFTER_SIGHTINGS, ImageTemplates
from crawler.malformed_page import MalformedPageError, refuse_xml, strict_xml_parser


class ImageParser:
    """Reads images of DescribeImages. Threads may share one; a process makes its own (some 1 ms).

    `keep_unknown`: keep the fields that botocore's model lacks (see `image_fields` for their names).
    `json_ready`: timestamps stay EC2's ISO 8601 text, so that the dictionaries hold what JSON can hold.
    With both False the dictionaries equal those of botocore. Keys come in EC2's order, unknown fields last.
    `compile_after`: how many images with the same tags are described the long way before they get a template.
    """

    def __init__(
        self,
        ec2: ServiceModel,
        *,
        keep_unknown: bool,
        json_ready: bool,
        compile_after: int = COMPILE_AFTER_SIGHTINGS,
    ) -> None:
        page_shape = ec2.operation_model("DescribeImages").output_shape
        images_shape = page_shape.members.get("Images") if isinstance(page_shape, StructureShape) else None
        if not isinstance(images_shape, ListShape) or images_shape.serialization.get("name") != "imagesSet":
            raise UnsupportedShapeError("botocore's DescribeImages no longer answers Images in <imagesSet>")
        image_shape = images_shape.member
        if not isinstance(image_shape, StructureShape):
            raise UnsupportedShapeError("botocore's images have no fields")
        scalars = JSON_SCALARS if json_ready else BOTOCORE_SCALARS
        self._read_tree = compile_tree_reader(image_shape, scalars, keep_unknown=keep_unknown)
        self._xml_parser = strict_xml_parser()  # lxml locks it while a thread parses
        self._json_ready = json_ready
        self._templates = ImageTemplates(image_shape, keep_unknown=keep_unknown, compile_after=compile_after)

    def split_page(self, body: bytes) -> RawPage:
        """The images of a page, not read yet. Raises MalformedPageError; `image_page` says what is proved by then."""
        return split_page(body)

    def describe(self, image: RawImage) -> DescribedImage:
        """What `crawler.described_image.describe` makes of one image, by template where `json_ready` says how.

        Raises MalformedPageError, with the offset in the page, if it is not well-formed or readable.
        """
        described = self._templates.read(image.xml) if self._json_ready else None
        return describe(self.parse_item(image)) if described is None else described

    def parse_item(self, image: RawImage) -> dict[str, Any]:
        """One image. Raises MalformedPageError as `describe` does."""
        try:
            element = etree.fromstring(image.xml, self._xml_parser)
        except etree.XMLSyntaxError as error:
            refuse_xml(image.xml, error, first_byte=image.byte_offset or 0)
        try:
            values: dict[str, Any] = self._read_tree(element)
        except UnreadableFieldError as error:
            who = image.image_id or "an image without an id"
            raise MalformedPageError(f"{who}: {error}", byte_offset=image.byte_offset, body=image.xml) from error
        return values

    def parse_page(self, body: bytes) -> dict[str, Any]:
        """A whole page as botocore's dictionary (`Images`, and `NextToken` if EC2 sent one), without its metadata."""
        page = split_page(body)
        parsed: dict[str, Any] = {"Images": [self.parse_item(image) for image in page.images]}
        if page.next_token is not None:
            parsed["NextToken"] = page.next_token
        return parsed
