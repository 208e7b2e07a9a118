"""Which of the directory's name patterns a name fits, fast: it is asked for every release of the world."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from catalog.name_pattern import NamePattern
from catalog.publisher import Publisher, PublisherKind

_BEGINNING_CHARACTERS = 3
_SPECIAL = frozenset("*?\\")


class PublisherPattern(NamedTuple):
    """A name pattern of a publisher's, as people and tools look its images up."""

    publisher: str
    pattern: NamePattern


class PublisherPatterns:
    """The patterns of publishers. A storefront's are left out: they tell how it renames what others make."""

    def __init__(self, publishers: Iterable[Publisher]) -> None:
        self._by_beginning: dict[str, list[PublisherPattern]] = defaultdict(list)
        self._others: list[PublisherPattern] = []
        for publisher in publishers:
            if publisher.kind is not PublisherKind.STOREFRONT:
                for pattern in publisher.name_patterns:
                    self._add(PublisherPattern(publisher.slug, pattern))

    def _add(self, entry: PublisherPattern) -> None:
        beginnings = {text[:_BEGINNING_CHARACTERS] for text in entry.pattern.expanded}
        if any(len(text) < _BEGINNING_CHARACTERS or not _SPECIAL.isdisjoint(text) for text in beginnings):
            self._others.append(entry)
            return
        for beginning in beginnings:
            self._by_beginning[beginning].append(entry)

    def fitting(self, name: str) -> list[PublisherPattern]:
        """The patterns that the whole name fits, in no particular order."""
        candidates = self._by_beginning.get(name[:_BEGINNING_CHARACTERS], ())
        return [entry for entry in (*candidates, *self._others) if entry.pattern.matches(name)]
