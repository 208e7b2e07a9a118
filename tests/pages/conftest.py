"""One browser and two sites for all tests here."""

from contextlib import contextmanager

import pytest

from catalog.roles import Role
from tests.pages.addresses import addresses
from tests.pages.browsing import running_browser, visiting
from tests.pages.sites import demo_site, wild_site
from tests.pages.talking import talker


@pytest.fixture(scope="session")
def browser():
    with running_browser() as made:
        yield made


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    with demo_site(tmp_path_factory.mktemp("demo")) as site:
        yield site


@pytest.fixture(scope="session")
def wild(tmp_path_factory):
    with wild_site(tmp_path_factory.mktemp("wild")) as site:
        yield site


@pytest.fixture(scope="session")
def places(demo):
    return addresses(demo)


@pytest.fixture(scope="session")
def moderator(demo, places):
    return talker(demo, "moderator", role=Role.MODERATOR)


@pytest.fixture(scope="session")
def ada(demo, places):
    return talker(demo, "ada")


@pytest.fixture
def visit(browser, demo):
    """Visits the demo; in the end nothing may have gone wrong."""

    @contextmanager
    def begin(path="/", **options):
        with visiting(browser, demo.url, **options) as made:
            made.go(path)
            yield made
            assert made.wrong == []

    return begin
