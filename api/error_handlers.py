"""Every error as a problem: ours by the table in errors.py, FastAPI's and Starlette's reshaped to look the same."""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.errors import PROBLEM_OF, ParameterError, TooManyRequestsError, detail_of, kind_of
from api.pages.forms import typed_text
from api.pages.problem_page import told
from api.problems import (
    INTERNAL_ERROR,
    INVALID_PARAMETER,
    METHOD_NOT_ALLOWED,
    REFUSED,
    UNKNOWN_PATH,
    WrongParameter,
)
from catalog.errors import QUOTED_CHARACTERS, MalformedError, quoted
from search.errors import BadCursorError, BadQueryError

log = logging.getLogger("amidex.api")

# What pydantic's own words do not say well, by the type of its error. Others are told in its words.
_RIGHT: Mapping[str, str] = {
    "int_parsing": "it should be a whole number",
    "int_from_float": "it should be a whole number",
    "greater_than_equal": "it should be {ge} or more",
    "less_than_equal": "it should be {le} or less",
    "bool_parsing": "it should be true or false",
    "enum": "it should be {expected}",
    "literal_error": "it should be {expected}",
    "string_too_long": "it should have {max_length} characters at most",
    "list_type": "it should be a list",
    "string_type": "it should be a string",
    "too_short": "it should have {min_length} values at least",
    "too_long": "it should have {max_length} values at most, not {actual_length}",
}


def install(app: FastAPI) -> None:
    """Answer every error of this app with a problem."""
    for error_class in PROBLEM_OF:
        app.add_exception_handler(error_class, _ours)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)


def internal_error(request: Request, error: Exception) -> Response:
    """The answer for an error nobody expected. It tells nothing; the log has everything."""
    log.error("request %s to %s failed", request.state.request_id, request.url.path, exc_info=error)
    return told(request, INTERNAL_ERROR, detail_of(error, INTERNAL_ERROR))


async def _ours(request: Request, error: Exception) -> Response:
    kind = kind_of(error)
    if kind is None:
        return internal_error(request, error)
    if kind.hides_detail:
        log.error("request %s to %s: %s", request.state.request_id, request.url.path, error)
    return told(
        request,
        kind,
        detail_of(error, kind),
        headers={"Retry-After": str(error.retry_after_seconds)} if isinstance(error, TooManyRequestsError) else None,
        errors=_wrong_parameters(request, error),
        position=error.position if isinstance(error, BadQueryError) else None,
        typed=await typed_text(request) if isinstance(error, TooManyRequestsError) else (),
    )


def _wrong_parameters(request: Request, error: Exception) -> list[WrongParameter] | None:
    """The parameter an error is about. search/ knows no parameters, but what its two errors are about has one name."""
    match error:
        case ParameterError(parameter=parameter, value=value):
            pass
        case BadQueryError():
            parameter, value = "q", request.query_params.get("q")
        case BadCursorError():
            parameter, value = "cursor", request.query_params.get("cursor")
        case _:
            return None
    return [WrongParameter(parameter=parameter, location="query", value=_shortened(value), detail=str(error))]


async def _validation(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        return internal_error(request, error)
    wrong = [_wrong_parameter(entry) for entry in error.errors()]
    return told(request, INVALID_PARAMETER, "; ".join(entry.detail for entry in wrong), errors=wrong)


def _wrong_parameter(entry: Mapping[str, Any]) -> WrongParameter:
    location, *names = entry["loc"]
    context = entry.get("ctx") or {}
    value = context.get("value", entry.get("input"))
    cause = context.get("error")
    parameter = str(context.get("parameter") or (names[0] if names else location))
    if isinstance(cause, MalformedError):
        detail, value = str(cause), cause.value
    elif entry["type"] in _RIGHT:
        detail = f"{parameter} is {quoted(value)}: {_RIGHT[entry['type']].format_map(context)}"
    elif entry["type"] == "json_invalid":
        detail = f"the body is no JSON: {context['error']}"
    elif entry["type"] == "missing":
        detail, value = f"{parameter} is missing", None
    else:
        detail = str(cause) if cause is not None else str(entry["msg"])
    return WrongParameter(parameter=parameter, location=str(location), value=_shortened(value), detail=detail)


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return internal_error(request, error)
    if error.status_code == 404:
        path = quoted(request.url.path)
        return told(request, UNKNOWN_PATH, f"nothing is at {path}; GET /openapi.json lists what there is")
    if error.status_code == 405:
        methods = (error.headers or {}).get("Allow", "GET")
        # Every path that takes GET takes HEAD: see edge.py.
        allowed = ", ".join(sorted({*methods.split(", "), *(["HEAD"] if "GET" in methods else [])}))
        detail = f"{quoted(request.url.path)} does not take {quoted(request.method)}; it takes {allowed}"
        return told(request, METHOD_NOT_ALLOWED, detail, headers={"Allow": allowed})
    return told(request, REFUSED, str(error.detail), status=error.status_code, headers=error.headers)


def _shortened(value: object) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= QUOTED_CHARACTERS else f"{text[:QUOTED_CHARACTERS]}…"
