"""GET /v1/policies/allowed-amis."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, Field

from api.answers.policy import AllowedAmisAnswer
from api.audience import Asking
from api.conditional import answer
from api.operation_docs import BY_TOKEN, documented
from api.parameters import Parameters, Region, Several, Values, query
from api.services import Served
from catalog.errors import MalformedError
from catalog.partition import REGION_FORM
from trust.allowed_amis import Narrowing, allowed_amis, check_product_code
from trust.levels import TrustLevel
from trust.policy import Policy, Selector

router = APIRouter(tags=["policies"])

MAX_AGE_SECONDS = 30
MOST_DAYS = 2_147_483_647  # of EC2's
EMPTY: list[Any] = []

SelectorTexts = Several[Annotated[str, AfterValidator(lambda text: Selector.parse(text).text)]]


class AllowedAmisParameters(Parameters):
    """Which policy, and for where."""

    region: Annotated[Region, Field(description="For this region: publishers own images by other accounts elsewhere.")]
    at_least: Annotated[
        Literal[TrustLevel.VERIFIED, TrustLevel.KNOWN],
        Field(description="known: also publishers that a cited source ties to their accounts. verified: AWS's word."),
    ] = TrustLevel.KNOWN
    max_age_days: Annotated[int | None, Field(ge=0, le=MOST_DAYS, description="Made at most so many days ago.")] = None
    include_deprecated: Annotated[bool, Field(description="false: not past their deprecation.")] = True
    allow: Annotated[SelectorTexts, Field(description="Also these: owner:ACCOUNT, publisher:SLUG.")] = EMPTY
    deny: Annotated[SelectorTexts, Field(description="Not these: owner:ACCOUNT, publisher:SLUG.")] = EMPTY
    product_code: Annotated[
        Several[Annotated[str, AfterValidator(check_product_code)]],
        Field(description="Images of AWS Marketplace with these product codes."),
    ] = EMPTY
    image_name: Annotated[Values, Field(description="Only these names, with EC2's wildcards * and ?.")] = EMPTY
    watermark: Annotated[Values, Field(description="Only images that carry one of these watermarks.")] = EMPTY
    max_severity: Annotated[
        Literal["informational", "low", "medium", "high", "critical"] | None,
        Field(description="Only scanned images, with no finding of Amazon Inspector's above this."),
    ] = None
    max_scan_age_days: Annotated[
        int | None, Field(ge=0, le=MOST_DAYS, description="Only images that were scanned in the last so many days.")
    ] = None
    max_fix_age_days: Annotated[
        int | None,
        Field(ge=0, le=MOST_DAYS, description="No high or critical finding whose fix has been out for longer."),
    ] = None


@router.get(
    "/v1/policies/allowed-amis",
    operation_id="getAllowedAmis",
    summary="Get the criteria for EC2's Allowed AMIs",
    response_model=AllowedAmisAnswer,
    responses=documented(MalformedError("region", "mars", REGION_FORM), *BY_TOKEN),
)
def get_allowed_amis(
    request: Request,
    services: Served,
    audience: Asking,
    parameters: Annotated[AllowedAmisParameters, query(AllowedAmisParameters)],
) -> Response:
    """A policy as EC2's Allowed AMIs takes it, for one region, with what of it EC2 cannot hold."""
    policy = Policy(
        at_least=parameters.at_least,
        max_age_days=parameters.max_age_days,
        allow=tuple(Selector.parse(text) for text in parameters.allow),
        deny=tuple(Selector.parse(text) for text in parameters.deny),
        deprecated=parameters.include_deprecated,
    )
    narrowing = Narrowing(
        names=tuple(parameters.image_name),
        watermarks=tuple(parameters.watermark),
        max_severity=parameters.max_severity,
        max_scan_age_days=parameters.max_scan_age_days,
        max_fix_age_days=parameters.max_fix_age_days,
    )
    made = allowed_amis(
        policy,
        services.directory,
        parameters.region,
        product_codes=tuple(parameters.product_code),
        narrowing=narrowing,
    )
    found = AllowedAmisAnswer(
        demo=services.demo,
        region=parameters.region,
        image_criteria=list(made.criteria),
        notes=list(made.notes),
    )
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)
