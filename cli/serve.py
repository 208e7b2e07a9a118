"""`amidex serve`, `amidex worker` and `amidex up`: the processes of the service."""

import errno
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event
from typing import Annotated

import httpx
import typer
import uvicorn
from rich.console import Console

from cli.connections import LARGEST_HEADERS_BYTES, PatientConnection, connections_there_may_be
from cli.demo_ec2 import DemoEc2
from cli.logs import configure_logs, said
from cli.settings import (
    CatalogPlace,
    Settings,
    child_environment,
    demo_place,
    has_real_catalog,
    load_settings,
    local_url,
    place_to_read,
    place_to_write,
    real_place,
)
from cli.wiring import Workplace
from cli.worker import run_worker
from crawler.ec2 import Ec2
from crawler.garbage import expect_many_objects
from crawler.parent import end_with_parent

READY_SECONDS = 60.0
STOP_SECONDS = 30.0
# What an `amidex up` that was killed leaves behind ends by itself: its server in a second or two, its worker when the
# crawl's next page is stored. A start waits for that, rather than fail for its own past.
PORT_PATIENCE_SECONDS = 3.0
WORKER_PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.2

WithParent = Annotated[bool, typer.Option("--with-parent", hidden=True)]


class ServiceStartError(Exception):
    """A part of the service cannot start, or ended when it should not have."""


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen at. Default: AMIDEX_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen at. Default: AMIDEX_PORT.")] = None,
    with_parent: WithParent = False,
) -> None:
    """Answer over HTTP from the catalog and the index, and nothing else: no crawl, no indexing."""
    from cli.service import service  # noqa: PLC0415 - see there

    if with_parent:
        end_with_parent()
    settings = load_settings()
    configure_logs(settings)
    host, port = host or settings.host, port or settings.port
    _check_free(host, port)
    answering = service(Workplace(settings, place_to_read(settings), serving=True))
    # A thousand verdicts are ten thousand objects: the collector walked through all that is loaded for each such call.
    expect_many_objects()
    # uvicorn ends in order and then raises the signal again, which by default ends the process there and then: the last
    # traces would not be sent.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        answering,
        host=host,
        port=port,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        http=partial(PatientConnection, most=connections_there_may_be()),  # type: ignore[arg-type]  # it is only called
        h11_max_incomplete_event_size=LARGEST_HEADERS_BYTES,
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=5,
    )


def worker(
    crawls: Annotated[
        bool, typer.Option("--crawl/--no-crawl", help="Start crawls when they are due, or only index.")
    ] = True,
    patience_seconds: Annotated[float, typer.Option("--patience-seconds", hidden=True)] = 0,
    with_parent: WithParent = False,
) -> None:
    """Keep the index up to date with the catalog, and crawl on schedule.

    A catalog in SQLite has one worker. Any number of them share the work on one PostgreSQL, and when one dies the
    others take over.
    """
    if with_parent:
        end_with_parent()
    settings = load_settings()
    configure_logs(settings)
    console = said(settings)
    workplace = Workplace(settings, place_to_write(settings))
    workplace.make_ready()
    expect_many_objects()
    with _stop_event() as stop:
        run_worker(workplace, console, crawls=crawls, stop=stop, patience_seconds=patience_seconds)


def up(
    demo: Annotated[
        bool, typer.Option("--demo", help="The demo's images, also when there are AWS credentials.")
    ] = False,
) -> None:
    """Everything in one: make the catalog, crawl, index, serve, and keep it fresh until Ctrl-C.

    With AWS credentials it crawls that account's view of EC2. Without, it serves the catalog there is; and without
    one, the demo: recorded public images, from a simulated EC2 on this machine.
    """
    settings = load_settings()
    configure_logs(settings)
    console = said(settings)
    _check_free(settings.host, settings.port, patience_seconds=PORT_PATIENCE_SECONDS)
    with _stop_event() as stop, ExitStack() as parts:
        place, more, crawls = _choose(settings, console, parts, demo=demo or settings.demo)
        Workplace(settings, place).make_ready()
        environment = child_environment(demo=place.demo, more=more)
        children = {
            "serve": parts.enter_context(_child(["serve"], environment)),
            "worker": parts.enter_context(
                _child(
                    [
                        "worker",
                        "--crawl" if crawls else "--no-crawl",
                        f"--patience-seconds={WORKER_PATIENCE_SECONDS}",
                    ],
                    environment,
                )
            ),
        }
        _wait_until_ready(settings, children, stop)
        if not stop.is_set():
            _welcome(settings, console, demo=place.demo, crawls=crawls)
        while not stop.wait(POLL_SECONDS):
            _check_alive(children)
        console.print("\nstopping: what was found is kept, and the next start goes on from there")


