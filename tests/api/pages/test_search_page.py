from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.api.conftest import (
    CANONICAL,
    FRANKFURT,
    IRELAND,
    NOBLE,
    NOBLE_FRANKFURT,
    NOBLE_IRELAND,
    image_id,
)
from tests.api.pages.conftest import ACCEPTED, Visitor


def links(page):
    return [urlsplit(href) for href in page.values("a", "href")]


def test_the_home_page_has_a_field_the_levels_and_the_radar(visitor):
    page = visitor.page("/")

    assert ("input", "q") in [(tag, attributes.get("name")) for tag, attributes in page.tags]
    for word in ("Verified", "Known", "Unverified", "Suspicious", "Malicious"):
        assert word in page.text


def test_a_search_shows_what_the_interface_finds(visitor):
    found = visitor.json("/v1/search", q="ubuntu")
    page = visitor.page("/", q="ubuntu")

    assert f"{found['total']} releases for" in page.text
    shown = [link.path.removeprefix("/releases/") for link in links(page) if link.path.startswith("/releases/")]
    assert shown == [hit["release_id"] for hit in found["hits"]]
    assert NOBLE in page.text


def test_a_better_known_word_is_offered_beside_what_was_found(visitor):
    found = visitor.services.index

    class Offering:
        def search(self, request):
            return replace(found.search(request), also={"nobel": "noble"})

        def __getattr__(self, name):
            return getattr(found, name)

    index: Any = Offering()
    page = Visitor(replace(visitor.services, index=index)).page("/", q="ubuntu nobel")

    assert "Did you mean noble by nobel?" in page.text
    assert parse_qs(next(link.query for link in links(page) if "ubuntu+noble" in link.query))["q"] == ["ubuntu noble"]


def test_the_image_to_copy_is_that_of_the_visitors_region(visitor):
    def copied(headers, **parameters):
        response = visitor.ask("/", headers={"Accept": ACCEPTED} | headers, q="noble", **parameters)
        return [number for number in (NOBLE_IRELAND, NOBLE_FRANKFURT) if image_id(number) in response.text]

    assert copied({}) == [NOBLE_IRELAND]
    assert copied({"Cookie": f"region={FRANKFURT}"}) == [NOBLE_FRANKFURT]
    assert copied({"Cookie": f"region={FRANKFURT}"}, region=IRELAND) == [NOBLE_IRELAND]
    assert copied({"Cookie": "region=<script>"}) == [NOBLE_IRELAND]


def test_a_region_that_was_chosen_is_remembered_until_all_are_chosen(visitor):
    chosen = visitor.ask("/", headers={"Accept": ACCEPTED}, q="", region=FRANKFURT)
    assert chosen.headers["Set-Cookie"].startswith(f"region={FRANKFURT}; HttpOnly; Max-Age=")
    assert "SameSite=lax" in chosen.headers["Set-Cookie"]

    page = Visitor(visitor.services, {"Cookie": f"region={FRANKFURT}"}).page("/")
    selected = [attributes["value"] for tag, attributes in page.tags if tag == "option" and "selected" in attributes]
    assert selected == [FRANKFURT]

    all_regions = visitor.ask("/", headers={"Accept": ACCEPTED}, q="ubuntu", region="")
    assert "Max-Age=0" in all_regions.headers["Set-Cookie"]
    assert "Set-Cookie" not in visitor.ask("/", headers={"Accept": ACCEPTED}, q="ubuntu").headers


def test_a_facets_value_is_a_link_that_narrows_and_the_same_link_takes_it_back(visitor):
    page = visitor.page("/", q="ubuntu", include_deprecated="true")
    narrower = next(link for link in links(page) if parse_qs(link.query).get("arch") == ["arm64"])
    assert parse_qs(narrower.query) == {"q": ["ubuntu"], "include_deprecated": ["true"], "arch": ["arm64"]}

    page = visitor.page("/", **{name: values[0] for name, values in parse_qs(narrower.query).items()})
    chosen = [attributes for tag, attributes in page.tags if tag == "a" and attributes.get("class") == "chosen"]
    assert parse_qs(urlsplit(chosen[0]["href"]).query) == {"q": ["ubuntu"], "include_deprecated": ["true"]}


def test_a_new_query_keeps_the_filters_and_leaves_the_page(visitor):
    cursor = visitor.json("/v1/search", sort="name", limit=1)["next_cursor"]
    page = visitor.page("/", sort="name", limit="1", cursor=cursor)
    sent = {attributes["name"] for tag, attributes in page.tags if tag == "input" and "name" in attributes}

    assert sent == {"q", "sort", "limit"}


def test_every_page_of_a_search_is_reached_and_the_last_has_no_next(visitor):
    seen, query = [], {"sort": "name", "limit": "2"}
    while True:
        page = visitor.page("/", **query)
        seen += [link.path for link in links(page) if link.path.startswith("/releases/")]
        following = [a["href"] for tag, a in page.tags if tag == "a" and a.get("class") == "next"]
        if not following:
            break
        query = {name: values[0] for name, values in parse_qs(urlsplit(following[0]).query).items()}
    assert len(seen) == len(set(seen)) == visitor.json("/v1/search")["total"]


def test_a_query_that_cannot_be_read_is_shown_with_the_character(visitor):
    page = visitor.page("/", q='ubuntu "noble', status=422)

    assert "A quote is opened and never closed" in page.text
    assert "At character 8" in page.text
    assert 'ubuntu "noble' in page.values("input", "value")


def test_a_search_without_hits_says_what_would_find_some(visitor):
    page = visitor.page("/", q="ghost")
    assert "1 release" in page.text
    assert any("include_gone" in parse_qs(link.query) for link in links(page))

    page = visitor.page("/", q="noble", arch="x86_64")
    assert {"q": ["noble"]} in [parse_qs(link.query) for link in links(page)]


def test_misspelt_words_are_told(visitor):
    assert "this is what was found for ubuntu" in visitor.page("/", q="ubunut").text.replace("\n", "")


@pytest.mark.parametrize("name", ["utm_source", "fbclid"])
def test_parameters_that_other_sites_add_are_no_error(visitor, name):
    assert "releases for" in visitor.page("/", q="ubuntu", **{name: "x"}).text


def test_what_is_typed_stays_text(visitor):
    typed = "\"><img src=x onerror=alert(1)> {{ 7 * 7 }} ' OR"
    page = visitor.page("/", q=f"'{typed}'".replace('"', ""))

    assert "img" not in [tag for tag, _ in page.tags]


def test_a_description_with_markup_stays_text(visitor):
    page = visitor.page("/", q="noble", owner=CANONICAL)

    assert "b" not in [tag for tag, _ in page.tags]


def test_the_operators_page_is_kept_nowhere(operator):
    response = operator.ask("/", headers={"Accept": ACCEPTED}, q="payroll")

    assert response.headers["Cache-Control"] == "private, no-store"
    assert "payroll-of-the-stranger" in "".join(response.text.split("<wbr>"))
