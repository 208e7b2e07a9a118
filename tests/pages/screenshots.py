"""Writes a picture of every page to build/screenshots, light and dark, on a phone and on a wide screen:
`make screenshots`. They are for looking at.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.pages.addresses import addresses
from tests.pages.browsing import NARROW, WIDE, running_browser, visiting
from tests.pages.sites import demo_site

TARGET = Path(__file__).parents[2] / "build" / "screenshots"


def main() -> None:
    """Crawls two regions of the demo, and visits every page four times."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as directory, demo_site(Path(directory)) as site, running_browser() as browser:
        for scheme in ("light", "dark"):
            for width in (NARROW, WIDE):
                with visiting(browser, site.url, scheme=scheme, width=width) as visit:
                    for name, address in addresses(site).items():
                        visit.go(address)
                        visit.page.screenshot(path=TARGET / f"{name}-{scheme}-{width}.png", full_page=True)


if __name__ == "__main__":
    main()
