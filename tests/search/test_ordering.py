import re
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from search.document import Audience
from search.ordering import name_rank, newest_rank, oldest_rank_of, seconds
from tests.search.documents import make_documents

DOCUMENT = make_documents(1)[0]
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone given


@given(st.text(max_size=300))
def test_a_name_rank_is_safe_to_put_into_an_engines_own_language(name):
    rank = name_rank(replace(DOCUMENT, name=name))
    assert re.fullmatch(r"\w[\w./-]*,[0-9a-f]{8}", rank)


def test_a_name_stands_before_the_same_with_more():
    names = ["debian", "Debian 12", "debian-12.1", "debian9", "Ubuntu"]
    assert sorted(names, key=lambda name: name_rank(replace(DOCUMENT, name=name))) == names


@given(TIMES, TIMES)
def test_newer_is_higher_to_the_second(one, other):
    ranks = [newest_rank(replace(DOCUMENT, created_at=time)) for time in (one, other)]
    assert (ranks[0] > ranks[1]) == (seconds(one) > seconds(other))
    assert oldest_rank_of(seconds(one)) <= ranks[0] < oldest_rank_of(seconds(one) + 1)


def test_an_unknown_or_odd_time_is_oldest_and_ranks_fit_into_64_bits():
    for time in (None, datetime(1950, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)):
        assert 0 <= newest_rank(replace(DOCUMENT, created_at=time)) < 2**64


def test_a_rank_does_not_tell_whether_the_release_also_has_private_images():
    (shared,) = make_documents(1)
    beside_a_private_one = replace(shared, audiences=(Audience.PUBLIC,))

    assert shared.key != beside_a_private_one.key
    assert newest_rank(shared) == newest_rank(beside_a_private_one)
    assert name_rank(shared) == name_rank(beside_a_private_one)
