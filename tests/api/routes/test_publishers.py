"""Who is known to make images: listed, one by one, and as a file that other tools read."""

import json

import pytest
import yaml

from catalog.current_directory import CurrentDirectory
from catalog.importing_accounts import import_accounts
from catalog.known_accounts_file import KnownEntry
from catalog.migration import upgrade
from catalog.publisher_proofs import lapse_domain_proof, record_account_proof, record_domain_proof
from tests.api.conftest import CANONICAL, NOW, Client, World

LIST = "https://lists.example/accounts.yaml"


@pytest.fixture
def own(tmp_path, directory):
    """A catalog of its own, with an imported list and a proof."""
    world = World(tmp_path / "catalog.sqlite3", directory)
    upgrade(world.database)
    with world.database.write() as session:
        entries = [
            KnownEntry("Datadog", ("464622532012",), ("https://docs.datadoghq.com/integrations",)),
            KnownEntry("Mallory", (CANONICAL,), ("https://mallory.example",)),
        ]
        import_accounts(session, entries, directory, of_list=LIST, at=NOW)
        record_account_proof(
            session, publisher="canonical", partition="aws", account_id=CANONICAL, proved_by="a signed request", at=NOW
        )
        record_domain_proof(session, publisher="canonical", domain="ubuntu.com", at=NOW)
    return world


def client_of(world):
    """Who begins with the built-in directory, and has to notice what is more."""
    return Client(world.services(directory_now=CurrentDirectory(world.database, world.directory).read))


def slugs(answer):
    return [publisher["slug"] for publisher in answer["publishers"]]


def test_publishers_are_found_by_words(client):
    assert slugs(client.json("/v1/publishers", q="Canonical")) == ["canonical"]
    assert slugs(client.json("/v1/publishers", q="no such publisher")) == []


def test_following_the_cursor_shows_every_publisher_once(client, directory):
    found, cursor = [], {}
    while True:
        page = client.json("/v1/publishers", limit=7, **cursor)
        found += slugs(page)
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert found == [publisher.slug for publisher in directory.publishers()]


def test_publishers_are_listed_by_where_their_entry_comes_from(own):
    client = client_of(own)
    assert slugs(client.json("/v1/publishers", origin="import")) == ["datadog"]
    assert "datadog" not in slugs(client.json("/v1/publishers", origin="directory", limit=100))
    assert client.ask("/v1/publishers", origin="elsewhere").status_code == 422


def test_a_publisher_tells_its_accounts_sources_and_conflicts(client):
    amazon = client.json("/v1/publishers/amazon-linux")
    regional = {account["account_id"]: account for account in amazon["accounts"]}
    assert regional["210953353124"]["regions"] == ["af-south-1"]
    assert regional["210953353124"]["grades"] == ["observed"]
    assert {account["partition"] for account in amazon["accounts"]} == {"aws", "aws-cn", "aws-us-gov"}
    assert "al2023-ami-2023.*-kernel-*-arm64" in amazon["name_patterns"]


def test_a_proof_is_shown_as_long_as_it_holds_and_remembered_for_ever(own):
    found = client_of(own).json("/v1/publishers/canonical")
    account = next(account for account in found["accounts"] if account["account_id"] == CANONICAL)
    assert account["proof"]["domain"] == "ubuntu.com"
    owner = client_of(own).json(f"/v1/owners/{CANONICAL}")
    assert owner["identity"]["level"] == "verified"
    assert owner["attributions"][0]["proof"] == account["proof"]

    with own.database.write() as session:
        lapse_domain_proof(session, publisher="canonical", domain="ubuntu.com", at=NOW)
    found = client_of(own).json("/v1/publishers/canonical")
    assert {account["proof"] is None for account in found["accounts"]} == {True}
    assert found["domain_proofs"][0]["lapsed_at"] is not None
    assert client_of(own).json(f"/v1/owners/{CANONICAL}")["identity"]["level"] == "known"


def test_an_imported_account_is_known_by_the_list_and_what_it_cites(own):
    owner = client_of(own).json("/v1/owners/464622532012")
    assert owner["identity"]["level"] == "known"
    assert owner["attributions"][0]["publisher"]["slug"] == "datadog"
    cited = [source["source"] for source in owner["attributions"][0]["sources"]]
    assert cited == [LIST, "https://docs.datadoghq.com/integrations"]


def test_a_list_that_contradicts_the_directory_is_told_and_not_believed(own):
    found = client_of(own).json("/v1/publishers/canonical")
    assert f"{LIST} says that account {CANONICAL} belongs to Mallory." in found["conflicts"]
    assert client_of(own).ask("/v1/publishers/mallory").status_code == 404


def test_what_is_no_slug_and_what_nobody_has_are_told_apart(client):
    assert client.ask("/v1/publishers/nobody").status_code == 404
    refused = client.ask("/v1/publishers/No%20Body")
    assert (refused.status_code, "malformed slug" in refused.json()["detail"]) == (422, True)


def test_the_file_says_the_same_as_yaml_and_as_json_and_names_its_sources(own):
    client = client_of(own)
    as_yaml, as_json = client.ask("/v1/publishers.yaml"), client.ask("/v1/publishers.json")
    assert as_yaml.headers["content-type"].startswith("application/yaml")
    whole = json.loads(as_json.content)
    assert yaml.safe_load(as_yaml.content) == whole
    assert whole["format"] == "amidex-publishers/1"
    by_slug = {publisher["slug"]: publisher for publisher in whole["publishers"]}
    assert by_slug["datadog"]["accounts"][0] == {
        "id": "464622532012",
        "partition": "aws",
        "grade": ["third-party"],
        "standing": "current",
        "known": True,
        "sources": [LIST, "https://docs.datadoghq.com/integrations"],
    }
    assert next(account for account in by_slug["canonical"]["accounts"] if account["id"] == CANONICAL)["proof"]


def test_the_file_is_told_again_only_when_it_changed(client):
    for path in ("/v1/publishers.yaml", "/v1/publishers.json"):
        first = client.ask(path)
        assert "max-age=300" in first.headers["cache-control"]
        assert client.ask(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_an_account_id_stays_text_whatever_reads_it(client):
    lines = client.ask("/v1/publishers.yaml").text.splitlines()
    assert "  - id: '099720109477'" in lines
