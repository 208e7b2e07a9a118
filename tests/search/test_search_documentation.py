"""docs/SEARCH.md says what the language is: its tables against the parser and the table of fields."""

import re
from pathlib import Path

import pytest

from search.query import parse_query
from search.query_fields import FIELDS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "SEARCH.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in DOCUMENT.splitlines() if line[:3] == "| `"]
QUERIES = [re.findall(r"`([^`]+)`", row[0])[0] for row in ROWS if len(row) == 2]


def test_the_table_of_conditions_is_that_of_the_parser():
    rows = [row for row in ROWS if len(row) == 3]
    assert rows == [[f"`{field}:`", form.meaning, f"`{form.example}`"] for field, form in FIELDS.items()]


@pytest.mark.parametrize("text", QUERIES)
def test_every_query_in_it_can_be_read(text):
    assert parse_query(text).terms
