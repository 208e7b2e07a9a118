"""docs/PAGES.md names every page there is, and no other."""

import re
from pathlib import Path

from tests.api.pages.paths import PATHS

TEXT = (Path(__file__).parents[3] / "docs" / "PAGES.md").read_text("utf-8")


def test_every_page_is_named_and_no_other():
    named = set(re.findall(r"`(/[^`\s]*)`", TEXT)) - {"/v1", "/problems/{name}"}

    assert named == PATHS
