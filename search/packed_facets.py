"""Facets packed into two columns, so that counting them costs one look-up a document and not twelve.

A release has many regions, but there are few different sets of regions, and few different combinations of the other
traits. An engine counts the combinations; they are taken apart afterwards, once each.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from search.fields import Facet

COLUMNS = {
    "packed_regions": (Facet.REGION,),
    "packed_traits": (
        Facet.ARCHITECTURE,
        Facet.PLATFORM,
        Facet.OPERATING_SYSTEM,
        Facet.TRUST,
        Facet.ROOT_DEVICE_TYPE,
        Facet.VIRTUALIZATION_TYPE,
        Facet.BOOT_MODE,
        Facet.YEAR,
        Facet.GONE,
    ),
}
_BETWEEN_FACETS, _BETWEEN_VALUES = "\x1e", "\x1f"


def pack(values: Mapping[Facet, Iterable[str]]) -> dict[str, str]:
    """A document's value for each column."""
    return {
        column: _BETWEEN_FACETS.join(_BETWEEN_VALUES.join(values[facet]) for facet in facets)
        for column, facets in COLUMNS.items()
    }


def unpack(column: str, counts: Iterable[tuple[str, int]]) -> dict[Facet, Counter[str]]:
    """The counts of each facet in a column, from the counts of the column's values."""
    counters: dict[Facet, Counter[str]] = {facet: Counter() for facet in COLUMNS[column]}
    for packed, count in counts:
        for facet, values in _taken_apart(column, packed):
            counter = counters[facet]
            for value in values:
                counter[value] = counter.get(value, 0) + count
    return counters


@lru_cache(maxsize=16_384)
def _taken_apart(column: str, packed: str) -> tuple[tuple[Facet, tuple[str, ...]], ...]:
    return tuple(
        (facet, tuple(value for value in joined.split(_BETWEEN_VALUES) if value))
        for facet, joined in zip(COLUMNS[column], packed.split(_BETWEEN_FACETS), strict=True)
    )
