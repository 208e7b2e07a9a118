"""The levels of a verdict, best first."""

from enum import StrEnum


class TrustLevel(StrEnum):
    """How far an image can be trusted. The order of the members is the order of the levels.

    Comparing members with < compares their texts, as for every StrEnum: use `rank` and `at_least`.
    """

    VERIFIED = "verified"  # identity proven: an owner alias, or a publisher who proved both account and domain
    KNOWN = "known"  # a cited public source ties the account to a publisher
    UNVERIFIED = "unverified"  # nobody does
    SUSPICIOUS = "suspicious"  # evidence of deception or danger
    MALICIOUS = "malicious"  # confirmed by a moderator

    @property
    def rank(self) -> int:
        """0 for verified, rising as trust falls."""
        return _RANKS[self]

    def at_least(self, other: "TrustLevel") -> bool:
        """Whether this level is as good as the other, or better."""
        return self.rank <= other.rank


_RANKS = {level: rank for rank, level in enumerate(TrustLevel)}
