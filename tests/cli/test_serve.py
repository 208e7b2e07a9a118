"""`amidex serve`, `worker` and `up` as processes: they start, answer, stop when asked, and start again."""

import os
import signal
import socket
import time

import httpx
import pytest

from catalog.database import Database
from cli.wiring import WORKER_LOCK
from tests.cli.conftest import NOBLE, NOBLE_ID
from tests.cli.running import amidex, amidex_process

PATIENCE_SECONDS = 60.0
FIRST_CRAWLS = 4


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def eventually(ask, process):
    """What `ask` gives once it is neither None nor an error of the network."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stdout.read()
        try:
            answer = ask()
        except httpx.HTTPError:
            answer = None
        if answer is not None:
            return answer
        time.sleep(0.1)
    raise AssertionError("it did not come to be in time")


def get(port, path, **parameters):
    response = httpx.get(f"http://127.0.0.1:{port}{path}", params=parameters, timeout=20, trust_env=False)
    return response.json() if response.status_code == 200 else None


def first_line(process):
    return process.stdout.readline()


def printed_until(text, process):
    """What the process prints up to the line with this text. It comes a moment after the first answer."""
    lines: list[str] = []
    while not lines or text not in lines[-1]:
        line = process.stdout.readline()
        assert line, f"it ended without {text!r}: {''.join(lines)}"
        lines.append(line)
    return "".join(lines)


def stop(process):
    """Ctrl-C, as a terminal sends it: to the whole group. What was printed, and the exit code."""
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return output, process.returncode


@pytest.mark.parametrize(("proxies", "believed"), [("127.0.0.1", True), ("192.0.2.0/24", False)])
def test_who_asks_is_told_by_the_proxies_that_are_set_and_by_nobody_else(read_environment, port, proxies, believed):
    """Seen by a limit that counts addresses."""
    environment = read_environment | {"AMIDEX_PROXIES": proxies}
    with amidex_process("serve", "--port", str(port), environment=environment) as process:
        eventually(lambda: get(port, "/healthz"), process)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:

            def status(address):
                return client.post("/v1/sessions/aws/nonce", headers={"X-Forwarded-For": address}).status_code

            while status("198.51.100.7") != 429:
                pass
            assert (status("198.51.100.8") != 429) is believed


def test_serve_answers_until_it_is_asked_to_stop(read_environment, port):
    with amidex_process("serve", "--port", str(port), environment=read_environment) as process:
        eventually(lambda: get(port, "/healthz"), process)
        assert get(port, "/v1/search", q="ubuntu")["hits"][0]["name"] == NOBLE

        at_server = read_environment | {"AMIDEX_SERVER": f"http://127.0.0.1:{port}", "AMIDEX_DATA_DIR": "/nowhere"}
        assert NOBLE_ID in amidex("show", NOBLE_ID, environment=at_server).output

        process.terminate()
        output, _ = process.communicate(timeout=PATIENCE_SECONDS)

    assert "Traceback" not in output
    assert process.returncode in {0, -signal.SIGTERM}


def test_a_port_that_is_taken_is_named_with_what_to_do(read_environment):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for command in (("serve", "--port", port), ("up",)):
            finished = amidex(*command, environment=read_environment | {"AMIDEX_PORT": port})

            assert finished.exit_code == 2
            assert f"cannot listen at 127.0.0.1:{port} (Address already in use" in finished.said
            assert "AMIDEX_PORT" in finished.said


def test_a_second_worker_on_one_sqlite_catalog_is_refused(environment, tmp_path):
    amidex("db", "upgrade", environment=environment)
    database = Database(f"sqlite:///{tmp_path / 'data' / 'amidex.sqlite3'}")

    with database.lock(WORKER_LOCK):
        refused = amidex("worker", "--no-crawl", environment=environment)
        patient = ("worker", "--no-crawl", "--patience-seconds", "60")
        with amidex_process(*patient, environment=environment) as process:
            assert "waiting for it to end" in first_line(process)
            process.terminate()
            assert process.wait(PATIENCE_SECONDS) == 0

    assert refused.exit_code == 2
    assert "a worker runs already" in refused.said


def test_a_worker_that_waits_takes_over_when_the_other_ends(environment, tmp_path):
    amidex("db", "upgrade", environment=environment)
    database = Database(f"sqlite:///{tmp_path / 'data' / 'amidex.sqlite3'}")

    def worker_runs():
        return amidex("status", "--json", environment=environment).json["worker_runs"] or None

    patient = ("worker", "--no-crawl", "--patience-seconds", "60")
    with amidex_process(*patient, environment=environment) as process:
        with database.lock(WORKER_LOCK):
            assert "waiting for it to end" in first_line(process)
        eventually(worker_runs, process)
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0


def test_up_without_credentials_serves_the_catalog_there_is(read_environment, port):
    with amidex_process("up", environment=read_environment | {"AMIDEX_PORT": str(port)}) as process:
        found = eventually(lambda: get(port, "/v1/search", q="ubuntu"), process)
        output = printed_until("search al2023 --region eu-west-1", process)
        _, exit_code = stop(process)

    assert (found["total"], found["demo"], exit_code) == (1, False, 0)
    assert "no AWS credentials found: serving the catalog as it is" in output


@pytest.mark.timeout(240)
def test_up_runs_the_demo_and_after_kill_9_goes_on_from_there(environment, port, tmp_path):
    environment = environment | {"AMIDEX_PORT": str(port), "AMIDEX_PARALLEL_REGIONS": "1"}

    def first_hit():
        answer = get(port, "/v1/search", q="amazon", limit=1)
        return answer if answer and answer["hits"] else None

    def completed(at_least):
        crawls = get(port, "/v1/crawls", limit=100)["crawls"]
        return crawls if sum(crawl["status"] == "completed" for crawl in crawls) >= at_least else None

    with amidex_process("up", environment=environment) as process:
        assert eventually(first_hit, process)["demo"] is True
        eventually(lambda: completed(FIRST_CRAWLS), process)
        process.kill()
        process.wait()
        # What it left behind may still hold the port and the worker's lock: the next one waits for that.
        with amidex_process("up", environment=environment) as again:
            eventually(lambda: completed(FIRST_CRAWLS + 2), again)
            output, exit_code = stop(again)

    assert exit_code == 0
    assert "running the demo" in output
    assert "stopping" in output
    assert not (tmp_path / "data" / "amidex.sqlite3").exists()
    status = amidex("status", "--json", environment=environment).json
    assert (status["demo"], status["worker_runs"]) == (True, False)
    of_all = [crawl["region"] for crawl in status["crawls"] if crawl["scope"] == "all"]
    assert len(of_all) == len(set(of_all))
    assert {crawl["status"] for crawl in status["crawls"]} <= {"completed", "interrupted"}
