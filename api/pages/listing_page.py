"""`/listings/{id}`: what is listed of a release or a family; for who makes the images, the form to publish it.

The preview is the page that the form's text would make, shown above the form; assets/preview.js asks for the same page
while one types, and takes the preview from it.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from api.answers.listing import ListingAnswer, ListingState, listing_answer
from api.caller import Caller, Calling, Moderator, SignedIn
from api.errors import ForbiddenError, IfMatchError
from api.listed import About, Subject
from api.listing_snippet import html_snippet, markdown_snippet, page_of
from api.pages.discussion import form_key
from api.pages.forms import REFUSALS, Fields, Refused, back, first, given, in_words, refused
from api.pages.listed import listed_with_subject
from api.pages.parameters import PageParameters
from api.pages.rendering import page
from api.parameters import NoParameters, query
from api.rate_limits import rate_limited
from api.routes.commenting import check_request_key
from api.routes.listing_moderation import flag, moderate
from api.routes.moderation import FLAGGING, CommentAct, FlagWanted
from api.routes.publishing import PUBLISHING, ListingWanted, listing_published, listing_withdrawn
from api.services import Served, Services
from catalog.claims import publisher_known
from catalog.listing_content import MOST_NOTES, ListingContent, check_whole, kept_form
from catalog.listings import ListingRow
from catalog.moderation import FlagReason, ModerationAction
from catalog.safe_sharing import CHECKLISTS, Answered

router = APIRouter(include_in_schema=False)

PREVIEWING = rate_limited("listing previews", member="2000/hour", address="4000/hour")
LINES = ("features", "services")
TEXTS = ("publisher", "publisher_url", "os", "description", "support", "source_url")
# For another note than those that are there.
EMPTY_NOTES = 1
REFUSED = (*REFUSALS, ForbiddenError, IfMatchError)


class ListingPageParameters(PageParameters):
    """What was done just now."""

    flagged: str | None = None


@router.get("/listings/{about}")
def listing_page(
    request: Request,
    services: Served,
    caller: Calling,
    about: About,
    parameters: Annotated[ListingPageParameters, query(ListingPageParameters)],
) -> Response:
    """The listing, and for who makes the images the form that publishes it."""
    return _shown(request, services, caller, about, flagged=parameters.flagged is not None)


@router.post("/listings/{about}", dependencies=[PUBLISHING])
def publish(request: Request, services: Served, caller: SignedIn, about: About, fields: Fields) -> Response:
    """Publish what the form says; `version` is that of the listing which the form showed."""
    try:
        told, _ = listing_published(
            services,
            caller,
            about,
            ListingWanted.model_validate(_said(fields)),
            version=first(fields, "version") or None,
            request_key=check_request_key(first(fields, "key") or None),
        )
    except REFUSED as error:
        return _shown(request, services, caller, about, wrong=refused("listing", error, fields))
    return back(page_of(told.listing, "") + "#listing")


@router.post("/listings/{about}/preview", dependencies=[PREVIEWING])
def preview(request: Request, services: Served, caller: SignedIn, about: About, fields: Fields) -> Response:
    """What the form's text would look like; nothing is kept."""
    typed = {name: values[0] for name, values in fields.items()}
    try:
        content = check_whole(ListingContent.model_validate(_said(fields)))
    except REFUSED as error:
        return _shown(request, services, caller, about, wrong=Refused("listing", in_words(error), typed))
    return _shown(request, services, caller, about, typed=typed, content=content)


@router.post("/listings/{about}/withdraw", dependencies=[PUBLISHING])
def withdraw(request: Request, services: Served, caller: SignedIn, about: About) -> Response:
    """Withdraw it."""
    try:
        listing_withdrawn(services, caller, about)
    except REFUSED as error:
        return _shown(request, services, caller, about, wrong=refused("withdraw", error, {}))
    return back(f"/listings/{about}")


@router.post("/listings/{about}/flags", dependencies=[FLAGGING])
def flag_listing(request: Request, services: Served, caller: SignedIn, about: About, fields: Fields) -> Response:
    """Have moderators look at it."""
    try:
        flag(caller, services, about, FlagWanted.model_validate(given(fields, "reason", "note")), NoParameters())
    except REFUSALS as error:
        return _shown(request, services, caller, about, wrong=refused("flag", error, fields))
    return back(f"/listings/{about}?flagged=yes")


@router.post("/listings/{about}/acts")
def moderate_listing(request: Request, services: Served, caller: Moderator, about: About, fields: Fields) -> Response:
    """Hide it, show it again, or dismiss its flags."""
    try:
        wanted = CommentAct.model_validate({"reason": ""} | given(fields, "action", "reason"))
        moderate(caller, services, about, wanted, NoParameters())
    except REFUSALS as error:
        return _shown(request, services, caller, about, wrong=refused("act", error, fields))
    return back(f"/listings/{about}")


