from datetime import timedelta

import pytest

from api.pages.regions import PLACES
from api.pages.world_map import COORDINATES, HEIGHT, WIDTH, point
from catalog.images import images_by_id
from catalog.roles import Role
from catalog.scopes import Scope
from tests.api.conftest import FRANKFURT, IRELAND, NOW, Client, World
from tests.api.members import signed_in
from tests.api.pages.conftest import Visitor
from tests.api.pages.test_problem_page import BrokenIndex
from tests.crawler.conftest import image


def test_each_region_and_scope_has_its_age(visitor):
    page = visitor.page("/status")

    for word in (IRELAND, FRANKFURT, "amazon", "completed", "ago"):
        assert word in page.text
    assert "self" not in [word.strip() for word in page.text.split()]


def test_each_region_is_on_the_map_and_leads_to_its_row(visitor):
    page = visitor.page("/status")

    for region in (IRELAND, FRANKFURT):
        assert f"#{region}" in page.values("a", "href")
        assert page.values("tr", "id").count(region) == 1


def test_the_map_has_a_place_for_every_region_that_has_a_name():
    assert set(COORDINATES) == set(PLACES)
    for region in PLACES:
        x, y = point(region) or (-1, -1)
        assert (0 < x < WIDTH, 0 < y < HEIGHT) == (True, True)


def test_a_crawl_that_is_overdue_is_late(world):
    intervals = {Scope.ALL: timedelta(minutes=1), Scope.AMAZON: timedelta(days=365)}
    services = world.services(crawl_intervals=intervals, clock=lambda: NOW + timedelta(days=9))

    assert "Some regions are late" in Visitor(services).page("/status").text


def test_what_does_not_work_is_said_and_the_page_is_there(world):
    services = world.services()
    object.__setattr__(services, "index", BrokenIndex())
    page = Visitor(services).page("/status")

    assert "Something does not work" in page.text
    assert Client(services).ask("/readyz").status_code == 503


HELD_OF = 25


@pytest.fixture
def held(own_services):
    """A crawl whose removals are held: of its images it saw one."""
    world = World(own_services.database.url.database, own_services.directory)
    world.database = own_services.database
    images = [image(0x900 + number, Name=f"fleet-{number}") for number in range(HELD_OF)]
    world.crawl({"ap-southeast-2": images})
    world.crawl({"ap-southeast-2": images[:1]})
    return own_services


def decide(client, decision):
    token = client.ask("/v1/me").json()["csrf_token"]
    page = client.page("/status")
    (action,) = [path for path in page.values("form", "action") if path.endswith(decision)]
    return client.ask(
        action,
        method="POST",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"},
        body=f"csrf_token={token}",
    )


@pytest.mark.parametrize(("decision", "left"), [("confirm", 1), ("discard", HELD_OF)])
def test_an_operator_decides_on_removals_that_are_held(held, decision, left):
    operator = signed_in(held, role=Role.OPERATOR)
    browser = Visitor(held, operator.cookie())

    assert f"{HELD_OF - 1} removals held" in browser.page("/status").text
    assert decide(browser, decision).headers["Location"] == "/status"
    with held.database.read() as session:
        ids = [f"ami-{0x900 + number:017x}" for number in range(HELD_OF)]
        alive = [one for key in ids for one in images_by_id(session, key, with_private=False) if one.gone_at is None]
    assert len(alive) == left
    assert "removals held" not in browser.page("/status").text


def test_nobody_else_is_offered_a_decision_or_may_make_one(held):
    member = signed_in(held, "eve")
    browser = Visitor(held, member.cookie())

    assert f"{HELD_OF - 1} removals held" in browser.page("/status").text
    assert not [path for path in browser.page("/status").values("form", "action") if "/status/" in path]
    assert member.ask("/status/crawls/1/confirm", method="POST").status_code == 403
    assert Visitor(held).ask("/status/crawls/1/confirm", method="POST").status_code == 401


def test_what_is_not_held_is_refused_in_place(held):
    operator = signed_in(held, role=Role.OPERATOR)
    refused = operator.ask("/status/crawls/1/confirm", method="POST")

    assert refused.status_code == 422
    assert "is not held" in refused.text
