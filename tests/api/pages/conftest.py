"""A visitor's browser without scripts: asks for pages, and reads them."""

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from tests.api.conftest import Client

ACCEPTED = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORM = {"Accept": ACCEPTED, "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
WITHOUT_END = frozenset({"meta", "link", "input", "br", "wbr", "hr", "img"})


class Reader(HTMLParser):
    """The tags of a page with their attributes, and its text. Tags that do not pair are errors."""

    def __init__(self, text):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in WITHOUT_END:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def values(self, tag, attribute):
        return [attributes[attribute] for name, attributes in self.tags if name == tag and attribute in attributes]


@dataclass
class Visitor(Client):
    """A browser: it says that it wants pages."""

    def page(self, path, *, status=200, **parameters):
        response = self.ask(path, headers={"Accept": ACCEPTED}, **parameters)
        assert response.status_code == status, response.text
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        return Reader(response.text)


def browser_of(member):
    """A member's browser."""
    return Visitor(member.services, member.cookie())


def send(member, path, **fields):
    """What a form of our pages sends."""
    browser = browser_of(member)
    token = browser.ask("/v1/me").json()["csrf_token"]
    return browser.ask(path, method="POST", headers=FORM, body=urlencode({"csrf_token": token} | fields, doseq=True))


@pytest.fixture
def visitor(services):
    return Visitor(services)
