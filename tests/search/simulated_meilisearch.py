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
from uuid import uuid4

from tests.search.simulated_meilisearch_index import Filter, Index, RefusalError, folded

# What a key must allow for each route.
_ACTIONS = {
    ("GET", "tasks"): "tasks.get",
    ("GET", "indexes"): "indexes.get",
    ("POST", "indexes"): "indexes.create",
    ("DELETE", "indexes"): "indexes.delete",
    ("POST", "swap-indexes"): "indexes.swap",
    ("PATCH", "settings"): "settings.update",
    ("POST", "documents"): "documents.add",
    ("POST", "delete"): "documents.delete",
    ("GET", "documents"): "documents.get",
    ("POST", "search"): "search",
    ("GET", "keys"): "keys.get",
    ("POST", "keys"): "keys.create",
    ("DELETE", "keys"): "keys.delete",
}


def _is_covered(wanted: str, by: list[str]) -> bool:
    return any(wanted == one or (one.endswith("*") and wanted.startswith(one[:-1])) for one in by)


class SimulatedMeilisearch:
    """`key` is the master key. Without one everybody may do everything, as on a real server."""

    def __init__(self, key: str | None = None) -> None:
        self.key = key
        self.keys: dict[str, dict[str, Any]] = {}
        self.indexes: dict[str, Index] = {}
        self.tasks: list[dict[str, Any]] = []
        self.lock = threading.RLock()

    def answer(  # noqa: C901, PLR0911, PLR0912 - one case for each route
        self, method: str, path: str, body: Any, authorization: str | None
    ) -> tuple[int, Any]:
        with self.lock:
            parts = path.strip("/").split("/")
            self.authorize(method, parts, body, authorization)
            match method, parts:
                case "GET", ["keys"]:
                    results = list(self.keys.values())
                    return 200, {"results": results, "offset": 0, "limit": 1_000, "total": len(results)}
                case "POST", ["keys"]:
                    uid = str(uuid4())
                    made = {"uid": uid, "key": uuid4().hex * 2, "description": None, "updatedAt": None}
                    self.keys[uid] = made | {"createdAt": datetime.now(UTC).isoformat(), **body}
                    return 201, self.keys[uid]
                case "DELETE", ["keys", uid]:
                    del self.keys[uid]
                    return 204, None
                case "GET", ["indexes", uid]:
                    return 200, {"uid": uid, "primaryKey": "id", "updatedAt": self.index(uid).updated_at.isoformat()}
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

    def authorize(self, method: str, parts: list[str], body: Any, authorization: str | None) -> None:
        if self.key is None or authorization == f"Bearer {self.key}":
            return
        if authorization is None:
            raise RefusalError(401, "missing_authorization_header", "The Authorization header is missing.")
        key = next((key for key in self.keys.values() if authorization == f"Bearer {key['key']}"), None)
        noun = next(part for part in reversed(parts) if (method, part) in _ACTIONS)
        if noun == "swap-indexes":
            touched = body[0]["indexes"]
        else:
            touched = [body["uid"]] if parts == ["indexes"] and method == "POST" else parts[1:2]
        if (
            key is None
            or not _is_covered(_ACTIONS[method, noun], key["actions"])
            or (
                parts[0] in {"indexes", "swap-indexes"} and not all(_is_covered(uid, key["indexes"]) for uid in touched)
            )
        ):
            raise RefusalError(403, "invalid_api_key", "The provided API key is invalid.")

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
        index = self.indexes.setdefault(uid, Index())  # a real server makes it, too
        index.documents |= {document["id"]: document | {"": folded(document)} for document in documents}
        index.updated_at = datetime.now(UTC)

    def delete(self, uid: str, wanted: str) -> None:
        index = self.index(uid)
        fits = Filter(index, wanted).parse()
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
        fits = Filter(index, body["filter"]).parse()
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
            written = b"" if answer is None else json.dumps(answer).encode()
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
