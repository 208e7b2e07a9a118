"""Dumps: what `aws ec2 describe-images` printed, as a source of images for people without credentials at hand.

Accepted are the whole answer ({"Images": […]}), what `--query Images` or `--query 'Images[]'` leaves of it ([…]), a
single image (`--query 'Images[0]'`), a list of answers (`jq -s`), and any of these one after the other, as pages or
`jq -c` write them; compressed by gzip or not. Versions 1 and 2 of the CLI write the same. What does not hold whole
images is refused (crawler/dump_shapes.py). A dump is read twice: `check` goes through all of it before a crawl stores
its first image.
"""

import gzip
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from catalog.scopes import Scope
from crawler.dump_shapes import EXPECTED, WITHOUT_QUERY, why_no_answer, why_no_image, why_no_json
from crawler.errors import DumpError, MalformedImageError
from crawler.image_row import check_identity
from crawler.json_stream import JsonStream
from crawler.source import ReceivedImage, received

IMAGES_A_PAGE = 1_000
STANDARD_INPUT = "-"
GZIP_MAGIC = b"\x1f\x8b"
BEGINNING_CHARACTERS = 80


class Dump:
    """One file of images. `close` it when done: what came by standard input is kept in a temporary file."""

    def __init__(self, path: str) -> None:
        """Open the file, or read standard input to its end when the path is "-". Raises DumpError."""
        self.name = "standard input" if path == STANDARD_INPUT else Path(path).name
        try:
            self._file: BinaryIO = _spooled(sys.stdin.buffer) if path == STANDARD_INPUT else Path(path).open("rb")  # noqa: SIM115
        except OSError as error:
            raise DumpError(f"{path} cannot be read: {error.strerror or error}") from error

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def check(self) -> int:
        """Read all of it and count the images. Raises DumpError, with the byte offset, unless every image is usable."""
        count = sum(1 for _ in self._images())
        if not count:
            raise DumpError(f"{self.name}: no image in it; {EXPECTED}")
        return count

    def pages(self, region: str, scope: Scope) -> Iterator[Sequence[ReceivedImage]]:
        """All the images: a dump knows of no region and no scope, whoever crawls it does."""
        del region, scope
        page: list[ReceivedImage] = []
        for image in self._images():
            page.append(image)
            if len(page) == IMAGES_A_PAGE:
                yield page
                page = []
        if page:
            yield page

    def warning(self, region: str) -> None:
        """None: whether a dump is complete is said by whoever crawls it."""
        del region

    def _images(self) -> Iterator[ReceivedImage]:
        with self._errors(), self._uncompressed() as file:
            stream = JsonStream(file)
            if not stream.peek():
                raise stream.error(f"the file is empty; {EXPECTED}")
            while start := stream.peek():
                if start == "{":
                    yield from _images_of_object(stream)
                elif start == "[":
                    yield from _images_of_array(stream)
                else:
                    raise stream.error(why_no_json(stream.ahead(BEGINNING_CHARACTERS)))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except DumpError as error:
            raise DumpError(f"{self.name}: {error}") from error
        except OSError as error:
            raise DumpError(f"{self.name} cannot be read: {error}") from error

    @contextmanager
    def _uncompressed(self) -> Iterator[BinaryIO]:
        self._file.seek(0)
        magic = self._file.read(len(GZIP_MAGIC))
        self._file.seek(0)
        if magic != GZIP_MAGIC:
            yield self._file
            return
        with gzip.GzipFile(fileobj=self._file) as plain:
            yield cast("BinaryIO", plain)


def _spooled(stream: BinaryIO) -> BinaryIO:
    file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115
    shutil.copyfileobj(stream, file)
    return file


def _images_of_object(stream: JsonStream) -> Iterator[ReceivedImage]:
    """The images of a whole answer, or the single image that the object is."""
    offset = stream.offset
    others: dict[str, Any] = {}
    answered = False
    for name in stream.members():
        if name == "Images":
            if stream.peek() != "[":
                raise stream.error(f'"Images" is no list; {EXPECTED}')
            answered = True
            yield from _images_of_array(stream)
        else:
            others[name] = stream.value()
    if answered:
        return
    if "ImageId" not in others:
        raise stream.error(why_no_answer(list(others)), offset)
    yield _image(stream, others, offset)


def _images_of_array(stream: JsonStream) -> Iterator[ReceivedImage]:
    for offset in stream.elements():
        value = stream.value()
        if isinstance(value, dict) and isinstance(value.get("Images"), list):
            for image in value["Images"]:
                yield _image(stream, image, offset)
        else:
            yield _image(stream, value, offset)


def _image(stream: JsonStream, document: Any, offset: int) -> ReceivedImage:
    if not isinstance(document, dict):
        raise stream.error(why_no_image(document), offset)
    if "ImageId" not in document:
        raise stream.error(why_no_answer(list(document)), offset)
    try:
        check_identity(document["ImageId"], document.get("OwnerId"))
        if "State" not in document:  # EC2 tells it of every image
            raise stream.error(f"image {document['ImageId']} has not all of its fields; {WITHOUT_QUERY}", offset)
        return received(document)
    except MalformedImageError as error:
        raise stream.error(f"{error}; {WITHOUT_QUERY}", offset) from error
    except TypeError as error:  # text that no UTF-8 can hold, numbers that no JSON reader takes
        raise stream.error(f"image {document['ImageId']} holds what JSON cannot: {error}", offset) from error
