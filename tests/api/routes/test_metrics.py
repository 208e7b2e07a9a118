import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from catalog.crawl_requests import request_crawl
from catalog.members import Identity, set_suspended, sign_in
from catalog.outbox import pending
from catalog.queue_tables import upgrade_queue
from catalog.scopes import Scope
from catalog.watches import Watch, WatchKind
from catalog.webhooks import add_messages, add_webhook, due_deliveries, note_delivered, note_failed
from cli.crawl_queue import CrawlQueue
from search.memory_index import MemoryIndex
from search.tantivy_index import TantivyIndex
from tests.api.conftest import IRELAND, MUMBAI, NOW, STRANGER, TOKEN, Client, image_id
from trust.levels import TrustLevel


def samples(client, **options):
    response = client.ask("/metrics", **options)
    assert response.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families(response.text)
        for sample in family.samples
    }


def test_answers_are_counted_by_route_and_status_never_by_what_a_client_made_up(world):
    client = Client(world.services())
    for path in ("/v1/search", "/v1/search", f"/v1/images/{image_id(0x11)}", "/nowhere/at/all", "/v1/search?limit=0"):
        client.ask(path)
    client.ask("/v1/search", method="BREW")

    counted = samples(client)

    assert counted["amidex_http_requests_total", "GET", "/v1/search", "200"] == 2
    assert counted["amidex_http_requests_total", "GET", "/v1/search", "422"] == 1
    assert counted["amidex_http_requests_total", "GET", "/v1/images/{image_id}", "200"] == 1
    assert counted["amidex_http_requests_total", "GET", "none", "404"] == 1
    assert not any("BREW" in name or "nowhere" in "".join(name) for name in counted)
    assert counted["amidex_http_request_seconds_count", "/v1/search"] >= 3


def test_crawls_are_told_by_region_and_scope_with_their_age_and_counts(client):
    told = samples(client)

    assert told["amidex_crawl_ok", "aws", IRELAND, "all"] == 1
    assert told["amidex_crawl_seen_images", "aws", IRELAND, "all"] > 0
    assert told["amidex_crawl_age_seconds", "aws", IRELAND, "all"] >= 0
    assert told["amidex_up", "catalog"] == told["amidex_up", "index"] == 1


def test_what_private_images_are_counted_among_is_the_operators(client, operator):
    public = client.ask("/metrics").text
    told = samples(operator)

    assert "self" not in re.findall(r'scope="(\w+)"', public)
    assert MUMBAI not in public
    assert "amidex_index_documents" not in public
    assert "amidex_outbox" not in public
    assert told["amidex_crawl_ok", "aws", MUMBAI, "self"] == 1
    with operator.services.database.read() as session:
        assert told["amidex_outbox_releases",] == pending(session)
    assert told["amidex_index_documents",] > 0


def test_verdicts_are_told_by_level_and_what_is_private_is_among_them_for_the_operator_alone(client, operator):
    for asker in (client, operator):
        told, facets = samples(asker), asker.json("/v1/search", include_gone=True, include_deprecated=True)["facets"]
        shown = {entry["value"]: entry["count"] for entry in facets["trust"]}
        levels = {level: told["amidex_verdicts", level] for level in TrustLevel}
        assert levels == {level: shown.get(level, 0) for level in TrustLevel}
    assert samples(operator)["amidex_verdicts", "unverified"] > samples(client)["amidex_verdicts", "unverified"]


def test_the_index_ages_until_it_changes(own_services, tmp_path, directory):
    now = [NOW]
    index = MemoryIndex()
    services = replace(own_services, index=index, clock=lambda: now[0])
    asker = Client(services, {"Authorization": f"Bearer {TOKEN}"})
    assert samples(asker)["amidex_index_age_seconds",] == 0
    now[0] += timedelta(minutes=5)
    assert samples(asker)["amidex_index_age_seconds",] == 300
    index.show({})
    assert samples(asker)["amidex_index_age_seconds",] == 0


def test_crawls_that_were_asked_for_and_those_in_the_queue_are_counted(services, database):
    asker = Client(replace(services, database=database), {"Authorization": f"Bearer {TOKEN}"})
    with database.write() as session:
        request_crawl(session, regions=[IRELAND], scopes=[Scope.ALL], requested_at=NOW)
    if database.is_shared:
        upgrade_queue(database)
        queue = CrawlQueue(database, 30, 30)
        queue.add([(IRELAND, Scope.ALL), (MUMBAI, Scope.ALL)], asked_at=NOW)

    told = samples(asker)

    assert told["amidex_crawl_requests", "waiting"] == 1
    assert told["amidex_crawl_requests", "running"] == 0
    assert told.get(("amidex_queue_crawls", "waiting")) == (2 if database.is_shared else None)


def test_webhooks_are_counted_by_how_they_stand_and_what_waits_by_how_long(services, database):
    asker = Client(replace(services, database=database), {"Authorization": f"Bearer {TOKEN}"})
    watches = [Watch(WatchKind.OWNER, STRANGER)]
    with database.write() as session:
        ada = sign_in(session, Identity("test", "ada"), at=NOW)
        working, failing, disabled = (
            add_webhook(session, ada.id, url="https://hooks.example.org", watches=watches, at=NOW) for _ in range(3)
        )
        for webhook in (working, failing, disabled):
            add_messages(session, webhook, {"a": "{}", "b": "{}"}, at=NOW - timedelta(minutes=5))
        for webhook, gone in ((failing, False), (disabled, True)):
            (first, _) = due_deliveries(session, webhook.id, at=NOW, limit=2)
            note_failed(session, webhook, first, outcome="answered 500", gone=gone, at=NOW)
        (first, _) = due_deliveries(session, working.id, at=NOW, limit=2)
        note_delivered(session, working, first, outcome="answered 200", at=NOW)

    told = samples(asker)

    assert [told["amidex_webhooks", status] for status in ("working", "failing", "disabled")] == [1, 1, 1]
    assert told["amidex_webhook_messages",] == 1 + 2
    assert told["amidex_webhook_lag_seconds",] == pytest.approx(300, abs=1)
    with database.write() as session:
        set_suspended(session, ada.id, suspended=True, reason="a test", actor="operator", at=NOW)
    assert samples(asker)["amidex_webhook_messages",] == 0


def test_a_part_that_cannot_be_read_is_down_and_the_rest_is_told(world, tmp_path):
    (tmp_path / "current").write_text("no pointer")
    services = world.services(operator_token=TOKEN)
    object.__setattr__(services, "index", TantivyIndex(tmp_path))

    told = samples(Client(services))

    assert told["amidex_up", "index"] == 0
    assert told["amidex_up", "catalog"] == 1
    assert told["amidex_crawl_ok", "aws", IRELAND, "all"] == 1


def test_a_wrong_token_is_refused_and_not_taken_for_none(client):
    assert client.ask("/metrics", headers={"Authorization": "Bearer wrong-and-long-enough"}).status_code == 401


def test_the_operating_page_names_every_metric_and_no_other(operator):
    page = (Path(__file__).parents[3] / "docs" / "OPERATING.md").read_text("utf-8")
    told = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in families(operator.ask("/metrics").text)
    }

    assert set(re.findall(r"^\| `(amidex_\w+)` \|", page, re.MULTILINE)) == told
