"""The bytes of a request's body, up to a size, for whoever reads them first and whoever reads them again."""

from fastapi import Request

from api.errors import BodyTooLargeError

# A thousand image ids are 25,000 bytes.
LARGEST_BODY_BYTES = 100_000
# A Terraform plan, or a scanner's report on a whole image, in a form.
LARGEST_FORM_BYTES = 4 << 20


async def raw_body(request: Request, largest_bytes: int = LARGEST_BODY_BYTES) -> bytes:
    """The body. FastAPI would read one of any size before anybody could refuse it: 413 for a larger one."""
    read: bytes | None = getattr(request.state, "raw_body", None)
    if read is None:
        raw = bytearray()
        async for piece in request.stream():
            raw += piece
            if len(raw) > largest_bytes:
                raise BodyTooLargeError(largest_bytes)
        read = request.state.raw_body = bytes(raw)
    # Whoever read it first may have taken more.
    if len(read) > largest_bytes:
        raise BodyTooLargeError(largest_bytes)
    return read
