"""In which order hits stand: one total order for each sort, the same in every engine.

Every document has one rank for each order, and no two that one audience sees share one: a rank ends in a fingerprint
of the release's id, and a release has one document for each audience. (A document's key names its audiences: a
fingerprint of that would show, in the order, that a release also has private images.) So "the hits after this one" is
a comparison, and a page deep down costs what the first one costs.
(The fingerprint has 32 bits. Of ten thousand releases made in the very same second, two share a rank in one index of a
hundred; one of them may then be skipped between two pages, never shown to the wrong audience.)
"""

import re
from datetime import datetime
from hashlib import blake2b

from search.document import ReleaseDocument
from search.name_facts import purposes
from search.operating_system import is_made_by
from search.tokens import fold
from trust.levels import TrustLevel

# Sorts below whatever else stands in a rank, so that "debian" stands before "debian 12".
_END_OF_NAME = ","
_NOT_IN_NAME_RANK = re.compile(r"[^\w./-]+|_+")
LONGEST_RANKED_NAME_CHARACTERS = 200
# What a document without a time gets, where a number has to stand: later than any deprecation date.
NEVER_SECONDS = 2**63 - 1
_LATEST_SECONDS = 2**32 - 1


def seconds(time: datetime) -> int:
    """Whole seconds since 1970, 0 for anything earlier; times in search are compared to the second."""
    return max(0, int(time.timestamp()))


def newest_rank(document: ReleaseDocument) -> int:
    """Higher is newer; unknown times are oldest. 32 bits of seconds, 32 bits of fingerprint."""
    created = 0 if document.created_at is None else min(seconds(document.created_at), _LATEST_SECONDS)
    return created << 32 | _fingerprint(document)


def best_rank(document: ReleaseDocument) -> int:
    """Higher stands first among releases that answer a query equally well, by what people look for first:

    made by who makes the operating system (1 bit), trust (3), made for nothing special (1), not superseded (1), newer
    (26 bits of minutes); 31 bits of fingerprint. What is deprecated changes with time and is no part of it.
    Of a maker's own, AWS gives its alias to some only: that shall not put a test build before a release.
    """
    level = TrustLevel(document.trust)
    is_official = level.at_least(TrustLevel.KNOWN) and is_made_by(document.operating_system, document.publisher)
    rank = int(is_official) << 3 | (len(TrustLevel) - (TrustLevel.VERIFIED if is_official else level).rank)
    rank = rank << 1 | (not purposes(fold(document.name)))
    rank = rank << 1 | (document.superseded_by is None)
    created = 0 if document.created_at is None else min(seconds(document.created_at), _LATEST_SECONDS)
    return (rank << 26 | min(created // 60, 2**26 - 1)) << 31 | _fingerprint(document) >> 1


def oldest_rank_of(second: int) -> int:
    """The lowest `newest_rank` a document created in this second can have."""
    return min(second, _LATEST_SECONDS) << 32


def name_rank(document: ReleaseDocument) -> str:
    """Lower stands first. Case, brackets and the kind of white space do not count.

    Letters, digits, dots, slashes and hyphens only, and a comma: Tantivy compares strings for order only through its
    own query language, where these need no quoting.
    """
    name = _NOT_IN_NAME_RANK.sub("-", fold(document.name))[:LONGEST_RANKED_NAME_CHARACTERS].lstrip("-./")
    return f"{name or '0'}{_END_OF_NAME}{_fingerprint(document):08x}"


def _fingerprint(document: ReleaseDocument) -> int:
    return int.from_bytes(blake2b(document.release_id.encode(), digest_size=4).digest(), "big")
