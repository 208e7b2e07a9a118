"""What one came to watch, and what was typed of it: for the pages of webhooks and of the digest."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from api.pages.forms import first
from api.pages.parameters import PageParameters
from api.watching import LONGEST_SEARCH_CHARACTERS
from catalog.watches import Watch


class WatchParameters(PageParameters):
    """What one came to watch."""

    watch: Annotated[str, Field(max_length=LONGEST_SEARCH_CHARACTERS)] = ""


def watches_typed(fields: Mapping[str, list[str]]) -> list[dict[str, str]]:
    """What stands on lines of its own, as the interface takes it."""
    return [Watch.of(line)._asdict() for line in first(fields, "watches").split()]
