import pytest

from api.pages.regions import COOKIE
from catalog.migration import upgrade
from tests.api.conftest import (
    CANONICAL,
    FRANKFURT,
    GONE,
    IRELAND,
    JAMMY,
    NOBLE,
    NOBLE_FRANKFURT,
    NOBLE_IRELAND,
    World,
    canonical,
    image_id,
)
from tests.api.pages.conftest import ACCEPTED, Visitor
from tests.crawler.conftest import image

IMPOSTOR = 0x51
HOSTILE = 0x52
HOSTILE_NAME = "</title><script>alert(1)</script>${path}-%{if}'\"-\u202e\U0001f427-20260101"


def release_of(visitor, number):
    return visitor.json(f"/v1/images/{image_id(number)}")["release"]["release_id"]


@pytest.fixture(scope="module")
def infested(tmp_path_factory, directory):
    """A catalog with an impostor of the newest jammy, and with names made to break pages."""
    world = World(tmp_path_factory.mktemp("infested") / "catalog.sqlite3", directory)
    upgrade(world.database)
    world.crawl({
        IRELAND: [
            canonical(0x50, JAMMY),
            image(IMPOSTOR, Name=JAMMY.replace("20260101", "20261101"), CreationDate="2026-11-01T00:00:00.000Z"),
            image(HOSTILE, Name=HOSTILE_NAME, Description="<b onclick=alert(1)>x</b>"),
        ]
    })  # fmt: skip
    yield world.reindex()
    world.database.close()


def test_a_release_tells_its_verdict_with_reasons_and_every_image(visitor):
    told = visitor.json(f"/v1/releases/{release_of(visitor, NOBLE_IRELAND)}/verdict")
    page = visitor.page(f"/releases/{told['release_id']}")

    assert NOBLE in page.text
    assert "Known" in page.text
    for signal in told["signals"]:
        assert signal["reason"] in page.text
        assert f"/trust#{signal['rule']}" in page.values("a", "href")
    for number in (NOBLE_IRELAND, NOBLE_FRANKFURT):
        assert image_id(number) in page.values("button", "data-copy")
    assert f"/owners/{CANONICAL}" in page.values("a", "href")


def test_an_image_leads_to_its_release_where_it_is_set_apart(visitor):
    asked = image_id(NOBLE_FRANKFURT)
    response = visitor.ask(f"/images/{asked}", headers={"Accept": ACCEPTED})
    release_id = release_of(visitor, NOBLE_FRANKFURT)

    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/releases/{release_id}?image={asked}#{asked}",
    )
    page = visitor.page(f"/releases/{release_id}", image=asked)
    assert [row["id"] for tag, row in page.tags if tag == "tr" and row.get("class") == "asked"] == [asked]
    assert f"of the image in {FRANKFURT}" in page.text


def test_snippets_pin_the_owner_and_name_the_visitors_region(visitor):
    visitor.headers = {"Cookie": f"{COOKIE}={FRANKFURT}"}
    text = visitor.page(f"/releases/{release_of(visitor, NOBLE_IRELAND)}").text

    assert f'owners      = ["{CANONICAL}"]' in text
    assert 'values = ["ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-*"]' in text
    assert f"describe-images --region {FRANKFURT}" in text
    assert f"{FRANKFURT}:\n      Id: {image_id(NOBLE_FRANKFURT)}" in text


def test_a_release_that_is_gone_says_so_and_offers_no_way_to_launch_it(visitor):
    page = visitor.page(f"/releases/{release_of(visitor, GONE)}")

    assert "gone since" in page.text
    assert "Terraform" not in page.text


def test_an_impostor_is_called_so_first_and_leads_to_the_real_one(infested):
    visitor = Visitor(infested.services())
    page = visitor.page(f"/releases/{release_of(visitor, IMPOSTOR)}")

    assert "Suspicious" in page.text
    assert "Do not launch it" in page.text
    assert page.text.index("Suspicious") < page.text.index(image_id(IMPOSTOR))
    assert "The real one is" in page.text
    assert f"/releases/{release_of(visitor, 0x50)}" in page.values("a", "href")
    assert "Terraform" not in page.text


def test_a_hostile_name_is_text_everywhere(infested):
    visitor = Visitor(infested.services())
    page = visitor.page(f"/releases/{release_of(visitor, HOSTILE)}")

    assert HOSTILE_NAME in page.text
    assert sum(tag == "script" for tag, _ in page.tags) == 1
    assert not [attributes for _, attributes in page.tags if any(name.startswith("on") for name in attributes)]
    # In HCL a template would be worked out; in a shell, quotes would end.
    assert "$${path}" in page.text
    assert "%%{if}" in page.text


def test_it_needs_no_index(world):
    class NoIndex:
        """An index that cannot even be asked."""

    services = world.services()
    object.__setattr__(services, "index", NoIndex())
    visitor = Visitor(services)
    assert NOBLE in visitor.page(f"/releases/{release_of(visitor, NOBLE_IRELAND)}").text


def test_a_family_shows_its_releases_and_leads_to_the_newest(infested):
    visitor = Visitor(infested.services())
    family = visitor.json(f"/v1/releases/{release_of(visitor, 0x50)}")["family_id"]
    page = visitor.page(f"/families/{family}")

    assert "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*" in page.text
    assert f"/releases/{release_of(visitor, 0x50)}" in page.values("a", "href")


@pytest.mark.parametrize(
    "path",
    ["/releases/rel-abcdefghijklmnop2345", "/images/ami-0123456789abcdef0", "/families/fam-abcdefghijklmnop2345"],
)
def test_what_is_not_there_is_a_page_that_says_so(visitor, path):
    assert "is known" in visitor.page(path, status=404).text


@pytest.mark.parametrize("path", ["/releases/rel-1", "/images/ami-x", "/families/fam-1"])
def test_what_is_malformed_is_a_page_that_says_how_it_should_be(visitor, path):
    assert "malformed" in visitor.page(path, status=422).text
