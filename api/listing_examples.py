"""The answers the OpenAPI document shows of listings."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from pydantic import BaseModel

from api.answers.comment import AuthorAnswer
from api.answers.listing import (
    Covers,
    ListedImage,
    ListedPublisher,
    ListingAnswer,
    ListingState,
    ListingVersionAnswer,
    ListingVersionsAnswer,
    NoteAnswer,
    OneListingAnswer,
    checked_points,
    checklists_answer,
)
from api.markdown import rendered
from catalog.listing_content import CheckAnswer, ListingContent, ReleaseNote
from catalog.safe_sharing import Answered, Platform

_AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
_BY = AuthorAnswer(member_id=9, name="Grace Hopper")
_DESCRIPTION = "Serves *static files*."
_CONTENT = ListingContent(
    os="Debian 13",
    features=("nginx 1.28, hardened",),
    description=_DESCRIPTION,
    services=("nginx on 80 and 443",),
    release_notes=(ReleaseNote(date=date(2026, 11, 1), text="nginx 1.28.1"),),
    support="help@acme.example",
    checklist={"logs": CheckAnswer(answer=Answered.YES, note="by cloud-init clean --logs")},
)
_ONE = OneListingAnswer(
    demo=False,
    listing=ListingAnswer(
        about="fam-qm3vd5n7hw2xk4yb6tza",
        covers=Covers.FAMILY,
        name="acme-files-*",
        state=ListingState.SHOWN,
        version=2,
        published_at=_AT,
        stated_at=_AT,
        stated_by=_BY,
        publisher=ListedPublisher(slug="acme", name="Acme Images", url="https://images.acme.example"),
        publisher_url="https://images.acme.example",
        images=[ListedImage(region="eu-west-1", image_id="ami-0abcdef1234567890", manifest=None)],
        platform=Platform.LINUX,
        os=_CONTENT.os,
        features=list(_CONTENT.features),
        description=_DESCRIPTION,
        description_html=rendered(_DESCRIPTION),
        services=list(_CONTENT.services),
        release_notes=[
            NoteAnswer(date=note.date, text=note.text, html=rendered(note.text)) for note in _CONTENT.release_notes
        ],
        support=_CONTENT.support,
        source_url=None,
        checklist=checked_points(_CONTENT, Platform.LINUX),
        checklist_at=_AT,
        link="/v1/listings/fam-qm3vd5n7hw2xk4yb6tza",
    ),
)

LISTING_EXAMPLES: Mapping[str, Mapping[str, BaseModel]] = {
    "getSafeSharing": {"200": checklists_answer(demo=False)},
    "getListing": {"200": _ONE},
    "moderateListing": {"200": _ONE},
    "publishListing": {"200": _ONE, "201": _ONE},
    "listListingVersions": {
        "200": ListingVersionsAnswer(
            demo=False,
            versions=[ListingVersionAnswer(version=2, at=_AT, by=_BY, content=_CONTENT)],
            next_cursor=None,
        )
    },
}
