from tests.api.conftest import CANONICAL, NOBLE


def test_a_publisher_has_its_accounts_with_their_sources_and_what_it_publishes(visitor):
    page = visitor.page("/publishers/canonical")

    assert "Canonical (Ubuntu)" in page.text
    assert f"/owners/{CANONICAL}" in page.values("a", "href")
    assert "official source" in page.text
    assert NOBLE in page.text


def test_every_publisher_of_the_directory_has_a_page(visitor, directory):
    for publisher in directory.publishers():
        assert publisher.name in visitor.page(f"/publishers/{publisher.slug}").text


def test_a_publisher_that_nobody_knows_is_a_page_that_says_so(visitor):
    visitor.page("/publishers/nobody", status=404)
