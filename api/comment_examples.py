"""The answers the OpenAPI document shows of discussion, annotations and moderation."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from api.answers.annotation import (
    AnnotationAnswer,
    AnnotationEventAnswer,
    AnnotationsAnswer,
    OneAnnotationAnswer,
)
from api.answers.comment import (
    ActAnswer,
    ActsAnswer,
    AuthorAnswer,
    CommentAnswer,
    CommentsAnswer,
    FlagAnswer,
    FlaggedAnswer,
    FlaggedListingAnswer,
    OneCommentAnswer,
    QueueAnswer,
    State,
    ThreadAnswer,
    ThreadsAnswer,
    VersionAnswer,
    VersionsAnswer,
)
from api.answers.member import ModeratedMemberAnswer
from api.markdown import rendered
from catalog.annotations import AnnotationKind, Decision
from catalog.comments import Kind
from catalog.moderation import FlagReason, ModerationAction
from catalog.roles import Role

_AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def _comment(number: int, kind: Kind, text: str, *, reply_to: int | None = None, by_maker: bool) -> CommentAnswer:
    return CommentAnswer(
        comment_id=number,
        release_id="rel-qm3vd5n7hw2xk4yb6tza",
        image_id="ami-0abcdef1234567890",
        reply_to=reply_to,
        kind=kind,
        author=AuthorAnswer(member_id=9 if by_maker else 7, name="Grace Hopper" if by_maker else "Ada Lovelace"),
        by_maker=by_maker,
        state=State.SHOWN,
        text=text,
        html=rendered(text),
        pinned=False,
        created_at=_AT + timedelta(minutes=number),
        edited_at=None,
        version=1,
        link=f"/v1/comments/{number}",
    )


_QUESTION = _comment(31, Kind.QUESTION, "Does it boot on *c8g*?", by_maker=False)
_ANSWER = _comment(32, Kind.ANSWER, "It does, and so does ami-0fedcba9876543210.", reply_to=31, by_maker=True)
_ONE = OneCommentAnswer(demo=False, comment=_QUESTION)
_ACTS = ActsAnswer(
    demo=False,
    acts=[
        ActAnswer(
            act_id=4,
            at=_AT,
            action=ModerationAction.HIDE,
            reason="It tells a password.",
            comment_id=28,
            member_id=7,
        )
    ],
    next_cursor=None,
)

_ANNOTATION = AnnotationAnswer(
    annotation_id=5,
    release_id="rel-qm3vd5n7hw2xk4yb6tza",
    image_id="ami-0abcdef1234567890",
    kind=AnnotationKind.CAUTION,
    author=AuthorAnswer(member_id=7, name="Ada Lovelace"),
    by_maker=False,
    counts=True,
    text="`sshd` lets root in by password.",
    html=rendered("`sshd` lets root in by password."),
    url=None,
    report=None,
    created_at=_AT,
    disclosed_at=_AT,
    expires_at=_AT + timedelta(days=365),
    events=[AnnotationEventAnswer(kind=Decision.DISPUTED, reason="It is off since 20261001.", at=_AT)],
    link="/v1/annotations/5",
)
_OF_OWNER = _ANNOTATION.model_copy(
    update={"release_id": None, "image_id": None, "owner_id": "123456789012", "events": []}
)
_ONE_ANNOTATION = OneAnnotationAnswer(demo=False, annotation=_ANNOTATION)

COMMENT_EXAMPLES: Mapping[str, Mapping[str, BaseModel]] = {
    "listAnnotations": {"200": AnnotationsAnswer(demo=False, annotations=[_ANNOTATION], next_cursor=None)},
    "annotate": {"201": _ONE_ANNOTATION},
    "listOwnerAnnotations": {"200": AnnotationsAnswer(demo=False, annotations=[_OF_OWNER], next_cursor=None)},
    "annotateOwner": {"201": OneAnnotationAnswer(demo=False, annotation=_OF_OWNER)},
    "getAnnotation": {"200": _ONE_ANNOTATION},
    "decideAnnotation": {"201": _ONE_ANNOTATION},
    "listComments": {
        "200": ThreadsAnswer(
            demo=False, threads=[ThreadAnswer(**_QUESTION.model_dump(), replies=[_ANSWER])], next_cursor=None
        )
    },
    "addComment": {"201": _ONE},
    "findComments": {"200": CommentsAnswer(demo=False, comments=[_ANSWER], next_cursor=None)},
    "getComment": {"200": _ONE},
    "listCommentVersions": {
        "200": VersionsAnswer(demo=False, versions=[VersionAnswer(version=1, text="Does it boot?", until_at=_AT)])
    },
    "editComment": {"200": _ONE},
    "pinComment": {"200": _ONE},
    "unpinComment": {"200": _ONE},
    "moderateComment": {"200": _ONE},
    "getModerationQueue": {
        "200": QueueAnswer(
            demo=False,
            flagged=[
                FlaggedAnswer(
                    comment=_QUESTION,
                    flags=[FlagAnswer(reason=FlagReason.OTHER, note="asked three times", at=_AT)],
                )
            ],
            listings=[
                FlaggedListingAnswer(
                    listing_id=6,
                    about="fam-qm3vd5n7hw2xk4yb6tza",
                    flags=2,
                    first_at=_AT,
                    link="/v1/listings/fam-qm3vd5n7hw2xk4yb6tza",
                )
            ],
        )
    },
    "getModerationLog": {"200": _ACTS},
    "listNotices": {"200": _ACTS},
    "suspendMember": {
        "200": ModeratedMemberAnswer(
            demo=False, member_id=13, name="mallory", role=Role.MEMBER, created_at=_AT, suspended_at=_AT
        )
    },
}
