"""README.md's commands do what it says, with the answers it shows."""

import pytest

from tests.cli.running import clean_environment
from tests.docs.readme import answer_to, crawl_demo, examples, stable

REGIONS = ("eu-west-1", "us-east-1")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return crawl_demo(clean_environment(tmp_path_factory.mktemp("demo")), *REGIONS)


def test_it_shows_five_things_to_try():
    assert len(examples()) == 5


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.command[:40])
def test_an_example_answers_what_it_shows(example, demo):
    shown = stable(example.answer)

    assert shown
    assert set(shown) <= set(stable(answer_to(example.command, demo))), "run `make readme`"
