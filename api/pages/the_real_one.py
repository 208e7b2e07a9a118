"""What to launch instead of a look-alike: the publisher's own image, where a search finds one."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from api.answers.common import PublisherName, publisher_name
from api.answers.release import ReleaseAnswer
from api.answers.search import Hit
from api.answers.verdict import SignalAnswer
from api.routes.search import SearchParameters, search_told
from api.services import Services
from catalog.family import family_pattern
from search.document import Audience
from search.errors import SearchError
from search.name_facts import name_facts
from search.operating_system import operating_system
from trust.levels import TrustLevel
from trust.verdict import Outcome

log = logging.getLogger("amidex.api")

TRUSTED = [TrustLevel.VERIFIED, TrustLevel.KNOWN]


@dataclass(frozen=True, slots=True)
class TheRealOne:
    """Whose name a release bears; and theirs that it could be taken for, None where no search finds one."""

    publisher: PublisherName
    hit: Hit | None


def the_real_one(
    services: Services, audience: Audience, release: ReleaseAnswer, signals: Sequence[SignalAnswer]
) -> TheRealOne | None:
    """What a release is taken for, by the signals that warn of it; None when they warn of nothing of the kind."""
    slug = next(_publishers(signals), None)
    publisher = services.directory.publisher(slug) if slug else None
    named = publisher_name(publisher)
    if named is None:
        return None
    try:
        return TheRealOne(named, _genuine(services, audience, release, named.slug))
    except SearchError:
        # The page of a release is there while searches are not.
        log.warning("no search for the original of %s", release.release_id)
        return TheRealOne(named, None)


def _publishers(signals: Sequence[SignalAnswer]) -> Iterator[str]:
    for signal in signals:
        if signal.outcome not in (Outcome.CAUTION, Outcome.DANGER):
            continue
        evidence = signal.evidence
        named: list[Any] = [evidence.get("publisher"), *evidence.get("publishers", [])]
        named += [look_up.get("publisher") for look_up in evidence.get("hijacks", [])]
        yield from (slug for slug in named if isinstance(slug, str))


def _genuine(services: Services, audience: Audience, release: ReleaseAnswer, slug: str) -> Hit | None:
    """The newest of the same family's name, or else of the same version of the operating system."""
    label = operating_system(release.name, (), release.description or "")
    version = name_facts(release.name, release.description or "", label).version
    queries = [f'name:"{family_pattern(release.name)}"'] if '"' not in release.name else []
    if label and version:
        queries.append(f"os:{label}-{version}")
    for text in queries:
        asked = SearchParameters(q=text, publisher=[slug], arch=release.architectures, trust=TRUSTED, limit=1)
        found = search_told(services, audience, asked, now=services.clock())
        if found.hits:
            return found.hits[0]
    return None
