"""`/api`: the interface for programs, told to people from the very document that programs read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from api.errors import UnknownError
from api.pages.markdown import marked_up
from api.pages.parameters import NoPageParameters
from api.pages.rendering import page
from api.parameters import query

router = APIRouter(include_in_schema=False)

LONGEST_EXAMPLE_CHARACTERS = 6_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation, or one member of its body."""

    name: str
    place: str
    required: bool
    form: str
    means: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    id: str
    method: str
    path: str
    tag: str
    summary: str
    description: Markup
    parameters: list[Parameter]
    body: str | None
    answer: str | None
    problems: list[tuple[str, str, str]]  # status, name, what it means


@router.get("/api")
async def api_page(request: Request, _parameters: Annotated[NoPageParameters, query(NoPageParameters)]) -> Response:
    """Every operation, by its subject."""
    document = request.app.openapi()
    operations = list(_operations(document))
    groups = [
        (tag["name"], tag["description"], [operation for operation in operations if operation.tag == tag["name"]])
        for tag in document["tags"]
    ]
    return page(
        request,
        "api.html",
        groups=[group for group in groups if group[2]],
        introduction=marked_up(document["info"]["description"]),
        version=document["info"]["version"],
    )


@router.get("/api/{operation_id}")
async def operation_page(
    request: Request, operation_id: str, _parameters: Annotated[NoPageParameters, query(NoPageParameters)]
) -> Response:
    """One operation: what it takes, what it answers, what can be wrong."""
    found = next((made for made in _operations(request.app.openapi()) if made.id == operation_id), None)
    if found is None:
        raise UnknownError("operation", operation_id, because="/api lists those there are")
    return page(request, "operation.html", operation=found)


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method, told in item.items():
            yield _operation(document, path, method.upper(), told)


def _operation(document: Mapping[str, Any], path: str, method: str, told: Mapping[str, Any]) -> Operation:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    answers = {status: answer for status, answer in told["responses"].items() if status.startswith("2")}
    example = next((_example(answer, "application/json") for answer in answers.values()), None)
    return Operation(
        id=told["operationId"],
        method=method,
        path=path,
        tag=told["tags"][0],
        summary=told["summary"],
        description=marked_up(told["description"]),
        parameters=[
            *(_parameter(entry, entry["in"], entry["schema"]) for entry in told.get("parameters", [])),
            *_members(document, body.get("schema", {})),
        ],
        body=_shown(body["example"]) if "example" in body else None,
        answer=example,
        problems=[
            (status, name, str(shown["summary"]))
            for status, answer in told["responses"].items()
            for name, shown in answer.get("content", {}).get("application/problem+json", {}).get("examples", {}).items()
        ],
    )


def _parameter(entry: Mapping[str, Any], place: str, schema: Mapping[str, Any]) -> Parameter:
    return Parameter(
        entry["name"], place, bool(entry.get("required")), _form(schema), str(entry.get("description") or "")
    )


def _members(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Parameter]:
    reference = schema.get("$ref")
    if reference:
        schema = document["components"]["schemas"][reference.rpartition("/")[2]]
    for name, member in schema.get("properties", {}).items():
        yield _parameter(
            {"name": name, "required": name in schema.get("required", ()), "description": member.get("description")},
            "body",
            member,
        )


def _form(schema: Mapping[str, Any]) -> str:
    """What a value looks like, in a few words: integer 1 to 100, default 20."""
    alternatives = [entry for entry in schema.get("anyOf", []) if entry.get("type") != "null"]
    inner = alternatives[0] if alternatives else schema
    if "enum" in inner:
        words = " | ".join(map(str, inner["enum"]))
    elif inner.get("type") == "array":
        words = f"list of {_form(inner.get('items', {}))}"
    else:
        words = str(inner.get("format") or inner.get("type") or inner.get("$ref", "").rpartition("/")[2])
    if "minimum" in inner and "maximum" in inner:
        words += f" {inner['minimum']} to {inner['maximum']}"
    default = schema.get("default")
    return words if default in (None, "", []) else f"{words}, default {orjson.dumps(default).decode()}"


def _example(answer: Mapping[str, Any], media_type: str) -> str | None:
    content = answer.get("content", {}).get(media_type, {})
    return _shown(content["example"]) if "example" in content else None


def _shown(example: Any) -> str:
    text = orjson.dumps(example, option=orjson.OPT_INDENT_2).decode()
    if len(text) <= LONGEST_EXAMPLE_CHARACTERS:
        return text
    cut = text[:LONGEST_EXAMPLE_CHARACTERS].rpartition("\n")[0]
    return f"{cut}\n\N{HORIZONTAL ELLIPSIS}"
