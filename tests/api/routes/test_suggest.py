import pytest

from tests.api.conftest import NOBLE, NOBLE_IRELAND, image_id


def texts(answer):
    return [(one["kind"], one["text"]) for one in answer["suggestions"]]


def test_the_beginning_of_a_name_suggests_its_family(client):
    assert ("family", NOBLE) in texts(client.json("/v1/suggest", q="ubuntu nob"))


def test_the_beginning_of_a_publisher_suggests_it(client):
    assert texts(client.json("/v1/suggest", q="canon"))[0] == ("publisher", "Canonical (Ubuntu)")


def test_the_beginning_of_an_image_id_is_completed(client):
    whole = image_id(NOBLE_IRELAND)

    assert ("image", whole) in texts(client.json("/v1/suggest", q=whole[:-1], limit=10))


def test_no_more_is_suggested_than_asked_for_and_no_family_twice(client):
    assert len(texts(client.json("/v1/suggest", q="ubuntu", limit=1))) == 1
    found = texts(client.json("/v1/suggest", q="a", limit=10))
    assert len(found) == len(set(found))


@pytest.mark.parametrize("parameters", [{}, {"q": ""}, {"q": '"ubuntu'}, {"q": "a", "limit": "11"}])
def test_what_cannot_be_answered_is_refused(client, parameters):
    assert client.ask("/v1/suggest", **parameters).status_code == 422
