"""Nothing about a private image reaches anybody but the operator."""

import re

import orjson
import pytest

from tests.api.conftest import (
    IRELAND,
    MUMBAI,
    PAYROLL,
    PRIVATE,
    RECLUSE,
    RECLUSIVE,
    STRANGER,
    TOKEN,
    WEB_BASE,
    WEB_BASE_PRIVATE,
    Client,
    image_id,
)

PRIVATE_IDS = [image_id(number) for number in (PAYROLL, RECLUSIVE, WEB_BASE_PRIVATE)]
# "scripted" is where the crawls read, "cost-centre" a tag of the crawling account's.
SECRETS = [*PRIVATE_IDS, "payroll", "reclusive", RECLUSE, MUMBAI, "scripted", "cost-centre"]

# What these answer is of members and publishers.
SIGN_INS = {
    *("getSignInNonce", "signInWithAws", "makeBrowserLink", "getAccountToken"),
    *("bringPublisher", "claimAccount", "withdrawAccount", "proveDomain"),
}

# What these tell of what is private, tests/api/community/ holds.
WRITES = {
    *("addComment", "editComment", "deleteComment", "pinComment", "unpinComment", "flagComment"),
    *("annotate", "annotateOwner", "ruleOnRelease", "decideAnnotation", "moderateComment", "suspendMember"),
    *("publishListing", "withdrawListing", "flagListing", "moderateListing"),
    *("addWebhook", "removeWebhook", "testWebhook", "setDigest", "removeDigest"),
}

# What differs between two answers that say the same; two catalogs were judged at two moments.
_CHANCE = re.compile(r'"(?:took_ms|request_id|instance|judged_at|since_at)":(?:"[^"]*"|[0-9.]+)')


def requests(operator):
    """What somebody who suspects private images would ask, for every operation of the API."""
    releases = {operator.json(f"/v1/images/{private}")["release"]["release_id"] for private in PRIVATE_IDS}
    values = {
        "{image_id}": [*PRIVATE_IDS, image_id(WEB_BASE)],
        "{release_id}": sorted(releases),
        "{family_id}": sorted({operator.json(f"/v1/releases/{release}")["family_id"] for release in releases}),
        "{account_id}": [RECLUSE, STRANGER],
        "{slug}": ["canonical", "recluse"],
        "{about}": sorted(releases | {operator.json(f"/v1/releases/{release}")["family_id"] for release in releases}),
        "{request_id}": ["1"],
        "{comment_id}": ["1"],
        "{annotation_id}": ["1"],
        "{webhook_id}": ["1"],
        "{name}": ["unknown-id"],
    }
    questions = {
        "/v1/search": [
            {},
            {"q": "payroll"},
            {"q": "reclusive-image", "include_gone": "true", "include_deprecated": "true"},
            {"q": "web"},
            {"q": PRIVATE_IDS[0]},
            {"q": RECLUSE},
            {"region": MUMBAI},
            {"owner": RECLUSE},
            {"owner": STRANGER, "sort": "newest", "include_deprecated": "true"},
            {"released_after": "2026-11-01"},
            {"sort": "name", "limit": "1"},
            {"sort": "name", "limit": "2"},
        ],
        "/v1/suggest": [{"q": "payroll"}, {"q": "reclusive"}, {"q": PRIVATE_IDS[0][:-1]}, {"q": "a", "limit": "10"}],
        "/v1/owners": [{}, {"limit": "1"}, {"limit": "3"}, {"q": RECLUSE}, {"q": "5"}],
        "/v1/crawls": [{}, {"scope": "self"}, {"region": MUMBAI}, {"limit": "3"}, {"status": "completed"}],
        "/v1/comments": [{"q": "payroll"}],
        # By beginnings: a feed tells what was asked for, which is no secret.
        "/v1/feeds/search.atom": [
            {},
            {"q": "web"},
            {"q": "payr"},
            {"q": "reclus", "include_gone": "true", "include_deprecated": "true"},
        ],
        "/v1/radar": [{}, {"region": MUMBAI}],
        "/v1/families/{family_id}": [{}, {"limit": "1"}],
        "/v1/resolve": [
            {"q": words, "region": region, "at_least": "unverified"}
            for words in ("payroll", "reclusive-image", "web-base", PRIVATE_IDS[0])
            for region in (IRELAND, MUMBAI)
        ]
        + [
            {"family": operator.json(f"/v1/releases/{release}")["family_id"], "region": region}
            for release in releases
            for region in (IRELAND, MUMBAI)
        ],
        "/v1/images/{image_id}": [{}, {"region": MUMBAI}, {"region": IRELAND}],
    }
    for path, operations in operator.json("/openapi.json")["paths"].items():
        # /v1/verdicts and /v1/lint are asked by POST, below. The others tell of no image.
        others = {operation["operationId"] for method, operation in operations.items() if method != "get"}
        assert (
            others
            <= {"getVerdicts", "lint", "requestCrawl", "changeMe", "makeToken", "revokeToken", "endSession"}
            | SIGN_INS
            | WRITES
        )
        if "get" not in operations:
            continue
        placeholder = next(iter(re.findall(r"{\w+}", path)), "")
        for value in values[placeholder] if placeholder else [""]:
            for parameters in questions.get(path, [{}]):
                yield path.replace(placeholder, value) if placeholder else path, parameters


