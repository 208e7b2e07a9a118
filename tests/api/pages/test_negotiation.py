import pytest

from api.security_headers import PAGE_HEADERS
from tests.api.pages.conftest import ACCEPTED


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "", "text/html;q=0", "application/json, text/html;q=0.5"]
)
def test_programs_are_told_about_the_service_at_the_root(client, accept):
    response = client.ask("/", headers={"Accept": accept})

    assert response.json()["name"] == "Amidex"
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("accept", [ACCEPTED, "text/html", "text/html, application/json", "TEXT/HTML;q=0.8"])
def test_browsers_get_a_page_at_the_root(client, accept):
    response = client.ask("/", headers={"Accept": accept})

    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert {"Accept", "Accept-Encoding", "Cookie"} <= set(response.headers["Vary"].split(", "))


@pytest.mark.parametrize("path", ["/v1/images/ami-1", "/v1/nowhere", "/v1/search?archs=arm64", "/ec2"])
def test_the_interface_answers_programs_whoever_asks(client, path):
    response = client.ask(path, headers={"Accept": ACCEPTED})

    assert "html" not in response.headers["Content-Type"]


def test_a_page_allows_what_this_server_has_and_nothing_that_stands_in_it(visitor):
    response = visitor.ask("/", headers={"Accept": ACCEPTED})
    policy = response.headers["Content-Security-Policy"]

    assert {name: response.headers[name] for name in PAGE_HEADERS} == PAGE_HEADERS
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_is_kept_by_shared_caches_and_browsers_ask_again_cheaply(visitor):
    response = visitor.ask("/", headers={"Accept": ACCEPTED})

    assert response.headers["Cache-Control"] == "private, no-cache"
    again = visitor.ask("/", headers={"Accept": ACCEPTED, "If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
