"""What a member names to be told of it: the argument of `amidex webhooks add` and `amidex digest set`."""

from collections.abc import Iterable
from typing import Annotated

import typer

from catalog.watches import Watch

Watched = Annotated[
    list[str],
    typer.Argument(
        metavar="WATCHED...",
        help="An image you use (ami-…), a release (rel-…), a family (fam-…), an owner's account, a publisher's "
        "slug, or a search as its address has it (q=ubuntu&arch=arm64).",
    ),
]


def as_watches(watched: Iterable[str]) -> list[dict[str, str]]:
    """As the interface takes them."""
    return [Watch.of(one)._asdict() for one in watched]