def _shown(
    request: Request,
    services: Services,
    caller: Caller,
    about: str,
    *,
    wrong: Refused | None = None,
    typed: Mapping[str, str] | None = None,
    content: ListingContent | None = None,
    flagged: bool = False,
) -> Response:
    listed, subject = listed_with_subject(services, caller, about)
    own = listed.listing if listed.listing is not None and listed.listing.about == about else None
    mine = wrong is not None and wrong.form == "listing"
    values = dict(wrong.typed) if wrong and mine else typed or _typed(own)
    return page(
        request,
        "listing.html",
        caller.audience,
        status=422 if wrong else 200,
        headers={"Cache-Control": "private, no-store"},
        about=about,
        subject=subject,
        listed=listed,
        own=own,
        values=values,
        refused=wrong,
        flagged=flagged,
        flag_reasons=list(FlagReason),
        moderates=caller.moderates,
        acts=(ModerationAction.HIDE, ModerationAction.RESTORE, ModerationAction.DISMISS),
        preview=None if content is None else _preview(services, caller, subject, content, own),
        key=values.get("key") or form_key() if listed.mine else "",
        version=own.version if own and own.state is not ListingState.WITHDRAWN else "",
        points=CHECKLISTS[subject.platform],
        answers=list(Answered),
        notes=_note_rows(values),
        snippets=_snippets(services, own),
    )


def _snippets(services: Services, own: ListingAnswer | None) -> dict[str, str]:
    if own is None or own.state is not ListingState.SHOWN:
        return {}
    url = services.public_url
    return {"Markdown": markdown_snippet(own, url), "HTML": html_snippet(own, url)}


def _preview(
    services: Services, caller: Caller, subject: Subject, content: ListingContent, own: ListingAnswer | None
) -> ListingAnswer:
    """The listing as it would be, with today's date."""
    at, slug = services.clock(), content.publisher
    with services.database.read() as session:
        publisher = None if slug is None else publisher_known(session, services.directory, slug)
    first_image = subject.images[0]
    row = ListingRow(
        id=0,
        pattern=subject.pattern,
        version=own.version + 1 if own else 1,
        created_at=own.published_at if own else at,
        hidden_at=None,
        at=at,
        kept=kept_form(content),
        checklist_at=at if content.checklist else None,
        member_id=caller.me.id,
        member_name=caller.me.name,
        image_row=first_image.id or 0,
        image_id=first_image.image_id,
        release_id=first_image.release_id,
        private=first_image.private,
    )
    return listing_answer(row, subject, publisher, reads_hidden=True)


def _said(fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """What the form says, as the interface takes it."""
    said: dict[str, Any] = given(fields, *TEXTS)
    for name in LINES:
        if lines := [line.strip() for line in first(fields, name).splitlines() if line.strip()]:
            said[name] = lines
    notes = [given(fields, f"note-{row}-date", f"note-{row}-text") for row in range(MOST_NOTES)]
    said["release_notes"] = [{name.rpartition("-")[2]: value for name, value in note.items()} for note in notes if note]
    said["checklist"] = {
        name.removeprefix("check-"): {"answer": values[0]} | _note(fields, name)
        for name, values in fields.items()
        if name.startswith("check-") and values[0]
    }
    return said


def _note(fields: Mapping[str, list[str]], name: str) -> dict[str, str]:
    text = first(fields, f"note-{name}").strip()
    return {"note": text} if text else {}


def _typed(own: ListingAnswer | None) -> dict[str, str]:
    """What was published, as the form has it."""
    if own is None:
        return {}
    values = {name: getattr(own, name) or "" for name in TEXTS if name not in ("publisher", "publisher_url")}
    values |= {name: "\n".join(getattr(own, name)) for name in LINES}
    if own.publisher is not None:
        values["publisher"] = own.publisher.slug
        if own.publisher_url != own.publisher.url:
            values["publisher_url"] = own.publisher_url or ""
    elif own.publisher_url:
        values["publisher_url"] = own.publisher_url
    for row, note in enumerate(own.release_notes):
        values |= {f"note-{row}-date": note.date.isoformat(), f"note-{row}-text": note.text}
    for point in own.checklist:
        if point.answer is not None:
            values |= {f"check-{point.key}": point.answer.value, f"note-check-{point.key}": point.note or ""}
    return values


def _note_rows(values: Mapping[str, str]) -> range:
    filled = [row for row in range(MOST_NOTES) if values.get(f"note-{row}-date") or values.get(f"note-{row}-text")]
    return range(min(MOST_NOTES, (filled[-1] + 1 if filled else 0) + EMPTY_NOTES))
