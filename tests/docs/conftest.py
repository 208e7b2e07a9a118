"""A service for recipes to ask: the catalog of the API's tests, on a real port."""

import pytest

from tests.api.conftest import public_world, world  # noqa: F401 - fixtures
from tests.api.ec2.serving import serving


@pytest.fixture(scope="module")
def url(public_world):  # noqa: F811 - a fixture
    with serving(public_world.services()) as url:
        yield url
