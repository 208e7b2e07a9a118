"""Cursors of the catalog's listings: where the next page begins, for this listing and these parameters alone.

Base64 of JSON: a version, a fingerprint of the question, the position. Opaque, but no secret: it holds what the page
before it showed, and a position that somebody makes up shows nothing that the listing would not.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeVar

import orjson
from pydantic import TypeAdapter, ValidationError

from api.errors import CursorError

VERSION = 1
LONGEST_CURSOR_CHARACTERS = 2_000

Position = TypeVar("Position")


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing as it was asked for: its name and every parameter but cursor and limit."""

    name: str
    question: Mapping[str, Any]

    def cursor(self, position: Any) -> str:
        """A cursor for the page that begins after `position`."""
        return urlsafe_b64encode(orjson.dumps([VERSION, self._fingerprint, position])).rstrip(b"=").decode()

    def position(self, cursor: str, form: TypeAdapter[Position]) -> Position:
        """The position in a cursor. Raises CursorError when it was not made by `cursor` of an equal listing."""
        try:
            version, fingerprint, position = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            if version != VERSION or fingerprint != self._fingerprint:
                raise CursorError(cursor)
            # Strict as JSON is: a tuple comes as a list, but a number in quotes is no number.
            return form.validate_json(orjson.dumps(position), strict=True)
        except (ValueError, TypeError, ValidationError) as error:
            raise CursorError(cursor) from error

    @property
    def _fingerprint(self) -> str:
        question = orjson.dumps([self.name, self.question], option=orjson.OPT_SORT_KEYS)
        return blake2b(question, digest_size=6, person=b"amidex-cursor").hexdigest()
