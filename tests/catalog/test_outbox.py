"""The outbox: first touched, first out; nothing leaves it that was touched again."""

import pytest
from sqlalchemy import select

from catalog.outbox import (
    OUTBOX,
    enqueue,
    is_settled,
    last_position,
    pending,
    settle,
    take,
    take_behind,
    take_urgent,
    urgent_waits,
)


def put(database, *release_ids):
    with database.write() as session:
        enqueue(session, release_ids)


def taken(database, limit=100):
    with database.write() as session:
        return take(session, limit).release_ids


def test_keys_come_out_in_the_order_they_were_touched_first(database):
    put(database, "rel-b")
    put(database, "rel-a")
    put(database, "rel-b", "rel-c")
    assert taken(database) == ["rel-b", "rel-a", "rel-c"]


def test_a_release_is_in_it_once_however_often_it_is_touched(database):
    put(database, "rel-a", "rel-a")
    put(database, "rel-a")
    with database.read() as session:
        assert pending(session) == 1


def test_what_a_release_is_called_is_told_where_who_touched_it_knew(database):
    with database.write() as session:
        enqueue(session, {"rel-b": "web “1”\n", "rel-a": None})
        enqueue(session, ["rel-c"])
        enqueue(session, {"rel-c": "known too late"})
    with database.write() as session:
        assert list(take(session, 9).names.items()) == [("rel-a", None), ("rel-b", "web “1”\n"), ("rel-c", None)]


def test_who_has_not_settled_yet_takes_what_stands_behind(database):
    put(database, "rel-a", "rel-b")
    put(database, "rel-c")
    put(database, "rel-d")
    with database.write() as session:
        first = take(session, 2)
        behind = take_behind(session, 1, first.last or 0)
        assert (first.release_ids, behind.release_ids) == (["rel-a", "rel-b"], ["rel-c"])
        assert take_behind(session, 9, behind.last or 0).release_ids == ["rel-d"]
    urge(database, "rel-e", "rel-b")
    with database.write() as session:
        urgent = take(session, 9)
        assert (urgent.release_ids, urgent.last) == (["rel-b", "rel-e"], None)
        assert take_behind(session, 9, first.last or 0).release_ids == ["rel-c", "rel-d"]


def test_settled_keys_are_gone(database):
    put(database, "rel-a", "rel-b")
    keys = taken(database)
    with database.write() as session:
        settle(session, keys)
    assert taken(database) == []


def test_a_key_touched_since_it_was_taken_stays(database):
    put(database, "rel-a", "rel-b")
    keys = taken(database)
    put(database, "rel-a")
    with database.write() as session:
        settle(session, keys)
    assert taken(database) == ["rel-a"]


def test_a_position_is_settled_when_everything_up_to_it_is(database):
    put(database, "rel-a")
    put(database, "rel-b")
    with database.read() as session:
        position = last_position(session)
        assert not is_settled(session, position)
    keys = taken(database, limit=1)
    with database.write() as session:
        settle(session, keys)
    with database.read() as session:
        assert not is_settled(session, position)
    with database.write() as session:
        settle(session, take(session, 10).release_ids)
    put(database, "rel-c")
    with database.read() as session:
        assert is_settled(session, position)


def test_what_is_rolled_back_never_was_in_it(database):
    def touch_and_fail():
        with database.write() as session:
            enqueue(session, ["rel-a"])
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError):
        touch_and_fail()
    assert taken(database) == []


def urge(database, *release_ids):
    with database.write() as session:
        enqueue(session, release_ids, urgent=True)


def test_what_a_person_did_is_taken_first_and_alone(database):
    put(database, "rel-a", "rel-b", "rel-c")
    urge(database, "rel-d", "rel-b")
    assert taken(database) == ["rel-b", "rel-d"]
    with database.write() as session:
        settle(session, take(session, 10).release_ids)
    assert taken(database) == ["rel-a", "rel-c"]


def test_what_is_urgent_stays_so_when_a_crawl_touches_it(database):
    put(database, "rel-a")
    urge(database, "rel-b")
    put(database, "rel-b")
    assert taken(database) == ["rel-b"]


def test_a_touch_of_what_waits_changes_nothing(database):
    put(database, "rel-a")

    def rows():
        with database.read() as session:
            return session.connection().execute(select(*OUTBOX)).all()

    before = rows()
    put(database, "rel-a", "rel-b")
    assert rows()[:1] == before


def test_what_one_that_was_killed_had_taken_is_taken_again(database):
    put(database, "rel-a")
    urge(database, "rel-b")
    assert taken(database) == taken(database)


def test_what_is_newly_urgent_was_touched_since_it_was_taken(database):
    def newly_urgent():
        with database.write() as session:
            return urgent_waits(session), take_urgent(session, 10)

    put(database, "rel-a")
    assert newly_urgent() == (False, [])
    urge(database, "rel-a")
    assert newly_urgent() == (True, ["rel-a"])
    assert newly_urgent() == (False, [])
    urge(database, "rel-a")
    assert newly_urgent() == (True, ["rel-a"])
