"""docs/PAGES.md names every page there is, and no other."""

import re
from pathlib import Path

from api.app import PAGES

TEXT = (Path(__file__).parents[3] / "docs" / "PAGES.md").read_text("utf-8")


def test_every_page_is_named_and_no_other():
    there = {route.path for router in PAGES for route in router.routes}
    named = set(re.findall(r"`(/[^`\s]*)`", TEXT)) - {"/v1", "/problems/{name}"}

    assert named == there
