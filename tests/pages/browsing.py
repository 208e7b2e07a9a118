"""A browser, and visits in it that notice what a visitor would not put up with."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
AXE = Path(__file__).parents[2] / "build" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
NARROW, WIDE = 360, 1440
HEIGHT = 900
PATIENCE_MILLISECONDS = 10_000
# What the browser says of a page that is an error on purpose.
ON_PURPOSE = "Failed to load resource: the server responded with a status of 4"


@contextmanager
def running_browser() -> Iterator[Browser]:
    """The Chromium of this machine. Raises RuntimeError when there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise RuntimeError("there is no Chromium: install it, as with `apt-get install chromium`")
    with sync_playwright() as playwright:
        # In a container the browser's own sandbox has no name space to make itself; it visits nobody but us.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """One visitor on one page. `wrong` gathers what nobody should see: errors, broken rules, requests to elsewhere."""

    context: BrowserContext
    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MILLISECONDS)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("dialog", self._asked)
        self.page.on("request", self._requested)
        self.page.on("response", self._answered)

    def go(self, path: str) -> Response:
        """Go to an address of the site."""
        response = self.page.goto(f"{self.url}{path}")
        assert response is not None
        return response

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def axe(self) -> list[str]:
        """What axe finds that somebody could not use: the rule, and where."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = self.page.evaluate("axe.run({resultTypes: ['violations']})")
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:160]} ({node['failureSummary'][:300]})"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def focused(self) -> str:
        """What has the focus, as a person would call it."""
        return str(
            self.page.evaluate(
                "(document.activeElement.getAttribute('aria-label') || document.activeElement.id"
                " || document.activeElement.textContent).trim()"
            )
        )

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(ON_PURPOSE):
            self.wrong.append(f"{message.type}: {message.text}")

    def _asked(self, dialog: Any) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _answered(self, response: Response) -> None:
        self.responses.append(response)

    def _requested(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.url).netloc:
            self.wrong.append(f"asked elsewhere: {request.url}")


@contextmanager
def visiting(
    browser: Browser,
    url: str,
    *,
    scheme: str = "light",
    width: int = WIDE,
    scripts: bool = True,
    secret: str | None = None,
    **options: Any,
) -> Iterator[Visit]:
    """A visitor of his own, without anybody's cookies; `secret`: of the session he is signed in by."""
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]  # one of Playwright's own words
        viewport={"width": width, "height": HEIGHT},
        java_script_enabled=scripts,
        **options,
    )
    if secret is not None:
        context.add_cookies([{"name": "amidex", "value": secret, "url": url}])
    try:
        yield Visit(context, context.new_page(), url)
    finally:
        context.close()