def test_the_public_is_answered_as_if_there_were_no_private_images(public_world, world, client, operator):
    without = Client(public_world.services(operator_token=TOKEN))
    asked = list(requests(operator))
    assert len({path for path, _ in asked}) > 12

    for path, parameters in asked:
        told = client.ask(path, **parameters)
        expected = without.ask(path, **parameters)
        assert told.status_code == expected.status_code, (path, parameters)
        assert _CHANCE.sub("", told.text) == _CHANCE.sub("", expected.text), (path, parameters)
        if told.status_code == 200:
            # The directory tells of every region, whatever is in it.
            secrets = set(SECRETS) - {MUMBAI} if path.startswith("/v1/publishers") else SECRETS
            assert [secret for secret in secrets if secret in told.text] == [], (path, parameters)


def test_cursors_of_the_operator_are_worth_nothing_to_the_public(client, operator):
    for path, parameters in (("/v1/search", {"sort": "name"}), ("/v1/owners", {}), ("/v1/crawls", {})):
        cursor = operator.json(path, limit=1, **parameters)["next_cursor"]
        response = client.ask(path, limit=1, cursor=cursor, **parameters)
        assert (response.status_code, response.json()["type"]) == (422, "/problems/bad-cursor")


def test_a_private_id_is_as_unknown_as_one_that_never_was(client):
    answers = [client.ask(f"/v1/images/{asked}") for asked in (PRIVATE_IDS[0], "ami-0123456789abcdef0")]

    bodies = [_CHANCE.sub("", answer.text).replace(PRIVATE_IDS[0], "ami-0123456789abcdef0") for answer in answers]
    assert bodies[0] == bodies[1]
    names = [sorted(set(answer.headers) - {"content-length", "x-request-id", "server-timing"}) for answer in answers]
    assert names[0] == names[1]


def test_verdicts_on_private_images_are_the_operators(public_world, client, operator):
    asked = [*PRIVATE_IDS, image_id(WEB_BASE)]
    without = Client(public_world.services(operator_token=TOKEN))
    told, expected = client.verdicts(*asked), without.verdicts(*asked)

    assert told.json()["unknown"] == PRIVATE_IDS
    assert _CHANCE.sub("", told.text) == _CHANCE.sub("", expected.text)
    whole = operator.verdicts(*asked)
    assert [entry["image_id"] for entry in whole.json()["verdicts"]] == asked
    assert whole.headers["Cache-Control"] == "no-store"
    assert not {name for name in SECRETS if name not in PRIVATE_IDS and name in told.text}


def test_a_linter_tells_of_public_images_alone_whoever_asks(public_world, client, operator):
    terraform = 'data "aws_ami" "a" {\n  filter {\n    name = "name"\n    values = ["payroll*"]\n  }\n}\n'
    files = [{"path": "ids.sh", "text": "\n".join(PRIVATE_IDS)}, {"path": "main.tf", "text": terraform}]
    body = orjson.dumps({"files": files, "region": IRELAND})
    asked = [
        one.ask("/v1/lint", method="POST", body=body) for one in (client, operator, Client(public_world.services()))
    ]

    assert [answer.status_code for answer in asked] == [200] * 3
    assert asked[0].json() == asked[1].json() == asked[2].json()
    rules = [finding["rule"] for finding in asked[0].json()["findings"]]
    assert rules == ["image-unknown"] * 3 + ["no-owner"]


def test_the_operator_sees_them(operator):
    assert operator.json(f"/v1/images/{PRIVATE_IDS[0]}")["private"] is True
    assert operator.json("/v1/search", q="payroll")["total"] == 1
    assert operator.json("/v1/search", region=MUMBAI)["hits"][0]["image_id"] == image_id(WEB_BASE_PRIVATE)
    assert operator.json(f"/v1/images/{image_id(WEB_BASE)}")["scopes"] == ["all", "self"]


def test_what_the_operator_sees_is_kept_by_no_cache(client, operator):
    for path in ("/v1/search", f"/v1/images/{image_id(WEB_BASE)}", "/v1/owners", "/v1/crawls"):
        assert operator.ask(path).headers["Cache-Control"] == "private, no-store"
        assert client.ask(path).headers["Cache-Control"].startswith("public, max-age=")
        assert client.ask(path).headers["Vary"] == "Authorization, Cookie"


@pytest.mark.parametrize(
    "header",
    [
        "Bearer wrong",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        "Bearer",
        "Bearer  ",
        TOKEN,
        f"Basic {TOKEN}",
        "Bearer \N{LATIN SMALL LETTER E WITH ACUTE}".encode("latin-1"),
        "",
    ],
)
@pytest.mark.parametrize("path", ["/v1/search", "/v1/images/ami-00000011", "/v1/owners", "/v1/crawls"])
def test_a_wrong_token_is_refused_and_not_taken_for_none(client, path, header):
    response = client.ask(path, headers={"Authorization": header})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json()["type"] == "/problems/bad-token"
    assert TOKEN not in response.text


@pytest.mark.parametrize("header", [f"bearer {TOKEN}", f"BEARER   {TOKEN}  "])
def test_the_right_token_is_taken_however_the_scheme_is_written(client, header):
    assert client.ask("/v1/crawls", headers={"Authorization": header}).status_code == 200


def test_without_a_token_set_nobody_is_the_operator(world):
    response = Client(world.services()).ask("/v1/search", headers={"Authorization": f"Bearer {TOKEN}"})

    assert response.status_code == 401
    assert "not configured" in response.json()["detail"]


def test_an_empty_token_cannot_be_set(world):
    with pytest.raises(ValueError, match="operator token is empty"):
        world.services(operator_token=" ")


def test_every_region_of_the_private_images_is_in_this_test():
    assert set(PRIVATE) == {IRELAND, MUMBAI}
