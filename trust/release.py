"""The identity of a release, from those of its images."""

from collections.abc import Iterable

from trust.identity import Identity


def weakest_identity(identities: Iterable[Identity]) -> Identity:
    """The identity of the least trusted image, the first one among equals.

    A release is no better than its worst copy: who reads "verified" must be able to launch it in any region.
    `identities` must not be empty.
    """
    return max(identities, key=lambda identity: identity.level.rank)
