"""The house: what stands at the top level, how long files are, how they are called, what each says it is for."""

import ast
import re

from tests.laws.sources import PACKAGES, ROOT, modules, tracked, tree

TOP_LEVEL = {
    *PACKAGES, "amidex_client", "tests", "docs", "deploy", ".ci",
    "pyproject.toml", "README.md", "CHANGELOG.md", "Makefile", "docker-compose.yml", ".gitignore",
    "Dockerfile", ".dockerignore", ".env.example", ".pre-commit-hooks.yaml",
    "requirements.lock", "requirements-dev.lock",
}  # fmt: skip
LONGEST_FILE_LINES = 300
# A file that is longer says here why that reads better than two.
LONGER_WITH_REASON = {
    "amidex_client/models.py": "written by `make docs`",
    "amidex_client/operations.py": "written by `make docs`",
    "api/examples.py": "one example of every answer, to be read beside one another",
    "tests/api/community/test_digest.py": "from what is watched to the mail that arrives, with one mail server",
    "tests/api/community/test_webhooks.py": "from what is watched to the message that arrives, with one receiver",
    "api/problems.py": "one table: every kind of problem there is",
    "catalog/publishers.toml": "data: one entry for each publisher",
    "deploy/grafana/amidex.json": "data: a dashboard as Grafana keeps it",
    "requirements.lock": "data: written by `make lock`",
    "requirements-dev.lock": "data: written by `make lock`",
    "tests/catalog/known_accounts.yaml": "data: the community's list of known AWS accounts, as it stands",
    "tests/catalog/publisher_facts.yaml": "data: what catalog/publishers.toml was written from",
    "tests/contracts/test_search_index.py": "one contract, whose laws are listed in one docstring",
    "tests/crawler/test_faults.py": "every fault of EC2, of the disk and of the database under the same laws",
    "tests/crawler/test_region_crawl.py": "what a crawl makes of a region, over the same few images",
    "tests/trust/labelled.csv": "data: names whose truth is known",
    "tests/world/families.csv": "data: the families of the simulated world",
}
# Documents are read from top to bottom, and split where their subjects do.
NO_LIMIT = {".md"}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "common_utils", "misc", "base", "core"}


def test_the_top_level_holds_the_house_and_nothing_else():
    assert {path.parts[0] for path in tracked()} <= TOP_LEVEL


def test_a_file_of_more_than_300_lines_says_why():
    lengths = {
        path.as_posix(): (ROOT / path).read_bytes().count(b"\n") for path in tracked() if path.suffix not in NO_LIMIT
    }

    assert {name for name, lines in lengths.items() if lines > LONGEST_FILE_LINES} == set(LONGER_WITH_REASON)


def test_no_file_is_called_after_nothing():
    assert [path for path in tracked() if path.stem.lower() in NAMES_THAT_SAY_NOTHING] == []


def test_every_module_says_what_it_owns():
    silent = [path for path in modules() if tree(path).body and not ast.get_docstring(tree(path))]

    assert [path for path in silent if path.name != "__init__.py"] == []


def test_every_error_is_in_its_packages_tree():
    for package in PACKAGES:
        file = ROOT / package / "errors.py"
        if not file.exists():
            continue
        module = ast.parse(file.read_text("utf-8"))
        classes = {node.name for node in module.body if isinstance(node, ast.ClassDef)}
        told = set(re.findall(r"\w+Error\b", ast.get_docstring(module) or ""))
        assert {name for name in classes if name.endswith("Error")} <= told, package


def test_no_work_is_left_for_later_in_a_comment():
    marks = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")))

    marked = [path for path in tracked() if path.suffix in {".py", ".md"} and marks.search((ROOT / path).read_text())]
    assert marked == []
