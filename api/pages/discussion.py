"""What members state and say of a release, as its page shows it, with the forms to say more."""

import secrets
from dataclasses import dataclass

from api.answers.annotation import AnnotationsAnswer
from api.answers.comment import ThreadsAnswer
from api.caller import Caller
from api.pages.parameters import PageParameters
from api.parameters import Cursor
from api.routes.annotations import annotations_told
from api.routes.comments import threads_told
from api.services import Services
from catalog.annotations import AnnotationKind
from catalog.comments import Kind

THREADS_SHOWN = 20
ANNOTATIONS_SHOWN = 10


class DiscussionParameters(PageParameters):
    """Which pages of the two lists."""

    comments: Cursor = None
    annotations: Cursor = None


@dataclass(frozen=True, slots=True)
class Discussion:
    """The two lists. `key` names the form of this page: sent twice, what it says is said once."""

    threads: ThreadsAnswer
    annotations: AnnotationsAnswer
    continued: bool
    key: str
    kinds: tuple[Kind, ...] = tuple(Kind)
    annotation_kinds: tuple[AnnotationKind, ...] = tuple(AnnotationKind)


def discussion_of(services: Services, caller: Caller, release_id: str, shown: DiscussionParameters) -> Discussion:
    """A page of each list. Raises UnknownError when who reads sees no image of the release."""
    return Discussion(
        threads_told(services, caller, release_id, limit=THREADS_SHOWN, cursor=shown.comments),
        annotations_told(services, caller, release_id, limit=ANNOTATIONS_SHOWN, cursor=shown.annotations),
        continued=shown.comments is not None,
        # Without a member there is no form, and the page's tag should not change.
        key=form_key() if caller.member else "",
    )


def form_key() -> str:
    """A name for what one form says."""
    return secrets.token_urlsafe(16)
