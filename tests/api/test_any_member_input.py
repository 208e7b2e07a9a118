"""Whatever is sent to what members do, the answer is an answer or a problem of whoever sent it: never a 500."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.problems import PROBLEM_KINDS
from api.rate_counts import RateLimits
from catalog.roles import Role
from tests.api.conftest import Client
from tests.api.members import signed_in

OPERATIONS = [
    ("PATCH", "/v1/me"),
    ("POST", "/v1/me/tokens"),
    ("POST", "/v1/me/account-tokens"),
    ("DELETE", "/v1/me/tokens/1"),
    ("POST", "/v1/sessions/aws"),
    ("PUT", "/v1/publishers/acme"),
    ("POST", "/v1/publishers/acme/accounts"),
    ("PUT", "/v1/publishers/acme/domain"),
]
NAMES = [
    *("name", "scopes", "expires_in_days", "account_id", "partition", "url", "domain"),
    *("endpoint", "authorization", "date", "security_token", "service", "nonce", "other"),
]
TEXTS = st.text(max_size=30) | st.sampled_from(
    ["Ada", "123456789012", "aws", "https://acme.example", "acme.example", "read", "20260930T081402Z", "a\0b", "\u202e"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
BODIES = st.binary(max_size=60) | st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=7).map(
    lambda members: json.dumps(members).encode(errors="replace")
)
ENOUGH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def operator(own_services):
    """Whom no limit keeps from asking."""
    return signed_in(own_services, role=Role.OPERATOR, account="123456789012")


def assert_answered(response):
    assert response.status_code in (200, 201, 204, 400, 403, 404, 409, 413, 422), response.text
    if response.status_code >= 400:
        assert response.json()["type"].removeprefix("/problems/") in PROBLEM_KINDS


@ENOUGH
@given(operation=st.sampled_from(OPERATIONS), body=BODIES)
def test_no_body_breaks_it(operator, operation, body):
    method, path = operation
    assert_answered(operator.ask(path, method=method, body=body))


@ENOUGH
@given(body=st.binary(max_size=60), kind=st.sampled_from(["application/x-www-form-urlencoded", "text/plain", "x"]))
def test_no_form_breaks_the_sign_in(own_services, operator, body, kind):
    said = {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"}
    anybody = Client(replace(own_services, rate_limits=RateLimits()))  # each with counts of its own
    assert_answered(anybody.ask("/sign-in", method="POST", headers=said, body=body))
    assert_answered(
        replace(operator, headers=operator.cookie()).ask("/sign-in", method="POST", headers=said, body=body)
    )


@ENOUGH
@given(header=st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=60))
def test_no_header_breaks_it(own_services, header):
    for name in ("Authorization", "Cookie"):
        value = (f"Bearer amx_session_{header}" if name == "Authorization" else f"amidex=amx_session_{header}").strip()
        response = Client(own_services).ask("/v1/me", headers={name: value.encode("latin-1")})
        assert response.status_code == 401, response.text
