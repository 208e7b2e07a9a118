"""What of a document is searched, filtered and counted: the one place that says so for every engine."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter

from search.document import Audience, ReleaseDocument
from search.matching import Field, exact_name
from search.name_facts import name_facts
from search.operating_system import words_for
from search.ordering import NEVER_SECONDS, best_rank, newest_rank, seconds
from search.tokens import OPAQUE_MARK, chunks, forms

# Between two pieces of one field: a phrase must not run from the name's end into the publisher's name.
_GAP_POSITIONS = 1
_REGION, _IMAGE_ID = attrgetter("region"), attrgetter("image_id")


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
    VIRTUALIZATION_TYPE = "virtualization_type"
    BOOT_MODE = "boot_mode"
    YEAR = "year"
    DEPRECATED = "deprecated"
    GONE = "gone"


# A token and where it stands. All forms of one chunk stand in one place.
PlacedToken = tuple[str, int]

# Deprecated and gone are counted but have their own switches: they are left out unless asked for.
FILTERS = tuple(facet for facet in Facet if facet not in {Facet.DEPRECATED, Facet.GONE})


def facet_values(document: ReleaseDocument) -> dict[Facet, tuple[str, ...]]:
    """The document's values for each facet that is filtered by."""
    return {
        Facet.REGION: tuple(sorted(set(map(_REGION, document.images)))),
        Facet.ARCHITECTURE: document.architectures,
        Facet.PLATFORM: (document.platform,),
        Facet.OPERATING_SYSTEM: (document.operating_system,) if document.operating_system else (),
        Facet.OWNER: document.owner_ids,
        Facet.PUBLISHER: (document.publisher,) if document.publisher else (),
        Facet.TRUST: (document.trust,),
        Facet.ROOT_DEVICE_TYPE: document.root_device_types,
        Facet.VIRTUALIZATION_TYPE: document.virtualization_types,
        Facet.BOOT_MODE: document.boot_modes,
        Facet.YEAR: (f"{document.created_at:%Y}",) if document.created_at else (),
    }


def texts(document: ReleaseDocument) -> dict[Field, list[PlacedToken]]:
    """What words and phrases are looked for in.

    The title is the name, and what it stands for: people type "amazon linux 2 canonical arm64", names say less and
    shorter. The description takes in locations that say more than the name again. The text is both, without places.
    """
    said = name_facts(document.name, document.description, document.operating_system)
    facts = (
        words_for(document.operating_system),
        *said.words,
        *(purpose.words for purpose in said.purposes),
        *document.architectures,
        document.platform,
        document.publisher_name or "",
        *document.owner_aliases,
    )
    facts_tokens, position = _facts(facts)
    title = [*facts_tokens, *_placed((document.name,), position)]
    beginnings = {location: _before_name(location, document.name) for location in document.image_locations}
    others = [location for location, beginning in beginnings.items() if beginning is None]
    description = _placed((document.description, *others), 0)
    owners = _placed(filter(None, beginnings.values()), 0)
    text = dict.fromkeys([token for token, _ in (*title, *description, *owners)])
    return {
        Field.TITLE: title,
        Field.DESCRIPTION: description,
        Field.TEXT: [(token, 0) for token in text],
    }


def keywords(document: ReleaseDocument) -> dict[Field, tuple[str, ...]]:
    """What is compared as a whole."""
    said = name_facts(document.name, document.description, document.operating_system)
    named = {exact_name(text) for text in (document.name, *document.image_locations)}
    return {
        Field.IDENTIFIER: identifiers(document),
        Field.EXACT_NAME: tuple(sorted(named)),
        Field.NAME: (document.name,),
        Field.ALIAS: document.owner_aliases,
        Field.IMDS: document.imds_support,
        Field.SYSTEM: said.systems,
        Field.PURPOSE: tuple(purpose.label for purpose in said.purposes),
        Field.FAMILY: (document.family_id,),
        Field.PRODUCT: document.product_codes,
        Field.SSM: document.ssm_parameters,
        Field.SOURCE: document.source_image_ids,
        Field.RELEASE: (document.release_id,),
        Field.AUDIENCE: tuple(document.audiences),
        Field.GONE: ("false" if document.gone_at is None else "true",),
    }


def identifiers(document: ReleaseDocument) -> tuple[str, ...]:
    """The ids of its images, accounts and snapshots."""
    return tuple(sorted({*map(_IMAGE_ID, document.images), *document.owner_ids, *document.snapshot_ids}))


def numbers(document: ReleaseDocument) -> dict[Field, int]:
    """What is compared by size."""
    deprecated = NEVER_SECONDS if document.deprecated_at is None else seconds(document.deprecated_at)
    shown_until = deprecated if document.gone_at is None else 0
    return {
        Field.CREATED: newest_rank(document),
        Field.BEST: best_rank(document),
        Field.DEPRECATED: deprecated,
        Field.SHOWN_TO_PUBLIC: shown_until if Audience.PUBLIC in document.audiences else 0,
        Field.SHOWN_TO_OPERATOR: shown_until if Audience.OPERATOR in document.audiences else 0,
    }


def _before_name(location: str, name: str) -> str | None:
    """What stands before the name in a location that ends in it ("amazon/"); None for other locations."""
    before = location.removesuffix(name)
    return before if before != location and not before[-1:].isalnum() else None


@lru_cache(maxsize=16_384)
def _facts(facts: tuple[str, ...]) -> tuple[list[PlacedToken], int]:
    """Their tokens, and the first free position: they stand first, since millions of names share a few of them."""
    tokens = _placed(facts, 0)
    return tokens, tokens[-1][1] + 1 + _GAP_POSITIONS if tokens else 0


def _placed(pieces: Iterable[str], position: int) -> list[PlacedToken]:
    tokens: list[PlacedToken] = []
    for piece in pieces:
        for chunk in chunks(piece):
            # An id has one form, and there are too many of them for others to be remembered beside.
            if chunk[0] == OPAQUE_MARK:
                tokens.append((chunk, position))
            else:
                tokens += [(form, position) for form in forms(chunk)]
            position += 1
        position += _GAP_POSITIONS
    return tokens
