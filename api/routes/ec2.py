"""POST and GET /ec2, /ec2/tagged, /ec2/policies/{name}: EC2's Query protocol, for tools that speak it already.

The contract is EC2's and not ours (docs/EC2.md says what of it there is), so these paths are not in the OpenAPI
document, answer errors as EC2 does, and take tokens where AWS's clients send theirs (api/ec2/asker.py).
"""

import logging
from collections.abc import Iterator
from itertools import chain

from fastapi import APIRouter, BackgroundTasks, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.cursors import Listing
from api.ec2.asked_region import asked_region
from api.ec2.asker import Asker, asker_of
from api.ec2.describe_images import ImagesAnswer
from api.ec2.errors import Ec2Error, internal_error, invalid_value, unavailable
from api.ec2.form import Form
from api.ec2.images_question import images_question
from api.ec2.other_actions import describe_image_attribute, describe_regions, get_allowed_images_settings
from api.ec2.views import PLAIN, TAGGED, View
from api.ec2.xml import MEDIA_TYPE, error_document, head, tail
from api.services import Served, Services
from catalog.ec2_images import crawled_regions, is_crawled
from catalog.errors import DatabaseError
from catalog.partition import partition_of

router = APIRouter(include_in_schema=False)
log = logging.getLogger("amidex.api")

# A thousand ids are 40,000 bytes.
LARGEST_BODY_BYTES = 1 << 20

# What real EC2 has and we do not: everything but reading images. `Describe` and `Get` read, the rest would write.
WRITES_NOTHING = "This endpoint answers DescribeImages and DescribeRegions from a catalog; it runs and changes nothing."


@router.api_route("/ec2", methods=["GET", "POST"])
@router.api_route("/ec2/", methods=["GET", "POST"])
async def ec2(request: Request, services: Served, background: BackgroundTasks) -> Response:
    """Everything that is public."""
    return await _answer(request, services, background, PLAIN)


@router.api_route("/ec2/tagged", methods=["GET", "POST"])
@router.api_route("/ec2/tagged/", methods=["GET", "POST"])
async def ec2_tagged(request: Request, services: Served, background: BackgroundTasks) -> Response:
    """The same, with the verdict of each image in its tags."""
    return await _answer(request, services, background, TAGGED)


@router.api_route("/ec2/policies/{name}", methods=["GET", "POST"])
@router.api_route("/ec2/policies/{name}/", methods=["GET", "POST"])
async def ec2_policy(request: Request, services: Served, background: BackgroundTasks, name: str) -> Response:
    """What a policy lets through. What it forbids does not exist."""
    view = services.policies.get(name)
    if view is None:
        known = ", ".join(sorted(services.policies))
        return _error(request, invalid_value("policy", name, f"There are the policies {known}."))
    return await _answer(request, services, background, view)


async def _answer(request: Request, services: Services, background: BackgroundTasks, view: View) -> Response:
    try:
        form = Form(await _encoded(request))
        region = asked_region(request)
        asker = await asker_of(request, services, region, background)
        return await run_in_threadpool(_act, request, services, form, region, view, asker)
    except Ec2Error as error:
        return _error(request, error)
    except DatabaseError as error:
        log.error("request %s to %s: %s", request.state.request_id, request.url.path, error)  # noqa: TRY400 - no trace
        return _error(request, unavailable())
    except Exception:  # clients of EC2 cannot read our problems, and must be told in their language
        log.exception("request %s to %s failed", request.state.request_id, request.url.path)
        return _error(request, internal_error())


async def _encoded(request: Request) -> str:
    """The parameters as they were sent: in the URL, in the body, or, where both are, in both."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY_BYTES:
            message = f"The request has more than {LARGEST_BODY_BYTES} bytes."
            raise Ec2Error("RequestEntityTooLarge", message, status=413)
    return "&".join(part for part in (request.url.query, body.decode("utf-8", "replace")) if part)


def _act(request: Request, services: Services, form: Form, region: str, view: View, asker: Asker) -> Response:
    match form.action:
        case "DescribeImages":
            return _describe_images(request, services, form, region, view, asker)
        case "DescribeRegions":
            inside = describe_regions(services, form, region)
        case "DescribeImageAttribute":
            inside = describe_image_attribute(services, form, region, view, asker)
        case "GetAllowedImagesSettings":
            inside = get_allowed_images_settings(form, view)
        case action if action.startswith(("Describe", "Get", "List", "Search")):
            raise Ec2Error("InvalidAction", f"The action {action} is not valid for this web service.")
        case action:
            raise Ec2Error("UnsupportedOperation", f"The action {action} is not supported. {WRITES_NOTHING}")
    request_id = request.state.request_id
    body = head(form.action, form.version, request_id) + inside + tail(form.action)
    return Response(body, media_type=MEDIA_TYPE, headers=_headers(request))


def _describe_images(
    request: Request, services: Services, form: Form, region: str, view: View, asker: Asker
) -> Response:
    question = images_question(form, asker)
    _refuse_unknown(services, region)
    listing = Listing(
        "ec2-images",
        {
            "region": region,
            "view": view.fingerprint,
            "asker": asker.fingerprint,
            "asked": form.without("MaxResults", "NextToken"),
        },
    )
    pieces = ImagesAnswer(services, question, region, view, asker, listing).pieces()
    # Before anything is sent: an error must be able to come instead.
    piece, is_last = next(pieces)
    first = head(form.action, form.version, request.state.request_id) + piece
    if is_last:
        return Response(first + tail(form.action), media_type=MEDIA_TYPE, headers=_headers(request))
    whole: Iterator[str] = chain((first,), (text for text, _ in pieces), (tail(form.action),))
    return StreamingResponse(whole, media_type=MEDIA_TYPE, headers=_headers(request))


def _refuse_unknown(services: Services, region: str) -> None:
    """Raises Ec2Error for a region that was not crawled: an empty answer would say that it has no images."""
    with services.database.read() as session:
        if is_crawled(session, region):
            return
        regions = crawled_regions(session, partition_of(region))
    known = f"It has {', '.join(regions)}." if regions else "Nothing of this partition was crawled."
    message = f"This catalog has no images of the region {region}: no crawl has seen it. {known}"
    raise Ec2Error("AuthFailure", message, status=401)


def _error(request: Request, error: Ec2Error) -> Response:
    body = error_document(error, request.state.request_id)
    return Response(body, status_code=error.status, media_type=MEDIA_TYPE, headers=_headers(request))


def _headers(request: Request) -> dict[str, str]:
    return {"Cache-Control": "no-store", "x-amzn-RequestId": request.state.request_id}
