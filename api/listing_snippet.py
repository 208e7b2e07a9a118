"""A listing as a snippet to paste into another page: HTML that does nothing there, or Markdown that says the same.

Everything in it that somebody wrote is escaped or was cleaned; links lead back to this service by its public URL.
"""

import re
from collections.abc import Iterator
from html import escape

from api.answers.listing import Covers, ListingAnswer
from catalog.safe_sharing import Answered

ANSWERED = {Answered.YES: "yes", Answered.NO: "no", Answered.NOT_APPLICABLE: "does not apply", None: "not answered"}
NOTICE = "This is the publisher's own statement of"
_BEFORE_EMPTY_LINE = re.compile(r"\n(?=[ \t]*\n)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")


def html_snippet(listing: ListingAnswer, service_url: str) -> str:
    """The listing as an HTML fragment."""
    return "\n".join(_html(listing, service_url)) + "\n"


def markdown_snippet(listing: ListingAnswer, service_url: str) -> str:
    """The same as Markdown. What the publisher wrote in Markdown stands in it as HTML that was cleaned."""
    return "\n".join(_markdown(listing, service_url)) + "\n"


def page_of(listing: ListingAnswer, service_url: str) -> str:
    """Where people read the listing."""
    kind = "families" if listing.covers is Covers.FAMILY else "releases"
    return f"{service_url}/{kind}/{listing.about}"


def _html(listing: ListingAnswer, service_url: str) -> Iterator[str]:
    page, url = page_of(listing, service_url), escape(service_url)
    yield '<section class="amidex-listing">'
    yield f'<h3><a href="{escape(page)}">{escape(listing.name)}</a></h3>'
    yield (
        f'<p><a href="{escape(page)}"><img src="{url}/v1/badges/{listing.about}.svg" height="20" '
        f'alt="What Amidex thinks of it"></a></p>'
    )
    facts = list(_facts(listing))
    if facts:
        yield "<dl>"
        for what, text, link in facts:
            told = f'<a href="{escape(link)}" rel="nofollow">{escape(text)}</a>' if link else escape(text)
            yield f"<dt>{what}</dt><dd>{told}</dd>"
        yield "</dl>"
    if listing.description_html:
        yield _absolute(listing.description_html, service_url)
    for heading, lines in (("Key features", listing.features), ("Services", listing.services)):
        if lines:
            yield f"<h4>{heading}</h4>"
            yield "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"
    yield from _html_images(listing)
    if listing.release_notes:
        yield "<h4>Release notes</h4>"
        for note in listing.release_notes:
            yield f"<h5>{note.date}</h5>"
            yield _absolute(note.html, service_url)
    yield from _html_checklist(listing)
    yield f"<p><small>{NOTICE} {listing.stated_at:%Y-%m-%d}.</small></p>"
    yield "</section>"


def _html_images(listing: ListingAnswer) -> Iterator[str]:
    if listing.images:
        yield "<table><thead><tr><th>Region</th><th>Image</th></tr></thead><tbody>"
        for image in listing.images:
            told = escape(image.image_id + (f" ({image.manifest})" if image.manifest else ""))
            yield f"<tr><td>{escape(image.region)}</td><td><code>{told}</code></td></tr>"
        yield "</tbody></table>"


def _html_checklist(listing: ListingAnswer) -> Iterator[str]:
    if listing.checklist_at:
        yield "<h4>Safe-sharing checklist</h4>"
        yield "<ul>"
        for point in listing.checklist:
            more = f": {escape(point.note)}" if point.note else ""
            yield f"<li>{escape(point.what)}: <strong>{ANSWERED[point.answer]}</strong>{more}</li>"
        yield "</ul>"


def _markdown(listing: ListingAnswer, service_url: str) -> Iterator[str]:
    page = page_of(listing, service_url)
    yield f"### [{_plain(listing.name)}]({page})"
    yield ""
    yield f"[![What Amidex thinks of it]({service_url}/v1/badges/{listing.about}.svg)]({page})"
    yield ""
    for what, text, link in _facts(listing):
        yield f"- {what}: " + (f"[{_plain(text)}](<{link}>)" if link else _plain(text))
    if listing.description_html:
        yield from ("", _block(listing.description_html, service_url))
    for heading, lines in (("Key features", listing.features), ("Services", listing.services)):
        if lines:
            yield from ("", f"#### {heading}", "")
            yield from (f"- {_plain(line)}" for line in lines)
    yield from _markdown_images(listing)
    if listing.release_notes:
        yield from ("", "#### Release notes")
        for note in listing.release_notes:
            yield from ("", f"##### {note.date}", "", _block(note.html, service_url))
    yield from _markdown_checklist(listing)
    yield from ("", f"{NOTICE} {listing.stated_at:%Y-%m-%d}.")


def _markdown_images(listing: ListingAnswer) -> Iterator[str]:
    if listing.images:
        yield from ("", "| Region | Image |", "| --- | --- |")
        for image in listing.images:
            manifest = f" {_plain(image.manifest)}" if image.manifest else ""
            yield f"| {image.region} | `{image.image_id}`{manifest} |"


def _markdown_checklist(listing: ListingAnswer) -> Iterator[str]:
    if listing.checklist_at:
        yield from ("", "#### Safe-sharing checklist", "")
        for point in listing.checklist:
            more = f": {_plain(point.note)}" if point.note else ""
            yield f"- {_plain(point.what)}: **{ANSWERED[point.answer]}**{more}"


def _facts(listing: ListingAnswer) -> Iterator[tuple[str, str, str | None]]:
    """What it is, as (heading, text, link)."""
    if listing.publisher is not None:
        yield "Publisher", listing.publisher.name, listing.publisher_url
    elif listing.publisher_url:
        yield "Publisher", listing.publisher_url, listing.publisher_url
    if listing.os:
        yield "Operating system", listing.os, None
    if listing.support:
        mail = not listing.support.startswith("https://")
        yield "Support", listing.support, f"mailto:{listing.support}" if mail else listing.support
    if listing.source_url:
        yield "Source", listing.source_url, listing.source_url


def _absolute(html: str, service_url: str) -> str:
    """Links to images lead to this service, and not to the page that the snippet stands in."""
    return html.replace('href="/', f'href="{escape(service_url)}/').rstrip()


def _block(html: str, service_url: str) -> str:
    """HTML that stays one block in Markdown, which an empty line would end: a reference to a newline is none."""
    return "<div>" + _BEFORE_EMPTY_LINE.sub("&#10;", _absolute(html, service_url)) + "</div>"


def _plain(text: str) -> str:
    """The text on one line, in which nothing is Markdown or HTML."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
