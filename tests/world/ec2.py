"""EC2's Query protocol, outwards: which action answers what, as XML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import chain
from typing import Any

from tests.world.curiosities import CALLER_ACCOUNT
from tests.world.errors import Ec2Error, invalid_value
from tests.world.faults import Answer, auth_failure, before_answering, spoil
from tests.world.filters import wildcard_pattern
from tests.world.findings import findings_page
from tests.world.numbers import uuid_of
from tests.world.regions import NOT_OPTED_IN, geography_of
from tests.world.requests import Form, ImagesQuestion, Place, images_question
from tests.world.selection import Selection
from tests.world.shared import Admission, SharedState
from tests.world.world import World

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_IMAGES_A_CHUNK = 500


@dataclass(slots=True)
class Reply:
    """What goes out: `body` in one piece, or `stream` when nobody knows how long it will be.

    With `drop_at` the connection is closed after that fraction of the body, or reset.
    """

    status: int = 200
    body: bytes = b""
    stream: Iterator[bytes] | None = None
    drop_at: float | None = None
    reset: bool = False
    content_type: str = "text/xml;charset=UTF-8"
    request_id: str = field(default="")


class Ec2:
    """Answers calls to EC2, and STS's GetCallerIdentity, about one world."""

    def __init__(self, world: World, shared: SharedState) -> None:
        self._world = world
        self._shared = shared

    def answer(self, form: Form, region: str, request_number: int) -> Reply:
        """The reply to one call in a region; errors are replies too."""
        request_id = uuid_of(request_number).decode()
        try:
            reply = self._act(form, region, request_id.encode())
        except Ec2Error as error:
            reply = Reply(error.status, _error_document(error, request_id))
        reply.request_id = request_id
        return reply

    def _act(self, form: Form, region: str, request_id: bytes) -> Reply:
        match form.action:
            case "DescribeImages":
                return self._describe_images(form, region, request_id)
            case "DescribeRegions":
                body = self._describe_regions(form, region)
            case "GetImageFindings":
                body = self._image_findings(form, region)
            case "GetAllowedImagesSettings":
                body = self._allowed_images_settings(form, region)
            case "GetCallerIdentity":
                self._admit(form, region)
                return Reply(body=_caller_identity(request_id))
            case "":
                raise Ec2Error(400, "MissingAction", "The request must contain the parameter Action")
            case action:
                raise Ec2Error(400, "InvalidAction", f"The action {action} is not valid for this web service.")
        return Reply(body=b"".join((*_head(form, request_id), body, _tail(form))))

    def _admit(self, form: Form, region: str, scope: str = "", page: int = 1) -> Admission:
        admission = self._shared.admit(form.action, region, scope, page)
        before_answering(admission.faults, page)
        return admission

    def _describe_images(self, form: Form, region: str, request_id: bytes) -> Reply:
        form.refuse_unknown()
        if region not in self._world.populations:
            raise auth_failure()
        question = images_question(form, region)
        place = Place.of_token(question.token, region, question.fingerprint) if question.token else None
        admission = self._admit(form, region, question.scope, place.page if place else 1)
        if question.dry_run:
            raise Ec2Error(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
        place = place or Place(admission.tick, admission.order)
        selection = Selection(self._world.populations[region], question, place.tick, place.order)
        rules = admission.faults + self._allowed_amis_rules(region)
        if not rules and question.max_results is None and not question.image_ids:
            return Reply(stream=_stream(form, selection, place, request_id))
        return _page_reply(form, _answer(question, selection, place, rules), request_id)

    def _allowed_amis_rules(self, region: str) -> tuple[dict[str, Any], ...]:
        """A setting, not an accident: it holds for every call, whatever the rule says of times and pages."""
        rules = (fault["rule"] for fault in self._shared.snapshot()["faults"])
        return tuple(r for r in rules if r["kind"] == "allowed-amis" and r.get("region", "*") in ("*", region))

    def _allowed_images_settings(self, form: Form, region: str) -> bytes:
        self._admit(form, region)
        rules = self._allowed_amis_rules(region)
        if not rules:
            return b"    <state>disabled</state>\n    <managedBy>account</managedBy>\n    <imageCriterionSet/>\n"
        providers = "".join(f"<item>{escape(provider)}</item>" for provider in rules[0]["providers"])
        criteria = f"<item><imageProviderSet>{providers}</imageProviderSet></item>"
        return (
            f"    <state>{rules[0]['state']}</state>\n    <managedBy>account</managedBy>\n"
            f"    <imageCriterionSet>{criteria}</imageCriterionSet>\n"
        ).encode()

    def _image_findings(self, form: Form, region: str) -> bytes:
        form.refuse_unknown()
        if region not in self._world.populations:
            raise auth_failure()
        admission = self._admit(form, region)
        return findings_page(form, region, self._world.populations[region], admission.tick)

    def _describe_regions(self, form: Form, region: str) -> bytes:
        self._admit(form, region)
        statuses = {name: population.region.opt_in_status for name, population in self._world.populations.items()}
        if form.flag("AllRegions") or form.items("RegionName"):
            statuses |= dict.fromkeys(NOT_OPTED_IN, "not-opted-in")
        if names := form.items("RegionName"):
            if unknown := [name for name in names if name not in statuses]:
                raise invalid_value("RegionName", unknown[0], "There is no such region.")
            statuses = {name: statuses[name] for name in names}
        for filter_name, values in form.filters():
            wanted = re.compile("|".join(f"(?:{wildcard_pattern(value)})" for value in values))
            statuses = {n: s for n, s in statuses.items() if wanted.fullmatch(_region_field(filter_name, n, s))}
        items = "".join(
            f"        <item>\n            <regionName>{name}</regionName>\n"
            f"            <regionEndpoint>ec2.{name}.amazonaws.com</regionEndpoint>\n"
            f"            <optInStatus>{status}</optInStatus>\n"
            f"            <geographySet><item><name>{geography_of(name)}</name></item></geographySet>\n"
            "        </item>\n"
            for name, status in statuses.items()
        )
        return f"    <regionInfo>\n{items}    </regionInfo>\n".encode()


def _region_field(filter_name: str, name: str, status: str) -> str:
    match filter_name:
        case "region-name":
            return name
        case "opt-in-status":
            return status
        case "endpoint":
            return f"ec2.{name}.amazonaws.com"
    raise Ec2Error(400, "InvalidParameterValue", f"The filter '{filter_name}' is invalid")


def _answer(question: ImagesQuestion, selection: Selection, place: Place, rules: tuple[dict[str, Any], ...]) -> Answer:
    if question.image_ids:
        answer = Answer(selection.by_ids(), None)
    else:
        items, position = selection.page(place.position, question.max_results or selection.slots)
        token = None
        if position is not None:
            onward = Place(place.tick, place.order, place.page + 1, position)
            token = onward.token(question.region, question.fingerprint)
        answer = Answer(items, token)
    spoil(answer, rules, lambda count: selection.before(place.position, count))
    return answer


def _head(form: Form, request_id: bytes) -> tuple[bytes, ...]:
    name, version = escape(form.action).encode(), escape(form.version).encode()
    return (
        _DECLARATION,
        b'<%bResponse xmlns="http://ec2.amazonaws.com/doc/%b/">\n' % (name, version),
        b"    <requestId>%b</requestId>\n" % request_id,
    )


def _tail(form: Form) -> bytes:
    return b"</%bResponse>" % escape(form.action).encode()


def _page_reply(form: Form, answer: Answer, request_id: bytes) -> Reply:
    token = b"    <nextToken>%b</nextToken>\n" % answer.next_token.encode() if answer.next_token else b""
    images: tuple[bytes, ...] = (b"    <imagesSet/>\n",)
    if answer.items:
        images = (b"    <imagesSet>\n", *chain.from_iterable(answer.items), b"    </imagesSet>\n")
    body = b"".join((*_head(form, request_id), *images, token, _tail(form)))
    if answer.malformed:
        body = body.replace(b"</imageLocation>", b"</imageLokation>", 1).replace(b"</requestId>", b"", 1)
    if answer.cut_at is not None:
        body = body[: int(len(body) * answer.cut_at)]
    return Reply(body=body, drop_at=answer.drop_at, reset=answer.reset)


def _stream(form: Form, selection: Selection, place: Place, request_id: bytes) -> Iterator[bytes]:
    """All the rest of a pass, for callers who ask for no pages."""
    yield b"".join((*_head(form, request_id), b"    <imagesSet>\n"))
    position: int | None = place.position
    while position is not None:
        items, position = selection.page(position, _IMAGES_A_CHUNK)
        if items:
            yield b"".join(chain.from_iterable(items))
    yield b"    </imagesSet>\n" + _tail(form)


def _error_document(error: Ec2Error, request_id: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>{error.code}</Code>'
        f"<Message>{escape(error.message)}</Message></Error></Errors><RequestID>{request_id}</RequestID></Response>"
    ).encode()


def _caller_identity(request_id: bytes) -> bytes:
    return (
        b'<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <GetCallerIdentityResult>\n'
        b"    <Arn>arn:aws:iam::%b:user/world</Arn>\n    <UserId>AIDAWORLDWORLDWORLDWO</UserId>\n"
        b"    <Account>%b</Account>\n  </GetCallerIdentityResult>\n"
        b"  <ResponseMetadata><RequestId>%b</RequestId></ResponseMetadata>\n</GetCallerIdentityResponse>"
    ) % (CALLER_ACCOUNT, CALLER_ACCOUNT, request_id)
