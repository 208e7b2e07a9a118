from datetime import timedelta

from catalog.scopes import Scope
from tests.api.conftest import FRANKFURT, IRELAND, NOW, Client
from tests.api.pages.conftest import Visitor
from tests.api.pages.test_problem_page import BrokenIndex


def test_each_region_and_scope_has_its_age(visitor):
    page = visitor.page("/status")

    for word in (IRELAND, FRANKFURT, "amazon", "completed", "ago"):
        assert word in page.text
    assert "self" not in [word.strip() for word in page.text.split()]


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
