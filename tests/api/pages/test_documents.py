from pathlib import Path

import pytest

from api.pages.documents import PAGE_OF, document
from trust.rules import RULES

DOCS = Path(__file__).parents[3] / "docs"


def test_every_rule_has_the_anchor_that_verdicts_lead_to(visitor):
    page = visitor.page("/trust")
    anchors = {attributes["id"] for _, attributes in page.tags if "id" in attributes}

    assert {rule.name for rule in RULES} <= anchors


@pytest.mark.parametrize("name", ["TRUST.md", "SEARCH.md"])
def test_the_documents_are_the_projects_own(name):
    assert (Path("api/pages/texts") / name).read_text("utf-8") == (DOCS / name).read_text("utf-8")
    assert document(name).title == (DOCS / name).read_text("utf-8").splitlines()[0].removeprefix("# ")


@pytest.mark.parametrize("name", ["TRUST.md", "SEARCH.md"])
def test_links_between_documents_lead_to_pages(name):
    assert '.md"' not in document(name).body
    assert all(page.startswith("/") for page in PAGE_OF.values())


def test_what_one_can_type_can_be_tried(visitor):
    page = visitor.page("/query-language")

    assert "/?q=ubuntu+22.04+arm" in page.values("a", "href")
