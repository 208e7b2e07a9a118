"""Crawls that can be killed: `python -m tests.crawler.killable WORLD_URL` forks one for each line it reads.

A process of its own, so that a kill -9 is one, and warm, so that a hundred of them take a minute. A line is a JSON
object: `database` (URL), `regions`, `scopes` (labels, crawled one after the other), `images_a_transaction`; and when to
die: `seconds` after the fork, or at the `statement`th statement of SQL, or at the first that holds `sql`, before it is
executed or, with `after`, when it has been; none of them: never. Each line is answered by one: `killed`, `statements`,
`took_seconds`, `outcomes` (status and error of each crawl).
"""

import itertools
import json
import os
import signal
import sys
import time
from typing import Any

from sqlalchemy import event

import crawler.region_crawl
from catalog.database import Database
from catalog.directory import Directory, load_directory
from catalog.scopes import Scope
from crawler.ec2 import Ec2
from crawler.sweep import Sweep
from tests.crawler.conftest import Remembering


def main() -> None:
    os.environ |= {
        "AWS_ENDPOINT_URL": sys.argv[1],
        "AWS_ACCESS_KEY_ID": "AKIDWORLD",
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    directory, ec2 = load_directory(), Ec2(max_attempts=2)
    for line in sys.stdin:
        order = json.loads(line)
        for region in set(order["regions"]) - ec2._clients.keys():
            # The first call of a client takes long. Its connection is closed, so that no two children share it.
            ec2.warning(region)
            ec2._client(region).close()
        sys.stdout.write(json.dumps(_run(order, directory, ec2)) + "\n")
        sys.stdout.flush()


def _run(order: dict[str, Any], directory: Directory, ec2: Ec2) -> dict[str, Any]:
    reader, writer = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.write(writer, json.dumps(_crawl(order, directory, ec2)).encode())
        os._exit(0)
    os.close(writer)
    if "seconds" in order:
        while (
            time.monotonic() < started + order["seconds"]
            and os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
        ):
            time.sleep(0.0005)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reader, "rb") as told:
        answer = told.read()
    os.waitpid(child, 0)
    took = {"took_seconds": time.monotonic() - started}
    return {"killed": not answer} | took | (json.loads(answer) if answer else {})


def _crawl(order: dict[str, Any], directory: Directory, ec2: Ec2) -> dict[str, Any]:
    crawler.region_crawl.IMAGES_A_TRANSACTION = order["images_a_transaction"]
    crawler.region_crawl.IMAGES_OF_A_NEW_REGION = order["images_a_transaction"]
    database = Database(order["database"])
    numbers = itertools.count(1)
    executed = [0]

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        executed[0] = next(numbers)
        if executed[0] == order.get("statement") or ("sql" in order and order["sql"] in statement):
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database._engine, f"{'after' if order.get('after') else 'before'}_cursor_execute", count)
    outcomes = []
    for label in order["scopes"]:
        sweep = Sweep(database, directory, ec2, demo=False, parallel_regions=2)
        outcomes += sweep.run([(region, Scope.of_label(label)) for region in order["regions"]], watcher=Remembering())
    database.close()
    return {
        "statements": executed[0],
        "outcomes": [[outcome.status, outcome.error] for outcome in outcomes],
    }


if __name__ == "__main__":
    main()
