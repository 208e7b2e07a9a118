from api.answers.release import MOST_IMAGES, release_answer
from catalog.document import pack
from catalog.tables import Image
from tests.api.conftest import (
    CANONICAL,
    FRANKFURT,
    GONE,
    IRELAND,
    MUMBAI,
    NOBLE,
    NOBLE_FRANKFURT,
    NOBLE_IRELAND,
    NOW,
    WEB_BASE,
    WEB_BASE_PRIVATE,
    image_id,
)


def release_of(client, number):
    return client.json(client.json(f"/v1/images/{image_id(number)}")["release"]["link"])


def test_a_release_tells_its_images_by_region(client):
    found = release_of(client, NOBLE_IRELAND)

    assert found["name"] == NOBLE
    assert found["publisher"]["slug"] == "canonical"
    assert found["identity"]["level"] == "known"
    assert found["regions"] == [FRANKFURT, IRELAND]
    assert [(entry["region"], entry["image_id"]) for entry in found["images"]] == [
        (FRANKFURT, image_id(NOBLE_FRANKFURT)),
        (IRELAND, image_id(NOBLE_IRELAND)),
    ]
    assert found["owner_ids"] == [CANONICAL]
    assert (found["deprecated"], found["gone_at"]) == (False, None)
    assert found["newest"]["image_id"] in {image_id(NOBLE_FRANKFURT), image_id(NOBLE_IRELAND)}


def test_a_release_that_is_gone_keeps_what_it_had(client):
    found = release_of(client, GONE)

    assert found["gone_at"] is not None
    assert found["regions"] == []
    assert [entry["image_id"] for entry in found["images"]] == [image_id(GONE)]


def test_a_private_copy_belongs_to_the_release_for_the_operator_alone(client, operator):
    public, whole = release_of(client, WEB_BASE), release_of(operator, WEB_BASE)

    assert public["regions"] == [IRELAND]
    assert whole["regions"] == [MUMBAI, IRELAND]
    assert whole["newest"]["image_id"] == image_id(WEB_BASE_PRIVATE)
    assert (public["image_count"], whole["image_count"]) == (1, 2)


def test_it_needs_no_index(world):
    class NoIndex:
        """An index that cannot even be asked."""

    from tests.api.conftest import Client  # noqa: PLC0415

    services = world.services()
    object.__setattr__(services, "index", NoIndex())
    assert release_of(Client(services), NOBLE_IRELAND)["name"] == NOBLE


def test_an_endless_release_shows_what_is_there_and_the_newest_of_the_rest(directory):
    def row(number, gone_at):
        return Image(
            id=number,
            partition="aws",
            region=IRELAND,
            image_id=image_id(number),
            release_id="rel-abcdefghijklmnop2345",
            owner_id="123456789012",
            name="nightly",
            platform="linux",
            scopes=1,
            private=False,
            created_at=NOW.replace(hour=number % 24, day=1 + number // 24 % 28),
            first_seen_at=NOW,
            changed_at=NOW,
            gone_at=gone_at,
            digest=b"",
            document=pack({}),
        )

    images = [row(number, NOW) for number in range(1, MOST_IMAGES + 50)] + [row(9_999, None)]

    answer = release_answer(images, directory=directory, now=NOW, demo=False)

    assert answer.image_count == MOST_IMAGES + 50
    assert len(answer.images) == MOST_IMAGES
    assert image_id(9_999) in {entry.image_id for entry in answer.images}


def test_malformed_and_unknown_ids_are_told_apart(client):
    assert client.ask("/v1/releases/rel-1").status_code == 422
    assert client.ask("/v1/releases/rel-abcdefghijklmnop2345").status_code == 404
