"""Request bodies: JSON, read up to a size, and refused in the words that wrong parameters are refused in."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from api.parameters import Parameters

# A thousand image ids are 25,000 bytes.
LARGEST_BODY_BYTES = 100_000

# Models inside of a body are among the document's schemas, where api/openapi.py puts them.
REFERENCE = "#/components/schemas/{model}"

Model = TypeVar("Model", bound=Parameters)


def body(model: type[Model], largest_bytes: int = LARGEST_BODY_BYTES) -> Any:
    """A dependency that reads a request's body into the model of its members.

    FastAPI would read a body of any size before anybody could refuse it.
    """

    async def read(request: Request) -> Model:
        raw = bytearray()
        async for piece in request.stream():
            raw += piece
            if len(raw) > largest_bytes:
                message = f"the body has more than {largest_bytes:,} bytes; ask for less at once"
                raise HTTPException(413, message)
        try:
            return model.model_validate_json(bytes(raw))
        except ValidationError as error:
            wrong = [{**entry, "loc": ("body", *entry["loc"])} for entry in error.errors()]
            raise RequestValidationError(wrong) from error

    reader: Callable[..., Coroutine[Any, Any, Model]] = read
    return Depends(reader)


def described(model: type[Parameters], example: Parameters) -> dict[str, Any]:
    """What the OpenAPI document says of a body, as FastAPI's `openapi_extra`."""
    content = {"schema": model.model_json_schema(ref_template=REFERENCE), "example": example.model_dump(mode="json")}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}
