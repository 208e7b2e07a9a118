"""What somebody may not see is in no answer that he gets: every route is walked, with every id there is.

Marks are planted in all that is confidential, and looked for in whatever nobody, a stranger among the members, a tool
of his, and a webhook and a digest of his that watch everything, are told. A second test sees that each is there for
somebody.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from urllib.parse import quote

import orjson
import pytest
from rich.console import Console

from api.digest_mail import digest_message, items_for
from catalog.digests import confirm, digest_of
from catalog.members import Identity, sign_in
from catalog.roles import Role, TokenScope
from cli.webhook_watch import WebhookWatch
from tests.api.community.talking import LONG_AGO, etag, release_of, say, send
from tests.api.conftest import (
    CANONICAL,
    IRELAND,
    JAMMY_IRELAND,
    MUMBAI,
    NOW,
    PAYROLL,
    RECLUSE,
    RECLUSIVE,
    STRANGER,
    TOKEN,
    WEB_BASE,
    WEB_BASE_PRIVATE,
    Client,
    image_id,
)
from tests.api.every_route import PARAMETER, paths_to_get
from tests.api.members import signed_in, with_token
from tests.mail import server_at

PRIVATE = [PAYROLL, RECLUSIVE, WEB_BASE_PRIVATE]
ADDRESS = "ada.lovelace@example.org"
# Words that stand beside the marks: who searches for them must not find the marks.
BESIDE = ["zebra", "payroll", "reclusive", "web-base", "ada", RECLUSE, "example.org"]
MARKS = HIDDEN, EDITED, DELETED, OF_PRIVATE, STATED, REPORT, FLAGGED, HOOKED, MAILED = tuple(
    f"mark-{what}"
    for what in ("hidden", "edited", "deleted", "of-private", "stated", "report", "flagged", "hooked", "mailed")
)
PRIVATE_WORDS = ("payroll-of-the-stranger", "reclusive-image", "cost-centre")
REGIONS = (IRELAND, MUMBAI)


@dataclass(frozen=True)
class Planted:
    """The marks, and the ids that there are by the name of the parameter."""

    marks: list[str]
    ids: dict[str, list[str]]
    shown: dict[str, Client]


def watch(client, url, *watches):
    """A webhook of the client's, which watches these; its id and its secret."""
    wanted = {"url": url, "watches": [{"kind": kind, "about": about} for kind, about in watches]}
    response = send(client, "POST", "/v1/me/webhooks", wanted)
    assert response.status_code == 201, response.text
    return response.json()["webhook"]["webhook_id"], response.json()["secret"]


def have_digest(client, address, *watches):
    wanted = {"address": address, "watches": [{"kind": kind, "about": about} for kind, about in watches]}
    assert send(client, "PUT", "/v1/me/digest", wanted).status_code == 200


def digest_mail(client, *, now):
    """What the client's digest tells then, as it is read."""
    services = replace(client.services, clock=lambda: now)
    with services.database.read() as session:
        digest = digest_of(session, client.member.id)
    assert digest is not None
    items = items_for(services, digest, since=digest.confirmed_at or now, now=now)
    message = digest_message(services, digest, items, sender="amidex@example.org", at=now)
    return "\n".join([str(message.items()), *(part.get_content() for part in message.iter_parts())])


@pytest.fixture
def services(services):
    """With a mail server, which nothing is sent by."""
    return replace(services, mail=server_at(9))


@pytest.fixture
def mallory(services):
    """A stranger, who watches whatever he can think of from long before anything was said."""
    mallory = signed_in(services, "mallory", at=LONG_AGO)
    earlier = replace(services, clock=lambda: NOW - timedelta(minutes=1))
    operator = Client(services, {"Authorization": f"Bearer {TOKEN}"})
    watches = [("image", image_id(number)) for number in (*PRIVATE, WEB_BASE)]
    watches += [("release", release_of(operator, number)) for number in (*PRIVATE, WEB_BASE)]
    watches += [("owner", account) for account in (RECLUSE, STRANGER, CANONICAL)]
    watches += [("search", f"q={word}&include_deprecated=true") for word in BESIDE]
    before = replace(mallory, services=earlier)
    watch(before, "https://mallory.example/hook", *watches, ("publisher", "canonical"))
    have_digest(before, "mallory@mallory.example", *watches, ("publisher", "canonical"))
    with services.database.write() as session:
        digest = digest_of(session, mallory.member.id)
        assert digest is not None
        confirm(session, digest, at=earlier.clock())
    return mallory


