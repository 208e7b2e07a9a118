"""Every error is a problem: its shape, its words, and what it keeps to itself."""

import re
from typing import Any

import pytest

from api.errors import PROBLEM_OF, kind_of
from api.problems import PROBLEM_KINDS
from api.services import Services
from catalog import errors as catalog_errors
from search import errors as search_errors
from tests.api.conftest import FRANKFURT, NOW, Client

UNKNOWN_IMAGE = "/v1/images/ami-0123456789abcdef0"

BAD_REQUESTS = [
    # (path, parameters, status, kind, what the detail must say)
    ("/v1/search", {"archs": "arm64"}, 422, "invalid-parameter", ["'archs'", "did you mean arch?"]),
    ("/v1/search", {"zzzzzzzz": "1"}, 422, "invalid-parameter", ["'zzzzzzzz'", "region", "cursor"]),
    ("/v1/releases/rel-abcdefghijklmnop2345", {"x": "1"}, 422, "invalid-parameter", ["'x'", "takes none"]),
    ("/healthz", {"verbose": "1"}, 422, "invalid-parameter", ["'verbose'"]),
    ("/v1/search", {"limit": "0"}, 422, "invalid-parameter", ["limit is '0'", "1 or more"]),
    ("/v1/search", {"limit": "101"}, 422, "invalid-parameter", ["limit is '101'", "100 or less"]),
    ("/v1/search", {"limit": "ten"}, 422, "invalid-parameter", ["limit is 'ten'", "a whole number"]),
    ("/v1/search", {"limit": ["1", "2"]}, 422, "invalid-parameter", ["limit is given 2 times"]),
    ("/v1/search", {"q": ["a", "b"]}, 422, "invalid-parameter", ["q is given 2 times"]),
    ("/v1/search", {"sort": "size"}, 422, "invalid-parameter", ["sort is 'size'", "'relevance', 'newest' or 'name'"]),
    ("/v1/search", {"trust": "known,good"}, 422, "invalid-parameter", ["'good'", "'verified'"]),
    ("/v1/search", {"platform": "beos"}, 422, "invalid-parameter", ["'beos'", "'linux' or 'windows'"]),
    ("/v1/search", {"include_gone": "perhaps"}, 422, "invalid-parameter", ["'perhaps'", "true or false"]),
    ("/v1/search", {"region": f"{FRANKFURT},mars"}, 422, "invalid-parameter", ["malformed region 'mars'", "eu-west-1"]),
    ("/v1/search", {"owner": "canonical"}, 422, "invalid-parameter", ["malformed account id 'canonical'", "12 digits"]),
    ("/v1/search", {"released_after": "soon"}, 422, "invalid-parameter", ["malformed date 'soon'", "2026-01-31"]),
    ("/v1/search", {"os": ["o"] * 51}, 422, "invalid-parameter", ["50 values at most, not 51"]),
    ("/v1/search", {"os": "o" * 201}, 422, "invalid-parameter", ["200 characters at most"]),
    ("/v1/search", {"q": "o" * 600}, 422, "malformed-query", ["600 characters"]),
    ("/v1/search", {"q": '"'}, 422, "malformed-query", ["character 1"]),
    ("/v1/search", {"q": "a\0b"}, 422, "malformed-query", ["control character"]),
    ("/v1/search", {"cursor": "zzz"}, 422, "bad-cursor", ["'zzz'"]),
    ("/v1/search", {"cursor": "o" * 3000}, 422, "invalid-parameter", ["cursor", "2000 characters at most"]),
    ("/v1/owners", {"cursor": "zzz"}, 422, "bad-cursor", ["'zzz'", "next_cursor"]),
    ("/v1/crawls", {"cursor": "WzEsImEiLDFd"}, 422, "bad-cursor", ["next_cursor"]),
    ("/v1/crawls", {"region": "mars"}, 422, "invalid-parameter", ["malformed region 'mars'"]),
    ("/v1/crawls", {"scope": "none"}, 422, "invalid-parameter", ["'all', 'self' or 'amazon'"]),
    ("/v1/crawls", {"status": "done"}, 422, "invalid-parameter", ["'completed'"]),
    ("/v1/owners", {"q": "o" * 201}, 422, "invalid-parameter", ["200 characters at most"]),
    (UNKNOWN_IMAGE, {"region": "mars"}, 422, "invalid-parameter", ["malformed region 'mars'"]),
    (UNKNOWN_IMAGE, {}, 404, "unknown-id", ["ami-0123456789abcdef0"]),
    ("/problems/bad-luck", {}, 404, "unknown-id", ["bad-luck", "unknown-id"]),
    ("/nowhere", {}, 404, "unknown-path", ["/nowhere", "/openapi.json"]),
    ("/v1/search/", {}, 404, "unknown-path", ["/v1/search/"]),
    ("/v1/images/ami-1/history/x", {}, 404, "unknown-path", []),
    ("/v1/search", {"q": "o" * 9000}, 414, "url-too-long", ["8000 bytes"]),
]


