"""Ruling on releases: moderators confirm that one is malicious, or clear it of a false alarm."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from api.answers.verdict import RulingsAnswer, rulings_answer
from api.audience import sees_private
from api.caller import Caller, Moderator
from api.conditional import unkept
from api.errors import UnknownError
from api.operation_docs import BY_CATALOG, BY_CHANGE, BY_ROLE, documented
from api.parameters import NoParameters, Parameters, ReleaseId, query
from api.request_body import body, described
from api.services import Served, Services
from catalog.errors import MalformedError
from catalog.images import has_images
from catalog.moderation import rule_on_release
from catalog.release import RELEASE_ID_FORM
from catalog.rulings import LONGEST_REASON_CHARACTERS, RulingRow, rulings_on

router = APIRouter(tags=["moderation"])

REASON_FORM = f"a sentence that says why, of at most {LONGEST_REASON_CHARACTERS:,} characters"


class RulingWanted(Parameters):
    """What is decided of a release, and why."""

    malicious: Annotated[bool, Field(description="true: it is confirmed. false: the suspicion is unfounded.")]
    reason: Annotated[
        str, Field(max_length=LONGEST_REASON_CHARACTERS, description="Why, in a sentence. It is told to everyone.")
    ]


@router.post(
    "/v1/releases/{release_id}/rulings",
    operation_id="ruleOnRelease",
    summary="Confirm that a release is malicious, or clear it",
    status_code=201,
    response_model=RulingsAnswer,
    responses=documented(
        *BY_ROLE[:-1],
        *BY_CHANGE[:1],
        UnknownError("release", "rel-abcdefghijklmnop2345"),
        MalformedError("release id", "rel-1", RELEASE_ID_FORM),
        MalformedError("reason", "", REASON_FORM),
        *BY_CATALOG,
        cacheable=False,
    ),
    openapi_extra=described(RulingWanted, RulingWanted(malicious=True, reason="It mines Monero from the first boot.")),
)
def rule_on(
    caller: Moderator,
    services: Served,
    release_id: ReleaseId,
    wanted: Annotated[RulingWanted, body(RulingWanted)],
    _parameters: Annotated[NoParameters, query(NoParameters)],
) -> Response:
    """The verdict follows within moments. Rulings stay for ever, beside the verdict and in the public log; the last one
    counts. `amidex rule` does the same on the host.
    """
    return unkept(release_ruled_on(services, caller, release_id, wanted), status=201)


def release_ruled_on(services: Services, caller: Caller, release_id: str, wanted: RulingWanted) -> RulingsAnswer:
    """Decide, and tell every ruling there is. Raises UnknownError when who decides sees no image of the release."""
    with services.database.write() as session:
        if not has_images(session, release_id, with_private=sees_private(caller.audience)):
            raise UnknownError("release", release_id)
        ruling = RulingRow(release_id, wanted.malicious, wanted.reason, caller.actor, services.clock())
        rule_on_release(session, ruling)
        rulings = rulings_on(session, release_id)
    return rulings_answer(release_id, rulings, demo=services.demo)
