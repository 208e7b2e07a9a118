"""`amidex search-keys`: a key of Meilisearch for each kind of process, so that none needs the master key."""

import sys
from typing import Annotated

import typer

from cli.settings import load_settings, place_to_write
from search.opening import open_keys


def search_keys(
    renew: Annotated[bool, typer.Option("--renew", help="End the keys there are, at once, and make others.")] = False,
) -> None:
    """Print the two keys of the Meilisearch index, made if need be; AMIDEX_SEARCH_KEY is the master key here.

    As lines for .env: one key that only searches, for `amidex serve`, and one that writes this index, for
    `amidex worker` and `amidex reindex`.
    """
    settings = load_settings()
    master_key = settings.search_key.get_secret_value() if settings.search_key else None
    keys = open_keys(place_to_write(settings).search_url, master_key, renew=renew)
    sys.stdout.write(f"MEILI_SEARCH_KEY={keys.search}\nMEILI_WRITE_KEY={keys.write}\n")
