from trust.levels import TrustLevel


def test_the_levels_stand_in_order_from_verified_to_malicious() -> None:
    ordered = ["verified", "known", "unverified", "suspicious", "malicious"]

    assert sorted(TrustLevel, key=lambda level: level.rank) == ordered


def test_a_level_is_as_good_as_itself_and_as_everything_worse() -> None:
    assert TrustLevel.KNOWN.at_least(TrustLevel.KNOWN)
    assert TrustLevel.KNOWN.at_least(TrustLevel.UNVERIFIED)
    assert not TrustLevel.KNOWN.at_least(TrustLevel.VERIFIED)
