import re

from api.pages.assets import assets


def test_what_a_page_loads_is_there_and_kept_for_a_year(visitor):
    page = visitor.page("/")
    loaded = [*page.values("script", "src"), *page.values("link", "href")[:1]]

    assert len(loaded) == 2
    for path in loaded:
        response = visitor.ask(path)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000"


def test_modules_load_modules_that_are_there_and_nothing_from_elsewhere():
    for name, content in assets().contents.items():
        text = content.decode()
        for imported in re.findall(r'import "\./([^"]+)"', text):
            assert imported in assets().contents, name
        assert not re.search(r"https?://(?!www\.w3\.org)|@import|innerHTML|insertAdjacentHTML|eval\(", text), name


def test_an_address_of_another_version_is_answered_and_soon_asked_for_again(visitor):
    response = visitor.ask("/assets/0000000000000000/pages.css")

    assert (response.status_code, response.headers["Cache-Control"]) == (200, "public, max-age=60")


def test_there_is_no_way_out_of_the_assets(visitor):
    for name in ("nothing.css", "..%2frendering.py", "styles", "__init__.py"):
        assert visitor.ask(f"/assets/{assets().digest}/{name}").status_code == 404


def test_browsers_find_the_icon_without_being_told(visitor):
    for path in ("/favicon.svg", "/favicon.ico"):
        assert visitor.ask(path).headers["Content-Type"] == "image/svg+xml"


def test_pages_and_assets_are_compressed_for_who_understands_it(visitor, operator):
    for path in ("/", f"/assets/{assets().digest}/pages.css"):
        packed = visitor.ask(path, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
        plain = visitor.ask(path, headers={"Accept": "text/html", "Accept-Encoding": "identity"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert packed.content == plain.content
        assert "Accept-Encoding" in plain.headers["Vary"]
    private = operator.ask("/", headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in private.headers
