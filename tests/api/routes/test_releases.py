from api.answers.release import MOST_IMAGES, release_answer
from catalog.scopes import Scope
from catalog.tables import Image
from crawler.described_image import describe
from crawler.image_row import image_row
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
    Client,
    image_id,
)
from tests.crawler.conftest import image


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

    services = world.services()
    object.__setattr__(services, "index", NoIndex())
    assert release_of(Client(services), NOBLE_IRELAND)["name"] == NOBLE


def test_an_endless_release_shows_what_is_there_and_the_newest_of_the_rest(directory):
    def row(number, gone_at):
        document = image(number, Name="nightly", CreationDate=f"2026-01-01T{number // 60:02}:{number % 60:02}:00.000Z")
        columns = image_row(
            describe(document),
            partition="aws",
            region=IRELAND,
            scopes=Scope.ALL,
            digest=b"",
            directory=directory,
            seen_at=NOW,
        )
        return Image(**columns._replace(gone_at=gone_at)._asdict())

    images = [row(number, NOW) for number in range(1, MOST_IMAGES + 50)] + [row(0, None)]

    answer = release_answer(images, verdict=None, family_newest=None, directory=directory, now=NOW, demo=False)

    assert answer.image_count == MOST_IMAGES + 50
    assert len(answer.images) == MOST_IMAGES
    assert image_id(0) in {entry.image_id for entry in answer.images}


def test_malformed_and_unknown_ids_are_told_apart(client):
    assert client.ask("/v1/releases/rel-1").status_code == 422
    assert client.ask("/v1/releases/rel-abcdefghijklmnop2345").status_code == 404
