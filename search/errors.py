"""What can go wrong in search/.

SearchError
├── BadRequestError           a filter, limit or combination that no index can answer
│   ├── BadQueryError         what was typed cannot be read; names the character and how to write it
│   └── BadCursorError        not a cursor of this search
├── IndexUnavailableError     the index cannot be read or written: corrupt, or written by another version of Amidex
├── IndexLockedError          another process or thread is writing
└── UnknownIndexUrlError      a search URL of no engine we have
"""

from collections.abc import Callable
from functools import partial


class SearchError(Exception):
    """Base of every error that search/ raises on purpose."""


class BadRequestError(SearchError):
    """The caller asks for something no index can answer; the message says what and how to ask."""


class BadQueryError(BadRequestError):
    """The typed query cannot be read.

    `position` counts characters of the query from 0; `advice` says how to write it.
    """

    def __init__(self, problem: str, *, position: int, advice: str) -> None:
        super().__init__(f"{problem} at character {position + 1}: {advice}")
        self.problem = problem
        self.position = position
        self.advice = advice

    def __reduce__(self) -> tuple[Callable[[], "BadQueryError"], tuple[()]]:
        """An exception is pickled by its message unless it says how it was made."""
        return partial(type(self), self.problem, position=self.position, advice=self.advice), ()


class BadCursorError(BadRequestError):
    """The cursor is damaged, or belongs to another search."""


class IndexUnavailableError(SearchError):
    """The index cannot be used as it is. The message says what to do, mostly `amidex reindex`."""


class IndexLockedError(SearchError):
    """Somebody else writes to the index. Try again when he is done."""


class UnknownIndexUrlError(SearchError):
    """No engine answers to this search URL."""
