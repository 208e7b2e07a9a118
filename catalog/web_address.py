"""Addresses that members give as links: https alone, and nothing in them that would not be an address."""

import re
from urllib.parse import urlsplit

from catalog.errors import MalformedError

LONGEST_URL_CHARACTERS = 2_000
URL_FORM = f"an https:// address of at most {LONGEST_URL_CHARACTERS:,} characters"
_WRONG = re.compile(r"[\s\"'<>\\^`{|}]")


def check_web_address(text: str) -> str:
    """The text itself. Raises MalformedError for what is no https address, or hides its host behind a name and `@`."""
    try:
        parts = urlsplit(text)
        host, user = parts.hostname, parts.username
    except ValueError as error:
        raise MalformedError("url", text, URL_FORM) from error
    if (
        len(text) > LONGEST_URL_CHARACTERS
        or not text.startswith("https://")
        or not text.isprintable()
        or _WRONG.search(text)
        or not host
        or user is not None
    ):
        raise MalformedError("url", text, URL_FORM)
    return text
