"""Members of the operator's organisation see what was shared with it in private; others see what anybody does."""

import shutil
from dataclasses import replace

import pytest

from catalog.database import Database
from catalog.roles import Role, TokenScope
from tests.api.conftest import TOKEN, Client
from tests.api.members import signed_in, with_token
from tests.api.test_audience import _CHANCE, requests

OURS, OTHERS = "123123123123", "321321321321"


@pytest.fixture
def services(world, tmp_path):
    """The world in a copy of its own, for members to sign in to."""
    world.database.close()
    shutil.copy(world.file, tmp_path / "catalog.sqlite3")
    database = Database(f"sqlite:///{tmp_path / 'catalog.sqlite3'}")
    organisation = frozenset({("aws", OURS)})
    yield replace(world.services(operator_token=TOKEN), database=database, organisation_accounts=organisation)
    database.close()


def told(client, path, parameters):
    response = client.ask(path, **parameters)
    return response.status_code, _CHANCE.sub("", response.text)


def test_each_member_is_answered_as_the_operator_or_as_anybody(services):
    operator, anybody = Client(services, {"Authorization": f"Bearer {TOKEN}"}), Client(services)
    ours, others = signed_in(services, "ours", account=OURS), signed_in(services, "others", account=OTHERS)
    # These follow from who one is, not from what one sees.
    of_ourselves = ("/v1/me", "/v1/crawls/requests", "/v1/moderation/queue")

    asked = [
        (path, parameters)
        for path, parameters in requests(operator)
        if not path.startswith(of_ourselves) and not path.endswith("/versions")
    ]
    assert len(asked) > 40
    for path, parameters in asked:
        assert told(ours, path, parameters) == told(operator, path, parameters), (path, parameters)
        assert told(others, path, parameters) == told(anybody, path, parameters), (path, parameters)


@pytest.mark.parametrize(
    ("how", "sees"),
    [
        ({}, False),
        ({"account": OTHERS}, False),
        ({"account": OURS}, True),
        ({"account": OURS, "suspended": True}, False),
        ({"role": Role.MODERATOR}, False),
        ({"role": Role.OPERATOR}, True),
        ({"role": Role.OPERATOR, "suspended": True}, False),
    ],
)
def test_who_sees_what_is_private(services, how, sees):
    member = signed_in(services, **how)

    assert member.json("/v1/search", q="payroll")["total"] == int(sees)
    assert with_token(member, TokenScope.WRITE).json("/v1/search", q="payroll")["total"] == 0
    assert with_token(member, TokenScope.READ).json("/v1/search", q="payroll")["total"] == int(sees)
    browser = replace(member, headers=member.cookie())
    assert browser.json("/v1/search", q="payroll")["total"] == int(sees)
    kept = browser.ask("/v1/search").headers
    assert kept["Cache-Control"].startswith("private, no-store" if sees else "public")
    assert "Cookie" in kept["Vary"]


def test_the_same_number_in_another_partition_is_another_account(services):
    elsewhere = replace(services, organisation_accounts=frozenset({("aws-cn", OURS)}))

    assert signed_in(elsewhere, account=OURS).json("/v1/search", q="payroll")["total"] == 0


def test_a_member_of_the_organisation_may_not_do_what_the_operator_may(services):
    ours = signed_in(services, account=OURS)

    assert ours.ask("/v1/crawls", method="POST", body=b"{}").status_code == 403
