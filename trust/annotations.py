"""How much what members state counts: an annotation with what is proven of its author in, a weighed statement out.

A voice weighs what is proven of its author, and nothing by itself. Only reviewers have one, whom a moderator made such:
an AWS account and a domain cost a few dollars, so a publisher verified by its own proofs has none for the asking, and
answers what is said of its images by disputing it. What is his own nobody praises with any weight.
"""

from datetime import datetime
from typing import NamedTuple

from catalog.directory import Directory
from trust.facts import Statement

PRAISE = frozenset({"vouch", "launched-ok"})
FULL, UNPROVEN = 1.0, 0.5


class Said(NamedTuple):
    """One annotation that counts, and who made it. `account` is the one he proved first: partition and id.

    `by_maker`: he made the image too. `until`: when it counts no longer.
    """

    kind: str
    at: datetime
    member_id: int
    reviewer: bool
    account: tuple[str, str] | None
    by_maker: bool
    source: str | None
    disputed: bool
    confirmed: bool
    until: datetime
    of_owner: bool = False


def weight_of(said: Said) -> float:
    """0 to 1."""
    if not said.reviewer or (said.by_maker and said.kind in PRAISE):
        return 0.0
    return UNPROVEN if said.account is None else FULL


def voice_of(said: Said, directory: Directory) -> str:
    """Whose voice it is: all members of one publisher have one together, as the directory knows their accounts, and all
    of one account.
    """
    if said.account is None:
        return f"member {said.member_id}"
    partition, account_id = said.account
    attribution = directory.attribute(partition, None, account_id)
    if attribution is not None and attribution.known:
        return f"publisher {attribution.publisher.slug}"
    return f"{partition} {account_id}"


def statement_of(said: Said, directory: Directory) -> Statement:
    """What the rule `community` is told."""
    return Statement(
        said.kind,
        weight_of(said),
        said.at,
        voice_of(said, directory),
        said.source,
        said.disputed,
        said.confirmed,
        said.until,
        said.of_owner,
    )
