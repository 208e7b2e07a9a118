"""What forms of our pages send, and what is said in place when it is refused.

A form that did what it should leads to an address, so that going back repeats nothing. One that was refused is shown
again, with what was typed and why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.errors import BodyTooLargeError, FetchError, ParameterError
from api.raw_body import LARGEST_FORM_BYTES, raw_body
from catalog.errors import (
    ChangedMeanwhileError,
    ClaimRefusedError,
    ConflictError,
    MalformedError,
    NameTakenError,
    TooManyTokensError,
)

FORM = "application/x-www-form-urlencoded"
# What a page puts into its forms itself.
NOT_TYPED = frozenset({"csrf_token", "key", "version"})
# A shorter text is typed again sooner than it is copied.
WORTH_KEEPING = 20
# What who typed can mend; other errors are a page of their own. Not every ValueError: one of ours is a bug.
REFUSALS = (
    ValidationError,
    MalformedError,
    ParameterError,
    ConflictError,
    ChangedMeanwhileError,
    ClaimRefusedError,
    NameTakenError,
    TooManyTokensError,
    FetchError,
)


async def _fields(request: Request) -> dict[str, list[str]]:
    body = await raw_body(request, LARGEST_FORM_BYTES)
    return parse_qs(body.decode("utf-8", errors="replace"))


async def typed_text(request: Request) -> list[str]:
    """What somebody wrote into a form that is refused before it is looked at; nothing where no form was sent."""
    if request.method != "POST" or not request.headers.get("Content-Type", "").startswith(FORM):
        return []
    try:
        fields = await _fields(request)
    except BodyTooLargeError:
        return []
    return [values[0] for name, values in fields.items() if name not in NOT_TYPED and len(values[0]) >= WORTH_KEEPING]


Fields = Annotated[dict[str, list[str]], Depends(_fields)]


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was refused: which of the page's, why, and what was typed."""

    form: str
    why: str
    typed: Mapping[str, str]


def refused(form: str, error: Exception, fields: Mapping[str, list[str]]) -> Refused:
    """What the page shows again."""
    return Refused(form, in_words(error), {name: values[0] for name, values in fields.items()})


def first(fields: Mapping[str, list[str]], name: str) -> str:
    """The field's value; what was left empty is."""
    return fields.get(name, [""])[0]


def given(fields: Mapping[str, list[str]], *names: str) -> dict[str, str]:
    """Those of the fields that were not left empty, for a model to check."""
    return {name: value for name in names if (value := first(fields, name).strip())}


def back(address: str) -> RedirectResponse:
    """To a page, by GET."""
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})


def in_words(error: Exception) -> str:
    """What is wrong, in words for who typed it."""
    if isinstance(error, ValidationError):
        return "; ".join(
            str(entry.get("ctx", {}).get("error") or f"{'.'.join(map(str, entry['loc']))}: {entry['msg']}")
            for entry in error.errors()
        )
    return str(error)
