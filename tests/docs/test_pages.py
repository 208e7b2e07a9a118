"""What docs/ says of commands and settings is what the code says."""

import re

import pytest

from cli.settings import Settings
from tests.contracts.search_engines import MEILISEARCH_URL
from tests.docs.pages import COMMANDS, OPERATING, ROOT, command_reference, operating

DOCS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def test_the_command_reference_is_the_help_of_the_commands():
    assert COMMANDS.read_text("utf-8") == command_reference(), "run `make docs`"


def test_the_table_of_settings_is_that_of_the_code():
    assert OPERATING.read_text("utf-8") == operating(), "run `make docs`"


def test_every_command_and_option_has_a_help_text():
    reference = command_reference()

    listed = re.findall(r"^\* `([^`]+)`(.*)$", reference, flags=re.MULTILINE)
    assert len(listed) > 50
    assert [name for name, meaning in listed if len(meaning.strip(": ")) < 5] == []


def test_every_setting_says_what_it_means():
    unsaid = [name for name, field in Settings.model_fields.items() if not (field.description or "").endswith(".")]

    assert unsaid == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_variable_that_is_named_is_a_setting(page):
    named = set(re.findall(r"AMIDEX_[A-Z_]*[A-Z]", page.read_text("utf-8")))

    assert named <= {f"AMIDEX_{name.upper()}" for name in Settings.model_fields} | {MEILISEARCH_URL}
