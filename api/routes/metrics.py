"""GET /metrics, for Prometheus. Its format is Prometheus' own, so it is no part of the REST interface."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.audience import Asking, sees_private
from api.metrics import Metrics

router = APIRouter()


@router.get("/metrics", include_in_schema=False)
def get_metrics(request: Request, audience: Asking) -> Response:
    """All metrics of this process, in Prometheus' text format."""
    metrics: Metrics = request.app.state.metrics
    text = metrics.exposition(with_private=sees_private(audience))
    return Response(text, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})
