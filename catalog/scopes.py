"""Scopes: what a crawl asks EC2 for, and which of them show an image."""

from enum import IntFlag
from functools import cache

from catalog.errors import MalformedError


class Scope(IntFlag):
    """The questions a crawl asks, as bits: an image keeps the set of those that show it."""

    ALL = 1  # ExecutableUsers=all: shared with everyone
    SELF = 2  # ExecutableUsers=self: shared with the crawling account by name
    AMAZON = 4  # Owners=amazon: Amazon itself and AWS verified providers

    @property
    def label(self) -> str:
        """The word people write for one scope."""
        return str(self.name).lower()

    @classmethod
    def of_label(cls, label: str) -> "Scope":
        """The scope of a word. Raises MalformedError with the right ones."""
        for scope in cls:
            if scope.label == label:
                return scope
        raise MalformedError("scope", label, f"one of {', '.join(scope.label for scope in cls)}")

    @property
    def labels(self) -> list[str]:
        """The words of every scope in the set, in the order they are crawled."""
        return [scope.label for scope in Scope if scope in self]


@cache
def is_private(scopes: Scope, *, public: bool | None) -> bool:
    """Whether only the operator may see the image.

    Shared with everyone needs a witness: a scope that shows public images (`all`, `amazon`), and no word of EC2 to the
    contrary (`Public` false). An image known under `self` alone stays private even if its document says otherwise.
    """
    return public is False or not scopes & (Scope.ALL | Scope.AMAZON)
