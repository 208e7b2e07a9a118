"""Clients for `make bench-load`, in a process of their own: `python -m tests.bench.load_clients < order.json`.

The order says where (`urls`), how many clients, for how long, what to read (`reads`: each a kind and a path, or path,
body and headers to POST) and where to write (`writes`: path and body) with which token. Each client has one connection,
waits for each answer, and asks the next thing at once. Prints what was answered as JSON.
"""

import asyncio
import itertools
import json
import random
import sys
import time
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

WRITES_SHARE = 0.05
Asked = tuple[str, bytes]


def request(method: str, path: str, host: str, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def answered(reader: asyncio.StreamReader) -> int:
    """Read an answer whole; its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length, chunked = 0, False
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line[15:])
        chunked |= line.startswith(b"transfer-encoding: chunked")
    while chunked:
        size = int(await reader.readline(), 16)
        await reader.readexactly(size + 2)
        if size == 0:
            return status
    await reader.readexactly(length)
    return status


async def client(number: int, order: dict[str, Any], until: float, found: list[tuple[str, float, int]]) -> None:
    url = urlsplit(order["urls"][number % len(order["urls"])])
    chance = random.Random(number)
    counts = itertools.count()
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    while time.monotonic() < until:
        if chance.random() < WRITES_SHARE:
            kind, (path, body) = "write", chance.choice(order["writes"])
            key = f"bench-{order['name']}-{number}-{next(counts)}"
            sent = request(
                "POST",
                path,
                url.netloc,
                json.dumps(body).encode(),
                Authorization=f"Bearer {order['token']}",
                Content_Type="application/json",
                Idempotency_Key=key,
            )
        else:
            kind, asked = chance.choice(order["reads"])
            if isinstance(asked, str):
                accept = "text/html" if kind == "page" else "application/json"
                sent = request("GET", asked, url.netloc, Accept=accept)
            else:
                sent = request("POST", asked[0], url.netloc, asked[1].encode(), **asked[2])
        began = time.perf_counter()
        try:
            writer.write(sent)
            status = await answered(reader)
        except (OSError, asyncio.IncompleteReadError):
            found.append((kind, time.perf_counter() - began, 0))
            reader, writer = await asyncio.open_connection(url.hostname, url.port)
            continue
        found.append((kind, time.perf_counter() - began, status))
    writer.close()


async def run(order: dict[str, Any]) -> list[tuple[str, float, int]]:
    found: list[tuple[str, float, int]] = []
    until = time.monotonic() + order["seconds"]
    await asyncio.gather(*(client(order["first"] + number, order, until, found) for number in range(order["clients"])))
    return found


def main() -> None:
    order = json.load(sys.stdin)
    found = asyncio.run(run(order))
    times: dict[str, list[float]] = {}
    for kind, seconds, _ in found:
        times.setdefault(kind, []).append(round(seconds * 1000, 2))
    statuses = Counter(str(status) for _, _, status in found)
    json.dump({"times_ms": times, "statuses": statuses}, sys.stdout)


if __name__ == "__main__":
    main()
