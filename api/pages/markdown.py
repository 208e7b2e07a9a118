"""Our own texts from Markdown to markup: without raw HTML, so that a tag in a text is shown and not obeyed."""

import re
from functools import cache, lru_cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# The one thing that Markdown has no sign for: a name for a place in a text, as documents on forges write it.
_NAMED_PLACE = re.compile(r'\A<a id="([a-z-]+)"></a>')


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache(maxsize=256)
def marked_up(text: str) -> Markup:
    """The whole text."""
    return rendered(tokens_of(text))


def tokens_of(text: str) -> list[Token]:
    """The text in pieces, to be looked at or changed before it is `rendered`."""
    tokens = _reader().parse(text)
    for token, inline in pairwise(tokens):
        named = _NAMED_PLACE.match(inline.content) if token.type == "paragraph_open" else None
        if named and inline.children:
            token.attrSet("id", named[1])
            inline.children[0].content = inline.children[0].content.removeprefix(named[0])
    return tokens


def rendered(tokens: list[Token]) -> Markup:
    """The pieces as markup."""
    reader = _reader()
    return Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704 - escaped by the reader
