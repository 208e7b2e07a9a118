from lxml import etree

from api.pages.discovery import PAGES as IN_SITEMAP
from tests.api.pages.paths import GET_PATHS


def addresses(visitor, path):
    response = visitor.ask(path)
    assert response.status_code == 200
    return [element.text for element in etree.fromstring(response.content).iter("{*}loc")]


def test_sitemaps_lead_to_pages_that_are_there(visitor):
    sitemaps = addresses(visitor, "/sitemap.xml")
    assert len(sitemaps) == 3
    releases = addresses(visitor, "/sitemap-releases.xml")
    assert releases
    for address in (*addresses(visitor, "/sitemap-pages.xml"), *releases[:3]):
        visitor.page(address.removeprefix(visitor.services.public_url))


def test_releases_that_nobody_vouches_for_are_not_advertised(visitor):
    advertised = {address.rpartition("/")[2] for address in addresses(visitor, "/sitemap-releases.xml")}
    strangers = {hit["release_id"] for hit in visitor.json("/v1/search", trust="unverified,suspicious")["hits"]}

    assert strangers
    assert not advertised & strangers


def test_every_page_without_a_placeholder_is_in_the_sitemap():
    pages = {path for path in GET_PATHS if "{" not in path and "." not in path}

    # An account is nobody else's to find.
    accounts = {"/account", "/account/publishers", "/account/webhooks", "/account/digest"}
    links = {"/digest/confirm", "/digest/unsubscribe"}
    others = accounts | links | {"/sign-in", "/sign-in/openid", "/sign-in/openid/back"}
    assert pages - others == set(IN_SITEMAP)


def test_robots_may_read_releases_and_not_every_search(visitor):
    text = visitor.ask("/robots.txt").text

    assert "Disallow: /?" in text
    assert f"Sitemap: {visitor.services.public_url}/sitemap.xml" in text


def test_a_browser_learns_how_to_search_here(visitor):
    described = etree.fromstring(visitor.ask("/opensearch.xml").content)

    assert [url.get("template") for url in described.iter("{*}Url")] == [
        f"{visitor.services.public_url}/?q={{searchTerms}}"
    ]
    assert "/opensearch.xml" in visitor.page("/").values("link", "href")


def test_addresses_are_the_services_own_whatever_the_request_calls_it(visitor):
    for path in ("/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/opensearch.xml"):
        text = visitor.ask(path, headers={"Host": "evil.example"}).text
        assert visitor.services.public_url in text
        assert "evil" not in text
