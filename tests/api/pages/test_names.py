import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.names import BUILD, LONGEST_CHARACTERS, PATH, parts
from tests.api.conftest import NOBLE


@given(st.text(max_size=LONGEST_CHARACTERS) | st.from_regex(r"([a-z/*\\-]|2026\d{4}|\.\d){0,60}"))
def test_the_parts_together_are_the_name(name):
    assert "".join(part.text for part in parts(name)) == name[:LONGEST_CHARACTERS] or len(name) > LONGEST_CHARACTERS


def test_the_path_and_what_a_new_build_changes_are_set_apart():
    assert [(part.kind, part.text) for part in parts(NOBLE)] == [
        (PATH, "ubuntu/images/hvm-ssd-gp3/"),
        ("", "ubuntu-noble-24.04-arm64-server-"),
        (BUILD, "20260930"),
    ]


@pytest.mark.parametrize("name", ["web-base", "", "a*b", "Ubuntu MXNet/TF"])
def test_what_has_neither_is_one_part(name):
    assert [part for part in parts(name) if part.kind] == []
