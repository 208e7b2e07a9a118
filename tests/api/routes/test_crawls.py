from tests.api.conftest import FRANKFURT, IRELAND


def test_crawls_are_listed_newest_first(client):
    crawls = client.json("/v1/crawls")["crawls"]

    assert [(crawl["region"], crawl["scope"]) for crawl in crawls] == [
        (IRELAND, "amazon"),
        (FRANKFURT, "all"),
        (IRELAND, "all"),
        (IRELAND, "all"),
    ]
    assert {crawl["status"] for crawl in crawls} == {"completed"}
    assert (crawls[2]["seen"], crawls[2]["gone"], crawls[3]["added"]) == (5, 1, 6)


def test_crawls_of_what_was_shared_in_private_and_their_sources_are_the_operators(client, operator):
    assert client.json("/v1/crawls", scope="self")["crawls"] == []
    own = operator.json("/v1/crawls", scope="self")["crawls"]
    assert len(own) == 2
    assert {crawl["source"] for crawl in own} == {"scripted"}
    assert {crawl["source"] for crawl in client.json("/v1/crawls")["crawls"]} == {None}


def test_filters_narrow(client):
    assert len(client.json("/v1/crawls", region=FRANKFURT)["crawls"]) == 1
    assert len(client.json("/v1/crawls", scope="amazon")["crawls"]) == 1
    assert client.json("/v1/crawls", status="failed")["crawls"] == []


def test_following_the_cursor_shows_every_crawl_once(operator):
    whole = [crawl["crawl_id"] for crawl in operator.json("/v1/crawls")["crawls"]]
    first = operator.json("/v1/crawls", limit=4)
    second = operator.json("/v1/crawls", limit=4, cursor=first["next_cursor"])

    assert [crawl["crawl_id"] for crawl in first["crawls"] + second["crawls"]] == whole
    assert second["next_cursor"] is None
