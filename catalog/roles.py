"""What a member may be, and what an access token may be used for."""

from enum import StrEnum


class Role(StrEnum):
    """What a member is trusted with. Each may do what those before it may."""

    MEMBER = "member"
    REVIEWER = "reviewer"  # sees what is disclosed responsibly before everybody does
    MODERATOR = "moderator"
    OPERATOR = "operator"  # also sees what is private

    def includes(self, other: "Role") -> bool:
        """Whether it may do all that the other may."""
        return _ORDER.index(self) >= _ORDER.index(other)


_ORDER = tuple(Role)


class TokenScope(StrEnum):
    """What an access token may be used for. A session may be used for everything its member may do."""

    READ = "read"
    WRITE = "write"
    MODERATE = "moderate"
    OPERATE = "operate"
