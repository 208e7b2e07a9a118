"""Schemathesis over the whole OpenAPI document, as nobody and in each role: no 5xx, and nothing it does not promise."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.names import Names
from api.rate_counts import RateLimits
from api.safe_fetch import SafeFetch
from catalog.roles import Role, TokenScope
from catalog.sqlite_file import copy_file
from catalog.webhooks import MOST_WEBHOOKS
from tests.api.community.talking import release_of, say, send
from tests.api.conftest import CANONICAL, JAMMY_IRELAND, NOBLE_IRELAND, STRANGER, TOKEN, WEB_BASE, World, image_id
from tests.api.members import signed_in, with_token
from tests.api.test_openapi import OPERATIONS
from tests.outside import name_server

PROMISES: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FEW = settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))


class Uncounted(RateLimits):
    """Nobody asks too often: a limit would hide what is behind it."""

    def count(self, limit, what, whose):
        pass


@pytest.fixture(scope="module")
def services(world, tmp_path_factory, directory):
    file = tmp_path_factory.mktemp("promises") / "catalog.sqlite3"
    copy_file(world.file, file)
    copy = World(file, directory)
    with name_server() as names:
        yield replace(
            world.services(operator_token=TOKEN),
            database=copy.database,
            fetch=SafeFetch(Names([names.address])),
            sts_endpoint="http://127.0.0.1:9",
            rate_limits=Uncounted(),
        )
    copy.database.close()


@pytest.fixture(scope="module")
def app(services):
    return create_app(services)


@pytest.fixture(scope="module")
def schema(app):
    return schemathesis.openapi.from_dict(app.openapi())


@pytest.fixture(scope="module")
def existing(services):
    """Ids that there are, by the parameter: looked for as often as those that are made up."""
    ada = signed_in(services, "existing", account=CANONICAL)
    release_id = release_of(ada, NOBLE_IRELAND)
    said = [say(ada)["comment_id"] for _ in range(20)]
    about = {"kind": "vouch", "text": "It boots, and holds what its page says."}
    stated = send(ada, "POST", f"/v1/releases/{release_id}/annotations", about)
    assert stated.status_code == 201, stated.text
    # What one of those who ask has himself, and may change.
    asker = signed_in(services, f"a-{Role.MEMBER}", account=STRANGER)
    own = release_of(ada, WEB_BASE)
    return {
        "about": [own, ada.json(f"/v1/releases/{own}")["family_id"]],
        "webhook_id": [hook_of(asker) for _ in range(MOST_WEBHOOKS)],
        "image_id": [image_id(NOBLE_IRELAND), image_id(JAMMY_IRELAND)],
        "release_id": [release_id, release_of(ada, JAMMY_IRELAND)],
        "comment_id": said,
        "annotation_id": [stated.json()["annotation"]["annotation_id"]],
        "member_id": [signed_in(services, "suspected").member.id],
        "account_id": [CANONICAL, STRANGER],
        "slug": ["canonical", "acme"],
        "name": ["unknown-id"],
    }


def hook_of(client):
    """The id of a new webhook of the client's."""
    wanted = {"url": "https://93.184.216.34/hook", "watches": [{"kind": "owner", "about": CANONICAL}]}
    made = send(client, "POST", "/v1/me/webhooks", wanted)
    assert made.status_code == 201, made.text
    return made.json()["webhook"]["webhook_id"]


def everybody(services, operation_id):
    """The headers of nobody, of each role, and of those that are let in to less or to more."""
    yield "nobody", {}
    for role in Role:
        client = signed_in(services, f"a-{role}", role=role, account=STRANGER)
        yield str(role), client.headers
    yield "who may read", with_token(signed_in(services, f"reader of {operation_id}"), TokenScope.READ).headers
    yield "who is suspended", signed_in(services, "suspended", suspended=True).headers
    yield "the operator's token", {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner


@pytest.mark.parametrize("operation_id", sorted(OPERATIONS))
def test_it_keeps_what_it_promises(operation_id, app, schema, services, existing, loop):
    operation = schema.find_operation_by_id(operation_id)
    askers = list(everybody(services, operation_id))

    async def answer(prepared, headers):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://amidex") as client:
            return await client.request(
                prepared.method, prepared.url, headers={**prepared.headers, **headers}, content=prepared.body
            )

    # What the document allows, and what it does not.
    cases = operation.as_strategy() | operation.as_strategy(GenerationMode.NEGATIVE)

    @FEW
    @given(
        case=cases,
        ids=st.fixed_dictionaries({}, optional={name: st.sampled_from(ids) for name, ids in existing.items()}),
    )
    def asked_by_everybody(case, ids):
        case.path_parameters = {name: ids.get(name, value) for name, value in (case.path_parameters or {}).items()}
        prepared = requests.Request(**case.as_transport_kwargs(base_url="http://amidex")).prepare()
        for asker, headers in askers:
            response = loop.run(answer(prepared, headers))
            try:
                case.validate_response(response, checks=PROMISES)
            except BaseException as error:
                error.add_note(f"asked by {asker}")
                raise

    asked_by_everybody()
