"""GET /v1/suggest."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.answers.suggest import SuggestAnswer, suggestions
from api.audience import Asking
from api.conditional import answer
from api.errors import ParameterError
from api.operation_docs import BY_TOKEN, documented
from api.parameters import Parameters, query
from api.services import Served
from search.errors import BadQueryError, IndexUnavailableError
from search.index import SearchRequest

router = APIRouter(tags=["search"])

MAX_AGE_SECONDS = 5


class SuggestParameters(Parameters):
    """What is being typed."""

    q: Annotated[
        str,
        Field(
            min_length=1,
            description="What was typed so far: the beginning of a name, of a publisher or of an image id.",
            examples=["ubuntu 24"],
        ),
    ]
    limit: Annotated[int, Field(ge=1, le=10, description="How many suggestions, at most.")] = 5


@router.get(
    "/v1/suggest",
    operation_id="suggest",
    summary="Suggest while typing",
    response_model=SuggestAnswer,
    responses=documented(
        ParameterError("limit is 11; at most 10", parameter="limit", value="11"),
        BadQueryError(
            "A quote is opened and never closed", position=7, advice='end the phrase with ", or leave the quote out'
        ),
        *BY_TOKEN,
        IndexUnavailableError("hidden"),
    ),
)
def suggest(
    request: Request,
    services: Served,
    audience: Asking,
    parameters: Annotated[SuggestParameters, query(SuggestParameters)],
) -> Response:
    """Publishers, families and image ids that what was typed may become.

    The text is read as `/v1/search` reads it. A family is named by the best of its releases that fit.
    """
    found = services.index.suggest(
        SearchRequest(parameters.q, now=services.clock(), audience=audience, limit=parameters.limit)
    )
    typed = parameters.q.strip()
    made = SuggestAnswer(
        demo=services.demo,
        suggestions=suggestions(
            typed,
            services.directory.search(typed) if any(map(str.isalpha, typed)) else (),
            found,
            limit=parameters.limit,
        ),
    )
    return answer(request, made, audience, max_age_seconds=MAX_AGE_SECONDS)