@pytest.mark.parametrize(("path", "parameters", "status", "kind", "says"), BAD_REQUESTS)
def test_bad_input_gets_a_problem_that_helps(client, path, parameters, status, kind, says):
    response = client.ask(path, **parameters)

    assert_problem(response, status, kind)
    for words in says:
        assert words in response.json()["detail"]
    if kind == "invalid-parameter":
        assert response.json()["errors"]


def assert_problem(response, status, kind):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    problem = response.json()
    assert problem["type"] == f"/problems/{kind}"
    assert problem["title"] == PROBLEM_KINDS[kind].title
    assert problem["status"] == status
    assert problem["request_id"] == response.headers["X-Request-Id"]
    assert problem["instance"] == f"urn:uuid:{problem['request_id']}"
    assert None not in problem.values()
    assert len(problem["detail"]) < 1_000


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_another_method_is_refused_with_those_that_work(client, method):
    response = client.ask("/v1/search", method=method)

    assert_problem(response, 405, "method-not-allowed")
    assert response.headers["Allow"] == "GET, HEAD"


def test_every_kind_of_problem_can_be_read_where_its_type_points(client):
    for name, kind in PROBLEM_KINDS.items():
        told = client.json(f"/problems/{name}")
        assert (told["type"], told["status"], told["advice"]) == (kind.type, kind.status, kind.advice)


class Breaking:
    """A database and an index, neither of which does anything but raise."""

    def __init__(self, error):
        self.error = error

    def read(self):
        raise self.error

    def generation(self):
        raise self.error

    def document_count(self):
        raise self.error


@pytest.fixture
def broken(directory):
    def broken(error):
        breaking: Any = Breaking(error)
        return Client(Services(breaking, breaking, directory, clock=lambda: NOW))

    return broken


SECRET = "postgresql://amidex@db.internal/catalog"


@pytest.mark.parametrize(
    "error",
    [
        catalog_errors.DatabaseLockedError(SECRET),
        catalog_errors.DatabaseUnreachableError(SECRET),
        catalog_errors.DatabaseMissingError(SECRET),
        catalog_errors.DatabaseFullError(SECRET),
        catalog_errors.SchemaVersionError(SECRET),
    ],
)
@pytest.mark.parametrize("path", [UNKNOWN_IMAGE, "/v1/owners", "/v1/owners/123456789012", "/v1/crawls"])
def test_a_catalog_out_of_reach_says_when_to_try_again_and_nothing_of_where_it_is(broken, caplog, error, path):
    response = broken(error).ask(path)

    assert_problem(response, 503, "catalog-unavailable")
    assert response.headers["Retry-After"] == "5"
    assert "internal" not in response.text
    assert SECRET in caplog.text
    assert response.headers["X-Request-Id"] in caplog.text


def test_an_index_out_of_reach_says_when_to_try_again(broken, caplog):
    response = broken(search_errors.IndexUnavailableError(SECRET)).ask("/v1/search")

    assert_problem(response, 503, "index-unavailable")
    assert response.headers["Retry-After"] == "5"
    assert SECRET in caplog.text
    assert "internal" not in response.text


@pytest.mark.parametrize("path", ["/v1/search", UNKNOWN_IMAGE, "/v1/owners"])
def test_an_error_nobody_expected_reveals_nothing_and_is_logged_under_the_request_id(broken, caplog, path):
    response = broken(RuntimeError(SECRET)).ask(path)

    assert_problem(response, 500, "internal-error")
    assert "internal/" not in response.text
    assert "Traceback" not in response.text
    assert SECRET in caplog.text
    assert response.headers["X-Request-Id"] in caplog.text


def test_every_error_of_the_packages_below_has_its_status():
    for module, root in ((catalog_errors, catalog_errors.DatabaseError), (search_errors, search_errors.SearchError)):
        for error in vars(module).values():
            if isinstance(error, type) and issubclass(error, root):
                assert kind_of(error.__new__(error)) is not None, error
    assert PROBLEM_OF[search_errors.BadQueryError].status == 422


def test_a_value_pasted_by_mistake_is_shown_cut(client):
    problem = client.ask("/v1/search", region="x" * 3000).json()

    assert len(problem["errors"][0]["value"]) < 100
    assert re.search(r"3000 characters", problem["detail"])
