from trust.identity import Identity
from trust.levels import TrustLevel
from trust.release import weakest_identity


def identity(level, reason=""):
    return Identity(level, reason, (), None)


def test_a_release_is_trusted_no_more_than_its_least_trusted_image():
    levels = [TrustLevel.VERIFIED, TrustLevel.UNVERIFIED, TrustLevel.KNOWN]

    assert weakest_identity(identity(level) for level in levels).level is TrustLevel.UNVERIFIED


def test_among_equals_the_first_one_gives_the_reason():
    equals = [identity(TrustLevel.KNOWN, "first"), identity(TrustLevel.KNOWN, "second")]

    assert weakest_identity(equals).reason == "first"
