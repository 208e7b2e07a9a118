import pytest

from tests.api.conftest import (
    AL2023,
    CANONICAL,
    FRANKFURT,
    IRELAND,
    JAMMY,
    NOBLE,
    NOBLE_FRANKFURT,
    NOBLE_IRELAND,
    Client,
    image_id,
)


def names(answer):
    return [hit["name"] for hit in answer["hits"]]


def test_words_find_a_release_with_its_image_in_each_region(client):
    answer = client.json("/v1/search", q="ubuntu noble")

    (hit,) = answer["hits"]
    assert answer["total"] == 1
    assert hit["name"] == NOBLE
    assert hit["link"] == f"/v1/releases/{hit['release_id']}"
    assert {region: found["image_id"] for region, found in hit["images"].items()} == {
        FRANKFURT: image_id(NOBLE_FRANKFURT),
        IRELAND: image_id(NOBLE_IRELAND),
    }
    assert hit["region_count"] == 2
    assert hit["publisher"] == {"slug": "canonical", "name": "Canonical (Ubuntu)"}
    assert hit["trust"] == "known"
    assert hit["operating_system"] == "ubuntu"
    assert (hit["deprecated"], hit["gone"], hit["image_id"]) == (False, False, None)
    assert hit["created_at"] == "2026-09-30T08:14:02Z"


def test_the_region_asked_for_stands_first_and_gives_its_image_id(client):
    (hit,) = client.json("/v1/search", q="noble", region=IRELAND)["hits"]

    assert list(hit["images"]) == [IRELAND, FRANKFURT]
    assert hit["image_id"] == image_id(NOBLE_IRELAND)


def test_facets_count_all_matches_and_name_publishers_and_owners(client):
    facets = client.json("/v1/search", q="ubuntu", limit=1)["facets"]

    assert facets["publisher"] == [{"value": "canonical", "count": 2, "name": "Canonical (Ubuntu)"}]
    assert facets["owner"] == [{"value": CANONICAL, "count": 2, "name": "Canonical (Ubuntu)"}]
    assert facets["region"] == [
        {"value": IRELAND, "count": 2, "name": None},
        {"value": FRANKFURT, "count": 1, "name": None},
    ]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"arch": "aarch64"}, {NOBLE}),
        ({"arch": "arm64,i386"}, {NOBLE}),
        ({"owner": CANONICAL}, {NOBLE, JAMMY}),
        ({"publisher": "canonical", "arch": "amd64"}, {JAMMY}),
        ({"region": [FRANKFURT, "us-east-1"]}, {NOBLE}),
        ({"trust": "verified,known", "arch": "x86_64"}, {JAMMY, AL2023, "a seller's appliance"}),
        ({"released_after": "2026-09-30"}, {NOBLE, JAMMY}),
        ({"released_after": "2026-10-01"}, set()),
        ({"os": "amazon-linux-2023"}, {AL2023}),
        ({"platform": "windows"}, set()),
        ({"platform": "windows", "include_deprecated": "true"}, {"Windows_Server-2016-English-Old"}),
        ({"q": "ghost"}, set()),
        ({"q": "ghost", "include_gone": "true"}, {"ghost"}),
        ({"root_device": "instance-store"}, set()),
        ({"region": "", "q": "noble"}, {NOBLE}),
    ],
)
def test_filters_narrow_and_switches_widen(client, parameters, found):
    assert set(names(client.json("/v1/search", **parameters))) == found


def test_following_the_cursor_shows_every_release_once(client):
    whole = names(client.json("/v1/search", sort="name"))
    paged, cursor = [], None
    while True:
        page = client.json("/v1/search", sort="name", limit=2, **({"cursor": cursor} if cursor else {}))
        paged += names(page)
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert paged == whole
    assert len(whole) == 5


def test_it_says_how_long_the_index_took(client):
    assert client.json("/v1/search")["took_ms"] >= 0


def test_demo_data_is_labelled(world):
    response = Client(world.services(demo=True)).ask("/v1/search")

    assert response.json()["demo"] is True
    assert response.headers["Amidex-Demo"] == "true"


def test_a_query_that_cannot_be_read_is_told_the_character(client):
    response = client.ask("/v1/search", q='ubuntu "noble')

    assert response.status_code == 422
    problem = response.json()
    assert problem["type"] == "/problems/malformed-query"
    assert problem["position"] == 7
    assert problem["errors"][0]["parameter"] == "q"
