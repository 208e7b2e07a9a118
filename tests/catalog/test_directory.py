from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from catalog.directory import Directory, load_directory
from catalog.errors import DirectoryError
from catalog.name_pattern import NamePattern
from catalog.publisher import Account, Attribution, Grade, Publisher, PublisherKind, Standing

ACME = "111111111111"
SHARED = "222222222222"
STORE = "333333333333"


def account(account_id: str = ACME, *grades: Grade, partition: str = "aws", **fields: Any) -> Account:
    return Account(account_id, partition, grades or (Grade.PROJECT,), **fields)


def publisher(slug: str = "acme", *accounts: Account, **fields: Any) -> Publisher:
    settings: dict[str, Any] = {
        "name": slug.title(),
        "url": "https://x.example",
        "sources": ("https://x.example/amis",),
        **fields,
    }
    return Publisher(slug=slug, accounts=accounts or (account(),), **settings)


def attributed(
    directory: Directory, region: str | None = "us-east-1", owner_id: str = ACME, **about: Any
) -> Attribution:
    attribution = directory.attribute("aws", region, owner_id, **about)
    assert attribution is not None
    return attribution


def names(*patterns: str) -> tuple[NamePattern, ...]:
    return tuple(NamePattern.parse(pattern) for pattern in patterns)


def test_an_account_is_attributed_with_its_publisher_grades_and_sources() -> None:
    attribution = attributed(Directory([publisher()]))

    assert attribution.publisher.slug == "acme"
    assert attribution.account.id == ACME
    assert attribution.grades == (Grade.PROJECT,)
    assert attribution.sources == ("https://x.example/amis",)
    assert attribution.known
    assert not attribution.shared


def test_nobody_is_named_for_an_account_that_is_not_there() -> None:
    assert Directory([publisher()]).attribute("aws", "eu-west-1", STORE) is None
    assert Directory([]).holders("aws", ACME) == ()


def test_the_same_number_in_another_partition_is_another_account() -> None:
    assert Directory([publisher()]).attribute("aws-cn", "cn-north-1", ACME) is None


def test_an_entry_bound_to_regions_does_not_attribute_images_in_others() -> None:
    directory = Directory([publisher("acme", account(regions=("af-south-1",)))])

    assert directory.attribute("aws", "af-south-1", ACME)
    assert directory.attribute("aws", "us-east-1", ACME) is None


def test_an_account_asked_for_without_a_region_is_attributed_wherever_it_counts() -> None:
    directory = Directory([publisher("acme", account(regions=("af-south-1",)))])

    assert attributed(directory, None).publisher.slug == "acme"


def test_each_region_takes_its_own_entry_of_an_account() -> None:
    weak = account(ACME, Grade.THIRD_PARTY, regions=("eu-west-1",))
    directory = Directory([publisher("acme", account(regions=("us-east-1",)), weak)])

    assert attributed(directory).known
    assert not attributed(directory, "eu-west-1").known