def _choose(
    settings: Settings, console: Console, parts: ExitStack, *, demo: bool
) -> tuple[CatalogPlace, Mapping[str, str], bool]:
    """The catalog to work on, what its processes must have in their environment, and whether they crawl."""
    if not demo:
        if Ec2().has_credentials():
            return real_place(settings), {}, True
        if has_real_catalog(settings):
            console.print(
                "no AWS credentials found: serving the catalog as it is; `amidex up --demo` shows the demo",
                soft_wrap=True,
            )
            return real_place(settings), {}, False
        console.print(
            "no AWS credentials found: running the demo, recorded public images from a simulated EC2", soft_wrap=True
        )
    with console.status("starting the demo's EC2"):
        ec2 = parts.enter_context(DemoEc2())
    return demo_place(settings), ec2.environment(), True


@contextmanager
def _child(arguments: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A command of ours in a process of its own, asked to end when the block is left, and made to if it does not."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        # -P: the directory that somebody happens to stand in must not take the place of our modules.
        [sys.executable, "-P", "-m", "cli", *arguments, "--with-parent"],
        stdin=subprocess.DEVNULL,
        env=dict(environment),
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(settings: Settings, children: Mapping[str, subprocess.Popen[bytes]], stop: Event) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not stop.wait(POLL_SECONDS):
        _check_alive(children)
        with suppress(httpx.HTTPError):
            if httpx.get(f"{local_url(settings)}/healthz", timeout=2, trust_env=False).is_success:
                return
        if time.monotonic() > deadline:
            raise ServiceStartError(f"the service did not answer within {READY_SECONDS:.0f} s")


def _check_alive(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, process in children.items():
        code = process.poll()
        if code is not None:
            raise ServiceStartError(f"`amidex {name}` ended with exit code {code}; its last words are above")


def _check_free(host: str, port: int, *, patience_seconds: float = 0) -> None:
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            with socket.create_server((host, port)):
                return
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS)
                continue
            raise ServiceStartError(
                f"cannot listen at {host}:{port} ({error.strerror}); stop what does, or set AMIDEX_PORT to another port"
            ) from error


def _welcome(settings: Settings, console: Console, *, demo: bool, crawls: bool) -> None:
    url, amidex = local_url(settings), _own_command()
    notes = [
        *(["[yellow]demo data[/]"] if demo else []),
        *(["searching works while the crawl goes on"] if crawls else []),
    ]
    about = f" ({': '.join(notes)})" if notes else ""
    tries = (
        f"curl '{url}/v1/search?q=windows+2016'",
        f"{amidex} search al2023 --region eu-west-1 --arch arm64",
        f"{amidex} owners canonical",
        f"{amidex} status",
    )
    console.print(f"\nAmidex answers at [bold]{url}[/]{about}. Try:\n", soft_wrap=True)
    for line in tries:
        console.print(f"  {line}", highlight=False, soft_wrap=True)
    console.print("\nCtrl-C stops it.\n")


def _own_command() -> str:
    """How to type this command: `make run` calls it by its path, since the virtual environment is not on PATH."""
    typed = sys.argv[0]
    found = shutil.which("amidex")
    return "amidex" if found is not None and Path(found) == Path(typed).absolute() else typed


@contextmanager
def _stop_event() -> Iterator[Event]:
    """An event that Ctrl-C and SIGTERM set."""
    stop = Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
