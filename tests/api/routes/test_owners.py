from dataclasses import replace

import pytest

from search.errors import IndexUnavailableError
from tests.api.conftest import AMAZON, CANONICAL, FRANKFURT, IRELAND, MUMBAI, NOBLE, RECLUSE, STRANGER, Client

SELLER = "679593333241"


def ids(answer):
    return [owner["owner_id"] for owner in answer["owners"]]


def test_every_owner_is_listed_by_account_id(client):
    answer = client.json("/v1/owners")

    assert ids(answer) == sorted([CANONICAL, STRANGER, AMAZON, SELLER])
    canonical = answer["owners"][0]
    assert canonical["publishers"] == [{"slug": "canonical", "name": "Canonical (Ubuntu)"}]
    assert (canonical["image_count"], canonical["region_count"]) == (3, 2)
    assert canonical["since"] == "2026-09-30T08:14:02Z"


def test_digits_find_account_ids_that_begin_so(client):
    assert ids(client.json("/v1/owners", q="0997")) == [CANONICAL]
    assert ids(client.json("/v1/owners", q="4")) == []


def test_words_find_the_accounts_of_a_publisher_also_those_without_images(client):
    answer = client.json("/v1/owners", q="Canonical")

    assert ids(answer)[0] == CANONICAL
    assert {owner["partition"] for owner in answer["owners"]} == {"aws", "aws-us-gov", "aws-cn"}
    assert [owner["image_count"] for owner in answer["owners"]] == [3, 0, 0]


@pytest.mark.parametrize("q", ["", "amazon"])
def test_following_the_cursor_shows_every_owner_once(client, q):
    whole = [(owner["partition"], owner["owner_id"]) for owner in client.json("/v1/owners", q=q, limit=100)["owners"]]
    assert len(whole) > 3
    paged, cursor = [], None
    while True:
        page = client.json("/v1/owners", q=q, limit=3, **({"cursor": cursor} if cursor else {}))
        paged += [(owner["partition"], owner["owner_id"]) for owner in page["owners"]]
        cursor = page["next_cursor"]
        if cursor is None or len(paged) >= 100:
            break

    assert paged[: len(whole)] == whole


def test_an_owner_tells_who_what_where_and_since_when(client):
    found = client.json(f"/v1/owners/{CANONICAL}")

    assert found["identity"]["level"] == "known"
    (attribution,) = found["attributions"]
    assert attribution["publisher"]["slug"] == "canonical"
    assert attribution["grades"] == ["official"]
    assert attribution["sources"]
    assert attribution["warnings"]
    assert {region["region"]: region["image_count"] for region in found["regions"]} == {IRELAND: 2, FRANKFURT: 1}
    assert NOBLE in [release["name"] for release in found["newest_releases"]]
    assert len(found["newest_releases"]) == 2
    assert found["since"] == "2026-09-30T08:14:02Z"


def test_an_owners_releases_are_unknown_while_no_search_is_possible(services):
    class BrokenIndex:
        def search(self, _request):
            raise IndexUnavailableError("broken")

    found = Client(replace(services, index=BrokenIndex())).json(f"/v1/owners/{CANONICAL}")

    assert found["newest_releases"] is None
    assert found["image_count"] == 3


def test_of_an_owners_releases_the_newest_comes_first_by_his_own_image(client):
    found = client.json(f"/v1/owners/{CANONICAL}")["newest_releases"]

    made = [release["created_at"] for release in found]
    assert made == sorted(made, reverse=True)
    for release in found:
        image = client.json(f"/v1/images/{release['image_id']}")
        assert (image["owner_id"], image["created_at"]) == (CANONICAL, release["created_at"])


def test_the_operator_sees_private_images_counted_in(client, operator):
    public, whole = client.json(f"/v1/owners/{STRANGER}"), operator.json(f"/v1/owners/{STRANGER}")

    assert (public["image_count"], whole["image_count"]) == (2, 4)
    assert MUMBAI in {region["region"] for region in whole["regions"]}
    assert client.ask(f"/v1/owners/{RECLUSE}").status_code == 404
    assert operator.json(f"/v1/owners/{RECLUSE}")["image_count"] == 1


def test_an_account_that_only_the_directory_knows_is_told(client):
    found = client.json("/v1/owners/513442679011")

    assert found["partition"] == "aws-us-gov"
    assert found["attributions"][0]["publisher"]["slug"] == "canonical"
    assert (found["image_count"], found["newest_releases"]) == (0, [])


@pytest.mark.parametrize(
    ("path", "parameters"),
    [("/v1/owners/99720109477", {}), ("/v1/owners/canonical", {}), ("/v1/owners", {"q": "0997201094771"})],
)
def test_what_is_no_account_id_is_refused_with_the_right_form(client, path, parameters):
    response = client.ask(path, **parameters)

    assert response.status_code == 422
    assert "12 digits" in response.json()["detail"]
    assert response.json()["errors"]


def test_an_unknown_account_is_not_found(client):
    assert client.ask("/v1/owners/000000000000").status_code == 404
