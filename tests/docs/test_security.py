"""docs/SECURITY.md names tests that exist, for each promise at least one."""

import ast
import re

from tests.laws.sources import ROOT, tracked

TEXT = (ROOT / "docs" / "SECURITY.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
PROMISES = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for section in TEXT.split("\n### ")[1:]
    for line in section.split("\n## ")[0].splitlines()
    if line.startswith("|") and not line.startswith(("| promise", "| ---"))
]


def functions_of(path):
    return {
        node.name for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
    }


def test_every_promise_names_a_test():
    assert len(PROMISES) > 25
    assert [promise for promise, tests in PROMISES if not NAMED.search(tests)] == []


def test_every_test_that_is_named_exists():
    known = {path.as_posix() for path in tracked()}
    for path, name in NAMED.findall(TEXT):
        assert path in known, path
        assert not name or name in functions_of(path), f"{path}::{name}"


def test_nothing_is_named_in_another_form():
    assert TEXT.count("`tests/") == len(NAMED.findall(TEXT))
