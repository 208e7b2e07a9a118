import orjson
import pytest

from catalog.crawl_requests import remember_enabled_regions
from tests.api.conftest import FRANKFURT, IRELAND, TOKEN, Client


@pytest.fixture
def own_operator(own_services):
    return Client(own_services, {"Authorization": f"Bearer {TOKEN}"})


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


def ask(client, **body):
    return client.ask("/v1/crawls", method="POST", body=orjson.dumps(body))


def test_an_operator_asks_for_a_crawl_and_follows_the_link(own_operator):
    response = ask(own_operator, regions=[IRELAND], scopes=["amazon", "all"])
    asked = response.json()
    assert (response.status_code, response.headers["Location"]) == (202, asked["link"])
    assert (asked["regions"], asked["scopes"], asked["status"]) == ([IRELAND], ["all", "amazon"], "waiting")
    assert own_operator.json(asked["link"]) == asked
    assert own_operator.json("/v1/crawls")["requests"] == [
        {name: value for name, value in asked.items() if name != "demo"}
    ]
    assert Client(own_operator.services).json("/v1/crawls")["requests"] == []


def test_the_same_asked_twice_is_one_request_and_nothing_means_everything(own_operator):
    first, second = ask(own_operator).json(), ask(own_operator).json()
    assert first == second
    assert (first["regions"], first["scopes"]) == ([], [])


def test_an_unknown_region_or_scope_is_answered_with_the_right_ones(own_operator):
    with own_operator.services.database.write() as session:
        remember_enabled_regions(session, [IRELAND, FRANKFURT])
    for body, told in (
        ({"regions": ["us-east-9"]}, f"it has enabled {FRANKFURT}, {IRELAND}"),
        ({"regions": ["mars"]}, "malformed region 'mars'"),
        ({"scopes": ["everything"]}, "'all', 'self' or 'amazon'"),
        ({"region": [IRELAND]}, "did you mean regions?"),
        ({"regions": IRELAND}, "list"),
    ):
        response = ask(own_operator, **body)
        assert (response.status_code, response.json()["type"]) == (422, "/problems/invalid-parameter"), body
        assert told in response.json()["detail"], body
    assert own_operator.json("/v1/crawls")["requests"] == []


def test_a_request_that_nobody_made_is_unknown(own_operator):
    assert own_operator.ask("/v1/crawls/requests/4711").status_code == 404
    assert own_operator.ask("/v1/crawls/requests/0").status_code == 422
    assert own_operator.ask(f"/v1/crawls/requests/{2**63}").status_code == 422