@pytest.fixture
def planted(services, ada, anybody, mallory):
    operator = Client(services, {"Authorization": f"Bearer {TOKEN}"})
    moderator = signed_in(services, "moderator", role=Role.MODERATOR, at=LONG_AGO)
    reviewer = signed_in(services, "reviewer", role=Role.REVIEWER, account="210987654321", at=LONG_AGO)
    insider = signed_in(
        replace(services, organisation_accounts=frozenset({("aws", "333333333333")})),
        "insider",
        account="333333333333",
        at=LONG_AGO,
    )
    with services.database.write() as session:
        sign_in(session, Identity("https://openid.example", ADDRESS), at=LONG_AGO)
    hidden = say(ada, f"zebra {HIDDEN}", number=WEB_BASE)
    edited = say(ada, f"zebra {EDITED}", number=WEB_BASE)
    deleted = say(ada, f"zebra {DELETED}", number=WEB_BASE)
    secret = say(insider, f"zebra {OF_PRIVATE}", number=PAYROLL)
    assert send(ada, "PATCH", edited["link"], {"text": "zebra"}, if_match=etag(ada, edited)).status_code == 200
    assert send(ada, "DELETE", deleted["link"], if_match=etag(ada, deleted)).status_code == 204
    flag = send(reviewer, "POST", f"{edited['link']}/flags", {"reason": "other", "note": f"zebra {FLAGGED}"})
    assert flag.status_code == 204, flag.text
    hide = send(moderator, "POST", f"{hidden['link']}/acts", {"action": "hide", "reason": "It tells a password."})
    assert hide.status_code == 200

    def state(client, number, kind, text):
        path = f"/v1/releases/{release_of(client, number)}/annotations"
        response = send(client, "POST", path, {"kind": kind, "text": text})
        assert response.status_code == 201, response.text
        return response.json()["annotation"]

    report = state(reviewer, WEB_BASE, "secrets-found", f"zebra {REPORT}")
    stated = state(insider, PAYROLL, "caution", f"zebra {STATED}")
    hook, secret_of_hook = watch(ada, f"https://ada.example/{HOOKED}", ("owner", CANONICAL))
    send(ada, "POST", f"/v1/me/webhooks/{hook}/test")
    have_digest(ada, f"{MAILED}@ada.example", ("owner", CANONICAL))
    later = replace(services, clock=lambda: NOW + timedelta(minutes=5))
    WebhookWatch(lambda: later, Console()).look()
    token = with_token(ada)
    releases = [release_of(operator, number) for number in (*PRIVATE, WEB_BASE, JAMMY_IRELAND)]
    families = sorted({operator.json(f"/v1/releases/{release}")["family_id"] for release in releases})
    hooks = [one["webhook_id"] for one in mallory.json("/v1/me/webhooks")["webhooks"]]
    return Planted(
        [*MARKS, *PRIVATE_WORDS, ADDRESS, ada.secret, token.secret, secret_of_hook, TOKEN],
        {
            "image_id": [image_id(number) for number in (*PRIVATE, WEB_BASE)],
            "release_id": releases,
            "family_id": families,
            "about": [*releases, *families],
            "webhook_id": [str(one) for one in (hook, *hooks)],
            "account_id": [RECLUSE, STRANGER, CANONICAL],
            "comment_id": [str(one["comment_id"]) for one in (hidden, edited, deleted, secret)],
            "annotation_id": [str(one["annotation_id"]) for one in (report, stated)],
            "member_id": ["1", "2"],
            "slug": ["canonical", "recluse"],
        },
        {
            HIDDEN: moderator,
            EDITED: moderator,
            OF_PRIVATE: insider,
            STATED: operator,
            REPORT: reviewer,
            FLAGGED: moderator,
            HOOKED: ada,
            MAILED: ada,
        },
    )


