"""What of a document is searched, filtered and counted: the one place that says so for every engine."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from search.document import ReleaseDocument
from search.matching import Field, exact_name
from search.operating_system import words_for
from search.ordering import NEVER_SECONDS, seconds
from search.tokens import chunks, forms

# Between two pieces of one field: a phrase must not run from the name's end into the publisher's name.
_GAP_POSITIONS = 1


class Facet(StrEnum):
    """What can be filtered by and is counted. A release can have several values of one facet: it counts for each."""

    REGION = "region"
    ARCHITECTURE = "architecture"
    PLATFORM = "platform"
    OPERATING_SYSTEM = "operating_system"
    OWNER = "owner"
    PUBLISHER = "publisher"
    TRUST = "trust"
    ROOT_DEVICE_TYPE = "root_device_type"
    DEPRECATED = "deprecated"
    GONE = "gone"


# Deprecated and gone are counted but have their own switches: they are left out unless asked for.
FILTERS = tuple(facet for facet in Facet if facet not in {Facet.DEPRECATED, Facet.GONE})


@dataclass(frozen=True, slots=True)
class PlacedToken:
    """A token and where it stands. All forms of one chunk stand in one place."""

    text: str
    position: int


def facet_values(document: ReleaseDocument) -> dict[Facet, tuple[str, ...]]:
    """The document's values for each facet that is filtered by."""
    return {
        Facet.REGION: tuple(sorted({image.region for image in document.images})),
        Facet.ARCHITECTURE: document.architectures,
        Facet.PLATFORM: (document.platform,),
        Facet.OPERATING_SYSTEM: (document.operating_system,) if document.operating_system else (),
        Facet.OWNER: document.owner_ids,
        Facet.PUBLISHER: (document.publisher,) if document.publisher else (),
        Facet.TRUST: (document.trust,),
        Facet.ROOT_DEVICE_TYPE: document.root_device_types,
    }


def title_tokens(document: ReleaseDocument) -> list[PlacedToken]:
    """The name, and what it stands for: people type "amazon linux 2 canonical arm64", names say less and shorter."""
    facts = (
        words_for(document.operating_system),
        *document.architectures,
        document.platform,
        document.publisher_name or "",
        *document.owner_aliases,
    )
    return _placed((document.name, *facts))


def description_tokens(document: ReleaseDocument) -> list[PlacedToken]:
    """The description, and locations that say more than the name again."""
    locations = [location for location in document.image_locations if not location.endswith(document.name)]
    return _placed((document.description, *locations))


def keywords(document: ReleaseDocument) -> dict[Field, tuple[str, ...]]:
    """What is compared as a whole."""
    named = {exact_name(text) for text in (document.name, *document.image_locations)}
    return {
        Field.IDENTIFIER: tuple(sorted({*(image.image_id for image in document.images), *document.owner_ids})),
        Field.EXACT_NAME: tuple(sorted(named)),
        Field.AUDIENCE: tuple(document.audiences),
        Field.GONE: ("false" if document.gone_at is None else "true",),
    }


def deprecated_seconds(document: ReleaseDocument) -> int:
    """From this second on it is deprecated."""
    return NEVER_SECONDS if document.deprecated_at is None else seconds(document.deprecated_at)


def _placed(pieces: Iterable[str]) -> list[PlacedToken]:
    tokens: list[PlacedToken] = []
    position = 0
    for piece in pieces:
        for chunk in chunks(piece):
            tokens += [PlacedToken(form, position) for form in forms(chunk)]
            position += 1
        position += _GAP_POSITIONS
    return tokens