def test_an_image_created_after_an_account_ended_is_not_attributed() -> None:
    directory = Directory([publisher("acme", account(valid_until=date(2021, 1, 1)))])

    assert directory.attribute("aws", "us-east-1", ACME, created_at=datetime(2020, 6, 1, tzinfo=UTC))
    assert directory.attribute("aws", "us-east-1", ACME, created_at=datetime(2022, 6, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("grades", "sources", "known"),
    [
        ((Grade.OFFICIAL,), (), True),
        ((Grade.PROJECT,), (), True),
        ((Grade.OBSERVED,), (), True),
        ((Grade.OBSERVED, Grade.THIRD_PARTY), (), True),
        ((Grade.THIRD_PARTY,), (), False),
        ((Grade.THIRD_PARTY,), ("https://a.example/1",), False),
        ((Grade.THIRD_PARTY,), ("https://a.example/1", "https://b.example/1"), True),
        ((Grade.THIRD_PARTY,), ("https://a.example/1", "https://A.example/2"), False),
        ((Grade.THIRD_PARTY,), ("https://github.com/ann/x", "https://github.com/bob/x"), True),
        ((Grade.THIRD_PARTY,), ("https://github.com/ann/x", "https://github.com/Ann/y"), False),
        ((Grade.THIRD_PARTY,), ("https://a.example/1", "public code, repository unknown"), False),
    ],
)
def test_a_third_party_grade_alone_makes_nobody_known_without_a_second_independent_link(
    grades: tuple[Grade, ...], sources: tuple[str, ...], known: bool
) -> None:
    directory = Directory([publisher("acme", account(ACME, *grades, sources=sources))])

    assert attributed(directory).known == known


def test_the_sources_of_an_account_stand_in_for_those_of_its_publisher() -> None:
    directory = Directory([publisher("acme", account(sources=("https://a.example",)))])

    assert attributed(directory).sources == ("https://a.example",)


def test_a_lost_account_is_attributed_but_never_known() -> None:
    directory = Directory([publisher("acme", account(ACME, Grade.OFFICIAL, standing=Standing.LOST))])

    assert not attributed(directory).known


@pytest.fixture
def shared() -> Directory:
    return Directory([
        publisher("red", account(SHARED, names=names("Red*", "Any*"))),
        publisher("blue", account(SHARED, names=names("Blue*", "*Any*"))),
    ])  # fmt: skip


@pytest.mark.parametrize(("name", "slug"), [("Red 1", "red"), ("Blue 1", "blue")])
def test_the_name_tells_whose_an_image_of_a_shared_account_is(shared: Directory, name: str | None, slug: str) -> None:
    attribution = attributed(shared, owner_id=SHARED, name=name)

    assert attribution.publisher.slug == slug
    assert attribution.shared


@pytest.mark.parametrize("name", [None, "Green 1", "Any 1"], ids=["no name", "fits none", "fits both"])
def test_nobody_is_named_when_the_name_does_not_tell(shared: Directory, name: str | None) -> None:
    assert shared.attribute("aws", "us-east-1", SHARED, name=name) is None


def test_everybody_who_shares_an_account_holds_it(shared: Directory) -> None:
    assert [holder.publisher.slug for holder in shared.holders("aws", SHARED)] == ["red", "blue"]


def test_a_storefront_is_named_for_its_account_and_those_it_lists_are_not() -> None:
    listed = publisher("acme", account(STORE, standing=Standing.STOREFRONT), account())
    directory = Directory([listed, publisher("store", account(STORE), kind=PublisherKind.STOREFRONT)])

    assert attributed(directory, owner_id=STORE, name="Acme").publisher.slug == "store"
    assert not attributed(directory, owner_id=STORE).shared
    assert [entry.id for entry in directory.accounts_of("acme")] == [STORE, ACME]


@pytest.mark.parametrize(
    ("publishers", "message"),
    [
        ([publisher(), publisher()], "publisher acme: slug: it is there twice; rename or join them"),
        ([publisher("acme", account(), account())], "account 111111111111: .*twice for one region and time; join"),
        (
            [publisher("acme", account(regions=("us-east-1",)), account(regions=("us-east-1", "us-east-2")))],
            r"acme: account 111111111111: .* twice",
        ),
        ([publisher("a"), publisher("b")], "publisher b: account 111111111111: publisher a has it too; add names"),
        (
            [publisher("acme", account(STORE, standing=Standing.STOREFRONT))],
            "acme: account 333333333333: standing: no entry of kind storefront in aws",
        ),
    ],
)
def test_entries_that_contradict_each_other_are_refused(publishers: list[Publisher], message: str) -> None:
    with pytest.raises(DirectoryError, match=message):
        Directory(publishers)


def test_one_account_may_have_entries_one_after_the_other() -> None:
    before, after = account(valid_until=date(2020, 1, 1)), account(valid_from=date(2020, 1, 1))

    assert len(Directory([publisher("acme", before, after)]).holders("aws", ACME)) == 2


def test_publishers_are_found_by_slug_and_listed_in_the_order_of_the_file() -> None:
    directory = Directory([publisher("b", account(SHARED)), publisher("a")])

    assert directory.publisher("a") == publisher("a")
    assert directory.accounts_of("a") == publisher("a").accounts
    assert directory.publisher("c") is None
    assert directory.accounts_of("c") == ()
    assert [found.slug for found in directory.publishers()] == ["b", "a"]


@pytest.mark.parametrize(
    ("changed", "differs"),
    [
        (publisher(), False),
        (publisher(url="https://y.example", sources=("https://y.example",), warnings=("w",)), False),
        (publisher("acme", account(note="more")), False),
        (publisher("acme", account(ACME, Grade.OFFICIAL)), False),
        (publisher("acme", account(ACME, Grade.THIRD_PARTY)), True),
        (publisher("acme2"), True),
        (publisher(name="Acme Incorporated"), True),
        (publisher(kind=PublisherKind.STOREFRONT), True),
        (publisher("acme", account(standing=Standing.LOST)), True),
        (publisher("acme", account(regions=("us-east-1",))), True),
        (publisher("acme", account(partition="aws-cn")), True),
        (publisher("acme", account(valid_until=date(2021, 1, 1))), True),
        (publisher("acme", account(names=names("Acme*"))), True),
        (publisher("acme", account(), account(SHARED)), True),
    ],
)
def test_the_fingerprint_changes_exactly_when_what_is_said_of_an_image_changes(
    changed: Publisher, differs: bool
) -> None:
    assert (Directory([changed]).fingerprint != Directory([publisher()]).fingerprint) == differs


def test_the_fingerprint_does_not_depend_on_the_order_of_the_file() -> None:
    first, second = publisher("a"), publisher("b", account(SHARED))

    assert Directory([first, second]).fingerprint == Directory([second, first]).fingerprint


@pytest.fixture(scope="module")
def shipped() -> Directory:
    return load_directory()


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("canonical", ["canonical"]),
        ("UBUNTU", ["canonical"]),
        ("red hat", ["red-hat"]),
        ("redhat", ["red-hat"]),
        ("red-hat", ["red-hat"]),
        ("rocky", ["rocky-linux"]),
        ("amazon linux", ["amazon-linux", "amazon-eks"]),
        ("linux amazon", ["amazon-linux", "amazon-eks"]),
        ("nobody", []),
    ],
)
def test_publishers_are_found_by_the_beginnings_of_words_in_slug_and_name(
    shipped: Directory, text: str, slugs: list[str]
) -> None:
    assert [found.slug for found in shipped.search(text)] == slugs


