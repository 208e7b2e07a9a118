"""How often things may be done: whose counts they are, and who has fewer."""

from datetime import timedelta

import pytest

from api.app import create_app
from api.rate_limits import network_of, rate_limited
from catalog.roles import Role
from tests.api.conftest import NOW
from tests.api.members import signed_in


def renamings(client, times):
    return [client.ask("/v1/me", method="PATCH", body=b"{}").status_code for _ in range(times)]


def test_members_are_counted_apart_and_the_address_with_all_of_them(own_services):
    assert renamings(signed_in(own_services, "ada"), 11) == [422] * 10 + [429]
    assert renamings(signed_in(own_services, "bob"), 1) == [422]
    for number in range(5):
        renamings(signed_in(own_services, f"member {number}"), 10)
    assert renamings(signed_in(own_services, "the sixty-first"), 1) == [429]


def test_whoever_runs_the_service_is_not_counted(own_services):
    assert renamings(signed_in(own_services, "root", role=Role.OPERATOR), 30) == [422] * 30


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
    ],
)
def test_one_person_is_one_network(address, network):
    assert network_of(address) == network


def test_who_came_lately_may_do_less(own_services):
    old = signed_in(own_services, "old", at=NOW - timedelta(days=2))
    new = signed_in(own_services, "new")
    app = create_app(own_services)
    limit = rate_limited("comments", address="90/minute", member="4/minute", newcomer="2/minute")

    @app.get("/comment", dependencies=[limit])
    def comment():
        return {}

    for client, allowed in ((old, 4), (new, 2)):
        client.app = app
        assert [client.ask("/comment").status_code for _ in range(5)] == [200] * allowed + [429] * (5 - allowed)
