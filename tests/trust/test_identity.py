import pytest

from catalog.publisher import Account, Attribution, Grade, Publisher, PublisherKind, Standing
from trust.identity import ALIAS_SOURCE, Evidence, identify
from trust.levels import TrustLevel

SOURCE = "https://acme.example/amis"


def attribution(
    *grades: Grade,
    known: bool = True,
    standing: Standing = Standing.CURRENT,
    kind: PublisherKind = PublisherKind.PUBLISHER,
) -> Attribution:
    account = Account("123456789012", "aws", grades or (Grade.PROJECT,), standing=standing)
    publisher = Publisher("acme", "Acme", "https://acme.example", (account,), (SOURCE,), kind)
    return Attribution(publisher, account, publisher.sources, known=known, shared=False)


def test_the_amazon_alias_verifies_and_the_account_tells_who_it_is() -> None:
    identity = identify("amazon", attribution())

    assert identity.level is TrustLevel.VERIFIED
    assert identity.publisher == "acme"
    assert identity.reason.endswith("that it verified, and the account belongs to Acme.")
    assert Evidence(ALIAS_SOURCE) in identity.evidence
    assert Evidence(SOURCE, Grade.PROJECT) in identity.evidence


def test_the_amazon_alias_verifies_where_only_a_third_party_names_the_account_and_says_so() -> None:
    identity = identify("amazon", attribution(Grade.THIRD_PARTY, known=False))

    assert identity.level is TrustLevel.VERIFIED
    assert "as a third party says, belongs to Acme" in identity.reason


@pytest.mark.parametrize("unnamed", [None, attribution(known=False, standing=Standing.LOST)], ids=["unknown", "lost"])
def test_the_amazon_alias_verifies_without_a_name_where_no_account_tells_it(unnamed: Attribution | None) -> None:
    identity = identify("amazon", unnamed)

    assert identity.level is TrustLevel.VERIFIED
    assert identity.publisher is None
    assert "no source we hold tells which" in identity.reason


def test_a_marketplace_listing_verifies_and_the_product_code_tells_the_seller() -> None:
    identity = identify("aws-marketplace", attribution(kind=PublisherKind.STOREFRONT), ["abc123"])

    assert identity.level is TrustLevel.VERIFIED
    assert identity.reason == (
        "AWS Marketplace lists this image. The seller is told by product code abc123, not by the account."
    )


def test_a_marketplace_listing_without_a_product_code_does_not_tell_the_seller() -> None:
    assert "which this image does not carry" in identify("aws-marketplace", None).reason


def test_a_backup_vault_does_not_tell_who_made_an_image() -> None:
    identity = identify("aws-backup-vault", attribution())

    assert identity.level is TrustLevel.UNVERIFIED
    assert identity.publisher is None


@pytest.mark.parametrize("alias", [None, "", "self", "Amazon", "amazon "])
def test_an_alias_that_aws_does_not_use_proves_nothing(alias: str | None) -> None:
    assert identify(alias, None).level is TrustLevel.UNVERIFIED


@pytest.mark.parametrize(
    ("grade", "beginning"),
    [
        (Grade.OFFICIAL, "The publisher or AWS says"),
        (Grade.PROJECT, "A maintained project's code or documentation says"),
        (Grade.OBSERVED, "Recorded answers of EC2 show"),
        (Grade.THIRD_PARTY, "Several independent third parties say"),
    ],
)
def test_a_public_source_makes_an_account_known_and_is_shown_with_its_grade(grade: Grade, beginning: str) -> None:
    identity = identify(None, attribution(grade))

    assert identity.level is TrustLevel.KNOWN
    assert identity.publisher == "acme"
    assert identity.reason == f"{beginning} that the owner's account belongs to Acme."
    assert identity.evidence == (Evidence(SOURCE, grade),)


def test_a_third_party_alone_leaves_an_account_unverified_and_names_whom_it_points_to() -> None:
    identity = identify(None, attribution(Grade.THIRD_PARTY, known=False))

    assert identity.level is TrustLevel.UNVERIFIED
    assert identity.publisher == "acme"
    assert identity.evidence == (Evidence(SOURCE, Grade.THIRD_PARTY),)


def test_a_lost_account_is_unverified_and_the_reason_warns() -> None:
    identity = identify(None, attribution(Grade.OFFICIAL, known=False, standing=Standing.LOST))

    assert identity.level is TrustLevel.UNVERIFIED
    assert identity.publisher is None
    assert (
        identity.reason
        == "The owner's account once belonged to Acme, who no longer controls it: anyone may hold it now."
    )


def test_a_storefronts_account_is_known_as_the_storefront_and_not_as_a_seller() -> None:
    identity = identify(None, attribution(Grade.OFFICIAL, kind=PublisherKind.STOREFRONT), ["abc123"])

    assert identity.level is TrustLevel.KNOWN
    assert identity.publisher == "acme"
    assert "sells for others. The seller is told by product code abc123" in identity.reason


def test_nobody_is_unverified_and_has_no_evidence() -> None:
    identity = identify(None, None)

    assert (identity.level, identity.evidence, identity.publisher) == (TrustLevel.UNVERIFIED, (), None)
