"""Where images come from: EC2 itself (crawler/ec2.py) or a dump of its answers (crawler/dump.py)."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol

from catalog.scopes import Scope
from crawler.described_image import DescribedImage, describe

DIGEST_BYTES = 16


class ReceivedImage(NamedTuple):
    """One image as it arrived. An equal digest means that it is unchanged, and nobody need parse it.

    A different digest may still come from the same image written down otherwise; the documents then decide.
    """

    image_id: str
    digest: bytes
    describe: Callable[[], DescribedImage]


class Source(Protocol):
    """What a crawl reads.

    Laws: the pages together hold each image the scope shows at least once; an image may come twice. An iteration
    that ends without an error has told everything: whatever cuts it short raises a CrawlError.
    """

    @property
    def name(self) -> str:
        """The endpoint or the file, for people."""
        ...

    def pages(self, region: str, scope: Scope) -> Iterator[Sequence[ReceivedImage]]:
        """What a scope shows in a region, a page at a time."""
        ...

    def warning(self, region: str) -> str | None:
        """Why the pages of a region may not be all that others see, None when nothing says so. Raises nothing."""
        ...


def digest_of(content: bytes) -> bytes:
    """The digest of an image as it arrived."""
    return blake2b(content, digest_size=DIGEST_BYTES).digest()


def received(document: dict[str, Any]) -> ReceivedImage:
    """An image that is parsed already."""
    described = describe(document)
    return ReceivedImage(str(document.get("ImageId")), digest_of(described.json), lambda: described)
