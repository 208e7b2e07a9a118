"""The radar as a feed: one entry for each image and look-up that it wins."""

from collections.abc import Sequence

from api.answers.radar import RadarAnswer, RadarEntry
from api.atom import Entry, Feed

RADAR_PATH = "/v1/feeds/radar.atom"
_ABOUT = "amidex-radar"


def radar_feed(radar: RadarAnswer, regions: Sequence[str]) -> Feed:
    """The feed of a radar that was asked for these regions, or for all without any."""
    where = f" in {', '.join(sorted(regions))}" if regions else ""
    query = f"?region={','.join(regions)}" if regions else ""
    return Feed(
        (_ABOUT, "feed", *sorted(regions)),
        f"radar: look-ups that find the wrong image{where}",
        f"{RADAR_PATH}{query}",
        [_entry(winner) for winner in radar.winners],
        demo=radar.demo,
    )


def _entry(winner: RadarEntry) -> Entry:
    meant = winner.publisher.name if winner.publisher else "a publisher"
    older = (
        f"the newest genuine image is of {winner.genuine.created_at:%Y-%m-%d}"
        if winner.genuine
        else "nothing genuine is found there"
    )
    return Entry(
        (_ABOUT, winner.partition, winner.region, winner.image_id, winner.pattern),
        f"{winner.image_id} in {winner.region} wins {winner.pattern}",
        winner.created_at,
        winner.verdict,
        "application/json",
        f"Who looks up {winner.pattern} in {winner.region} without an owner, meaning {meant}, gets {winner.image_id} "
        f"({winner.name}) of account {winner.owner_id}, made on {winner.created_at:%Y-%m-%d}; {older}. "
        f"Its level is {winner.level}.",
    )
