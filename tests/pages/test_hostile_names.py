"""Names and descriptions that were made to break pages do nothing but stand there."""

import pytest

from tests.pages.browsing import NARROW, visiting

pytestmark = pytest.mark.pages

HOSTILE = "<script>alert('ami')</script><img src=x onerror=alert(1)> & \"quotes\" ]]>"


def every_release(wild, **parameters):
    parameters |= {"limit": "100", "include_deprecated": "true", "include_gone": "true"}
    while True:
        found = wild.json("/v1/search", **parameters)
        yield from found["hits"]
        if found["next_cursor"] is None:
            return
        parameters["cursor"] = found["next_cursor"]


@pytest.fixture(scope="module")
def strange(wild):
    """The releases of the curiosities' makers."""
    return list(every_release(wild, owner="987654321098"))


def test_the_catalogue_is_full_of_them(strange):
    assert len(strange) > 15
    assert any(HOSTILE in hit["description"] for hit in strange)
    assert any(not hit["description"].isascii() for hit in strange)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_their_pages_are_text_and_fit_on_a_phone(browser, wild, strange, scheme):
    wrong = {}
    with visiting(browser, wild.url, scheme=scheme, width=NARROW) as visit:
        for hit in strange:
            visit.go(f"/releases/{hit['release_id']}")
            assert visit.page.locator("main script, main img, main [onerror], main [onclick]").count() == 0
            assert hit["description"] in (visit.page.locator(".fact-list").text_content() or "")
            if visit.overflow():
                wrong[hit["name"]] = visit.overflow()
    assert wrong == {}
    assert visit.wrong == []


def test_a_search_for_them_is_text_and_fits(browser, wild):
    with visiting(browser, wild.url, width=NARROW) as visit:
        for query in ("?owner=987654321098&limit=100", "?q=%3Cscript%3Ealert(1)%3C/script%3E", "?q=%E2%80%AEevil"):
            visit.go(f"/{query}")
            assert visit.page.locator("main script, main img").count() == 0
            assert visit.overflow() == 0
        assert visit.wrong == []


def test_suggestions_of_them_are_text(browser, wild):
    with visiting(browser, wild.url) as visit:
        visit.go("/")
        visit.page.get_by_label("Search images").fill("markup")
        option = visit.page.locator("[role=option]").first
        option.wait_for()
        assert visit.page.locator("[role=listbox] script, [role=listbox] img").count() == 0
        assert visit.wrong == []


def test_an_impostor_leads_to_the_real_one(browser, wild):
    found = [
        hit
        for hit in every_release(wild, trust="suspicious")
        if "The real one is" in _text(browser, wild, hit["release_id"])
    ]
    assert found


def _text(browser, wild, release_id):
    with visiting(browser, wild.url) as visit:
        visit.go(f"/releases/{release_id}")
        return visit.page.locator(".judgement").inner_text()
