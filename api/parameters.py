"""Query and path parameters: read strictly, and refused in words that help.

A parameter that does not exist is refused and not ignored: `archs=arm64` would otherwise answer with everything.
"""

from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar, get_origin

from fastapi import Depends, Path, Query, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from api.cursors import LONGEST_CURSOR_CHARACTERS
from api.errors import ParameterError
from catalog.account_id import ACCOUNT_ID_FORM, check_account_id
from catalog.directory_file import SLUG_FORM, check_slug
from catalog.errors import MalformedError, quoted
from catalog.family import FAMILY_ID_FORM, check_family_id
from catalog.image_id import IMAGE_ID_FORM, check_image_id
from catalog.partition import check_region
from catalog.release import RELEASE_ID_FORM, check_release_id

MOST_VALUES = 50
LONGEST_VALUE_CHARACTERS = 200


class Parameters(BaseModel):
    """The query parameters of a route."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown(cls, given: Any) -> Any:
        for name in given if isinstance(given, dict) else ():
            if name not in cls.model_fields:
                raise PydanticCustomError(
                    "unknown_parameter", "{explanation}", _unknown(name, given[name], list(cls.model_fields))
                )
        return given


def _unknown(name: str, value: object, known: list[str]) -> dict[str, Any]:
    nearest = get_close_matches(name, known, n=1, cutoff=0.5)
    if nearest:
        right = f"did you mean {nearest[0]}?"
    else:
        right = f"there are {', '.join(known)}" if known else "this path takes none"
    return {"parameter": name[:80], "value": value, "explanation": f"there is no parameter {quoted(name)}: {right}"}


Model = TypeVar("Model", bound=Parameters)


def query(model: type[Model]) -> Any:
    """A dependency that reads a route's query parameters into its model.

    One that takes a single value may be given once: whoever gives two would be answered for one of them.
    """
    singles = {name for name, field in model.model_fields.items() if get_origin(field.annotation) is not list}

    async def read(request: Request, given: Annotated[model, Query()]) -> Model:  # type: ignore[valid-type]
        for name in singles.intersection(request.query_params):
            values = request.query_params.getlist(name)
            if len(values) > 1:
                message = f"{name} is given {len(values)} times: it takes one value"
                raise ParameterError(message, parameter=name, value=", ".join(values))
        return given

    reader: Callable[..., Coroutine[Any, Any, Model]] = read
    return Depends(reader)


class NoParameters(Parameters):
    """For routes without query parameters, which refuse them all the same."""


def _split(given: Any) -> Any:
    """Several values come as repeated parameters, as a comma list, or both; empty ones mean nothing."""
    if not isinstance(given, list):
        return given
    return [piece.strip() for text in given for piece in str(text).split(",") if piece.strip()]


def _short(text: str) -> str:
    if len(text) > LONGEST_VALUE_CHARACTERS:
        raise MalformedError("value", text, f"{LONGEST_VALUE_CHARACTERS} characters at most")
    return text


def _day(given: Any) -> Any:
    """A day, or a time of which the day in UTC counts."""
    if not isinstance(given, str):
        return given
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise MalformedError("date", given, "a day like 2026-01-31") from error
    return (moment if moment.tzinfo is None else moment.astimezone(UTC)).date()


Value = TypeVar("Value")
Several = Annotated[list[Value], BeforeValidator(_split), Field(max_length=MOST_VALUES)]

Values = Several[Annotated[str, AfterValidator(_short)]]
Regions = Several[Annotated[str, AfterValidator(check_region)]]
AccountIds = Several[Annotated[str, AfterValidator(check_account_id)]]
Region = Annotated[str, AfterValidator(check_region)]
Day = Annotated[date, BeforeValidator(_day)]
Cursor = Annotated[
    str | None,
    Field(
        max_length=LONGEST_CURSOR_CHARACTERS,
        description="The `next_cursor` of the page before, with all other parameters as they were.",
    ),
]

ImageId = Annotated[str, Path(description=f"An image id: {IMAGE_ID_FORM}."), AfterValidator(check_image_id)]
ReleaseId = Annotated[str, Path(description=f"A release id: {RELEASE_ID_FORM}."), AfterValidator(check_release_id)]
FamilyId = Annotated[str, Path(description=f"A family id: {FAMILY_ID_FORM}."), AfterValidator(check_family_id)]
Slug = Annotated[str, Path(description=f"A publisher's slug: {SLUG_FORM}."), AfterValidator(check_slug)]
AccountId = Annotated[str, Path(description=f"An AWS account id: {ACCOUNT_ID_FORM}."), AfterValidator(check_account_id)]
