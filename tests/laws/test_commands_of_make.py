"""What the Makefile can do is what documents say it can."""

import re

from tests.laws.sources import ROOT, tracked

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
COMMAND = re.compile(r"(?:^|`|&& )make ((?:[a-z][a-z0-9-]* ?)+)", re.MULTILINE)
TARGETS = set(re.findall(r"^([a-z][\w-]*):", MAKEFILE, flags=re.MULTILINE))


def test_documents_name_targets_that_exist():
    documents = [path for path in tracked() if path.suffix == ".md" or path.as_posix() == ".ci/run"]
    named = {
        target
        for path in documents
        for line in COMMAND.findall((ROOT / path).read_text("utf-8"))
        for target in line.split()
    }

    assert {"run", "test"} <= named <= TARGETS


def test_every_target_that_makes_no_file_is_phony():
    (phony,) = re.findall(r"^\.PHONY:(.*)$", MAKEFILE, flags=re.MULTILINE)

    assert set(phony.split()) == TARGETS


def test_continuous_integration_runs_the_readmes_test_command():
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
    assert "make test" in (ROOT / "README.md").read_text("utf-8")
