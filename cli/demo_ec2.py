"""The demo's EC2 as its owner sees it: a process to start, wait for, ask where it is, and stop.

The process itself is `cli.demo_server`. This side imports no moto, so a run with real credentials never loads it.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from types import TracebackType
from typing import IO, Self

from cli.demo_images import CRAWLER_ACCOUNT_ID

_LINES_KEPT = 20
_STOP_SECONDS = 5.0


class DemoEc2Error(Exception):
    """The demo's EC2 did not come up, or is asked for something while it is not up."""


class DemoEc2:
    """moto with the demo's world, in a process of its own on a port of 127.0.0.1.

    The process ends by `stop`, by the end of the `with` block, and by itself within two seconds when this process ends
    in any way, kill -9 included. It does not heed Ctrl-C: its owner does, and stops it when nobody crawls any more.
    """

    account_id = CRAWLER_ACCOUNT_ID
    """The account that the credentials below belong to. It owns no images; some are shared with it in private."""
    # Names, not secrets: moto takes any key that it has not given out itself for one of this account.
    access_key_id = "demo"
    secret_access_key = "demo"  # noqa: S105

    def __init__(self, *, port: int = 0, ready_timeout_seconds: float = 60.0) -> None:
        """`port` 0 takes any free one."""
        self._wanted_port = port
        self._ready_timeout_seconds = ready_timeout_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._port: int | None = None
        self._last_lines: deque[str] = deque(maxlen=_LINES_KEPT)

    @property
    def endpoint_url(self) -> str:
        """Where EC2 and STS answer, for boto3's `endpoint_url`."""
        if self._port is None:
            raise DemoEc2Error("the demo's EC2 is not running: start it before asking where it is")
        return f"http://127.0.0.1:{self._port}"

    @property
    def process_id(self) -> int:
        return self._running().pid

    @property
    def exit_code(self) -> int | None:
        """None while the process runs; negative for the signal that ended it, as `subprocess` has it."""
        return self._running().poll()

    @property
    def last_lines(self) -> tuple[str, ...]:
        """What the process printed last, for a message about why it ended. At most 20 lines."""
        return tuple(self._last_lines)

    def environment(self) -> dict[str, str]:
        """What makes boto3 (or the aws command) crawl the demo, laid over whatever environment it runs in.

        The second half undoes settings that would lead it elsewhere: to the real EC2, or to a company's proxy.
        """
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ENDPOINT_URL_EC2": self.endpoint_url,
            "AWS_ENDPOINT_URL_STS": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
            "AWS_USE_FIPS_ENDPOINT": "false",
            "AWS_USE_DUALSTACK_ENDPOINT": "false",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    def start(self) -> None:
        """Start the process and return when it is seeded and answers, after some 5 seconds.

        DemoEc2Error with the last lines it printed when it ends before, or takes longer than the time it was given.
        """
        if self._process is not None:
            raise DemoEc2Error("the demo's EC2 was started before: start each DemoEc2 once")
        ready: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603  # nothing in it comes from outside
            # -P: the directory that somebody happens to stand in must not take the place of our modules.
            [sys.executable, "-P", "-m", "cli.demo_server", "--port", str(self._wanted_port), "--with-parent"],
            # Never written to. Its end is the sign for the process to end, and comes however this process ends.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_environment_of_the_process(),
        )
        assert self._process.stdout is not None  # noqa: S101
        self._reader = threading.Thread(
            target=self._read, args=(self._process.stdout, ready), name="demo-ec2-output", daemon=True
        )
        self._reader.start()
        try:
            self._port = ready.get(timeout=self._ready_timeout_seconds)
        except queue.Empty:
            self.stop()
            raise DemoEc2Error(
                f"the demo's EC2 was not ready after {self._ready_timeout_seconds:g} seconds and was stopped"
                + self._what_it_printed()
            ) from None
        except BaseException:  # Ctrl-C while waiting
            self.stop()
            raise
        if self._port is None:
            exit_code = self._process.wait()
            self.stop()
            raise DemoEc2Error(
                f"the demo's EC2 ended with exit code {exit_code} before it was ready" + self._what_it_printed()
            )

    def stop(self) -> None:
        """End the process, and kill it if it has not ended after 5 seconds. Nothing happens if it is not running."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._reader is not None:
            self._reader.join()
        self._port = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise DemoEc2Error("the demo's EC2 was not started")
        return self._process

    def _read(self, output: IO[bytes], ready: "queue.SimpleQueue[int | None]") -> None:
        """Take what the process prints, to its end: a full pipe would stop it."""
        with output:
            for raw_line in output:
                line = raw_line.decode(errors="replace").rstrip()
                port = _port_of_the_ready_line(line)
                if port is None:
                    self._last_lines.append(line)
                else:
                    ready.put(port)
        ready.put(None)

    def _what_it_printed(self) -> str:
        if not self._last_lines:
            return "; it printed nothing"
        return "; its last lines:\n" + "\n".join(f"  {line}" for line in self._last_lines)


def _port_of_the_ready_line(line: str) -> int | None:
    if not line.startswith('{"amidex_demo_ec2_port":'):
        return None
    port: int = json.loads(line)["amidex_demo_ec2_port"]
    return port


def _environment_of_the_process() -> dict[str, str]:
    """The demo is the same for everyone: it takes over where our modules are, and nothing else from this environment.

    An AWS_PROFILE that does not exist would stop boto3, MOTO_AMIS_PATH would change the world.
    """
    return {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONUTF8": "1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
