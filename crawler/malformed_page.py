"""The one error of everything that reads an answer of DescribeImages, and the one XML parser it is read with.

A page is whole or it is refused: nothing here ever gives a part of a page.
"""

from typing import NoReturn
from xml.parsers import expat

from lxml import etree

from crawler.errors import CrawlError

# What expat calls these, when all that is wrong is that the body stopped too early.
_ENDS_EARLY = frozenset(
    {
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    }
)


class MalformedPageError(CrawlError):
    """EC2 answered 200, but the body is no whole, well-formed page of images.

    `reason` is a sentence for people. `byte_offset` is where in the body the fault is, None where nobody can tell.
    `body` is the whole answer (or the one image of it that could not be read), for a look.
    """

    def __init__(self, reason: str, *, byte_offset: int | None, body: bytes) -> None:
        super().__init__(reason, byte_offset, body)
        self.reason = reason
        self.byte_offset = byte_offset
        self.body = body

    def __str__(self) -> str:
        where = "" if self.byte_offset is None else f" (byte {self.byte_offset:,})"
        return f"the page does not parse: {self.reason}{where}"

    def __reduce__(self) -> "tuple[object, ...]":
        """Exceptions with keyword arguments do not pickle by themselves, and images are parsed in other processes."""
        return _rebuild, (self.reason, self.byte_offset, self.body)


def _rebuild(reason: str, byte_offset: int | None, body: bytes) -> MalformedPageError:
    return MalformedPageError(reason, byte_offset=byte_offset, body=body)


def strict_xml_parser() -> etree.XMLParser:
    """An XML parser that reads text as botocore's does, and touches neither the network nor any entity.

    Comments and processing instructions vanish and the text around them is joined, which is what the standard
    library's TreeBuilder does. Like botocore, it takes the body for UTF-8 whatever the XML declaration says.
    """
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def refuse_xml(body: bytes, error: etree.XMLSyntaxError, *, first_byte: int = 0) -> NoReturn:
    """Raise MalformedPageError for a body that lxml refused with `error`; offsets count from `first_byte`.

    libxml2 tells a line and a column, expat tells the byte: so the refused body is read once more by expat.
    """
    parser = expat.ParserCreate("utf-8", "}")
    try:
        parser.Parse(body, True)
    except expat.ExpatError as fault:
        if fault.code in _ENDS_EARLY:
            reason = f"it ends after {len(body):,} bytes, in the middle of the document"
        else:
            reason = expat.ErrorString(fault.code)
        raise MalformedPageError(reason, byte_offset=first_byte + parser.ErrorByteIndex, body=body) from error
    raise MalformedPageError(error.msg, byte_offset=None, body=body) from error