def walked(ids):
    """Every path that GET has, with every id there is, and what may be asked of it."""
    for route in paths_to_get():
        names = PARAMETER.findall(route)
        for values in product(*(ids.get(name, ["1"]) for name in names)):
            path = route
            for value in values:
                path = PARAMETER.sub(quote(value, safe=""), path, count=1)
            yield path, {}
        if not names:
            yield from ((route, {"q": word}) for word in BESIDE)
            yield from ((route, {"q": "payroll", "region": region}) for region in REGIONS)


def everything(client, ids):
    """What a client is answered, by what he asked: as a program and as a browser, and what is asked by POST."""
    for path, parameters in walked(ids):
        for accept in ("application/json", "text/html"):
            yield f"{path} {parameters} {accept}", client.ask(path, headers={"Accept": accept}, **parameters)
    lint = {"files": [{"path": "a.sh", "text": f"aws ec2 describe-images --image-ids {' '.join(ids['image_id'])}"}]}
    for path, body in (("/v1/verdicts", {"image_ids": ids["image_id"]}), ("/v1/lint", lint)):
        yield path, client.ask(path, method="POST", body=orjson.dumps(body))
    by = [f"&Owner.1={RECLUSE}", f"&Owner.1={STRANGER}", "&ExecutableBy.1=self", "&Owner.1=self"]
    by += [f"&ImageId.1={one}" for one in ids["image_id"]]
    for view, asked in product(("/ec2", "/ec2/tagged", "/ec2/policies/trusted"), ["", *by]):
        signed = f"AWS4-HMAC-SHA256 Credential=any/20261123/{IRELAND}/ec2/aws4_request"
        form = f"Action=DescribeImages&Version=2016-11-15{asked}".encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if "Authorization" not in client.headers:
            headers["Authorization"] = signed
        yield f"{view} {asked}", client.ask(view, method="POST", body=form, headers=headers)


def places_of(mark, answers):
    return [asked for asked, answer in answers if mark in answer.text or mark in str(answer.headers)]


@pytest.mark.timeout(240)
def test_what_somebody_may_not_see_reaches_him_by_no_route(planted, mallory, anybody):
    for client in (anybody, mallory, with_token(mallory, TokenScope.READ, at=NOW)):
        answers = list(everything(client, planted.ids))
        assert len(answers) > 300
        for mark in planted.marks:
            own = [mark in client.headers.get("Authorization", "")]
            assert any(own) or places_of(mark, answers) == [], mark


def test_his_webhook_was_told_what_he_may_see(planted, mallory):
    (hook,) = mallory.json("/v1/me/webhooks")["webhooks"]
    told = mallory.json(f"/v1/me/webhooks/{hook['webhook_id']}/deliveries")["deliveries"]
    assert {one["message"]["type"] for one in told} >= {"comment", "annotation"}


def test_his_digest_tells_what_he_may_see_and_no_more(planted, mallory):
    told = digest_mail(mallory, now=NOW + timedelta(minutes=5))
    assert ("/comments/" in told, "states secrets-found" in told) == (True, True)
    assert [mark for mark in planted.marks if mark in told] == []


def test_each_mark_is_there_for_who_may_see_it(services, planted):
    operator = planted.shown[OF_PRIVATE]
    shown = {mark: client.headers["Authorization"] for mark, client in planted.shown.items()}
    shown |= dict.fromkeys(PRIVATE_WORDS[:2], operator.headers["Authorization"])
    clients = {client.headers["Authorization"]: client for client in planted.shown.values()}
    for secret, client in clients.items():
        answers = list(everything(client, planted.ids))
        for mark in (mark for mark, whose in shown.items() if whose == secret):
            assert places_of(mark, answers), mark