def test_the_publisher_of_that_very_name_comes_first() -> None:
    directory = Directory([
        publisher("linux-acme", account(SHARED)), publisher("acme-linux", account(STORE)), publisher("acme")
    ])  # fmt: skip

    assert [found.slug for found in directory.search("Acme")] == ["acme", "acme-linux", "linux-acme"]


def test_a_text_without_words_finds_all(shipped: Directory) -> None:
    assert shipped.search(" -- ") == shipped.publishers()


def test_a_directory_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[[publisher]]\nslug = "acme"\nname = "Acme"\nurl = "https://x.example"\nsources = ["https://x.example"]\n'
        f'accounts = [{{ id = "{ACME}", grade = ["official"] }}]\n'
    )

    assert attributed(load_directory(path)).publisher.name == "Acme"


def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError, match=r"missing\.toml cannot be read: .*No such file"):
        load_directory(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b"\xff")
    with pytest.raises(DirectoryError, match=r"latin\.toml cannot be read: .*utf-8"):
        load_directory(tmp_path / "latin.toml")


def test_an_attribution_cannot_be_changed(shipped: Directory) -> None:
    attribution = attributed(shipped, owner_id="099720109477")

    with pytest.raises(AttributeError):
        attribution.known = False  # type: ignore[misc]
    assert replace(attribution, known=False) != attribution
