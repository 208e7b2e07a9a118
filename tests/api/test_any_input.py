"""Whatever is asked, the answer is an answer or a problem of whoever asked: never a 500."""

from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.problems import PROBLEM_KINDS
from tests.api.conftest import CANONICAL, IRELAND, NOBLE_IRELAND, image_id

NAMES = [
    *("q", "region", "arch", "platform", "os", "owner", "publisher", "trust", "root_device", "released_after"),
    *(
        "include_deprecated",
        "include_gone",
        "sort",
        "limit",
        "cursor",
        "scope",
        "status",
        "family",
        "at_least",
        "unknown",
        "",
    ),
]
LIKELY = [
    "",
    "ubuntu",
    IRELAND,
    "x86_64",
    "linux",
    CANONICAL,
    "canonical",
    "known",
    "ebs",
    "2026-01-01",
    "true",
    "0",
    "7",
]
VALUES = st.sampled_from(LIKELY) | st.text(max_size=30) | st.integers().map(str) | st.dates().map(str)
PATHS = st.sampled_from(
    ["/v1/search", "/v1/suggest", "/v1/resolve", "/v1/owners", "/v1/crawls", f"/v1/images/{image_id(NOBLE_IRELAND)}"]
)
ENOUGH = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def assert_answered(response):
    assert response.status_code in (200, 404, 422), response.text
    if response.status_code != 200:
        assert response.json()["type"].removeprefix("/problems/") in PROBLEM_KINDS


@ENOUGH
@given(path=PATHS, parameters=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=5))
def test_no_parameters_break_it(client, path, parameters):
    asked: dict[str, list[str]] = {}
    for name, value in parameters:
        asked.setdefault(name, []).append(value.encode(errors="replace").decode())

    assert_answered(client.ask(path, **asked))


@ENOUGH
@given(
    noun=st.sampled_from(["images", "releases", "families", "owners", "problems"]),
    value=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
        lambda text: text not in {".", ".."}
    ),
)
def test_no_path_breaks_it(client, noun, value):
    assert_answered(client.ask(f"/{'' if noun == 'problems' else 'v1/'}{noun}/{quote(value, safe='')}"))


@ENOUGH
@given(query=st.binary(max_size=40))
def test_no_bytes_in_the_query_break_it(client, query):
    assert_answered(client.ask("/v1/search?q=" + "".join(f"%{byte:02x}" for byte in query)))
