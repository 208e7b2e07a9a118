"""`/trust` and `/query-language`: the project's own documents, as pages.

The documents are links to docs/, which an installation turns into copies. They are ours, and read without raw HTML.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from markdown_it.token import Token
from markupsafe import Markup

from api.pages.markdown import rendered, tokens_of
from api.pages.parameters import NoPageParameters
from api.pages.rendering import page
from api.parameters import query

router = APIRouter(include_in_schema=False)

# Where the documents that ours link to are on this site; others are named and not linked.
PAGE_OF: Mapping[str, str] = {"TRUST.md": "/trust", "SEARCH.md": "/query-language", "API.md": "/api"}
# Its tables have what one can type.
TYPED = "SEARCH.md"
_NOT_IN_ANCHORS = re.compile(r"[^a-z0-9]+")


# What is wider than a phone scrolls by itself, also for who has keys alone.
_WITH_KEYS: Mapping[str, str] = {
    "<table>": '<div class="scrolls" tabindex="0" role="group" aria-label="Table"><table>',
    "</table>": "</table></div>",
    "<pre>": '<pre tabindex="0">',
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A part of a document; `under` another one."""

    anchor: str
    text: str
    under: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A document as markup: its title, its parts, and all below the title."""

    title: str
    parts: list[Heading]
    body: Markup


@cache
def document(name: str) -> Document:
    """The document of this file's name."""
    text = (files("api.pages") / "texts" / name).read_text("utf-8")
    tokens = tokens_of(text)
    title = tokens[1].content
    # The title is the page's own heading.
    below = tokens[3:]
    parts: list[Heading] = []
    for index, token in enumerate(below):
        if token.type == "heading_open":
            words = below[index + 1].content
            anchor = anchor_of(words)
            token.attrSet("id", anchor)
            parts.append(Heading(anchor, words.replace("`", ""), token.tag != "h2"))
        elif token.type == "th_open":
            if below[index + 1].content:
                token.attrSet("scope", "col")
            else:
                # Nothing heads this column, and an empty heading would be read out as one.
                token.tag = below[index + 2].tag = "td"
        for inner in token.children or ():
            _lead(inner)
        if name == TYPED and token.type == "td_open":
            _try_out(below[index + 1])
    body = str(rendered(below))
    for written, shown in _WITH_KEYS.items():
        body = body.replace(written, shown)
    return Document(title, parts, Markup(body))  # noqa: S704 - made from our own text, without raw HTML


def anchor_of(heading: str) -> str:
    """`name-confusion` has the anchor that links to its rule name."""
    return _NOT_IN_ANCHORS.sub("-", heading.lower()).strip("-")


def _lead(token: Token) -> None:
    """Turn a link to another document into one to its page."""
    if token.type == "link_open":
        target = str(token.attrGet("href") or "").removeprefix("docs/")
        if target in PAGE_OF:
            token.attrSet("href", PAGE_OF[target])


def _try_out(content: Token) -> None:
    """Make what one can type, alone in a cell of a table, a link that tries it; a field's bare name is no query."""
    if not content.children or [part.type for part in content.children] != ["code_inline"]:
        return
    typed = content.children[0].content
    if typed.endswith(":"):
        return
    opened = Token("link_open", "a", 1, attrs={"href": f"/?{urlencode({'q': typed})}"})
    content.children = [opened, content.children[0], Token("link_close", "a", -1)]


def _page(request: Request, name: str) -> Response:
    return page(request, "document.html", document=document(name))


@router.get("/trust")
async def trust_page(request: Request, _parameters: Annotated[NoPageParameters, query(NoPageParameters)]) -> Response:
    """How a verdict is reached."""
    return _page(request, "TRUST.md")


@router.get("/query-language")
async def language_page(
    request: Request, _parameters: Annotated[NoPageParameters, query(NoPageParameters)]
) -> Response:
    """What one can type."""
    return _page(request, "SEARCH.md")
