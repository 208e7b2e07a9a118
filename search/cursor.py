"""Cursors: where a page ended, and of which search.

A cursor is opaque to callers and safe in a URL. It holds a digest of the search it belongs to (never the limit, which
may change between pages), the moment the first page was asked for, and the rank of the last hit shown. It is no secret
and no permission: the audience's filter is applied to every page.
"""

import base64
import binascii
from dataclasses import dataclass
from hashlib import blake2b

import orjson

from search.errors import BadCursorError
from search.index import SearchRequest
from search.terms import Query


@dataclass(frozen=True, slots=True)
class Position:
    """The place after the last hit shown: the order's part, and the rank in it. None: the part's beginning."""

    part: int
    rank: int | str | None


@dataclass(frozen=True, slots=True)
class Cursor:
    now_seconds: int
    position: Position


def write_cursor(cursor: Cursor, request: SearchRequest, query: Query) -> str:
    """The cursor as callers see it."""
    state = [_digest(request, query), cursor.now_seconds, cursor.position.part, cursor.position.rank]
    return base64.urlsafe_b64encode(orjson.dumps(state)).rstrip(b"=").decode()


def read_cursor(text: str, request: SearchRequest, query: Query) -> Cursor:
    """The cursor in `text`. Raises BadCursorError when it is none, or one of another search."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        state = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error) as error:
        raise BadCursorError(f"{text[:80]!r} is no cursor; leave it out to start from the first page.") from error
    match state:
        case [str(digest), int(now_seconds), int(part), int() | str() as rank]:
            if digest != _digest(request, query):
                message = (
                    "The cursor belongs to another search; words, filters, sort and audience must stay the same "
                    "from page to page. Leave it out to start from the first page."
                )
                raise BadCursorError(message)
        case _:
            raise BadCursorError(f"{text[:80]!r} is no cursor; leave it out to start from the first page.")
    return Cursor(now_seconds, Position(part, rank))


def _digest(request: SearchRequest, query: Query) -> str:
    search = [
        str(query),
        request.audience,
        sorted((facet, sorted(set(values))) for facet, values in request.filters.items() if values),
        request.released_after,
        request.include_deprecated,
        request.include_gone,
        request.sort,
    ]
    return blake2b(orjson.dumps(search), digest_size=9).hexdigest()
