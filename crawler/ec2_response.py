"""Gives a botocore session our reader of DescribeImages, and leaves all else to botocore.

Signing, endpoints, throttling, errors, retries and paging go on as ever, also for every other operation. The seams, of
all that botocore 1.44 offers the least deep ones:

- the session's `response_parser_factory`, a component that `Session.register_component` is there to replace, and that
  each client takes its parsers from. Ours makes botocore's EC2QueryParser with one method overridden, `_do_parse`: it
  is called for the body of an answer below 301 only, so that botocore goes on reading errors itself. (Replacing
  `client._endpoint` or an entry of `botocore.parsers.PROTOCOL_PARSERS` would reach deeper, or into other sessions.)
- the event `needs-retry`. botocore raises for a 200 whose body does not parse and does *not* retry it, though its
  message says that "further retries may succeed". We let such an answer count as a 502, the way botocore itself
  makes a 500 of S3's errors that come with a 200 (`botocore.handlers._update_status_code`): then it is retried within
  the same limits as every failed answer, and at last raised as a ClientError. `malformed_page` finds our error in it.
"""

from collections.abc import Callable
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError
from botocore.model import Shape
from botocore.parsers import EC2QueryParser, ResponseParser, ResponseParserFactory
from botocore.session import Session

from crawler.computing import COMPUTING
from crawler.image_page import RawPage, split_page
from crawler.malformed_page import MalformedPageError

ReadImages = Callable[[RawPage], Any]
_ERROR_CODE = "MalformedPage"
_BAD_GATEWAY = 502


def read_images_with(session: Session, read_images: ReadImages) -> None:
    """Clients made from `session` from now on answer `read_images(page)` as `Images` of DescribeImages.

    `read_images` runs in the thread that asked, once for every answer. A MalformedPageError it raises makes botocore
    ask again, so it should leave nothing behind that a second answer would not undo. `NextToken` and
    `ResponseMetadata` are as botocore makes them. For botocore's own dictionaries (with an ImageParser):
    `lambda page: [parser.parse_item(image) for image in page.images]`.
    """
    session.register_component("response_parser_factory", _ParserFactory(read_images))
    # A service's own events come before botocore's retry handler, which is registered for `needs-retry.ec2`.
    session.get_component("event_emitter").register_first("needs-retry.ec2.DescribeImages", _count_as_failed)


def malformed_page(error: ClientError) -> MalformedPageError | None:
    """What was wrong with the last answer, with the whole of it, if that is why botocore gave up."""
    found = error.response.get(_ERROR_CODE)
    return found if isinstance(found, MalformedPageError) else None


class _ParserFactory(ResponseParserFactory):
    def __init__(self, read_images: ReadImages) -> None:
        super().__init__()
        self._read_images = read_images

    def create_parser(self, protocol_name: str) -> ResponseParser:
        if protocol_name == "ec2":
            return _DescribeImagesParser(self._read_images)
        return super().create_parser(protocol_name)


class _DescribeImagesParser(EC2QueryParser):
    def __init__(self, read_images: ReadImages) -> None:
        super().__init__()
        self._read_images = read_images

    def _do_parse(self, response: dict[str, Any], shape: Shape | None) -> dict[str, Any]:
        if shape is None or shape.name != "DescribeImagesResult":
            parsed: dict[str, Any] = super()._do_parse(response, shape)  # type: ignore[misc]  # the stubs lack it
            return parsed
        body: bytes = response["body"]
        try:
            with COMPUTING:
                page = split_page(body)
                answer: dict[str, Any] = {"Images": self._read_images(page)}
        except MalformedPageError as error:
            response["status_code"] = _BAD_GATEWAY  # botocore copies it into ResponseMetadata
            whole = MalformedPageError(error.reason, byte_offset=error.byte_offset, body=body)
            return {
                "Error": {"Code": _ERROR_CODE, "Message": str(whole)},
                "ResponseMetadata": {},
                _ERROR_CODE: whole,
            }
        if page.next_token is not None:
            answer["NextToken"] = page.next_token
        if page.request_id is not None:
            answer["ResponseMetadata"] = {"RequestId": page.request_id}
        return answer


def _count_as_failed(response: tuple[AWSResponse, dict[str, Any]] | None, **_: object) -> None:
    """Let the HTTP answer say 502 where its body was malformed: that is what retries and exceptions go by."""
    if response is not None and _ERROR_CODE in response[1]:
        response[0].status_code = _BAD_GATEWAY
