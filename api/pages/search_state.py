"""What a visitor searches for, as a page's address keeps it: every link of a search page is that address, changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from api.answers.search import FacetValue, SearchAnswer
from api.pages import formats, regions
from api.pages.parameters import PageParameters
from api.routes.search import SearchParameters
from search.fields import Facet
from trust.levels import TrustLevel

PARAMETER_OF: Mapping[Facet, str] = {
    Facet.TRUST: "trust",
    Facet.PUBLISHER: "publisher",
    Facet.OPERATING_SYSTEM: "os",
    Facet.ARCHITECTURE: "arch",
    Facet.REGION: "region",
    Facet.YEAR: "year",
    Facet.PLATFORM: "platform",
    Facet.OWNER: "owner",
    Facet.ROOT_DEVICE_TYPE: "root_device",
    Facet.VIRTUALIZATION_TYPE: "virtualization",
    Facet.BOOT_MODE: "boot_mode",
}
TITLES: Mapping[str, str] = {
    "trust": "Trust",
    "publisher": "Publisher",
    "os": "Operating system",
    "arch": "Architecture",
    "region": "Region",
    "year": "Year",
    "platform": "Platform",
    "owner": "Owner",
    "root_device": "Root device",
    "virtualization": "Virtualisation",
    "boot_mode": "Boot mode",
}
FLAGS: Mapping[str, str] = {"include_deprecated": "Deprecated ones too", "include_gone": "Ones that are gone too"}
# What is shown of a facet at once, and what behind "more".
FIRST_VALUES = 6
MOST_VALUES = 30


class SearchPageParameters(PageParameters, SearchParameters):
    """Those of a search."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet that can be chosen or taken back: following its address does either."""

    text: str
    value: str
    count: int | None
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class FacetChoices:
    """One facet: the parameter it sets, and its values, the most frequent first."""

    parameter: str
    title: str
    first: list[Choice]
    more: list[Choice]


@dataclass(frozen=True, slots=True)
class SearchState:
    """A search page's address, and those that lead on from it."""

    parameters: SearchPageParameters

    @property
    def asked(self) -> bool:
        """Whether anything is searched for: without, the page is the home page."""
        return bool(self._values())

    def address(self, **changes: Any) -> str:
        """The address with these parameters changed, from its first page on. None takes a parameter out."""
        values = {**self._values(), **changes}
        if "cursor" not in changes:
            values.pop("cursor", None)
        pairs = [(name, text) for name, value in values.items() for text in _texts(value)]
        return f"/?{urlencode(pairs, errors='replace')}" if pairs else "/"

    @property
    def feed(self) -> str:
        """Where what the search finds is told as it happens."""
        return f"/v1/feeds/search.atom{self.address(sort=None, limit=None).removeprefix('/')}"

    @property
    def watch(self) -> str:
        """Where a member has a URL of his told the same."""
        watched = self.address(sort=None, limit=None).removeprefix("/?")
        return f"/account/webhooks?{urlencode({'watch': watched})}"

    def hidden(self, *but: str) -> list[tuple[str, str]]:
        """What a form has to send along, so that a new query keeps what was chosen."""
        left_out = {"q", "cursor", *but}
        return [
            (name, text) for name, value in self._values().items() if name not in left_out for text in _texts(value)
        ]

    def chosen(self) -> list[Choice]:
        """Everything that narrows the search, each with the address without it."""
        values = self._values()
        filters = [
            Choice(_text(name, value), value, None, True, self._toggled(name, value))
            for name in TITLES
            for value in _texts(values.get(name))
        ]
        if "released_after" in values:
            since = values["released_after"]
            filters.append(Choice(f"since {since}", str(since), None, True, self.address(released_after=None)))
        return filters

    def switches(self) -> list[Choice]:
        """Whether deprecated and gone releases are shown too."""
        values = self._values()
        return [
            Choice(text, name, None, name in values, self.address(**{name: None if name in values else True}))
            for name, text in FLAGS.items()
        ]

    def facets(self, found: SearchAnswer) -> list[FacetChoices]:
        """What the search can be narrowed by: facets with something to choose."""
        return [made for facet in PARAMETER_OF if (made := self._facet(facet, found.facets.get(facet, [])))]

    def _facet(self, facet: Facet, counted: list[FacetValue]) -> FacetChoices | None:
        parameter = PARAMETER_OF[facet]
        values = counted[:MOST_VALUES]
        if facet is Facet.TRUST:
            values = sorted(values, key=lambda entry: TrustLevel(entry.value).rank)
        elif facet is Facet.YEAR:
            values = sorted(values, key=lambda entry: entry.value, reverse=True)
        mine = set(_texts(self._values().get(parameter)))
        choices = [
            Choice(
                entry.name or _text(parameter, entry.value),
                entry.value,
                entry.count,
                entry.value in mine,
                self._toggled(parameter, entry.value),
            )
            for entry in values
        ]
        if len(choices) < 2 and not any(choice.chosen for choice in choices):
            return None
        return FacetChoices(parameter, TITLES[parameter], choices[:FIRST_VALUES], choices[FIRST_VALUES:])

    def _toggled(self, name: str, value: str) -> str:
        before = list(_texts(self._values().get(name)))
        after = [other for other in before if other != value] if value in before else [*before, value]
        return self.address(**{name: after})

    def _values(self) -> dict[str, Any]:
        return self.parameters.model_dump(mode="json", exclude_defaults=True)


def _texts(value: Any) -> Iterator[str]:
    if value is None or value is False:
        return
    if isinstance(value, list):
        yield from value
    else:
        yield "true" if value is True else str(value)


def _text(parameter: str, value: str) -> str:
    match parameter:
        case "trust":
            return formats.level(value).word
        case "os":
            return formats.system(value)
        case "region":
            place = regions.place(value)
            return f"{value} {place}" if place else value
        case "platform":
            return value.capitalize()
    return value
