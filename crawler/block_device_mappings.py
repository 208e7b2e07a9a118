"""Reads block device mappings by what images have in common: two thirds of an image, but for the ids of its snapshots.

A mapping without these ids is one of a few thousand. Its JSON is kept, in parts with room for the ids between them, and
an image's mapping is looked up by its bytes once it has come often enough.

Nothing is taken on trust: what is kept was read as a tree, with marks that no other text of the mapping can equal in
place of the ids, and an id that is more than letters, digits and dashes is not looked up.
"""

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from catalog.document import canonical_json
from crawler.image_fields import UnreadableFieldError
from crawler.malformed_page import strict_xml_parser
from crawler.sightings import Sightings

BEGIN, END = b"<blockDeviceMapping>", b"</blockDeviceMapping>"
FIELD = "BlockDeviceMappings"

# Some 4 kB each. A full table starts anew.
MOST_MAPPINGS = 4_096
LONGEST_MAPPING = 65_536

_SNAPSHOT = b"<snapshotId>"
_is_plain_id = re.compile(rb"[\w-]*").fullmatch
_BEFORE = f'{{"{FIELD}":'
_MARK = re.compile(r"<(\d+)>")


class BlockDeviceMappings:
    """The mappings met. Holds nothing but what can be thrown away; threads may share it."""

    def __init__(self, read: Callable[[etree._Element], Any], *, learn_after: int) -> None:
        """`read` makes of the element what JSON can hold; `learn_after` so many sightings of a mapping it is kept."""
        self._read = read
        self._xml_parser = strict_xml_parser()
        self._forms: dict[bytes, list[str] | None] = {}
        self._sightings = Sightings(learn_after)

    def json_of(self, xml: bytes, begin: int, end: int) -> str | None:
        """The canonical JSON of the mapping inside these offsets; None: it must be read with its image."""
        pieces: list[bytes] = []
        ids: list[str] = []
        while (found := xml.find(_SNAPSHOT, begin, end)) >= 0:
            found += len(_SNAPSHOT)
            pieces.append(xml[begin:found])
            begin = xml.find(b"<", found)
            if not _is_plain_id(xml, found, begin):
                return None
            ids.append(xml[found:begin].decode())
        pieces.append(xml[begin:end])
        without_ids = b"".join(pieces)
        try:
            form = self._forms[without_ids]
        except KeyError:
            form = self._learn(without_ids, pieces)
        if form is None:
            return None
        parts = form.copy()
        parts[1::2] = ids
        return "".join(parts)

    def _learn(self, without_ids: bytes, pieces: list[bytes]) -> list[str] | None:
        if len(without_ids) > LONGEST_MAPPING or not self._sightings.were_enough(without_ids):
            return None
        if len(self._forms) >= MOST_MAPPINGS:
            self._forms.clear()
        self._forms[without_ids] = form = self._form(without_ids, pieces)
        return form

    def _form(self, without_ids: bytes, pieces: list[bytes]) -> list[str] | None:
        if any(odd in without_ids for odd in (b"&", b"<!", b"<?")):  # without these, no text holds a `<`
            return None
        marked = b"".join(b"%b&lt;%d&gt;" % (piece, number) for number, piece in enumerate(pieces[:-1])) + pieces[-1]
        try:
            mapping = self._read(etree.fromstring(BEGIN + marked + END, self._xml_parser))
            json = canonical_json({FIELD: mapping}).decode().removeprefix(_BEFORE).removesuffix("}")
        except (etree.XMLSyntaxError, UnreadableFieldError, TypeError):
            return None  # the long way says what is wrong
        form = _MARK.split(json)
        return form if form[1::2] == [str(number) for number in range(len(pieces) - 1)] else None
