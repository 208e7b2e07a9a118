"""People who talk about the images of a catalog that each test may write to."""

import pytest

from tests.api.community.talking import LONG_AGO
from tests.api.conftest import CANONICAL, Client
from tests.api.members import signed_in


@pytest.fixture
def services(copied_services):
    """The world's catalog, a copy of which this test may write to."""
    return copied_services


@pytest.fixture
def ada(services):
    return signed_in(services, "ada", at=LONG_AGO)


@pytest.fixture
def maker(services):
    """Somebody who proved Canonical's account."""
    return signed_in(services, "maker", account=CANONICAL, at=LONG_AGO)


@pytest.fixture
def anybody(services):
    return Client(services)
