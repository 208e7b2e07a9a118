"""Answers a cache can keep: ETag, If-None-Match, Cache-Control.

Tags are weak: a proxy may compress an answer, and `took_ms` differs between two that say the same. What the operator
sees is his alone and is stored nowhere.
"""

from hashlib import blake2b
from typing import Annotated

from fastapi import Header, Request, Response
from pydantic import BaseModel

from search.document import Audience

TAG_BYTES = 12
# By what somebody says who he is.
VARY = "Authorization, Cookie"


def tag_of(*parts: str | bytes) -> str:
    """A weak entity tag made from everything that an answer follows from."""
    digest = blake2b(digest_size=TAG_BYTES)
    for part in parts:
        encoded = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        digest.update(len(encoded).to_bytes(8))
        digest.update(encoded)
    return f'W/"{digest.hexdigest()}"'


IfMatch = Annotated[str | None, Header(description="The ETag of what is changed, as it was read.")]


def versioned_tag(version: int, told: BaseModel) -> str:
    """The tag of what has versions, of which a change is: the version, and a digest of all that is told beside."""
    return f'"{version}-{tag_of(told.model_dump_json().encode(errors="replace"))[3:]}'


def version_in(if_match: str | None) -> str | None:
    """The version that a tag of `versioned_tag` names; of any other text something that is no version."""
    return None if if_match is None else if_match.strip().removeprefix("W/").strip('"').partition("-")[0]


def answer(
    request: Request, model: BaseModel, audience: Audience, *, max_age_seconds: int, tag: str | None = None
) -> Response:
    """The model as JSON, or 304 when who asks has it already. Without a `tag` it is made from the content."""
    body = model.model_dump_json().encode(errors="replace")
    return answer_bytes(
        request, body, audience, max_age_seconds=max_age_seconds, media_type="application/json", tag=tag
    )


def answer_bytes(
    request: Request,
    body: bytes,
    audience: Audience,
    *,
    max_age_seconds: int,
    media_type: str,
    tag: str | None = None,
) -> Response:
    """The same for what is no JSON."""
    headers = _headers(tag or tag_of(body), audience, max_age_seconds)
    if has_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def unkept(model: BaseModel, *, status: int = 200) -> Response:
    """The model as JSON, for what no cache keeps: answers to POST, and what is one member's alone."""
    return Response(
        model.model_dump_json().encode(errors="replace"),
        status_code=status,
        media_type="application/json",
        headers={"Cache-Control": "no-store", "Vary": VARY},
    )


def not_modified(audience: Audience, *, max_age_seconds: int, tag: str) -> Response:
    """304, for a tag that is known before the answer is made."""
    return Response(status_code=304, headers=_headers(tag, audience, max_age_seconds))


def has_already(request: Request, tag: str) -> bool:
    """Whether If-None-Match names the tag; compared as weak ones, the way RFC 9110 wants it for this header."""
    opaque = tag.removeprefix("W/")
    given = ",".join(request.headers.getlist("if-none-match"))
    return any(candidate.strip().removeprefix("W/") in ("*", opaque) for candidate in given.split(","))


def _headers(tag: str, audience: Audience, max_age_seconds: int) -> dict[str, str]:
    kept = "private, no-store" if audience is Audience.OPERATOR else f"public, max-age={max_age_seconds}"
    return {"ETag": tag, "Cache-Control": kept, "Vary": VARY}
