"""How fast the embedded engine writes and answers, and how much disk it takes. A script, not a test.

    python -m tests.bench.search_engine [documents, default 300000]

Prints documents/s, bytes a document, and for each kind of query the times of a search with facets, one client.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from search.fields import Facet
from search.index import SearchRequest, Sort
from search.tantivy_index import TantivyIndex
from tests.search.documents import NOW, make_releases

ROUNDS = 15


class Times(NamedTuple):
    """What a search took, in milliseconds: on the clock, and of the processor, which a busy machine changes less."""

    elapsed: float
    processor: float


def main() -> None:
    """Build an index in a temporary directory and print what it costs."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    with TemporaryDirectory() as directory:
        index = TantivyIndex(Path(directory))
        known = _build(index, count)
        size = sum(file.stat().st_size for file in Path(directory).rglob("*") if file.is_file())
        print(f"{size / index.document_count():.0f} bytes a document, {size / 1e6:.0f} MB")
        everything: list[Times] = []
        for label, requests in _mix(known).items():
            times = [_times(partial(index.search, request)) for request in requests * ROUNDS]
            everything += times
            print(f"{label:20} {_summary(times)}   {index.search(requests[0]).total:7d} hits")
        print(f"{'all':20} {_summary(everything)}   {len(everything)} searches")
        print(f"commit of one release: {_times(partial(_touch, index)).elapsed:.1f} ms")


def _build(index: TantivyIndex, count: int) -> list[str]:
    """Write the documents; some of their image ids. Making them is not part of the time."""
    seconds = 0.0
    image_ids: list[str] = []
    releases = make_releases(count, owners=count // 20)
    with index.rebuild() as writer:
        while batch := list(islice(releases, 10_000)):
            image_ids.append(batch[0][0].images[0].image_id)
            began = time.perf_counter()
            for documents in batch:
                writer.replace(documents[0].release_id, documents)
            seconds += time.perf_counter() - began
        began = time.perf_counter()
    seconds += time.perf_counter() - began
    print(f"{index.document_count() / seconds:.0f} documents/s written ({seconds:.1f} s)")
    return image_ids


def _mix(image_ids: Sequence[str]) -> dict[str, list[SearchRequest]]:
    def plain(*texts: str) -> list[SearchRequest]:
        return [SearchRequest(text, now=NOW) for text in texts]

    eu = {Facet.REGION: ["eu-west-1"], Facet.ARCHITECTURE: ["arm64"]}
    return {
        "id": plain(*image_ids[:4]),
        "two words": plain("windows 2016 ", "ubuntu jammy ", "rhel 9 ", "al2023 arm64 "),
        "last as prefix": plain("ubuntu 22.0", "windows 2016 jap", "amazon linux 2", "jen"),
        "common word": plain("linux ", "windows ", "ubuntu ", "x86_64 "),
        "short prefix": plain("ub", "20", "am", "we"),
        "phrase, not": plain('"windows server 2022" -core', '"amazon linux 2023"', "ubuntu -arm64", "rhel -gp3 "),
        "words and filters": [SearchRequest(text, now=NOW, filters=eu) for text in ("ubuntu ", "al2023 ", "web ", "")],
        "filters only": [SearchRequest(now=NOW, filters={Facet.OWNER: [owner]}) for owner in ("099720109477",)],
        "empty": [SearchRequest(now=NOW), SearchRequest(now=NOW, sort=Sort.NAME)],
        "all there is": [SearchRequest(now=NOW, include_deprecated=True, include_gone=True)],
    }


def _touch(index: TantivyIndex) -> None:
    [documents] = make_releases(1)
    with index.writer() as writer:
        writer.replace(documents[0].release_id, documents)


def _times(work: Callable[[], object]) -> Times:
    began, began_processor = time.perf_counter(), time.thread_time()
    work()
    return Times((time.perf_counter() - began) * 1_000, (time.thread_time() - began_processor) * 1_000)


def _summary(times: Sequence[Times]) -> str:
    elapsed, processor = (sorted(column) for column in zip(*times, strict=True))
    p99 = int(len(times) * 0.99)
    return (
        f"p50 {statistics.median(elapsed):6.2f} ms   p99 {elapsed[p99]:7.2f} ms"
        f"   (processor p50 {statistics.median(processor):6.2f} ms   p99 {processor[p99]:7.2f} ms)"
    )


if __name__ == "__main__":
    main()
