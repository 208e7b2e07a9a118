import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import MalformedError
from catalog.publisher import Account, Attribution, Grade, Publisher, PublisherKind, Standing
from catalog.release import check_release_id, is_release_id, release_id, release_identity, release_name

OWNER = "123456789012"


def attribution(
    *,
    kind: PublisherKind = PublisherKind.PUBLISHER,
    standing: Standing = Standing.CURRENT,
    known: bool = True,
    shared: bool = False,
) -> Attribution:
    account = Account(OWNER, "aws", (Grade.PROJECT,), standing=standing)
    publisher = Publisher("acme", "Acme", "https://acme.example", (account,), ("https://acme.example",), kind)
    return Attribution(publisher, account, publisher.sources, known=known, shared=shared)


def test_an_id_never_changes_because_links_and_indexes_hold_it() -> None:
    assert release_id("aws", "canonical", "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20231201") == (
        "rel-mmyfzirt6sv7x6hdjcoh"
    )


@given(st.text(), st.text())
def test_every_id_has_the_form_of_one(identity: str, name: str) -> None:
    assert check_release_id(release_id("aws", identity, name)).startswith("rel-")


def test_a_name_with_a_lone_surrogate_from_a_broken_dump_has_an_id_of_its_own() -> None:
    assert is_release_id(release_id("aws", OWNER, "\ud800"))
    assert release_id("aws", OWNER, "\ud800") != release_id("aws", OWNER, "?")


@given(*[st.tuples(st.text("ab-", max_size=3), st.text("ab-", max_size=3), st.text("ab-\0", max_size=4))] * 2)
def test_two_releases_share_an_id_only_when_partition_identity_and_name_are_the_same(
    first: tuple[str, str, str], second: tuple[str, str, str]
) -> None:
    assert (release_id(*first) == release_id(*second)) == (first == second)


@pytest.mark.parametrize(
    "text",
    ["", "rel-", "rel-abc", "rel-abcdefghijklmnop2345\n", "rel-ABCDEFGHIJKLMNOP2345", "rel-abcdefghijklmnop2348"],
)
def test_what_is_no_release_id_is_refused_with_the_right_form(text: str) -> None:
    assert not is_release_id(text)
    with pytest.raises(MalformedError, match=r"release id .* rel- followed by 20 characters"):
        check_release_id(text)


def test_the_accounts_of_a_known_publisher_make_one_release() -> None:
    assert release_identity(attribution(), OWNER) == "acme"


def test_accounts_that_only_a_third_party_names_stay_apart_from_the_known_ones() -> None:
    assert release_identity(attribution(known=False), OWNER) == "acme?"


@pytest.mark.parametrize(
    "of_many_hands",
    [
        None,
        attribution(kind=PublisherKind.STOREFRONT),
        attribution(shared=True),
        attribution(known=False, standing=Standing.LOST),
    ],
    ids=["nobody is named", "a storefront", "a shared account", "a lost account"],
)
def test_the_owner_is_the_identity_where_an_equal_name_does_not_mean_one_maker(
    of_many_hands: Attribution | None,
) -> None:
    assert release_identity(of_many_hands, OWNER) == OWNER


def test_a_former_account_still_makes_the_publishers_releases() -> None:
    assert release_identity(attribution(standing=Standing.FORMER), OWNER) == "acme"


def test_a_release_is_called_by_name_else_by_location_else_by_image_id() -> None:
    assert release_name("debian-12", "owner/debian-12", "ami-03cf127a") == "debian-12"
    assert release_name(None, "bucket/image.manifest.xml", "ami-03cf127a") == "bucket/image.manifest.xml"
    assert release_name("", "", "ami-03cf127a") == "ami-03cf127a"
