"""Writes a picture of every page to build/screenshots, light and dark, on a phone and on a wide screen:
`make screenshots`. They are for looking at.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from catalog.roles import Role
from tests.pages.addresses import FOR_MEMBERS, addresses
from tests.pages.browsing import NARROW, WIDE, running_browser, visiting
from tests.pages.sites import demo_site
from tests.pages.talking import talker

TARGET = Path(__file__).parents[2] / "build" / "screenshots"


def main() -> None:
    """Crawls two regions of the demo, and visits every page four times."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as directory, demo_site(Path(directory)) as site, running_browser() as browser:
        places = addresses(site)
        signed_in = {f"{name}-signed-in": places[name] for name in FOR_MEMBERS}
        moderator = talker(site, "moderator", role=Role.MODERATOR)
        for scheme in ("light", "dark"):
            for width in (NARROW, WIDE):
                for shown, secret in ((places, None), (signed_in, moderator.secret)):
                    with visiting(browser, site.url, scheme=scheme, width=width, secret=secret) as visit:
                        for name, address in shown.items():
                            visit.go(address)
                            visit.page.screenshot(path=TARGET / f"{name}-{scheme}-{width}.png", full_page=True)


if __name__ == "__main__":
    main()
