"""Traces: what each answer's time went into, told to an OpenTelemetry collector when one is set.

Its SDK is an extra (`pip install 'amidex[traces]'`), loaded only then. A span has the route and the request's id, and
neither path nor query: people search for what they would not tell a third party.
"""

from typing import TYPE_CHECKING

from cli.settings import Settings, SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

UNTOLD = {"url.path": "", "url.query": ""}


def tracer_provider(settings: Settings) -> "TracerProvider | None":
    """What makes spans and sends them; None when no collector is set. Raises SettingsError without the extra."""
    if settings.traces_url is None:
        return None
    try:
        from opentelemetry.context import Context  # noqa: PLC0415
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
        from opentelemetry.sdk.trace.sampling import TraceIdRatioBased  # noqa: PLC0415
    except ImportError as error:
        raise SettingsError(
            f"AMIDEX_TRACES_URL is set, and {error.name} is not installed: pip install 'amidex[traces]'"
        ) from error

    class WithoutUrl(SpanProcessor):
        def on_start(self, span: Span, parent_context: Context | None = None) -> None:
            del parent_context
            span.set_attributes({name: value for name, value in UNTOLD.items() if name in (span.attributes or {})})

    provider = TracerProvider(
        resource=Resource.create({"service.name": "amidex"}),
        # Not what a caller's traceparent says: strangers would decide how much is traced.
        sampler=TraceIdRatioBased(settings.traces_share),
    )
    provider.add_span_processor(WithoutUrl())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.traces_url)))
    return provider
