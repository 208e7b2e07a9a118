"""Markdown that strangers wrote, as HTML that does nothing: no script, no image, no form, no style.

CommonMark without raw HTML, then cleaned all the same (nh3), so that a mistake in one of the two is no hole. Image ids
become links to their pages.
"""

import re
from collections.abc import Iterable
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Deeper quotes and lists are text: what is nested without end costs readers and the page.
DEEPEST_NESTING = 12
TAGS = frozenset({"p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"})
SCHEMES = frozenset({"http", "https", "mailto"})
_IMAGE_ID = re.compile(r"\bami-(?:[0-9a-f]{17}|[0-9a-f]{8})\b")


def rendered(text: str) -> str:
    """The text as HTML. Links say that we do not vouch for them."""
    return nh3.clean(
        _markdown().render(text),
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes=set(SCHEMES),
        link_rel="nofollow ugc noopener noreferrer",
    )


@cache
def _markdown() -> MarkdownIt:
    # Headings would break up the page that the text stands in; images would tell others who reads it.
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST_NESTING, "breaks": True})
    parser.disable(["heading", "lheading", "image"])
    parser.core.ruler.push("image_ids", _link_image_ids)
    return parser


def _link_image_ids(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = list(_with_links(block.children))


def _with_links(tokens: Iterable[Token]) -> Iterable[Token]:
    inside_links = 0
    for token in tokens:
        inside_links += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "text" or inside_links:
            yield token
            continue
        end = 0
        for found in _IMAGE_ID.finditer(token.content):
            yield _text(token.content[end : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": f"/images/{found[0]}"})
            yield _text(found[0])
            yield Token("link_close", "a", -1)
            end = found.end()
        yield _text(token.content[end:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
