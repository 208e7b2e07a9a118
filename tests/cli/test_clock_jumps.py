"""The machine's clock is set days ahead, and back again, under a real worker and a real service: libfaketime lies to
them of the time, as a wrong clock does, and to nobody else.
"""

import socket
from collections import Counter
from datetime import timedelta
from pathlib import Path

import httpx
import libfaketime
import pytest
from sqlmodel import col, select

from catalog import outbox
from catalog.community_tables import Comment
from catalog.crawls import CrawlStatus
from catalog.scopes import Scope
from catalog.tables import Crawl, ImageEvent
from cli.clock_jumps import JUMP_SECONDS, ClockJumps
from tests.cli.running import amidex, amidex_process
from tests.cli.test_killed import say, token_of_an_operator, workplace_of
from tests.cli.test_serve import eventually, get
from tests.world.running import running_world

REGIONS = ("eu-west-1", "us-west-2")
ALL = Counter({(region, scope.label): 1 for region in REGIONS for scope in Scope})
LIBRARY = Path(libfaketime.__file__).parent / "vendor/libfaketime/src/libfaketime.so.1"


class Clock:
    """What the processes are told of the time."""

    def __init__(self, file):
        self._file = file
        self.set(hours=0)

    def set(self, *, hours):
        self._file.write_text(f"{timedelta(hours=hours).total_seconds():+.0f}")

    @property
    def environment(self):
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


@pytest.fixture
def clock(tmp_path):
    return Clock(tmp_path / "clock")


@pytest.fixture
def lied_to(environment, clock):
    """The environment of processes that believe the clock, over a world of two regions."""
    keys = {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing", "AWS_DEFAULT_REGION": REGIONS[0]}
    with running_world(images=400, regions=REGIONS) as world:
        yield {**environment, **keys, **clock.environment, "AWS_ENDPOINT_URL_EC2": world.url}


@pytest.mark.timeout(240)
def test_a_clock_that_jumps_ahead_and_back_loses_nothing_and_stops_nothing(lied_to, clock):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    here = {name: value for name, value in lied_to.items() if name not in clock.environment}
    amidex("db", "upgrade", environment=here)
    workplace = workplace_of(here)
    secret = token_of_an_operator(workplace)
    said = []

    def crawled_once_more():
        """Wait until each region and scope was crawled to its end and indexed, and see that it was so once."""

        def done():
            with workplace.database.read() as session:
                crawls = session.exec(select(Crawl).where(col(Crawl.id) > before)).all()
                if outbox.pending(session) or any(crawl.status == CrawlStatus.RUNNING for crawl in crawls):
                    return None
            found = Counter((crawl.region, crawl.scope) for crawl in crawls if crawl.status == CrawlStatus.COMPLETED)
            return (found, max(crawl.id for crawl in crawls)) if found >= ALL else None

        found, newest = eventually(done, worker)
        assert found == ALL
        return newest

    def speak(text):
        release_id = get(port, "/v1/search")["hits"][0]["release_id"]
        assert say(client, f"/v1/releases/{release_id}/comments", text).status_code == 201
        said.append(text)

    with (
        amidex_process("worker", environment=lied_to) as worker,
        amidex_process("serve", "--port", str(port), environment=lied_to) as service,
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {secret}"}, trust_env=False
        ) as client,
    ):
        eventually(lambda: get(port, "/healthz"), service)
        before = 0
        # However much was due meanwhile, it is crawled once; and once more, as what was crawled by the wrong clock
        # would not be due for another twelve hours.
        for hours in (0, 12, 0):
            clock.set(hours=hours)
            before = crawled_once_more()
            speak(f"{hours} hours ahead, after {before} crawls")
        assert get(port, "/readyz")

    with workplace.database.read() as session:
        assert sorted(session.exec(select(Comment.text)).all()) == sorted(said)
        assert session.exec(select(ImageEvent)).all() == []
    workplace.database.close()
    findings = amidex("verify", "--json", environment=here)
    assert findings.exit_code == 0, findings.output


def test_a_jump_is_what_no_time_that_went_by_explains():
    clock, steady = [0.0], [0.0]
    jumps = ClockJumps(lambda: clock[0], lambda: steady[0])
    seen = []
    for by_clock, really in ((5.0, 5.0), (JUMP_SECONDS + 1, JUMP_SECONDS), (3_600.0, 5.0), (5.0, 5.0), (-7_200.0, 5.0)):
        clock[0] += by_clock
        steady[0] += really
        seen.append(jumps.jumped())
    assert seen == [False, False, True, False, True]
