"""The service over the catalog of the API's tests, on a real port."""

import pytest

from tests.api.conftest import TOKEN, public_world, world  # noqa: F401 - fixtures
from tests.api.ec2.serving import serving


@pytest.fixture(scope="module")
def url(world):  # noqa: F811 - a fixture
    with serving(world.services(operator_token=TOKEN)) as url:
        yield url
