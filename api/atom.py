"""Atom feeds (RFC 4287), for whoever wants to be told.

Links are relative, so that they are right behind any proxy; ids are made from what an entry is about, so that a reader
shows it once, whatever feeds it is in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from api.version import NAME

MEDIA_TYPE = "application/atom+xml"
# What routes document as their answer.
DOCUMENTED: dict[int | str, Any] = {
    200: {"description": "An Atom feed.", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}
}

_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# What XML has no place for. A name can hold anything once a broken dump was crawled.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to tell. `about` names it for good; `link` is where more is, as `media_type`."""

    about: tuple[str, ...]
    title: str
    at: datetime
    link: str
    media_type: str
    summary: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed at `address`. `about` names what it is of for good; `page` is where people read of that, if anywhere."""

    about: tuple[str, ...]
    title: str
    address: str
    entries: Sequence[Entry]
    page: str | None = None
    demo: bool = False


def written(feed: Feed) -> bytes:
    """The feed as XML."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]  # the stubs know no default one
    _add(root, "title", f"{NAME} {feed.title}{' (demo data)' if feed.demo else ''}")
    _add(root, "id", _id(feed.about))
    _add(root, "updated", max((entry.at for entry in feed.entries), default=_NEVER).isoformat())
    _add(_add(root, "author"), "name", NAME)
    _add(root, "link", rel="self", type=MEDIA_TYPE, href=feed.address)
    if feed.page is not None:
        _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    for told in feed.entries:
        entry = _add(root, "entry")
        _add(entry, "title", told.title)
        _add(entry, "id", _id(told.about))
        _add(entry, "published", told.at.isoformat())
        _add(entry, "updated", told.at.isoformat())
        _add(entry, "link", rel="alternate", type=told.media_type, href=told.link)
        _add(entry, "summary", told.summary)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _add(parent: "etree._Element", tag: str, text: str | None = None, **attributes: str) -> "etree._Element":
    element = etree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
    element.text = None if text is None else _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
    return element


def _id(about: Sequence[str]) -> str:
    return uuid5(NAMESPACE_URL, "\0".join(about)).urn
