"""What costs much is made once for a while, and anew when the clock goes back."""

from datetime import UTC, datetime, timedelta

import pytest

from api.remembered import Remembered

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_it_is_made_once_until_it_is_old_or_the_clock_goes_back():
    made = iter(range(10))
    remembered = Remembered[int](timedelta(seconds=30))
    told = [remembered.told(NOW + timedelta(seconds=after), lambda: next(made)) for after in (0, 29, 30, 31, 5)]

    assert told == [0, 0, 1, 1, 2]


def test_what_fails_is_not_remembered():
    remembered = Remembered[float](timedelta(seconds=30))
    with pytest.raises(ZeroDivisionError):
        remembered.told(NOW, lambda: 1 / 0)

    assert remembered.told(NOW, lambda: 0.5) == 0.5
