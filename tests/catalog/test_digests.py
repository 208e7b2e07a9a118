"""What a digest tells is written down once and told once, and what is due is found, on each engine."""

from datetime import timedelta

import pytest

from catalog.digests import (
    BACKOFF,
    KEPT,
    UNCONFIRMED_KEPT,
    Every,
    Item,
    add_items,
    confirm,
    digest_of,
    due_digests,
    forget_old,
    items_to_tell,
    note_failed,
    note_refused,
    note_sent,
    set_digest,
)
from catalog.members import Identity, set_suspended, sign_in
from catalog.watches import Watch
from tests.api.conftest import NOW

DAY = timedelta(days=1)
WATCHES = (Watch.of("canonical"), Watch.of("q=ubuntu&arch=arm64"), Watch.of("ami-0abcdef1234567890"))


@pytest.fixture
def session(database):
    with database.write() as session:
        yield session


@pytest.fixture
def member(session):
    return sign_in(session, Identity("test", "ada"), at=NOW)


@pytest.fixture
def digest(session, member):
    made = set_digest(session, member.id, address="ada@example.org", every=Every.DAY, watches=WATCHES, at=NOW)
    confirm(session, made, at=NOW)
    return digest_of(session, member.id)


def items(*numbers):
    return [Item(f"k{number}", NOW + timedelta(minutes=number), f"t{number}", "", "/x") for number in numbers]


def keys(session, digest):
    return [item.key for item in items_to_tell(session, digest)]


def test_it_is_read_as_it_was_set(digest):
    assert (digest.watches, digest.every, digest.next_at) == (WATCHES, Every.DAY, NOW + DAY)


def test_what_happened_is_written_down_once_and_told_in_its_order(session, digest):
    add_items(session, digest, items(3, 1))
    add_items(session, digest, items(1, 2, 3))
    assert keys(session, digest) == ["k1", "k2", "k3"]
    note_sent(session, digest, items(1, 3), at=NOW + DAY)
    add_items(session, digest, items(1, 2, 3))
    assert keys(session, digest) == ["k2"]


def test_so_many_that_no_statement_takes_them_all_at_once(session, digest):
    many = items(*range(40_000))
    add_items(session, digest, many)
    note_sent(session, digest, many[1:], at=NOW + DAY)
    assert keys(session, digest) == ["k0"]


def test_it_is_due_at_the_same_time_each_day_whenever_it_was_sent(session, digest):
    def due(at):
        return due_digests(session, at=at, limit=5) != []

    assert (due(NOW + DAY - timedelta(seconds=1)), due(NOW + DAY)) == (False, True)
    note_sent(session, digest, [], at=NOW + DAY * 1.2)
    assert (due(NOW + DAY * 1.9), due(NOW + DAY * 2)) == (False, True)
    note_failed(session, digest, outcome="away", at=NOW + DAY * 2)
    assert (due(NOW + DAY * 2), due(NOW + DAY * 2 + BACKOFF[0])) == (False, True)
    note_refused(session, digest, outcome="550", at=NOW + DAY * 2)
    assert not due(NOW + DAY * 99)


def test_another_address_is_told_nothing_from_before_and_forgotten_when_nobody_confirms_it(session, member, digest):
    add_items(session, digest, items(1))
    set_digest(session, member.id, address="ada@example.com", every=Every.DAY, watches=WATCHES, at=NOW)
    assert keys(session, digest) == []
    forget_old(session, at=NOW + UNCONFIRMED_KEPT + DAY)
    assert digest_of(session, member.id) is None


def test_what_is_noted_of_an_address_is_not_noted_of_the_next(session, member, digest):
    set_digest(session, member.id, address="ada@example.com", every=Every.DAY, watches=WATCHES, at=NOW)
    note_refused(session, digest, outcome="550", at=NOW)
    assert digest_of(session, member.id).refused_at is None


def test_nothing_is_due_to_who_is_suspended(session, member, digest):
    set_suspended(session, member.id, suspended=True, reason="spam", actor="operator", at=NOW)
    assert due_digests(session, at=NOW + DAY, limit=5) == []


def test_what_was_told_long_ago_and_addresses_nobody_confirmed_are_forgotten(session, member, digest):
    add_items(session, digest, items(1, 2))
    note_sent(session, digest, items(1), at=NOW)
    forget_old(session, at=NOW + KEPT + DAY)
    add_items(session, digest, items(1, 2))
    assert keys(session, digest) == ["k1", "k2"]
    other = sign_in(session, Identity("test", "eve"), at=NOW)
    set_digest(session, other.id, address="eve@example.org", every=Every.DAY, watches=WATCHES, at=NOW)
    forget_old(session, at=NOW + UNCONFIRMED_KEPT)
    assert digest_of(session, other.id) is not None
    forget_old(session, at=NOW + UNCONFIRMED_KEPT + DAY)
    assert digest_of(session, other.id) is None
    assert digest_of(session, member.id) is not None
