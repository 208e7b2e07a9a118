"""Keys of a Meilisearch server for our processes: each allows what its process does, on its index, and nothing else."""

from dataclasses import dataclass

from search.meilisearch_server import Server

# Whoever writes also builds aside and holds the writer's lease, in indexes whose names begin as that of the index does.
_SEARCHING = ("documents.get", "search")
_WRITING = ("documents.*", "indexes.*", "search", "settings.*", "tasks.get")


@dataclass(frozen=True, slots=True)
class ScopedKeys:
    """`search` is for `amidex serve`, `write` for `amidex worker` and `amidex reindex`."""

    search: str
    write: str


def scoped_keys(server: Server, uid: str, *, renew: bool) -> ScopedKeys:
    """The keys for one index, made if they are not there. `server` has the master key.

    With `renew` the keys there are end at once, and others are made. Raises IndexUnavailableError.
    """
    return ScopedKeys(
        search=server.key(f"{uid}: amidex serve", _SEARCHING, uid, renew=renew),
        write=server.key(f"{uid}: amidex worker", _WRITING, f"{uid}*", renew=renew),
    )
