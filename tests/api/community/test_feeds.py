"""Atom feeds: they tell everybody what happens, and nothing that is not for everybody."""

from dataclasses import replace

import pytest
from lxml import etree

from api.happening_feed import LATER, LONGEST_TEXT_CHARACTERS
from catalog.annotations import DISCLOSURE_TIME
from catalog.roles import Role
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from tests.api.community.talking import LONG_AGO, release_of, say, send
from tests.api.conftest import (
    CANONICAL,
    FRANKFURT,
    GONE,
    IRELAND,
    NOBLE,
    NOBLE_IRELAND,
    NOW,
    OLD_WINDOWS,
    PAYROLL,
    RECLUSE,
    STRANGER,
    TOKEN,
    WEB_BASE,
    Client,
)
from tests.api.members import signed_in

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def moderator(services):
    return signed_in(services, "moderator", role=Role.MODERATOR, at=LONG_AGO)


def feed_of(client, path, **parameters):
    response = client.ask(path, **parameters)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/atom+xml"
    return etree.fromstring(response.content)


def entries(feed):
    """(title, summary) of each entry."""
    return [
        tuple(entry.findtext(f"atom:{tag}", "", ATOM) for tag in ("title", "summary"))
        for entry in feed.findall("atom:entry", ATOM)
    ]


def of_release(client, number, **headers):
    return feed_of(client, f"/v1/feeds/releases/{release_of(client, number)}.atom", **headers)


def paths(client):
    release_id = release_of(client, NOBLE_IRELAND)
    family_id = client.json(f"/v1/releases/{release_id}")["family_id"]
    return [
        f"/v1/feeds/releases/{release_id}.atom",
        f"/v1/feeds/families/{family_id}.atom",
        f"/v1/feeds/owners/{CANONICAL}.atom",
        "/v1/feeds/publishers/canonical.atom",
        "/v1/feeds/search.atom?q=noble&region=eu-west-1&region=eu-central-1",
    ]


def test_every_feed_tells_a_release_once_with_all_its_regions(anybody):
    told = f"New: {NOBLE}", f"First seen, in {FRANKFURT}, {IRELAND}."
    ids = set()
    for path in paths(anybody):
        feed = feed_of(anybody, path)
        assert entries(feed).count(told) == 1, path
        ids |= set(
            feed.xpath(
                "atom:entry[starts-with(atom:title, 'New: ubuntu/images/hvm-ssd-gp3')]/atom:id/text()", namespaces=ATOM
            )
        )
    assert len(ids) == 1


def test_every_feed_names_itself_and_the_page_that_links_it(anybody):
    for path in paths(anybody):
        feed = feed_of(anybody, path)
        myself, page = (
            feed.xpath(f"string(atom:link[@rel='{rel}']/@href)", namespaces=ATOM) for rel in ("self", "alternate")
        )
        assert entries(feed_of(anybody, myself)) == entries(feed)
        html = etree.HTML(anybody.ask(page, headers={"Accept": "text/html"}).text)
        for tag in ("link", "a"):
            assert myself in [element.get("href") for element in html.iter(tag)]
        for element in (feed, *feed.findall("atom:entry", ATOM)):
            assert all(element.findtext(f"atom:{needed}", namespaces=ATOM) for needed in ("id", "title", "updated"))


def test_a_reader_that_has_a_feed_is_told_so_until_something_happens(anybody, ada):
    for path in paths(anybody):
        tag = anybody.ask(path).headers["ETag"]
        assert anybody.ask(path, headers={"If-None-Match": tag}).status_code == 304
    tags = [anybody.ask(path).headers["ETag"] for path in paths(anybody)]
    say(ada)
    assert [
        anybody.ask(path, headers={"If-None-Match": tag}).status_code
        for path, tag in zip(paths(anybody), tags, strict=True)
    ] == [200] * 5


def test_what_was_deprecated_and_what_went_is_told(anybody):
    assert (
        "Deprecated: Windows_Server-2016-English-Old",
        "The deprecation time passed in eu-west-1: it is to be replaced.",
    ) in entries(of_release(anybody, OLD_WINDOWS))
    assert ("Gone: ghost", "EC2 shows it no more in eu-west-1: it was deregistered or made private.") in entries(
        of_release(anybody, GONE)
    )


def test_the_search_decides_what_is_told(anybody):
    everything = entries(feed_of(anybody, "/v1/feeds/search.atom"))
    some = entries(feed_of(anybody, "/v1/feeds/search.atom", arch="arm64"))
    assert {title for title, _ in some} == {f"New: {NOBLE}"}
    assert set(some) < set(everything)
    assert entries(feed_of(anybody, "/v1/feeds/search.atom", q="nothing-is-called-this")) == []


