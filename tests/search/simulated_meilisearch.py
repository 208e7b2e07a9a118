"""A simulation of Meilisearch over HTTP, written from its documentation, as far as Amidex uses it.

It is no Meilisearch: it holds our use of the documented routes, settings and filter grammar to what the documentation
says, through the official client. Only AMIDEX_TEST_MEILISEARCH_URL shows what a real server does.
"""

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|>=|<=|!=|[=<>()\[\],]|[\w./~-]+)')
Test = Callable[[dict[str, Any]], bool]


class RefusalError(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Index:
    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.settings: dict[str, Any] = {}
        self.updated_at = datetime.now(UTC)

    def allows(self, attribute: str, feature: str) -> bool:
        return any(
            attribute in rule["attributePatterns"] and rule["features"]["filter"][feature]
            for rule in self.settings.get("filterableAttributes", ())
        )


class _Filter:
    """The documented grammar by recursive descent: OR binds least, then AND, then NOT."""

    def __init__(self, index: Index, text: str) -> None:
        self.index, self.text = index, text
        self.tokens = _TOKEN.findall(text)
        if "".join(self.tokens).replace(" ", "") != re.sub(r"\s", "", text):
            raise RefusalError(400, "invalid_search_filter", f"cannot read {text[:200]}")

    def parse(self) -> Test:
        test = self.either()
        if self.tokens:
            raise RefusalError(400, "invalid_search_filter", f"found unexpected {self.tokens[0]}")
        return test

    def take(self, *wanted: str) -> bool:
        if self.tokens and self.tokens[0] in wanted:
            self.tokens.pop(0)
            return True
        return False

    def either(self) -> Test:
        parts = [self.both()]
        while self.take("OR"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda row: any(part(row) for part in parts)

    def both(self) -> Test:
        parts = [self.negation()]
        while self.take("AND"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def negation(self) -> Test:
        if self.take("NOT"):
            part = self.negation()
            return lambda row: not part(row)
        if self.take("("):
            part = self.either()
            self.need(")")
            return part
        return self.condition()

    def need(self, token: str) -> None:
        if not self.take(token):
            raise RefusalError(400, "invalid_search_filter", f"expected {token} in {self.text[:200]}")

    def value(self) -> str:
        return str(self.tokens.pop(0)).strip('"').lower()

    def condition(self) -> Test:
        attribute, operator = self.tokens.pop(0), self.tokens.pop(0)
        feature = "comparison" if operator in {"<", "<=", ">", ">="} else "equality"
        if not self.index.allows(attribute, feature):
            message = f"Attribute `{attribute}` is not filterable by {operator}"
            raise RefusalError(400, "invalid_search_filter", message)
        if operator == "STARTS":
            self.need("WITH")
            beginning = self.value()
            return lambda row: any(value.startswith(beginning) for value in row[attribute])
        if operator == "IN":
            self.need("[")
            wanted = set()
            while not self.take("]"):
                wanted.add(self.value())
                self.take(",")
            return lambda row: not wanted.isdisjoint(row[attribute])
        right = self.value()
        compare: dict[str, Callable[[str], bool]] = {
            "=": lambda left: left == right,
            "<": lambda left: left < right,
            "<=": lambda left: left <= right,
            ">": lambda left: left > right,
            ">=": lambda left: left >= right,
        }
        fits = compare[operator]
        if operator == "=":
            return lambda row: right in row[attribute]
        return lambda row: any(map(fits, row[attribute]))


class _Folded(dict[str, Any]):
    def __missing__(self, name: str) -> frozenset[str]:
        return frozenset()


def _folded(document: dict[str, Any]) -> _Folded:
    rows = _Folded()
    for name, value in document.items():
        values = value if isinstance(value, list) else [value]
        rows[name] = frozenset(str(one).strip().lower()[:468] for one in values)
    return rows


class SimulatedMeilisearch:
    def __init__(self, key: str | None = None) -> None:
        self.key = key
        self.indexes: dict[str, Index] = {}
        self.tasks: list[dict[str, Any]] = []
        self.lock = threading.RLock()

    def answer(  # noqa: C901, PLR0911 - one case for each route
        self, method: str, path: str, body: Any, authorization: str | None
    ) -> tuple[int, Any]:
        if self.key is not None and authorization != f"Bearer {self.key}":
            raise RefusalError(403, "invalid_api_key", "The provided API key is invalid.")
        with self.lock:
            match method, path.strip("/").split("/"):
                case "GET", ["tasks", number]:
                    return 200, self.tasks[int(number)]
                case "GET", ["indexes"]:
                    results = [
                        {"uid": uid, "primaryKey": "id", "updatedAt": index.updated_at.isoformat()}
                        for uid, index in self.indexes.items()
                    ]
                    return 200, {"results": results, "offset": 0, "limit": 100_000, "total": len(results)}
                case "POST", ["indexes"]:
                    return self.task("indexCreation", body["uid"], lambda: self.create(body["uid"]))
                case "DELETE", ["indexes", uid]:
                    return self.task("indexDeletion", uid, lambda: (self.index(uid), self.indexes.pop(uid)))
                case "POST", ["swap-indexes"]:
                    return self.task("indexSwap", None, lambda: self.swap(*body[0]["indexes"]))
                case "PATCH", ["indexes", uid, "settings"]:
                    return self.task("settingsUpdate", uid, lambda: self.index(uid).settings.update(body))
                case "POST", ["indexes", uid, "documents"]:
                    return self.task("documentAdditionOrUpdate", uid, lambda: self.add(uid, body))
                case "POST", ["indexes", uid, "documents", "delete"]:
                    return self.task("documentDeletion", uid, lambda: self.delete(uid, body["filter"]))
                case "GET", ["indexes", uid, "documents", identity]:
                    if identity not in self.index(uid).documents:
                        raise RefusalError(404, "document_not_found", f"Document `{identity}` not found.")
                    return 200, self.index(uid).documents[identity]
                case "POST", ["indexes", uid, "search"]:
                    return 200, self.search(self.index(uid), body)
        raise RefusalError(404, "not_found", f"{method} {path} is not simulated")

    def index(self, uid: str) -> Index:
        if uid not in self.indexes:
            raise RefusalError(404, "index_not_found", f"Index `{uid}` not found.")
        return self.indexes[uid]

    def create(self, uid: str) -> None:
        if uid in self.indexes:
            raise RefusalError(409, "index_already_exists", f"Index `{uid}` already exists.")
        self.indexes[uid] = Index()

    def swap(self, one: str, other: str) -> None:
        self.indexes[one], self.indexes[other] = self.index(other), self.index(one)

    def add(self, uid: str, documents: list[dict[str, Any]]) -> None:
        if any(not re.fullmatch(r"[\w-]{1,511}", document["id"]) for document in documents):
            raise RefusalError(400, "invalid_document_id", "Document identifier is invalid.")
        index = self.index(uid)
        index.documents |= {document["id"]: document | {"": _folded(document)} for document in documents}
        index.updated_at = datetime.now(UTC)

    def delete(self, uid: str, wanted: str) -> None:
        index = self.index(uid)
        fits = _Filter(index, wanted).parse()
        index.documents = {name: document for name, document in index.documents.items() if not fits(document[""])}

    def task(self, kind: str, uid: str | None, work: Callable[[], object]) -> tuple[int, Any]:
        number, now = len(self.tasks), datetime.now(UTC).isoformat()
        task: dict[str, Any] = {
            "uid": number,
            "indexUid": uid,
            "status": "succeeded",
            "type": kind,
            "error": None,
            "enqueuedAt": now,
        }
        try:
            work()
        except RefusalError as refused:
            error = {"message": refused.message, "code": refused.code, "type": "invalid_request", "link": ""}
            task |= {"status": "failed", "error": error}
        self.tasks.append(task)
        return 202, {"taskUid": number, "indexUid": uid, "status": "enqueued", "type": kind, "enqueuedAt": now}

    def search(self, index: Index, body: dict[str, Any]) -> dict[str, Any]:
        fits = _Filter(index, body["filter"]).parse()
        found = [document for document in index.documents.values() if fits(document[""])]
        for order in body.get("sort", ()):
            name, _, direction = order.partition(":")
            if name not in index.settings["sortableAttributes"]:
                raise RefusalError(400, "invalid_search_sort", f"Attribute `{name}` is not sortable.")
            found.sort(key=lambda document: document[name], reverse=direction == "desc")
        shown = found[: min(body.get("limit", 20), index.settings["pagination"]["maxTotalHits"])]
        wanted = body.get("attributesToRetrieve")
        hits = [{name: row[name] for name in (wanted or row) if name and name in row} for row in shown]
        most = index.settings["faceting"]["maxValuesPerFacet"]
        facets = {}
        for name in body.get("facets", ()):
            if not index.allows(name, "equality"):
                raise RefusalError(400, "invalid_search_facets", f"Attribute `{name}` is not facetable.")
            facets[name] = dict(Counter(one for row in found for one in row[""][name]).most_common(most))
        return {"hits": hits, "facetDistribution": facets, "estimatedTotalHits": len(found)}


@contextmanager
def simulated_meilisearch(key: str | None = None) -> Iterator[str]:
    """The URL of a simulated server on this machine."""
    simulated = SimulatedMeilisearch(key)

    class Handler(BaseHTTPRequestHandler):
        def respond(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                path = unquote(urlsplit(self.path).path)
                body = json.loads(text) if text else None
                status, answer = simulated.answer(self.command, path, body, self.headers.get("Authorization"))
            except RefusalError as refused:
                status = refused.status
                answer = {"message": refused.message, "code": refused.code, "type": "invalid_request", "link": ""}
            if isinstance(answer, dict):
                answer = {name: value for name, value in answer.items() if name}
            written = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        do_GET = do_POST = do_PATCH = do_DELETE = respond  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
