"""Builds the objects that commands work with. Nothing else does."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import URL, make_url

from catalog.backup import Backups
from catalog.current_directory import CurrentDirectory
from catalog.database import CACHE_MIB, Database
from catalog.directory import Directory, load_directory
from catalog.directory_changes import key_changed_accounts
from catalog.errors import DatabaseMissingError, LockHeldError
from catalog.migration import check_schema, upgrade
from catalog.rekeying import rekey
from catalog.utc_time import now
from cli.forks import begin_judging, forks
from cli.settings import CatalogPlace, Settings, SettingsError, dns_servers, malformed_pages
from crawler.ec2 import Ec2
from crawler.precautions import Precautions
from crawler.source import Source
from crawler.sweep import Sweep
from search.index import SearchIndex
from search.indexing import Indexer
from search.judges import Aside
from search.opening import open_index

if TYPE_CHECKING:
    # Imported where they are made: crawls and most commands do without them, and start the sooner.
    from api.mail import MailServer
    from api.openid import OpenIdProvider
    from api.safe_fetch import SafeFetch

# The lock of the one process that drains the outbox into the index.
WORKER_LOCK = "worker"
# Each thread of the service has a connection, and reads a page here and a page there: the system keeps those for all.
SERVING_CACHE_MIB = 8
# 12,000 images of a transaction change 60 MB of pages of a large region: in a smaller cache they are written twice.
CRAWLING_CACHE_MIB = 64


@dataclass(frozen=True)
class Workplace:
    """One catalog with what belongs to it, each part made when it is first needed."""

    settings: Settings
    place: CatalogPlace
    serving: bool = False  # to many at once

    @cached_property
    def database(self) -> Database:
        """The catalog's database, whose tables are as this code needs them.

        Raises SchemaVersionError otherwise, and DatabaseMissingError when there is none: to open a file that is not
        there would make an empty one, and who only asked would have a catalog.
        """
        database = self.unchecked_database
        file = database.url.database
        if not database.is_shared and file and not Path(file).exists():
            raise DatabaseMissingError(f"there is no catalog at {file} yet; `amidex up` or `amidex crawl` makes one")
        check_schema(database)
        return database

    @cached_property
    def unchecked_database(self) -> Database:
        """The catalog's database, whatever is in it."""
        cache_mib = SERVING_CACHE_MIB if self.serving else CACHE_MIB
        return Database(self.place.database_url, cache_mib=cache_mib)

    @cached_property
    def backups(self) -> Backups:
        """What saves and restores this catalog."""
        return Backups(self.unchecked_database, _catalog_in_file)

    @cached_property
    def built_in_directory(self) -> Directory:
        """The well-known publishers that come with Amidex."""
        return load_directory()

    @cached_property
    def current_directory(self) -> CurrentDirectory:
        """All publishers that the catalog knows, read anew when it says that they changed."""
        return CurrentDirectory(self.database, self.built_in_directory)

    @cached_property
    def index(self) -> SearchIndex:
        """The search index."""
        key = self.settings.search_key
        return open_index(self.place.search_url, None if key is None else key.get_secret_value())

    @cached_property
    def fetch(self) -> "SafeFetch":
        """What gets things that strangers name."""
        from api.names import Names  # noqa: PLC0415
        from api.safe_fetch import SafeFetch  # noqa: PLC0415

        return SafeFetch(Names(dns_servers(self.settings)), allow_private=self.settings.fetch_private)

    @cached_property
    def openid(self) -> "OpenIdProvider | None":
        """The OpenID provider that members may sign in with. Raises SettingsError when it is only half set."""
        from api.openid import OpenIdProvider  # noqa: PLC0415

        issuer, client_id = self.settings.openid_issuer, self.settings.openid_client_id
        if issuer is None and client_id is None:
            return None
        if issuer is None or client_id is None:
            raise SettingsError("AMIDEX_OPENID_ISSUER and AMIDEX_OPENID_CLIENT_ID are set together, or neither")
        secret = self.settings.openid_client_secret
        # The operator named it himself: it may be in his own network.
        fetch = replace(self.fetch, allow_private=True)
        return OpenIdProvider(issuer, client_id, None if secret is None else secret.get_secret_value(), fetch)

    @cached_property
    def mail(self) -> "MailServer | None":
        """The server that takes mail. Raises SettingsError when it is only half set."""
        from api.mail import MailServer  # noqa: PLC0415

        url, sender = self.settings.smtp_url, self.settings.mail_from
        if url is None and sender is None:
            return None
        if url is None or sender is None:
            raise SettingsError("AMIDEX_SMTP_URL and AMIDEX_MAIL_FROM are set together, or neither")
        try:
            return MailServer.of(url.get_secret_value(), sender)
        except ValueError as error:
            raise SettingsError(f"AMIDEX_SMTP_URL: {error}") from error

    @property
    def indexer(self) -> Indexer:
        """What brings the catalog into the index, by the publishers known now."""
        return self._indexer_by(self.current_directory.read())

    @cached_property
    def _indexer_by(self) -> Callable[[Directory], Indexer]:
        return lru_cache(maxsize=1)(
            lambda directory: Indexer(self.database, directory, self.index, aside=Aside(forks(), begin_judging))
        )

    def make_place(self) -> None:
        """Make the directory that the catalog's file goes into, where it is a file."""
        url = make_url(self.place.database_url)
        if url.get_backend_name() == "sqlite" and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)

    def make_ready(self) -> None:
        """Make the place for the catalog, make or update its tables, and sort its images by today's directory."""
        self.make_place()
        upgrade(self.unchecked_database)
        directory = self.current_directory.read()
        rekey(self.database, directory, built_in=self.built_in_directory, progress=lambda _: None)

    def key_changed_accounts(self) -> None:
        """Key anew what the directory says something else of, unless another process does so now."""
        with suppress(LockHeldError):
            key_changed_accounts(self.database, self.current_directory.read, at=now())


def _catalog_in_file(file: Path) -> Database:
    return Database(URL.create("sqlite", database=str(file.absolute())).render_as_string())


def make_sweep(
    settings: Settings, place: CatalogPlace, source: Source | None = None, *, marks_gone: bool = True
) -> Sweep:
    """A sweep of a source, by default EC2, in whatever process this is called."""
    workplace = Workplace(settings, place)
    return Sweep(
        Database(place.database_url, cache_mib=CRAWLING_CACHE_MIB),
        workplace.built_in_directory,
        source or Ec2(),
        demo=place.demo,
        marks_gone=marks_gone,
        precautions=Precautions(hold_share=settings.hold_share, malformed_pages=malformed_pages(settings)),
    )
