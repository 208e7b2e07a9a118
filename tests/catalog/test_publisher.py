from datetime import UTC, date, datetime
from typing import Any

from catalog.name_pattern import NamePattern
from catalog.publisher import Account, Grade


def account(**fields: Any) -> Account:
    return Account("123456789012", "aws", (Grade.PROJECT,), **fields)


def test_an_entry_without_regions_and_dates_covers_everything() -> None:
    assert account().covers("eu-west-1", datetime(2020, 1, 1, tzinfo=UTC))


def test_an_entry_bound_to_regions_covers_no_other() -> None:
    entry = account(regions=("eu-west-1",))

    assert entry.covers("eu-west-1", None)
    assert not entry.covers("eu-west-2", None)


def test_an_account_asked_for_without_a_region_or_time_is_not_refused() -> None:
    assert account(regions=("eu-west-1",), valid_until=date(2021, 1, 1)).covers(None, None)


def test_the_first_day_counts_and_the_last_does_not() -> None:
    entry = account(valid_from=date(2020, 1, 1), valid_until=date(2021, 1, 1))

    assert not entry.covers(None, datetime(2019, 12, 31, 23, 59, tzinfo=UTC))
    assert entry.covers(None, datetime(2020, 1, 1, tzinfo=UTC))
    assert entry.covers(None, datetime(2020, 12, 31, 23, 59, tzinfo=UTC))
    assert not entry.covers(None, datetime(2021, 1, 1, tzinfo=UTC))


def test_an_entry_with_names_needs_one_that_fits() -> None:
    entry = account(names=(NamePattern.parse("Fedora*"), NamePattern.parse("fedora*")))

    assert entry.names_image("fedora-coreos-41")
    assert not entry.names_image("CentOS Stream 9")
    assert not entry.names_image(None)
    assert account().names_image(None)
