"""What a listing says: the publisher's own words about a release or a family, checked and kept as JSON."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from catalog.comment_text import LONGEST_CHARACTERS, TEXT_FORM, check_text
from catalog.directory_file import check_slug
from catalog.errors import MalformedError
from catalog.safe_sharing import Answered
from catalog.web_address import LONGEST_URL_CHARACTERS, URL_FORM, check_web_address

LONGEST_LINE_CHARACTERS = 200
LINE_FORM = f"one line of 1 to {LONGEST_LINE_CHARACTERS} characters, without control characters"
CONTACT_FORM = "an e-mail address, or an https:// address"
MOST_FEATURES, MOST_SERVICES, MOST_NOTES = 20, 50, 50
# All of it: each part has its limit, and so has the sum, as a page shows it whole.
LARGEST_BYTES = 60_000
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}\Z")


def check_line(text: str) -> str:
    """The text as it is kept, on one line. Raises MalformedError."""
    try:
        kept = check_text(text)
    except MalformedError as error:
        raise MalformedError("line", text, LINE_FORM) from error
    if len(kept) > LONGEST_LINE_CHARACTERS or "\n" in kept or "\t" in kept:
        raise MalformedError("line", text, LINE_FORM)
    return kept


def check_contact(text: str) -> str:
    """Where somebody finds help. Raises MalformedError."""
    if _EMAIL.match(text):
        return text
    try:
        return check_web_address(text)
    except MalformedError as error:
        raise MalformedError("contact", text, CONTACT_FORM) from error


# A little more than is kept, for what is cut off around it.
Line = Annotated[str, Field(max_length=2 * LONGEST_LINE_CHARACTERS), AfterValidator(check_line)]
Markdown = Annotated[str, Field(max_length=2 * LONGEST_CHARACTERS), AfterValidator(check_text)]
WebAddress = Annotated[str, Field(max_length=LONGEST_URL_CHARACTERS), AfterValidator(check_web_address)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReleaseNote(_Part):
    """What changed on a day."""

    date: Annotated[date, Field(description="The day, like 2026-01-31.")]
    text: Annotated[Markdown, Field(description=f"What changed: {TEXT_FORM}.")]


class CheckAnswer(_Part):
    """What the publisher says of one point of the safe-sharing checklist."""

    answer: Answered
    note: Annotated[Line | None, Field(description=f"How, or why not: {LINE_FORM}.")] = None


class ListingContent(_Part):
    """All that a listing says. Who publishes and which images they are, the catalog knows."""

    publisher: Annotated[
        str | None,
        AfterValidator(lambda slug: slug if slug is None else check_slug(slug)),
        Field(description="The slug of the publisher one speaks for. Without it: who the directory says owns it."),
    ] = None
    publisher_url: Annotated[
        WebAddress | None, Field(description=f"Where the publisher tells of it: {URL_FORM}. Default: its own site.")
    ] = None
    os: Annotated[Line | None, Field(description="The operating system and distribution, with its version.")] = None
    features: Annotated[
        tuple[Line, ...], Field(max_length=MOST_FEATURES, description="What it is good for, a line each.")
    ] = ()
    description: Annotated[Markdown | None, Field(description=f"What it is: {TEXT_FORM}.")] = None
    services: Annotated[
        tuple[Line, ...],
        Field(max_length=MOST_SERVICES, description="Daemons and services that run, a line each, with their ports."),
    ] = ()
    release_notes: Annotated[
        tuple[ReleaseNote, ...], Field(max_length=MOST_NOTES, description="What changed, by day; one for each day.")
    ] = ()
    support: Annotated[
        Annotated[str, Field(max_length=LONGEST_URL_CHARACTERS), AfterValidator(check_contact)] | None,
        Field(description=f"Where to ask: {CONTACT_FORM}."),
    ] = None
    source_url: Annotated[WebAddress | None, Field(description=f"What it is built from: {URL_FORM}.")] = None
    checklist: Annotated[
        dict[Annotated[str, Field(max_length=40)], CheckAnswer],
        Field(max_length=20, description="Answers to the safe-sharing checklist, by the key of the point."),
    ] = {}


def check_whole(content: ListingContent) -> ListingContent:
    """The listing with its notes from the latest day on. Raises MalformedError for one that says nothing, is too long
    as a whole, or tells of a day twice.
    """
    days = [note.date for note in content.release_notes]
    if len(set(days)) < len(days):
        twice = next(day for day in days if days.count(day) > 1)
        raise MalformedError("release notes", twice.isoformat(), "one for each day: put what changed that day together")
    if not content.model_dump(exclude_defaults=True, exclude={"publisher", "publisher_url"}):
        raise MalformedError("listing", "", "something that is said of the image: os, description, checklist …")
    notes = tuple(sorted(content.release_notes, key=lambda note: note.date, reverse=True))
    whole = content.model_copy(update={"release_notes": notes})
    size = len(kept_form(whole).encode())
    if size > LARGEST_BYTES:
        raise MalformedError("listing", f"{size:,} bytes", f"of {LARGEST_BYTES:,} bytes at most; link to the rest")
    return whole


def kept_form(content: ListingContent) -> str:
    """The JSON that is kept, the same for the same content."""
    return content.model_dump_json(exclude_defaults=True)


def from_kept(text: str) -> ListingContent:
    """The content again, unchecked by what rules say by now: what was published stays readable."""
    return ListingContent.model_validate_json(text)
