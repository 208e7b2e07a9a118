"""README.md's script, run by a shell as it stands there: against moto's STS, a name server, a receiver, and the service
with its worker as processes of their own.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from standardwebhooks import Webhook

from tests.api.community.test_webhooks import receiving
from tests.cli.conftest import IMAGES, NOBLE_ID
from tests.cli.running import amidex, amidex_process, clean_environment
from tests.docs.pages import ROOT
from tests.outside import name_server
from tests.sts import moto_sts

SCRIPT = re.compile(r"## Take part\n.*?```sh\n(?P<script>.*?)```", re.DOTALL)
ACCOUNT = "123456789012"  # moto's own
PATIENCE_SECONDS = 60.0
CURL = f"""#!{sys.executable}
import sys, urllib.request
print(urllib.request.urlopen(sys.argv[-1]).read().decode())
"""


@pytest.fixture
def place(tmp_path):
    """The environment of the script, the receiver of its webhook, and the service that it asks."""
    with ExitStack() as running:
        sts, names = running.enter_context(moto_sts()), running.enter_context(name_server())
        receiver = running.enter_context(receiving())
        names.records["_amidex.acme.example", "TXT"] = [f'"amidex-account={ACCOUNT}"']
        keys = sts.user("ada-of-the-readme")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = clean_environment(
            tmp_path / "data",
            AWS_ACCESS_KEY_ID=keys.access_key,
            AWS_SECRET_ACCESS_KEY=keys.secret_key,
            AWS_ENDPOINT_URL_STS=sts.url,
            AMIDEX_STS_ENDPOINT=sts.url,
            AMIDEX_SESSION_FILE=str(tmp_path / "sessions.json"),
            AMIDEX_DNS_SERVERS="{}:{}".format(*names.address),
            AMIDEX_FETCH_PRIVATE="true",
            AMIDEX_PORT=str(port),
        )
        images = tmp_path / "images.json"
        mine = [image | ({"OwnerId": ACCOUNT} if image["ImageId"] == NOBLE_ID else {}) for image in IMAGES]
        images.write_text(json.dumps({"Images": mine}))
        crawled = amidex("crawl", "--from", str(images), "--region", "eu-west-1", environment=environment)
        assert crawled.exit_code == 0, crawled.said
        running.enter_context(amidex_process("serve", environment=environment))
        running.enter_context(amidex_process("worker", "--no-crawl", environment=environment))
        server = f"http://127.0.0.1:{port}"
        wait_for(lambda: httpx.get(f"{server}/healthz", trust_env=False).is_success)
        names_of_the_script = {"AMIDEX_SERVER": server, "IMAGE": NOBLE_ID, "ACCOUNT": ACCOUNT, "HOOK": receiver.url}
        yield environment | names_of_the_script, receiver


def wait_for(found):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if told := found():
                return told
        except httpx.HTTPError:
            """It is not there yet."""
        time.sleep(0.1)
    raise AssertionError("it did not come to be in time")


def programs(directory: Path) -> str:
    """A PATH with our own command first, and a curl where the machine has none."""
    if shutil.which("curl") is None:
        (directory / "curl").write_text(CURL)
        (directory / "curl").chmod(0o755)
    return os.pathsep.join([str(Path(sys.executable).parent), str(directory), os.environ["PATH"]])


def test_the_script_runs_as_it_stands_in_the_readme(place, tmp_path):
    environment, receiver = place
    found = SCRIPT.search((ROOT / "README.md").read_text("utf-8"))
    assert found is not None
    (tmp_path / "bin").mkdir()
    ran = subprocess.run(
        ["sh", "-eu", "-c", found["script"]],
        env=environment | {"PATH": programs(tmp_path / "bin")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    for told in ("signed in at", "domain acme.example", "Acme Linux 1", "who makes the image", "stated: caution"):
        assert told in ran.stdout, (told, ran.stdout)
    feed = ran.stdout[ran.stdout.index("<?xml") :]
    for told in ("Now malicious", "Question by", "states caution"):
        assert told in feed, (told, feed)
    headers, text = wait_for(lambda: receiver.taken)[0]
    secret = re.search(r"whsec_[\w+/=]+", ran.stdout)
    assert secret is not None
    assert Webhook(secret[0]).verify(text, headers)["type"] == "test"
