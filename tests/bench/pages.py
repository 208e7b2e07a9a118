"""How long the pages take: on the server, and until a visitor sees the largest thing on them. `make bench-pages`.

Without arguments it asks two regions of the demo; `--url` asks a service that runs, as one over the whole world. With
`--catalog` members talk of the release there first: give it a copy.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import httpx

from tests.pages.addresses import addresses
from tests.pages.browsing import running_browser, visiting
from tests.pages.sites import Site, demo_site

REQUESTS = 200
PAINTS = 7
PAGES = (
    "home",
    "search",
    "release",
    "release-suspicious",
    "release-of-a-long-family",
    "owner",
    "check-verdicts",
    "status",
)
# The browser tells of the largest thing painted so far, as a buffered entry.
LARGEST_PAINT = """() => new Promise((done) => new PerformanceObserver((list) => {
  done(list.getEntries().at(-1).startTime);
}).observe({ type: "largest-contentful-paint", buffered: true }))"""


@contextmanager
def _site(url: str | None, catalog: str | None) -> Iterator[Site]:
    if url is not None:
        yield Site(url, catalog)
        return
    with TemporaryDirectory() as directory, demo_site(Path(directory)) as site:
        yield site


def _server_milliseconds(site: Site, path: str) -> list[float]:
    """What the service itself says, by Server-Timing, after it has warmed up."""
    with httpx.Client(base_url=site.url, trust_env=False, follow_redirects=True) as client:
        answers = [client.get(path, headers={"Accept": "text/html"}) for _ in range(REQUESTS + 10)]
    return [float(answer.headers["Server-Timing"].rpartition("=")[2]) for answer in answers[10:]]


def main() -> None:
    """Prints a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a running service; with --catalog, one that sends mail (AMIDEX_SMTP_URL)")
    parser.add_argument("--catalog", help="the URL of its database")
    options = parser.parse_args()
    with _site(options.url, options.catalog) as site, running_browser() as browser:
        places = addresses(site)
        print(f"{site.json('/v1/search')['total']:,} releases; {REQUESTS} requests, {PAINTS} visits a page")
        print(f"{'page':26} {'server p50':>11} {'p99':>8} {'largest paint':>14}")
        for name in PAGES:
            server = _server_milliseconds(site, places[name])
            paints = []
            for _ in range(PAINTS):
                with visiting(browser, site.url) as visit:
                    visit.go(places[name])
                    paints.append(float(visit.page.evaluate(LARGEST_PAINT)))
            p99 = quantiles(server, n=100)[98]
            print(f"{name:26} {median(server):8.1f} ms {p99:5.1f} ms {median(paints):11.0f} ms")


if __name__ == "__main__":
    main()
