"""What tests of signing in share."""

import orjson

from catalog.member_events import events_of
from tests.api.conftest import Client

SERVICE = "https://amidex.example"


def shown(client, given):
    return client.ask("/v1/sessions/aws", method="POST", body=orjson.dumps(given))


def refused(response, kind="sign-in-refused"):
    assert response.json()["type"] == f"/problems/{kind}", response.text
    return response.json()["detail"]


def nobody_signed_in(services):
    with services.database.read() as session:
        return not events_of(session, 1, limit=1)


def me(services, response):
    assert response.status_code == 201, response.text
    return Client(services, {"Authorization": f"Bearer {response.json()['secret']}"}).json("/v1/me")
