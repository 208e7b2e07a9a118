"""What we ask of a Meilisearch server, by its official client: the one file that imports it, with its errors as ours.

Whatever changes something is a task there: it is waited for, and one that fails is an error here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from meilisearch import Client
from meilisearch.errors import MeilisearchApiError, MeilisearchCommunicationError, MeilisearchError
from meilisearch.models.task import TaskInfo

from search.errors import IndexLockedError, IndexUnavailableError

_REQUEST_SECONDS: Final = 60
# Whoever searches does not wait so long: his answer is 503, and the thread is free for others.
_SEARCH_SECONDS: Final = 10
_TASK_MILLISECONDS: Final = 3_600_000
_POLL_MILLISECONDS: Final = 20
# A writer that did not renew its lease for so long is dead: the next one takes over.
LEASE: Final = timedelta(minutes=10)
_RENEWED_EVERY: Final = timedelta(minutes=1)


@dataclass(slots=True)
class WriterLease:
    """The right to write, as an index whose creation only one can win. Meilisearch has no locks."""

    server: "Server"
    uid: str
    renewed_at: datetime

    def renew(self) -> None:
        """Say that the writer lives, if it was not said lately.

        Raises IndexLockedError when it was silent for so long that another has taken over.
        """
        now = datetime.now(UTC)
        if now - self.renewed_at < _RENEWED_EVERY:
            return
        if not self.server.has_index(self.uid):  # to add would make it again
            message = (
                f"The right to write ({self.uid}) ran out in a silence of {LEASE}; what was not committed is lost."
            )
            raise IndexLockedError(message)
        self.server.add(self.uid, [{"id": "writer"}])
        self.renewed_at = now


class Server:
    """One server. A client is made for each request: the library's own shares headers between threads."""

    def __init__(self, url: str, key: str | None) -> None:
        self._url = url
        self._key = key

    def search(self, uid: str, options: Mapping[str, Any]) -> dict[str, Any]:
        """The server's answer to a search without words."""
        with self._errors():
            return dict(self._client(_SEARCH_SECONDS).index(uid).search("", options))

    def document(self, uid: str, identity: str) -> dict[str, Any] | None:
        """The document with this primary key. None: there is none, or no such index."""
        try:
            with self._errors():
                return dict(self._client(_SEARCH_SECONDS).index(uid).get_document(identity))
        except IndexUnavailableError as error:
            if _code(error) in {"index_not_found", "document_not_found"}:
                return None
            raise

    def has_index(self, uid: str) -> bool:
        """Whether there is an index of this name."""
        try:
            with self._errors():
                self._client().get_raw_index(uid)
        except IndexUnavailableError as error:
            if _code(error) == "index_not_found":
                return False
            raise
        return True

    def key(self, name: str, actions: Sequence[str], indexes: str, *, renew: bool) -> str:
        """The key of this name that allows these actions on these indexes, made if there is none.

        With `renew` those of the name that are there are deleted first.
        """
        with self._errors():
            named = [key for key in self._client().get_keys({"limit": 1_000}).results if key.name == name]
            if renew:
                for key in named:
                    self._client().delete_key(key.uid)
            else:
                for key in named:
                    if set(key.actions) == set(actions) and key.indexes == [indexes] and key.expires_at is None:
                        return key.key
            wanted = {"name": name, "actions": list(actions), "indexes": [indexes], "expiresAt": None}
            return self._client().create_key(wanted).key

    def add(self, uid: str, documents: Sequence[Mapping[str, Any]]) -> None:
        """Add or replace documents, all at once."""
        with self._errors():
            self._done(self._client().index(uid).add_documents(documents, "id"))

    def delete(self, uid: str, wanted: str) -> None:
        """Delete the documents that this filter finds."""
        with self._errors():
            self._done(self._client().index(uid).delete_documents(filter=wanted))

    def create(self, uid: str) -> None:
        """Make an index, if there is none."""
        self._create(uid)

    def configure(self, uid: str, settings: Mapping[str, Any]) -> None:
        """Give an index its settings."""
        with self._errors():
            self._done(self._client().index(uid).update_settings(dict(settings)))

    def remove(self, uid: str) -> None:
        """Delete an index, if there is one."""
        with self._errors():
            self._done(self._client().delete_index(uid), {"index_not_found"})

    def swap(self, uid: str, other: str) -> None:
        """Let two indexes change names, at once."""
        with self._errors():
            self._done(self._client().swap_indexes([{"indexes": [uid, other]}]))

    @contextmanager
    def lease(self, uid: str) -> Iterator[WriterLease]:
        """Hold the right to write the index. Raises IndexLockedError at once when somebody has it."""
        name = re.compile(rf"{re.escape(uid)}-writer-(\d+)")
        with self._errors():
            # The library says that this is a list; it is what the server says.
            listed = cast("Any", self._client().get_raw_indexes({"limit": 100_000}))
        leases = {int(found[1]): index for index in listed["results"] if (found := name.fullmatch(index["uid"]))}
        now = datetime.now(UTC)
        if any(now - datetime.fromisoformat(index["updatedAt"]) < LEASE for index in leases.values()):
            raise self._locked(uid)
        mine = f"{uid}-writer-{max(leases, default=0) + 1}"
        if not self._create(mine):
            raise self._locked(uid)
        try:
            for dead in leases.values():
                self.remove(dead["uid"])
            yield WriterLease(self, mine, now)
        finally:
            with suppress(IndexUnavailableError):  # it runs out by itself
                self.remove(mine)

    def _create(self, uid: str) -> bool:
        with self._errors():
            return self._done(self._client().create_index(uid, {"primaryKey": "id"}), {"index_already_exists"})

    def _done(self, started: TaskInfo, forgiven: frozenset[str] | set[str] = frozenset()) -> bool:
        """Wait for a task. False: it failed in a way that is forgiven."""
        task = self._client().wait_for_task(started.task_uid, _TASK_MILLISECONDS, _POLL_MILLISECONDS)
        if task.status == "succeeded":
            return True
        error = task.error or {}
        if error.get("code") in forgiven:
            return False
        message = (
            f"Meilisearch at {self._url} could not finish its task {task.uid}, {task.type}: "
            f"{task.status}, {error.get('message', 'it does not say why')}. Run `amidex reindex` when that is mended."
        )
        raise IndexUnavailableError(message)

    def _client(self, timeout_seconds: int = _REQUEST_SECONDS) -> Client:
        return Client(self._url, self._key, timeout=timeout_seconds)

    def _locked(self, uid: str) -> IndexLockedError:
        message = (
            f"Another process is writing to the search index {uid} at {self._url}; try again when it is done. If it "
            f"died, its right to write ends {LEASE.seconds // 60} minutes after its last sign of life."
        )
        return IndexLockedError(message)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """The library's errors as ours. Its messages never hold the key."""
        try:
            yield
        except MeilisearchApiError as error:
            advice = "Run `amidex reindex` if it goes on."
            if error.code in {"invalid_api_key", "missing_authorization_header"}:
                advice = "AMIDEX_SEARCH_KEY must be a key that allows this (docs/OPERATING.md)."
            message = f"Meilisearch at {self._url} refuses: {error.message} {advice}"
            raise IndexUnavailableError(message) from error
        except MeilisearchCommunicationError as error:
            message = f"Meilisearch at {self._url} cannot be reached; is it running, and AMIDEX_SEARCH_URL right?"
            raise IndexUnavailableError(message) from error
        except MeilisearchError as error:
            raise IndexUnavailableError(f"Meilisearch at {self._url} does not answer in time.") from error


def _code(error: IndexUnavailableError) -> str | None:
    """What the server calls the error that this one came of."""
    cause = error.__cause__
    return cause.code if isinstance(cause, MeilisearchApiError) else None
