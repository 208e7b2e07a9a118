"""The radar as an Atom feed (RFC 4287), for whoever wants to be told.

Links are relative, so that they are right behind any proxy; ids are made from what an entry is about, so that a reader
shows it once.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from api.answers.radar import RadarAnswer, RadarEntry
from api.version import NAME

MEDIA_TYPE = "application/atom+xml"
RADAR_PATH = "/v1/feeds/radar.atom"

_ATOM = "http://www.w3.org/2005/Atom"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# What XML has no place for. A name can hold anything once a broken dump was crawled.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def radar_feed(radar: RadarAnswer, regions: Sequence[str]) -> bytes:
    """The feed of a radar that was asked for these regions, or for all without any."""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]  # the stubs know no default one
    where = f" in {', '.join(sorted(regions))}" if regions else ""
    demo = " (demo data)" if radar.demo else ""
    _add(feed, "title", f"{NAME} radar: look-ups that find the wrong image{where}{demo}")
    _add(feed, "id", _id("feed", *sorted(regions)))
    _add(feed, "updated", max((entry.created_at for entry in radar.winners), default=_NEVER).isoformat())
    _add(_add(feed, "author"), "name", NAME)
    query = f"?region={','.join(regions)}" if regions else ""
    _add(feed, "link", rel="self", type=MEDIA_TYPE, href=f"{RADAR_PATH}{query}")
    for winner in radar.winners:
        _entry(feed, winner)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8")


def _entry(feed: "etree._Element", winner: RadarEntry) -> None:
    entry = _add(feed, "entry")
    _add(entry, "title", f"{winner.image_id} in {winner.region} wins {winner.pattern}")
    _add(entry, "id", _id(winner.partition, winner.region, winner.image_id, winner.pattern))
    _add(entry, "published", winner.created_at.isoformat())
    _add(entry, "updated", winner.created_at.isoformat())
    _add(entry, "link", rel="alternate", type="application/json", href=winner.verdict)
    meant = winner.publisher.name if winner.publisher else "a publisher"
    older = (
        f"the newest genuine image is of {winner.genuine.created_at:%Y-%m-%d}"
        if winner.genuine
        else "nothing genuine is found there"
    )
    _add(
        entry,
        "summary",
        f"Who looks up {winner.pattern} in {winner.region} without an owner, meaning {meant}, gets {winner.image_id} "
        f"({winner.name}) of account {winner.owner_id}, made on {winner.created_at:%Y-%m-%d}; {older}. "
        f"Its level is {winner.level}.",
    )


def _add(parent: "etree._Element", tag: str, text: str | None = None, **attributes: str) -> "etree._Element":
    element = etree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
    element.text = None if text is None else _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
    return element


def _id(*parts: str) -> str:
    return uuid5(NAMESPACE_URL, "\0".join(("amidex-radar", *parts))).urn
