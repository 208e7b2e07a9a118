"""Requests for crawls: none lost, none run twice at a time, whatever dies."""

from catalog.crawl_requests import (
    TakenRequest,
    crawl_request_by_id,
    enabled_regions,
    finish_crawl_request,
    list_crawl_requests,
    next_crawl_request,
    remember_enabled_regions,
    request_crawl,
)
from catalog.scopes import Scope
from catalog.utc_time import now


def ask(database, *, regions=(), scopes=()):
    with database.write() as session:
        return request_crawl(session, regions=regions, scopes=scopes, requested_at=now()).id


def status(database, request_id):
    with database.read() as session:
        found = crawl_request_by_id(session, request_id)
        assert found is not None
        return found.status


def test_requests_are_run_in_the_order_they_were_made(database):
    first = ask(database, regions=["eu-west-1", "af-south-1"], scopes=[Scope.AMAZON, Scope.ALL])
    second = ask(database)

    with next_crawl_request(database, at=now()) as taken:
        assert taken == TakenRequest(first, ["af-south-1", "eu-west-1"], [Scope.ALL, Scope.AMAZON])
        assert status(database, first) == "running"
        with next_crawl_request(database, at=now()) as other:
            assert other == TakenRequest(second, [], [])
            with next_crawl_request(database, at=now()) as third:
                assert third is None


def test_a_request_that_was_run_is_not_run_again(database):
    request_id = ask(database)
    with next_crawl_request(database, at=now()), database.write() as session:
        finish_crawl_request(session, request_id, finished_at=now(), error=None)

    with next_crawl_request(database, at=now()) as taken:
        assert taken is None
    assert status(database, request_id) == "finished"


def test_a_request_whose_process_died_is_taken_up_again(database):
    request_id = ask(database)
    with next_crawl_request(database, at=now()):
        pass

    with next_crawl_request(database, at=now()) as taken:
        assert taken == TakenRequest(request_id, [], [])


def test_who_asks_twice_for_the_same_gets_one_crawl(database):
    assert ask(database, regions=["eu-west-1"]) == ask(database, regions=["eu-west-1"])
    assert ask(database, regions=["eu-west-1"]) != ask(database, regions=["eu-west-1"], scopes=[Scope.ALL])


def test_open_requests_are_those_that_wait_or_run(database):
    done, waiting = ask(database), ask(database, scopes=[Scope.SELF])
    with database.write() as session:
        finish_crawl_request(session, done, finished_at=now(), error="no credentials")
    with database.read() as session:
        assert [request.id for request in list_crawl_requests(session, only_open=True, limit=10)] == [waiting]
        assert [request.status for request in list_crawl_requests(session, limit=10)] == ["waiting", "failed"]


def test_the_enabled_regions_are_those_of_the_last_crawl(database):
    with database.write() as session:
        assert enabled_regions(session) is None
        remember_enabled_regions(session, ["eu-west-2", "eu-west-1"])
        remember_enabled_regions(session, ["eu-west-3", "eu-west-1"])
    with database.read() as session:
        assert enabled_regions(session) == ["eu-west-1", "eu-west-3"]