def test_comments_are_told_until_they_are_hidden_or_deleted(anybody, ada, moderator):
    kept, hidden, deleted = (say(ada, text, kind="question") for text in ("x" * 600, "rude words", "a mistake"))
    texts = [
        summary
        for title, summary in entries(of_release(anybody, NOBLE_IRELAND))
        if title == f"Question by {ada.member.name}: {NOBLE}"
    ]
    assert sorted(texts) == ["a mistake", "rude words", "x" * (LONGEST_TEXT_CHARACTERS - 1) + "…"]

    assert send(moderator, "POST", f"{hidden['link']}/acts", {"action": "hide", "reason": "rude"}).status_code < 300
    assert send(ada, "DELETE", deleted["link"]).status_code < 300
    told = str([entries(feed_of(anybody, path)) for path in paths(anybody)])
    assert "rude words" not in told
    assert "a mistake" not in told
    assert "x" * 400 in told
    assert kept["link"].removeprefix("/v1") in etree.tostring(of_release(anybody, NOBLE_IRELAND), encoding="unicode")


def test_a_grave_statement_is_told_at_once_and_its_details_when_they_are_disclosed(services, anybody, ada):
    path = f"/v1/releases/{release_of(anybody, WEB_BASE)}/annotations"
    stated = send(ada, "POST", path, {"kind": "secrets-found", "text": "a key in /root"})
    assert stated.status_code == 201
    title = f"{ada.member.name} states secrets-found: web-base"
    assert (title, LATER) in entries(of_release(anybody, WEB_BASE))
    assert (title, LATER) in entries(of_release(Client(services, {"Authorization": f"Bearer {TOKEN}"}), WEB_BASE))

    later = Client(replace(services, clock=lambda: NOW + DISCLOSURE_TIME))
    assert (title, "a key in /root") in entries(of_release(later, WEB_BASE))

    send(ada, "POST", f"{stated.json()['annotation']['link']}/events", {"kind": "withdrawn", "reason": "it was mine"})
    assert title not in dict(entries(of_release(later, WEB_BASE)))


def test_what_is_stated_of_an_owner_is_in_his_feed(anybody, ada):
    assert (
        send(ada, "POST", f"/v1/owners/{STRANGER}/annotations", {"kind": "caution", "text": "no answers"}).status_code
        == 201
    )
    assert (f"{ada.member.name} states caution: account {STRANGER}", "no answers") in entries(
        feed_of(anybody, f"/v1/feeds/owners/{STRANGER}.atom")
    )


def test_a_verdict_that_changes_is_told(services, anybody, moderator):
    before = anybody.json(f"/v1/releases/{release_of(anybody, WEB_BASE)}/verdict")["level"]
    path = f"/v1/releases/{release_of(anybody, WEB_BASE)}/rulings"
    assert send(moderator, "POST", path, {"malicious": True, "reason": "it mines"}).status_code == 201
    assert not [title for title, _ in entries(of_release(anybody, WEB_BASE)) if title.startswith("Now")]

    Indexer(services.database, services.directory, MemoryIndex()).drain()
    assert ("Now malicious: web-base", f"The verdict was {before} and is malicious.") in entries(
        of_release(anybody, WEB_BASE)
    )


def test_what_is_private_is_in_no_feed_also_not_in_the_operators(services, anybody):
    operator = Client(services, {"Authorization": f"Bearer {TOKEN}"})
    for path in (*paths(anybody), f"/v1/feeds/owners/{STRANGER}.atom", "/v1/feeds/search.atom"):
        assert operator.ask(path).content == anybody.ask(path).content
    assert operator.ask(f"/v1/feeds/releases/{release_of(operator, PAYROLL)}.atom").status_code == 404
    assert operator.ask(f"/v1/feeds/owners/{RECLUSE}.atom").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/feeds/releases/rel-abcdefghijklmnop2345.atom", 404),
        ("/v1/feeds/releases/rel-1.atom", 422),
        ("/v1/feeds/families/fam-abcdefghijklmnop2345.atom", 404),
        ("/v1/feeds/families/x.atom", 422),
        ("/v1/feeds/owners/999999999999.atom", 404),
        ("/v1/feeds/owners/12.atom", 422),
        ("/v1/feeds/publishers/nobody-at-all.atom", 404),
        ("/v1/feeds/publishers/N!.atom", 422),
        ("/v1/feeds/publishers/canonical.atom?x=1", 422),
        ("/v1/feeds/search.atom?archs=arm64", 422),
        ("/v1/feeds/search.atom?sort=newest", 422),
        ("/v1/feeds/search.atom?q=%22open", 422),
        ("/v1/feeds/nothing.atom", 404),
    ],
)
def test_a_question_that_is_not_right_is_refused(anybody, path, status):
    response = anybody.ask(path)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")


def test_a_listing_is_told_as_long_as_it_is_shown(services, anybody, moderator):
    maker = signed_in(services, "maker", account=CANONICAL, at=LONG_AGO)
    listing = f"/v1/listings/{release_of(anybody, NOBLE_IRELAND)}"
    assert send(maker, "PUT", listing, {"os": "Ubuntu 24.04"}).status_code == 201
    told = f"Listed by its publisher: {NOBLE}"
    for path in paths(anybody):
        assert [title for title, _ in entries(feed_of(anybody, path))].count(told) == 1, path

    send(moderator, "POST", f"{listing}/acts", {"action": "hide", "reason": "It is no Ubuntu."})
    assert told not in [title for title, _ in entries(of_release(anybody, NOBLE_IRELAND))]
