import pytest

from api.conditional import tag_of
from tests.api.conftest import CANONICAL, IRELAND, NOBLE_IRELAND, NOW, Client, World, image_id
from tests.crawler.conftest import image

PATHS = [
    "/v1/search?q=ubuntu",
    "/v1/suggest?q=ubuntu",
    f"/v1/images/{image_id(NOBLE_IRELAND)}",
    f"/v1/images/{image_id(NOBLE_IRELAND)}/history",
    "/v1/owners",
    f"/v1/owners/{CANONICAL}",
    "/v1/crawls",
    "/",
]


@pytest.mark.parametrize("path", PATHS)
def test_what_a_client_has_already_is_not_sent_again(client, path):
    first = client.ask(path)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')

    for given in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
        again = client.ask(path, headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again.headers[name] == first.headers[name]
    assert client.ask(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", [*PATHS, "/healthz", "/readyz"])
def test_head_tells_what_get_would_without_the_body(client, path):
    whole, head = client.ask(path), client.ask(path, method="HEAD")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]
    assert head.headers.get("ETag") == whole.headers.get("ETag")
    if not path.startswith("/v1/search"):  # its took_ms may be a digit longer
        assert head.headers["Content-Length"] == str(len(whole.content))


def test_the_tag_of_a_search_tells_apart_what_was_asked_and_who_asked(client, operator):
    asked = ["/v1/search?q=a", "/v1/search?q=b", "/v1/search?q=a&limit=1", "/v1/search?q=a&region=eu-west-1"]
    tags = [client.ask(path).headers["ETag"] for path in asked]
    tags.append(operator.ask(asked[0]).headers["ETag"])

    assert len(set(tags)) == len(tags)


def test_a_search_gets_a_new_tag_when_the_index_changes_and_when_a_minute_passes(sqlite_database, directory):
    world = World(sqlite_database.url.database, directory)
    world.crawl({IRELAND: [image(1)]})
    world.reindex()
    at = [NOW]
    client = Client(world.services(clock=lambda: at[0]))
    tags = [client.ask("/v1/search").headers["ETag"]]
    world.crawl({IRELAND: [image(1), image(2)]})
    world.reindex()
    tags.append(client.ask("/v1/search").headers["ETag"])
    at[0] = NOW.replace(minute=1)
    tags.append(client.ask("/v1/search").headers["ETag"])
    world.database.close()

    assert len(set(tags)) == 3


def test_parts_of_a_tag_do_not_run_into_each_other():
    assert tag_of("ab", "c") != tag_of("a", "bc")
