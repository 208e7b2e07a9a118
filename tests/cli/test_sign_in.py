"""`amidex login`, `whoami`, `logout`: with keys of moto's, against a service that asks moto's STS."""

import json
import re
import socket
import stat

import pytest

from tests.cli.running import amidex, amidex_process
from tests.cli.test_serve import eventually, get
from tests.sts import moto_sts


@pytest.fixture(scope="module")
def sts():
    with moto_sts() as running:
        yield running


@pytest.fixture
def signing(environment, sts, tmp_path):
    """An environment with a user's keys, a catalog, and a place for the session."""
    assert amidex("db", "upgrade", environment=environment).exit_code == 0
    keys = sts.user("ada-" + tmp_path.name[-20:])
    return environment | {
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret_key,
        "AWS_ENDPOINT_URL_STS": sts.url,
        "AMIDEX_STS_ENDPOINT": sts.url,
        "AMIDEX_SESSION_FILE": str(tmp_path / "kept" / "sessions.json"),
    }


def test_login_whoami_logout(signing, tmp_path):
    login = amidex("login", environment=signing)
    file = tmp_path / "kept" / "sessions.json"

    assert login.exit_code == 0, login.said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(json.loads(file.read_text())) == ["http://127.0.0.1:8000"]
    who = amidex("whoami", "--json", environment=signing).json
    assert [account["account_id"] for account in who["accounts"]] == ["123456789012"]
    assert "account 123456789012 by arn:aws:iam::123456789012:user/" in amidex("whoami", environment=signing).output
    assert "signed out" in amidex("logout", environment=signing).output
    assert json.loads(file.read_text()) == {}
    refused = amidex("whoami", environment=signing)
    assert (refused.exit_code, "amidex login" in refused.said) == (2, True)
    assert "not signed in" in amidex("logout", environment=signing).output


def test_no_secret_leaves_the_machine(signing, tmp_path):
    amidex("login", environment=signing)

    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert signing["AWS_SECRET_ACCESS_KEY"].encode() not in kept
    secret = json.loads((tmp_path / "kept" / "sessions.json").read_text()).popitem()[1]
    databases = b"".join(file.read_bytes() for file in (tmp_path / "data").glob("amidex.sqlite3*") if file.is_file())
    assert secret.encode() not in databases


def test_over_http_with_a_link_for_the_browser(signing):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = f"http://127.0.0.1:{port}"
    with amidex_process("serve", environment=signing | {"AMIDEX_PORT": str(port)}) as process:
        eventually(lambda: get(port, "/healthz"), process)
        login = amidex("login", "--web", environment=signing | {"AMIDEX_SERVER": f"{server}/"})
        elsewhere = amidex("login", environment=signing | {"AMIDEX_SERVER": f"http://localhost:{port}"})

    assert login.exit_code == 0, login.said
    assert re.search(rf"open within a minute: {server}/sign-in\?ticket=\S{{43}}", login.output)
    assert (elsewhere.exit_code, "sign in at that address" in elsewhere.said) == (2, True)


def test_without_credentials_it_says_what_to_do(environment):
    amidex("db", "upgrade", environment=environment)
    refused = amidex("login", environment=environment)

    assert (refused.exit_code, "no AWS credentials" in refused.said) == (2, True)


def test_wrong_credentials_are_refused(signing, tmp_path):
    refused = amidex("login", environment=signing | {"AWS_SECRET_ACCESS_KEY": "x" * 40})

    assert (refused.exit_code, "STS does not accept the signature" in refused.said) == (2, True)
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(("mode", "text"), [(0o644, "{}"), (0o600, "not JSON"), (0o600, "[]")])
def test_a_file_that_others_may_read_or_that_is_damaged_is_not_used(signing, tmp_path, mode, text):
    file = tmp_path / "kept" / "sessions.json"
    file.parent.mkdir()
    file.write_text(text)
    file.chmod(mode)

    refused = amidex("whoami", environment=signing)
    assert (refused.exit_code, str(file) in refused.said) == (2, True)


def test_a_session_is_shown_to_its_own_service_alone(signing):
    amidex("login", environment=signing)

    # The local service under another name is another service.
    other = amidex("whoami", environment=signing | {"AMIDEX_PUBLIC_URL": "https://other.example"})
    assert (other.exit_code, "sign in" in other.said) == (2, True)


def test_accounts_of_the_organisation_see_what_is_private(signing):
    amidex("login", environment=signing)

    def sees(accounts):
        environment = signing | {"AMIDEX_ORGANISATION_ACCOUNTS": accounts}
        return amidex("whoami", "--json", environment=environment).json["sees_private"]

    assert [sees("210987654321, 123456789012"), sees("210987654321"), sees("aws-cn:123456789012"), sees("")] == [
        True,
        False,
        False,
        False,
    ]
    wrong = amidex("whoami", environment=signing | {"AMIDEX_ORGANISATION_ACCOUNTS": "1234"})
    assert (wrong.exit_code, "ORGANISATION_ACCOUNTS" in wrong.said) == (2, True)
