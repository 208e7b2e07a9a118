"""Spans as a collector receives them: the route and the request's id, and nothing that was asked."""

import gzip
import socket
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from cli.settings import Settings, SettingsError
from cli.tracing import tracer_provider
from tests.cli.running import amidex_process
from tests.cli.test_serve import PATIENCE_SECONDS, eventually, get


@contextmanager
def collector():
    """The URL of a collector, and the spans that it was sent."""
    spans = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            sent = ExportTraceServiceRequest.FromString(body)
            spans.extend(span for one in sent.resource_spans for of in one.scope_spans for span in of.spans)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/traces", spans
        finally:
            server.shutdown()


def test_a_request_is_traced_with_its_route_and_id_and_without_what_was_asked(read_environment):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with collector() as (url, spans):
        environment = read_environment | {"AMIDEX_TRACES_URL": url, "AMIDEX_TRACES_SHARE": "1"}
        with amidex_process("serve", "--port", str(port), environment=environment) as process:
            eventually(lambda: get(port, "/healthz"), process)
            told = httpx.get(f"http://127.0.0.1:{port}/v1/search?q=payroll-of-acme", trust_env=False)
            process.terminate()
            process.communicate(timeout=PATIENCE_SECONDS)

    of_request = [span for span in spans if span.name == "GET /v1/search"]
    attributes = {one.key: one.value.string_value for one in of_request[0].attributes}
    assert attributes["amidex.request_id"] == told.headers["X-Request-Id"]
    assert attributes["http.route"] == "/v1/search"
    assert "payroll-of-acme" not in str(spans)
    assert any(span.parent_span_id == of_request[0].span_id for span in spans)


def test_without_the_extra_the_setting_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)

    with pytest.raises(SettingsError, match=r"pip install 'amidex\[traces\]'"):
        tracer_provider(Settings(traces_url="http://127.0.0.1:4318/v1/traces"))


def test_nothing_is_traced_unless_it_is_set():
    assert tracer_provider(Settings()) is None
