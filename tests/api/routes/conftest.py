"""A service that asks moto's STS, and signatures for it; and who claims a publisher."""

from dataclasses import replace

import pytest

from catalog.utc_time import now
from tests.api.conftest import Client
from tests.api.members import signed_in
from tests.api.routes.claiming import MINE
from tests.api.routes.signing import SERVICE
from tests.sts import moto_sts, signed


@pytest.fixture(scope="module")
def sts():
    with moto_sts() as running:
        yield running


@pytest.fixture(scope="module")
def ada(sts):
    return sts.user("ada")


@pytest.fixture
def aws_services(own_services, sts):
    return replace(own_services, clock=now, public_url=SERVICE, sts_endpoint=sts.url)


@pytest.fixture
def anybody(aws_services):
    return Client(aws_services)


@pytest.fixture
def signing(anybody, sts, ada):
    """Signs as Ada for this service with a fresh nonce, or otherwise."""

    def sign(credentials=ada, **other):
        nonce = anybody.ask("/v1/sessions/aws/nonce", method="POST").json()["nonce"]
        return signed(credentials, **{"endpoint": sts.url, "service": SERVICE, "nonce": nonce} | other)

    return sign


@pytest.fixture
def publisher(here):
    return signed_in(here, account=MINE)
