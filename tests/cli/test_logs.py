"""The log as a process writes it: whole JSON lines with the id that the client was told, and no secret anywhere."""

import logging
import shutil
import socket

import httpx
import orjson
import pytest
from pydantic import SecretStr

from cli.logs import REMOVED, WithoutSecrets, configure_logs
from cli.settings import LogFormat, Settings, secrets
from tests.cli.running import amidex_process
from tests.cli.test_serve import PATIENCE_SECONDS, eventually, get

TOKEN = "a-token-of-the-operator"
SECRETS = {
    "a session": "amx_session_3fJk-_9",
    "an access token": "amx_token_abcdef",
    "what a header shows": "Authorization: Bearer abc.def",
    "a signature": "AWS4-HMAC-SHA256 Credential=x/y, Signature=" + "0f" * 32,
    "a key of AWS": "AKIAIOSFODNN7EXAMPLE",
    "temporary credentials": "X-Amz-Security-Token=FwoGZXIvYXdz%2F",
    "a database": "postgresql://amidex:hunter2@db/amidex",
    "an address": "ada@example.org",
}
SHOWN = {"amx_session_3fJk-_9", "amx_token_abcdef", "abc.def", "0f0f", "AKIA", "FwoGZ", "hunter2", "ada@"}


@pytest.fixture
def log():
    """What the log says of what is logged in this process."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), logging.getLogger("amidex").level
    yield logging.getLogger("amidex.test")
    root.handlers = handlers
    logging.getLogger("amidex").setLevel(level)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("where", ["message", "argument", "extra", "traceback"])
@pytest.mark.parametrize("log_format", LogFormat)
def test_no_secret_is_logged_wherever_it_comes_up(log, capsys, secret, where, log_format):
    configure_logs(Settings(log_format=log_format))
    if where == "traceback":
        error = ValueError(secret)
        log.error("failed", exc_info=(ValueError, error, None))
    elif where == "extra":
        log.error("failed", extra={"value": secret, "nested": {"value": secret}})
    else:
        log.error(*([f"failed: {secret}"] if where == "message" else ["failed: %s", secret]))

    said = capsys.readouterr().err
    assert "failed" in said
    assert REMOVED in said
    assert not any(shown in said for shown in SHOWN)


def test_what_the_settings_say_is_secret_is_removed_too():
    settings = Settings(
        operator_token=SecretStr(TOKEN),
        search_key=SecretStr("key-of-the-search"),
        openid_client_secret=SecretStr("secret-of-the-client"),
        database_url="postgresql://amidex:p%40ss@db/amidex",
    )
    cleaned = WithoutSecrets(secrets(settings))(
        None, "", {"event": f"{TOKEN} key-of-the-search secret-of-the-client p%40ss p@ss", "count": 3}
    )

    assert cleaned == {"event": " ".join([REMOVED] * 5), "count": 3}


def test_requests_are_objects_with_the_id_that_the_client_was_told(read_environment):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = read_environment | {"AMIDEX_LOG_FORMAT": "json", "AMIDEX_OPERATOR_TOKEN": TOKEN}
    with amidex_process("serve", "--port", str(port), environment=environment) as process:
        eventually(lambda: get(port, "/healthz"), process)
        told = httpx.get(
            f"http://127.0.0.1:{port}/v1/images/ami-00000000000000001?token={TOKEN}",
            headers={"Authorization": f"Bearer {TOKEN}", "Cookie": "amidex=amx_session_secret"},
            trust_env=False,
        )
        process.terminate()
        output, _ = process.communicate(timeout=PATIENCE_SECONDS)

    records = [orjson.loads(line) for line in output.splitlines()]
    (record,) = [one for one in records if one.get("request_id") == told.headers["X-Request-Id"]]
    assert record["event"] == "answered"
    assert (record["method"], record["route"], record["status"]) == ("GET", "/v1/images/{image_id}", told.status_code)
    assert record["milliseconds"] > 0
    assert record["level"] == "info"
    assert record["timestamp"].endswith("Z")
    assert TOKEN not in output
    assert "amx_session" not in output


def test_a_worker_says_what_it_does_in_the_log(read_environment, tmp_path):
    data = shutil.copytree(read_environment["AMIDEX_DATA_DIR"], tmp_path / "data")
    shutil.rmtree(data / "index")
    environment = read_environment | {"AMIDEX_LOG_FORMAT": "json", "AMIDEX_DATA_DIR": str(data)}
    with amidex_process("worker", "--no-crawl", environment=environment) as process:
        record = orjson.loads(process.stdout.readline())
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0

    assert "building it anew" in record["event"]
    assert (record["logger"], record["level"]) == ("amidex.process", "info")
