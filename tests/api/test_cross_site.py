"""What a cookie speaks for must come from our own pages."""

from dataclasses import replace

import orjson
import pytest

from api.raw_body import LARGEST_FORM_BYTES
from tests.api.members import signed_in

RENAME = orjson.dumps({"name": "Ada Lovelace"})
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
OWN = "http://amidex"


@pytest.fixture
def ada(own_services):
    return signed_in(own_services)


def browser(ada, headers, *, method="PATCH", body=RENAME):
    """The answer to a browser: by its cookie alone."""
    asking = replace(ada, headers=ada.cookie())
    return asking.ask("/v1/me" if method == "PATCH" else "/v1/me/tokens", method=method, headers=headers, body=body)


def test_a_browser_is_known_by_its_cookie(ada):
    me = replace(ada, headers=ada.cookie()).json("/v1/me")

    assert me["member_id"] == ada.member.id
    assert len(me["csrf_token"]) == 64


@pytest.mark.parametrize(
    "said", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": OWN}, {"Origin": "http://127.0.0.1:8000"}]
)
def test_our_own_pages_may(ada, said):
    assert browser(ada, JSON | said).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "https://amidex"},
        {"Origin": "http://amidex.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OWN},
        {"Referer": OWN},
    ],
)
def test_other_sites_may_not(ada, said):
    response = browser(ada, JSON | said)

    assert (response.status_code, response.json()["type"]) == (403, "/problems/cross-site")
    assert ada.json("/v1/me")["name"] == ada.member.name


@pytest.mark.parametrize(
    "kind", [FORM, {"Content-Type": "text/plain"}, {"Content-Type": "multipart/form-data; boundary=x"}, {}]
)
def test_what_a_form_can_send_carries_the_token(ada, kind):
    own = {"Sec-Fetch-Site": "same-origin"}
    token = replace(ada, headers=ada.cookie()).json("/v1/me")["csrf_token"]
    body = b'{"name": "ci"}'

    assert browser(ada, own | kind, method="POST", body=body).status_code == 403
    assert browser(ada, own | kind | {"X-CSRF-Token": "0" * 64}, method="POST", body=body).status_code == 403
    assert browser(ada, own | kind | {"X-CSRF-Token": token}, method="POST", body=body).status_code == 201


def test_a_form_may_carry_it_as_a_field(ada):
    own = {"Sec-Fetch-Site": "same-origin"}
    token = replace(ada, headers=ada.cookie()).json("/v1/me")["csrf_token"]

    # Past the check, the route wants JSON and says so.
    assert browser(ada, own | FORM, method="POST", body=f"csrf_token={token}&name=ci").status_code == 422
    assert browser(ada, own | FORM, method="POST", body="csrf_token=x&name=ci").status_code == 403
    endless = b"csrf_token=%ff\x00" + b"x" * LARGEST_FORM_BYTES
    assert browser(ada, own | FORM, method="POST", body=endless).status_code == 413


def test_the_token_of_one_session_is_not_that_of_another(ada, own_services):
    other = signed_in(own_services, "other")
    token = replace(other, headers=other.cookie()).json("/v1/me")["csrf_token"]
    said = FORM | {"Sec-Fetch-Site": "same-origin", "X-CSRF-Token": token}

    assert browser(ada, said, method="POST", body=b"{}").status_code == 403


def test_a_cookie_that_ended_counts_as_none(own_services):
    client = signed_in(own_services)
    client.ask("/v1/sessions/current", method="DELETE")
    left = replace(client, headers=client.cookie())

    assert left.ask("/v1/search").status_code == 200
    assert left.ask("/v1/me").json()["type"] == "/problems/not-signed-in"


def test_an_access_token_is_no_cookie(ada):
    from tests.api.members import with_token  # noqa: PLC0415

    tool = with_token(ada)
    assert replace(tool, headers=tool.cookie()).ask("/v1/me").status_code == 401


def test_over_tls_the_cookie_is_taken_from_this_host_alone(own_services):
    secure = signed_in(replace(own_services, public_url="https://amidex.example"))
    out = replace(secure, headers=secure.cookie()).ask(
        "/v1/sessions/current", method="DELETE", headers={"Origin": "https://amidex.example"}
    )

    assert secure.services.cookie_name == "__Host-amidex"
    assert out.status_code == 204
    cookie = out.headers["Set-Cookie"]
    assert all(
        word in cookie for word in ("__Host-amidex=", "Secure", "HttpOnly", "Path=/", "SameSite=lax", "Max-Age=0")
    )
