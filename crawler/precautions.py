"""What keeps a crawl from spoiling the catalog when EC2 answers what cannot be."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from catalog.removals import HOLD_SHARE
from catalog.scopes import Scope
from crawler.malformed_page import MalformedPageError

PAGES_KEPT = 20
# A page of 1,000 images has about 2 MB; what is larger than this is no page, and its beginning tells as much.
LARGEST_PAGE_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Precautions:
    """`hold_share`: a crawl that would remove more of what its scope showed is held for a person to confirm.

    `malformed_pages`: the directory in which pages that do not parse are kept for a look; None keeps none.
    """

    hold_share: float = HOLD_SHARE
    malformed_pages: Path | None = None

    def explain(self, failure: Exception, *, region: str, scope: Scope, at: datetime) -> str:
        """Why a crawl failed, for its row: the message, and where the page is kept if one was malformed."""
        if self.malformed_pages is None or not isinstance(failure, MalformedPageError):
            return str(failure)
        try:
            page = _keep(self.malformed_pages, f"{region}-{scope.label}-{at:%Y%m%dT%H%M%S.%f}.xml", failure.body)
        except OSError as error:
            return f"{failure}; the page could not be kept: {error}"
        return f"{failure}; the page is kept as {page}"


def _keep(directory: Path, name: str, body: bytes) -> Path:
    """Write one page, and remove the oldest of those that are too many."""
    directory.mkdir(parents=True, exist_ok=True)
    page = directory / name
    page.write_bytes(body[:LARGEST_PAGE_BYTES])
    pages = sorted(directory.glob("*.xml"), key=lambda kept: kept.stat().st_mtime_ns)
    for old in pages[:-PAGES_KEPT]:
        old.unlink(missing_ok=True)
    return page
