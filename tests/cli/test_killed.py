"""Processes killed with kill -9 in the middle of their work: what they acknowledged is there, and none of it twice."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from sqlmodel import select

from catalog import outbox
from catalog.community_tables import Comment
from catalog.credentials import make_token
from catalog.members import Identity, set_role, sign_in
from catalog.regions import release_ids
from catalog.roles import Role, TokenScope
from catalog.utc_time import now
from cli.settings import Settings, real_place
from cli.wiring import Workplace
from search.document import Audience
from search.index import SearchRequest
from tests.cli.running import amidex, amidex_process
from tests.cli.test_serve import eventually, get
from tests.crawler.conftest import image

WRITERS = 4
RELEASES = 1_000
REGION = "eu-west-1"


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def workplace_of(environment):
    settings = Settings(
        data_dir=Path(environment["AMIDEX_DATA_DIR"]), database_url=environment.get("AMIDEX_DATABASE_URL")
    )
    return Workplace(settings, real_place(settings))


def crawled(environment, directory, images):
    file = directory / "images.json"
    file.write_text(json.dumps({"Images": images}))
    # A process of its own, which gives its connections back.
    with amidex_process(
        "crawl", "--from", str(file), "--region", REGION, "--no-wait", environment=environment
    ) as crawl:
        output, _ = crawl.communicate(timeout=60)
    assert crawl.returncode == 0, output


@pytest.fixture(params=["sqlite", "postgresql"])
def catalog(request, environment, copies, tmp_path):
    """The environment of a catalog with one release, on each engine."""
    if request.param == "sqlite":
        crawled(environment, tmp_path, [image(1, Name="web-base")])
        yield environment
        return
    with copies("postgresql").copy() as database:
        environment = environment | {"AMIDEX_DATABASE_URL": database.url.render_as_string(hide_password=False)}
        crawled(environment, tmp_path, [image(1, Name="web-base")])
        yield environment


def token_of_an_operator(workplace):
    """Whom no limit keeps from writing."""
    at = now()
    with workplace.database.write() as session:
        member = sign_in(session, Identity("test", "ada"), at=at)
        member = set_role(session, member.id, Role.OPERATOR, reason="a test", actor="operator", at=at)
        _, secret = make_token(session, member, name="test", scopes=tuple(TokenScope), days=1, at=at)
    return secret


def say(client, path, text):
    return client.post(path, json={"text": text}, headers={"Idempotency-Key": sha256(text.encode()).hexdigest()})


@contextmanager
def served(environment, port):
    with amidex_process("serve", "--port", str(port), environment=environment) as process:
        eventually(lambda: get(port, "/healthz"), process)
        yield process


@pytest.mark.timeout(180)
def test_what_an_api_acknowledged_before_it_was_killed_is_there_and_what_is_sent_again_is_there_once(catalog, port):
    workplace = workplace_of(catalog)
    secret = token_of_an_operator(workplace)
    acknowledged, unsure = [], []
    enough = Event()

    def write(number, path, client):
        for count in range(10_000):
            text = f"writer {number} says {count}"
            try:
                said = say(client, path, text)
            except httpx.TransportError:
                unsure.append(text)
                return
            assert said.status_code == 201, said.text
            acknowledged.append(text)
            if len(acknowledged) >= 60:
                enough.set()

    clients = [
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": f"Bearer {secret}"},
            trust_env=False,
            timeout=20,
        )
        for _ in range(WRITERS)
    ]
    with served(catalog, port) as process:
        release_id = get(port, f"/v1/images/ami-{1:017x}")["release"]["release_id"]
        path = f"/v1/releases/{release_id}/comments"
        threads = [Thread(target=write, args=(number, path, client)) for number, client in enumerate(clients)]
        for thread in threads:
            thread.start()
        assert enough.wait(60)
        os.killpg(process.pid, signal.SIGKILL)
        for thread in threads:
            thread.join()
    assert len(unsure) == WRITERS

    with served(catalog, port):
        for client, text in zip(clients, unsure, strict=True):
            assert say(client, path, text).status_code in (200, 201)
        for text in acknowledged[-5:]:
            assert say(clients[0], path, text).status_code in (200, 201)
    for client in clients:
        client.close()

    with workplace.database.read() as session:
        written = Counter(session.exec(select(Comment.text)).all())
    workplace.database.close()
    assert written == Counter([*acknowledged, *unsure])
    assert max(written.values()) == 1


@pytest.fixture
def many(environment, tmp_path):
    """The environment of a catalog whose releases all wait to be indexed."""
    crawled(environment, tmp_path, [image(number, Name=f"base-{number}-of-many") for number in range(1, RELEASES + 1)])
    return environment


def assert_everything_is_found_once(environment, workplace):
    with workplace.database.read() as session:
        assert outbox.pending(session) == 0
    asked: dict[str, Any] = {
        "now": now(),
        "audience": Audience.PUBLIC,
        "include_deprecated": True,
        "include_gone": True,
        "limit": 100,
    }
    found, cursor = [], None
    while not found or cursor is not None:
        page = workplace.index.search(SearchRequest("base", cursor=cursor, **asked))
        found += [hit.document.name for hit in page.hits]
        cursor = page.next_cursor
    assert Counter(found) == Counter(f"base-{number}-of-many" for number in range(1, RELEASES + 1))
    findings = amidex("verify", "--json", environment=environment)
    assert findings.exit_code == 0, findings.output


def killed_after(environment, seconds):
    with amidex_process("worker", "--no-crawl", environment=environment) as process:
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def finished_by_another(environment, workplace):
    def all_done():
        with workplace.database.read() as session:
            return outbox.pending(session) == 0 or None

    # Something always waits: a worker that is asked to end before it has begun ends by the signal itself.
    with workplace.database.write() as session:
        outbox.enqueue(session, next(release_ids(session, batch_size=1)))
    with amidex_process("worker", "--no-crawl", environment=environment) as process:
        eventually(all_done, process)
        process.terminate()
        assert process.wait(60) == 0


@pytest.mark.timeout(240)
def test_a_worker_killed_while_it_indexes_leaves_all_of_it_to_the_next(many):
    workplace = workplace_of(many)
    for seconds in (0.9, 1.2, 1.6):  # starting takes a second
        killed_after(many, seconds)
    finished_by_another(many, workplace)
    assert_everything_is_found_once(many, workplace)
    workplace.database.close()


KILLED_WHILE_SWAPPING = """
import os, signal, sys
from pathlib import Path
from search.generations import Generations

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

where = sys.argv.pop(1)
before = Generations.switch_to
def switch_to(self, generation):
    if where == "before":
        kill()
    if where == "between":
        os.replace = kill  # pathlib's replace ends here
        Path.replace = kill
    before(self, generation)
    kill()
Generations.switch_to = switch_to
from cli.main import main
sys.argv = ["amidex", "reindex"]
main()
"""


@pytest.mark.parametrize("where", ["before", "between", "after"])
def test_a_process_killed_while_it_swaps_an_index_in_leaves_a_whole_one(many, where):
    workplace = workplace_of(many)
    assert amidex("reindex", environment=many).exit_code == 0
    generation = workplace.index.generation()

    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_SWAPPING, where], env=many, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert (workplace.index.generation() != generation) == (where == "after")
    finished_by_another(many, workplace)
    assert_everything_is_found_once(many, workplace)
    index = Path(many["AMIDEX_DATA_DIR"]) / "index"
    assert amidex("reindex", environment=many).exit_code == 0
    assert len(list((index / "generations").iterdir())) <= 2, "what was left behind is removed"
    workplace.database.close()
    shutil.rmtree(index)
