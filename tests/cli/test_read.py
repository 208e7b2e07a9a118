"""`amidex search`, `suggest`, `show`, `owners` over a small real catalog: what they print, as JSON and for people."""

import pytest

from tests.cli.conftest import NOBLE, NOBLE_ID, WINDOWS_ID
from tests.cli.running import amidex


@pytest.fixture
def ask(read_environment):
    def ask(*arguments, **more):
        return amidex(*arguments, environment=read_environment | more)

    return ask


def test_a_search_prints_name_image_publisher_and_trust_in_one_row(ask):
    finished = ask("search", "ubuntu", "24.04", "--region", "eu-west-1")

    (row,) = [line for line in finished.output.splitlines() if NOBLE in line]
    assert finished.exit_code == 0
    assert row.split() == [NOBLE, NOBLE_ID, "Canonical", "(Ubuntu)", "known", "arm64", "2026-01-02"]
    assert "1 releases in" in finished.output


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("windows", "2016"), ["Windows_Server-2016-English"]),
        (("--platform", "windows"), ["Windows_Server-2016-English"]),
        (("--arch", "arm64", "--arch", "i386"), [NOBLE]),
        (("--publisher", "canonical"), [NOBLE]),
        (("--owner", "099720109477"), [NOBLE]),
        (("--os", "ubuntu"), [NOBLE]),
        (("--trust", "known"), [NOBLE]),
        (("--", "web", "-windows"), ["web-base"]),
        (("--region", "eu-west-2"), []),
        (("--released-after", "2027-01-01"), []),
        (("--sort", "name", "--limit", "1"), [NOBLE]),
    ],
)
def test_every_option_narrows_as_over_http(ask, arguments, names):
    answer = ask("search", "--json", *arguments).json

    assert [hit["name"] for hit in answer["hits"]] == names


def test_a_cursor_goes_on_where_the_page_ended(ask):
    first = ask("search", "--sort", "name", "--limit", "2", "--json").json
    second = ask("search", "--sort", "name", "--limit", "2", "--cursor", first["next_cursor"], "--json").json

    assert len({hit["name"] for page in (first, second) for hit in page["hits"]}) == 3
    assert second["next_cursor"] is None


def test_what_is_being_typed_is_completed(ask):
    finished = ask("suggest", "ubuntu", "24.0")

    assert (finished.exit_code, finished.output.split()[-3:]) == (0, ["family", NOBLE, "known"])
    answer = ask("suggest", "--json", "--limit", "2", "canon").json
    assert [one["kind"] for one in answer["suggestions"]] == ["publisher", "family"]
    assert "nothing begins so" in ask("suggest", "nonexistent").output
    assert ask("suggest", "--limit", "11", "a").exit_code == 2


def test_a_misspelt_word_is_told_with_what_was_looked_for(ask):
    assert "nothing found with ubunut: showing ubuntu" in ask("search", "ubunut").output


def test_nothing_found_is_an_answer_and_says_what_to_try(ask):
    finished = ask("search", "nonexistent")

    assert finished.exit_code == 0
    assert "nothing found" in finished.output


def test_an_image_is_shown_with_who_made_it_and_its_history(ask):
    finished = ask("show", NOBLE_ID)

    assert finished.exit_code == 0
    for told in (f"{NOBLE_ID} in eu-west-1", NOBLE, "Canonical (Ubuntu)", "Ubuntu 24.04 [bold]", "appeared"):
        assert told in finished.output
    answer = ask("show", NOBLE_ID, "--json").json
    assert [entry["event"] for entry in answer["history"]] == ["appeared"]


def test_a_release_is_shown_with_its_images(ask):
    (hit,) = ask("search", "windows", "--json").json["hits"]

    assert WINDOWS_ID in ask("show", hit["release_id"]).output
    told = ask("show", hit["release_id"], "--json").json
    assert told["images"][0]["image_id"] == WINDOWS_ID
    assert told["verdict"]["link"] == f"/v1/releases/{hit['release_id']}/verdict"
    assert told["verdict"]["signals"]


def test_owners_are_found_by_name_by_beginning_and_whole(ask):
    assert "099720109477" in ask("owners", "canonical").output
    assert ask("owners", "0997", "--json").json["owners"][0]["owner_id"] == "099720109477"
    whole = ask("owners", "099720109477")
    assert (whole.exit_code, "account 099720109477" in whole.output, NOBLE in whole.output) == (0, True, True)
    assert "no such owner" in ask("owners", "nobody-of-this-name").output


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (("show", f"ami-{0xDEAD:017x}"), 1, "ami-0000000000000dead"),
        (("show", "ami-1"), 2, "'ami-1'"),
        (("show", "rel-aaaaaaaaaaaaaaaaaaaa"), 1, "rel-aaaaaaaaaaaaaaaaaaaa"),
        (("owners", "555555555555"), 1, "555555555555"),
        (("search", "--region", "mars"), 2, "'mars'"),
        (("search", "--cursor", "x"), 2, "cursor"),
        (("search", "--limit", "0"), 2, "limit"),
        (("search", "--sort", "beauty"), 2, "beauty"),
        (("search", "x" * 600), 2, "512"),
        (("search", "--nonsense"), 2, "nonsense"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(ask, arguments, exit_code, words):
    finished = ask(*arguments)

    assert finished.exit_code == exit_code
    assert words in finished.said
    assert "Traceback" not in finished.said
    assert finished.output == ""


def test_without_a_catalog_it_says_how_to_get_one_and_makes_none(environment, tmp_path):
    for command in (("search", "x"), ("show", NOBLE_ID), ("owners",), ("status",), ("reindex",), ("crawls", "list")):
        finished = amidex(*command, environment=environment)
        assert finished.exit_code == 2, command
        assert "there is no catalog" in finished.said, command
        assert "amidex up" in finished.said
    (tmp_path / "data").mkdir()
    amidex("search", "x", environment=environment)
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [("nonsense", "AMIDEX_SERVER is 'nonsense'"), ("http://127.0.0.1:9", "does not answer")],
)
def test_a_server_that_is_not_there_is_named(ask, url, words):
    finished = ask("search", "x", AMIDEX_SERVER=url)

    assert finished.exit_code == 2
    assert words in finished.said
