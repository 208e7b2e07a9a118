"""What Prometheus is told: how requests go in this process, how old the catalog's knowledge is, and what waits.

Figures of the catalog and the index are read when somebody asks for them. Crawls of the scope `self`, and counts that
private images are among, are for the operator: Prometheus can send his token like anybody else.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from api.services import Services
from catalog import outbox
from catalog.crawl_requests import open_crawl_requests
from catalog.crawls import WHOLE, latest_crawls
from catalog.errors import CatalogError
from catalog.queue_tables import queued_crawls
from catalog.tables import Crawl
from catalog.webhook_standing import WebhookStanding, webhook_standing
from search.document import Audience
from search.errors import SearchError
from search.fields import Facet
from search.index import SearchRequest
from trust.levels import TrustLevel

log = logging.getLogger("amidex.api")

# Searches take some milliseconds; what takes longer than a second has gone wrong, and how long is of no interest.
BUCKETS_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})  # clients make up others
CRAWL_LABELS = ("partition", "region", "scope")
# By name: what it counts of a crawl.
CRAWL_COUNTS = {
    "seen": "Images that the newest crawl saw.",
    "added": "Images that the newest crawl met for the first time.",
    "changed": "Images that the newest crawl found changed.",
    "gone": "Images that the newest crawl no longer found.",
    "held": "Images that the newest crawl would have removed, and that wait for a person to decide.",
}


def method_of(asked: str) -> str:
    """A request's method, "other" for one that a client made up."""
    return asked if asked in METHODS else "other"


class Metrics:
    """The metrics of one process of the service."""

    def __init__(self, services: Services) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "amidex_http_requests",
            "Requests answered, by the route that matched and the status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "amidex_http_request_seconds",
            "How long answers took.",
            ("route",),
            buckets=BUCKETS_SECONDS,
            registry=self.registry,
        )
        self._services = services
        self._index_state: tuple[str, datetime] | None = None

    def answered(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer. `method` and `route` are never what a client made up: see `method_of`."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def exposition(self, *, with_private: bool) -> bytes:
        """All that who asks may see, in Prometheus' text format."""
        knowledge = CollectorRegistry()
        knowledge.register(_Knowledge(self._services, self._index_changed_at, with_private=with_private))
        return generate_latest(self.registry) + generate_latest(knowledge)

    def _index_changed_at(self) -> datetime:
        """When this process saw the index change last. Nobody tells: it compares, each time that somebody asks."""
        generation = self._services.index.generation()
        if self._index_state is None or self._index_state[0] != generation:
            self._index_state = (generation, self._services.clock())
        return self._index_state[1]


class _Knowledge(Collector):
    """What the catalog and the index are like now. A part that cannot be read is left out, and its `up` is 0."""

    def __init__(self, services: Services, index_changed_at: Callable[[], datetime], *, with_private: bool) -> None:
        self._services = services
        self._index_changed_at = index_changed_at
        self._with_private = with_private

    def describe(self) -> Iterable[Metric]:
        """Nothing: asking for names must not read the catalog."""
        return ()

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("amidex_up", "Whether a part can be read.", labels=("part",))
        for part, read in (("catalog", self._catalog), ("index", self._index)):
            try:
                found = list(read())
            except (CatalogError, SearchError):
                log.exception("no metrics of the %s", part)
                up.add_metric((part,), 0)
            else:
                up.add_metric((part,), 1)
                yield from found
        yield up

    def _catalog(self) -> Iterator[Metric]:
        now = self._services.clock()
        with self._services.database.read() as session:
            crawls = list(latest_crawls(session, with_private=self._with_private))
            waiting, since = outbox.pending(session), outbox.oldest_touch(session)
            requested, queued = open_crawl_requests(session), queued_crawls(session)
            webhooks = webhook_standing(session)
        if self._with_private:
            yield _by_status("amidex_crawl_requests", "Crawls that operators asked for.", requested)
            yield _by_status("amidex_queue_crawls", "Crawls in the queue that workers share.", queued)
            lag = _age(since, now) if since else 0
            yield GaugeMetricFamily("amidex_outbox_releases", "Releases that wait to be indexed.", waiting)
            yield GaugeMetricFamily("amidex_outbox_lag_seconds", "How long the first of them has waited.", lag)
            yield from _of_webhooks(webhooks, now)
        yield from _of_crawls(crawls, now)

    def _index(self) -> Iterator[Metric]:
        index, now = self._services.index, self._services.clock()
        count, changed_at = index.document_count(), self._index_changed_at()
        audience = Audience.OPERATOR if self._with_private else Audience.PUBLIC
        judged = index.search(SearchRequest(now=now, audience=audience, include_gone=True, include_deprecated=True))
        verdicts = GaugeMetricFamily("amidex_verdicts", "Releases by the level of their verdict.", labels=["level"])
        levels = dict(judged.facets[Facet.TRUST])
        for level in TrustLevel:
            verdicts.add_metric((level.value,), levels.get(level.value, 0))
        yield verdicts
        if self._with_private:
            yield GaugeMetricFamily(
                "amidex_index_age_seconds", "Time since this process saw the index change.", _age(changed_at, now)
            )
            yield GaugeMetricFamily("amidex_index_documents", "Documents that searches look through.", count)


def _by_status(name: str, text: str, counts: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=["status"])
    for status, count in counts.items():
        family.add_metric((status,), count)
    return family


def _of_webhooks(standing: WebhookStanding, now: datetime) -> Iterator[Metric]:
    yield _by_status("amidex_webhooks", "Webhooks, by how they stand.", standing.webhooks)
    yield GaugeMetricFamily("amidex_webhook_messages", "Messages that wait to be sent.", standing.waiting)
    lag = _age(standing.since, now) if standing.since else 0
    yield GaugeMetricFamily("amidex_webhook_lag_seconds", "How long the first of them has waited.", lag)


def _of_crawls(crawls: Iterable[Crawl], now: datetime) -> Iterator[Metric]:
    age = GaugeMetricFamily("amidex_crawl_age_seconds", "Time since the newest crawl ended.", labels=CRAWL_LABELS)
    whole = GaugeMetricFamily("amidex_crawl_ok", "Whether the newest crawl saw everything.", labels=CRAWL_LABELS)
    rate = GaugeMetricFamily("amidex_crawl_images_per_second", "Speed of the newest crawl.", labels=CRAWL_LABELS)
    counts = {
        name: GaugeMetricFamily(f"amidex_crawl_{name}_images", text, labels=CRAWL_LABELS)
        for name, text in CRAWL_COUNTS.items()
    }
    for crawl in crawls:
        if crawl.finished_at is None:
            continue
        labels = (crawl.partition, crawl.region, crawl.scope)
        age.add_metric(labels, _age(crawl.finished_at, now))
        whole.add_metric(labels, crawl.status in WHOLE)
        seconds = (crawl.finished_at - crawl.started_at).total_seconds()
        rate.add_metric(labels, crawl.seen / seconds if seconds > 0 else 0)
        for name, family in counts.items():
            family.add_metric(labels, getattr(crawl, name))
    yield from (age, whole, rate, *counts.values())


def _age(moment: datetime, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds())
