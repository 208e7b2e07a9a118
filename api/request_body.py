"""Request bodies: JSON, read up to a size, and refused in the words that wrong parameters are refused in."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.parameters import Parameters
from api.raw_body import LARGEST_BODY_BYTES, raw_body

# Models inside of a body are among the document's schemas, where api/openapi.py puts them.
REFERENCE = "#/components/schemas/{model}"

Model = TypeVar("Model", bound=Parameters)


def body(model: type[Model], largest_bytes: int = LARGEST_BODY_BYTES) -> Any:
    """A dependency that reads a request's body into the model of its members."""

    async def read(request: Request) -> Model:
        try:
            return model.model_validate_json(await raw_body(request, largest_bytes))
        except ValidationError as error:
            wrong = [{**entry, "loc": ("body", *entry["loc"])} for entry in error.errors()]
            raise RequestValidationError(wrong) from error

    reader: Callable[..., Coroutine[Any, Any, Model]] = read
    return Depends(reader)


def described(model: type[Parameters], example: Parameters) -> dict[str, Any]:
    """What the OpenAPI document says of a body, as FastAPI's `openapi_extra`."""
    content = {"schema": model.model_json_schema(ref_template=REFERENCE), "example": example.model_dump(mode="json")}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}
