"""What can go wrong with the truth and the words it is written in.

    CatalogError                  anything this package refuses
    ├── MalformedError            a value that cannot be what it claims to be: an id, a region, a pattern
    ├── DirectoryError            the directory of publishers cannot be read or contradicts itself
    ├── BackupError               a backup cannot be written here, or this is none to restore
    ├── NotHeldError              removals that nobody holds, or no longer, cannot be decided on
    ├── UnknownMemberError        no member has this id or name
    ├── NameTakenError            a name that is another's, or looks like it
    ├── ClaimRefusedError         what a publisher claims and did not prove, or what is another's
    ├── TooManyTokensError        a member has as many access tokens as he may
    ├── QueueFullError            as much waits to be done as may
    ├── ConflictError             a request was heard before, and said something else
    ├── ChangedMeanwhileError     what would be changed was changed since it was read
    └── DatabaseError             the database cannot do its part
        ├── DatabaseMissingError      there is none, or it has no tables yet
        ├── DatabaseDamagedError      its file is none of a database, or was damaged
        ├── DatabaseLockedError       another process keeps it locked
        ├── DatabaseFullError         no space is left, or the disk fails
        ├── DatabaseUnreachableError  the server does not answer
        ├── LockHeldError             another process does what only one may do at a time
        ├── LockLostError             the server let go of our lock, and another process may have it now
        ├── CrawlTakenOverError       another process began to crawl the region that this one was crawling
        ├── SchemaVersionError        its tables are older or newer than this code
        └── WrongCatalogError         demo data and a real crawl would mix

Every message says what, which value, and what to do. `str(error)` is fit for the person who gave the value.
"""

# A value is quoted up to this many characters: a message must stay readable when someone pastes a file into a query.
QUOTED_CHARACTERS = 80


def quoted(value: object) -> str:
    """The value as a message shows it: in quotes, control characters escaped, cut when it is long."""
    text = value if isinstance(value, str) else repr(value)
    if len(text) > QUOTED_CHARACTERS:
        return f"{text[:QUOTED_CHARACTERS]!r}… ({len(text)} characters)"
    return repr(text)


class CatalogError(Exception):
    """The root of what catalog/ raises on purpose."""


class MalformedError(CatalogError, ValueError):
    """A value is not of the form it must have.

    Also a ValueError, so that a pydantic validator which calls one of our checks reports it as a field's error.
    """

    def __init__(self, what: str, value: object, right_form: str) -> None:
        """`what` names the kind of value ("image id"), `right_form` completes "should be …"."""
        super().__init__(f"malformed {what} {quoted(value)}: it should be {right_form}")
        self.what = what
        self.value = value
        self.right_form = right_form

    def __reduce__(self) -> tuple[type["MalformedError"], tuple[str, object, str]]:
        """An exception is pickled by its message unless it says how it was made; workers send these to each other."""
        return type(self), (self.what, self.value, self.right_form)


class DirectoryError(CatalogError):
    """The directory of publishers is not usable: says which publisher, which field, which value, and what to do."""


class NotHeldError(CatalogError):
    """A crawl's removals do not wait for a decision, or not for this one any more. Says why."""


class UnknownMemberError(CatalogError):
    """No member has this id or name."""

    def __init__(self, given: str) -> None:
        super().__init__(f"there is no member {quoted(given)}; `amidex admin members` lists them with ids and names")
        self.given = given

    def __reduce__(self) -> tuple[type["UnknownMemberError"], tuple[str]]:
        """See MalformedError."""
        return type(self), (self.given,)


class NameTakenError(CatalogError):
    """A name that is another's, or looks like it, or that nobody may have."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the name {quoted(name)} is taken, or looks like one that is; choose another")
        self.name = name

    def __reduce__(self) -> tuple[type["NameTakenError"], tuple[str]]:
        """See MalformedError."""
        return type(self), (self.name,)


class ClaimRefusedError(CatalogError):
    """What a publisher claims and did not prove, or what is another's. Says which, and how to prove it."""


class TooManyTokensError(CatalogError):
    """A member has as many access tokens as he may."""

    def __init__(self, most: int) -> None:
        super().__init__(f"you have {most} access tokens, and more are not given out; revoke one that is not used")
        self.most = most

    def __reduce__(self) -> tuple[type["TooManyTokensError"], tuple[int]]:
        """See MalformedError."""
        return type(self), (self.most,)


class QueueFullError(CatalogError):
    """As much waits as may: it is told when to come back."""


class ConflictError(CatalogError):
    """A request that was heard before says something else now."""


class ChangedMeanwhileError(CatalogError):
    """What somebody would change was changed since he read it."""


class BackupError(CatalogError):
    """A backup cannot be written where it should be, or what should be restored is none, or would replace a catalog."""


class DatabaseError(CatalogError):
    """The database cannot do its part. Says which database and what to do."""


class DatabaseMissingError(DatabaseError):
    """There is no database at this place, or none with our tables."""


class DatabaseDamagedError(DatabaseError):
    """The file is none of a database, or not a whole one."""


class DatabaseLockedError(DatabaseError):
    """Another process has kept the database locked for longer than a transaction of ours takes."""


class DatabaseFullError(DatabaseError):
    """No space is left, or the disk fails. What was committed is safe."""


class DatabaseUnreachableError(DatabaseError):
    """The database server does not answer, or cut the connection."""


class LockHeldError(DatabaseError):
    """Another process does what only one may do at a time."""

    def __init__(self, name: str) -> None:
        super().__init__(f"another amidex process holds {name}; wait for it or stop it, then try again")
        self.name = name

    def __reduce__(self) -> tuple[type["LockHeldError"], tuple[str]]:
        """See MalformedError."""
        return type(self), (self.name,)


class LockLostError(DatabaseError):
    """The connection that held a lock was cut, and the lock with it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the database server let go of the lock {name}; another amidex process may hold it now")
        self.name = name

    def __reduce__(self) -> tuple[type["LockLostError"], tuple[str]]:
        """See MalformedError."""
        return type(self), (self.name,)


class CrawlTakenOverError(DatabaseError):
    """A crawl's lock was lost with its connection, and another process has begun the region anew."""

    def __init__(self, crawl_id: int) -> None:
        super().__init__(
            f"another process took over the region of crawl {crawl_id} while the database was out of reach; "
            "nothing is lost, its crawl goes on"
        )
        self.crawl_id = crawl_id

    def __reduce__(self) -> tuple[type["CrawlTakenOverError"], tuple[int]]:
        """See MalformedError."""
        return type(self), (self.crawl_id,)


class SchemaVersionError(DatabaseError):
    """The tables are older or newer than the code that would use them."""


class WrongCatalogError(DatabaseError):
    """Demo data would be written into a real catalog, or the other way round."""
