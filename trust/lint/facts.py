"""What the catalog knows of a look-up and of the ids in a file. Given to the rules, which ask nobody."""

from dataclasses import dataclass
from datetime import datetime

from trust.levels import TrustLevel


@dataclass(frozen=True, slots=True)
class FoundImage:
    """One image that a look-up finds. `level` None: it was not judged yet."""

    image_id: str
    name: str
    owner_id: str
    owner_alias: str | None
    publisher: str | None
    level: TrustLevel | None
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class Matches:
    """What a look-up finds in a region today: how many images, and the newest of them, newest first.

    `whole` is false when there are more than were looked through: then the first of `newest` need not be the newest.
    """

    region: str
    total: int
    newest: tuple[FoundImage, ...]
    whole: bool = True

    @property
    def winner(self) -> FoundImage | None:
        """What a tool that takes the most recent image would launch."""
        return self.newest[0] if self.whole and self.newest else None


@dataclass(frozen=True, slots=True)
class KnownImage:
    """An image that an id names. `newer`: the newest of its family in its region that passes, when it is another."""

    image_id: str
    region: str
    name: str
    owner_id: str
    level: TrustLevel | None
    deprecated_at: datetime | None
    gone_at: datetime | None
    newer: str | None = None
