"""`amidex resolve`, and the verdict in `amidex show`, over a small real catalog."""

import pytest

from tests.cli.conftest import NOBLE, NOBLE_ID, WINDOWS_ID
from tests.cli.running import amidex


@pytest.fixture
def ask(read_environment):
    def ask(*arguments):
        return amidex(*arguments, environment=read_environment)

    return ask


def test_resolving_prints_the_id_alone_and_says_beside_what_it_is(ask):
    finished = ask("resolve", "ubuntu", "24.04", "--region", "eu-west-1")

    assert (finished.exit_code, finished.output) == (0, f"{NOBLE_ID}\n")
    assert finished.said == f"{NOBLE} of Canonical (Ubuntu), known\n"
    assert ask("resolve", "ubuntu", "--region", "eu-west-1", "--json").json["image_id"] == NOBLE_ID


def test_what_does_not_pass_is_not_printed_and_the_nearest_is_named(ask):
    finished = ask("resolve", "windows", "2016", "--region", "eu-west-1")

    assert (finished.exit_code, finished.output) == (1, "")
    assert WINDOWS_ID in finished.said


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("ubuntu",), "region"),
        (("--region", "eu-west-1"), "family"),
        (("ubuntu", "--region", "mars"), "mars"),
        (("ubuntu", "--region", "eu-west-1", "--at-least", "fine"), "fine"),
    ],
)
def test_a_question_that_cannot_be_is_refused(ask, arguments, word):
    finished = ask("resolve", *arguments)

    assert (finished.exit_code, finished.output) == (2, "")
    assert word in finished.said


def test_an_image_and_its_release_are_shown_with_the_same_verdict_and_its_reasons(ask):
    image = ask("show", NOBLE_ID, "--json").json
    release_id = image["release"]["release_id"]
    release = ask("show", release_id, "--json").json

    assert image["verdict"]["level"] == "known"
    assert image["verdict"]["signals"] == release["verdict"]["signals"] != []
    for shown in (ask("show", NOBLE_ID).output, ask("show", release_id).output):
        assert f"verdict: known, {image['verdict']['score']} of 100" in shown
        for signal in image["verdict"]["signals"]:
            assert signal["reason"] in shown
