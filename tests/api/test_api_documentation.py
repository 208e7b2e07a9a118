"""docs/API.md names every path, parameter, problem and hidden field there is, and no other."""

import re
from pathlib import Path

import pytest

from api.capacity import LONGEST_URL_BYTES
from api.problems import PROBLEM_KINDS
from catalog.visibility import CRAWLING_ACCOUNTS_FIELDS
from tests.api.conftest import Client

TEXT = (Path(__file__).parents[2] / "docs" / "API.md").read_text("utf-8")


@pytest.fixture(scope="module")
def paths(world):
    return Client(world.services()).json("/openapi.json")["paths"]


METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")


def sections():
    """The text under each heading that names an operation, by method and path."""
    parts = re.split(r"^##+ .*$", TEXT, flags=re.MULTILINE)[1:]
    headings = re.findall(r"^##+ (.*)$", TEXT, flags=re.MULTILINE)
    return {
        tuple(heading.strip("`").split(" ")): part
        for heading, part in zip(headings, parts, strict=True)
        if heading.startswith(tuple(f"`{method} /" for method in METHODS))
    }


def operations(paths):
    return {(method.upper(), path): operation for path, item in paths.items() for method, operation in item.items()}


def parameters(operation):
    """What an operation takes: its parameters, and the members of its body."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {"schema": {}})
    return {entry["name"] for entry in operation.get("parameters", [])} | set(content["schema"].get("properties", ()))


def test_every_path_has_a_section_and_no_other(paths):
    assert set(sections()) == set(operations(paths))


def test_every_section_names_exactly_the_parameters_there_are(paths):
    for operation, section in sections().items():
        named = set(re.findall(r"^\| `([\w-]+)` \|", section, flags=re.MULTILINE))
        assert named == parameters(operations(paths)[operation]), operation


def test_every_section_has_a_request_that_is_understood(paths, world):
    """Asked by nobody in particular: what is for members says so, and the example how to send the token."""
    client = Client(world.services())
    for (method, path), section in sections().items():
        operation = operations(paths)[method, path]
        ((written, request, shown, body),) = re.findall(
            r"^curl (?:-X (\w+) )?'http://127\.0\.0\.1:8000(/[^']*)'( -H \"Authorization: Bearer \$TOKEN\")?"
            r"(?: -H '[^']*')*(?: --json '([^']*)')?$",
            section,
            flags=re.MULTILINE,
        )
        assert bool(body) == ("requestBody" in operation), path
        assert (written or ("POST" if body else "GET")) == method, path
        for_members = "security" in operation and {} not in operation["security"]
        assert bool(shown) == for_members, path
        # 403: a signature in a document is too old.
        expected = {401} if for_members else {200, 404} if "_id}" in path or "{about}" in path else {200, 201, 403}
        assert client.ask(request, method=method, body=body).status_code in expected, request


def test_the_table_of_errors_is_the_one_in_the_code():
    told = {
        name: int(status) for name, status in re.findall(r"^\| `/problems/([a-z-]+)` \| (\d+) \|", TEXT, re.MULTILINE)
    }

    assert told == {name: kind.status for name, kind in PROBLEM_KINDS.items()}


def test_every_hidden_field_is_named():
    listed = re.search(r"the fields ((?:`\w+`(?:, | and )?)+)", TEXT)

    assert listed is not None
    assert set(re.findall(r"`(\w+)`", listed[1])) == CRAWLING_ACCOUNTS_FIELDS


def test_the_limit_of_a_url_is_the_one_in_the_code():
    assert f"{LONGEST_URL_BYTES:,} bytes" in TEXT
