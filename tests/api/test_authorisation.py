"""Who may do what: every operation, asked by everybody."""

import re
from pathlib import Path

import pytest

from api.app import ROUTERS
from catalog.roles import Role, TokenScope
from tests.api.conftest import TOKEN, Client
from tests.api.every_route import every_route
from tests.api.members import signed_in, with_token
from tests.api.test_openapi import OPERATIONS

ANYBODY = None
# Anybody may ask what only reads: what differs is what he sees, which test_audience.py holds. And these others.
OPEN_POSTS = {"getVerdicts", "lint", "getSignInNonce", "signInWithAws"}
# The least role for each of the others. `+ "himself"`: no access token will do.
ROLES = {
    "getMe": (Role.MEMBER, "also suspended", "also the operator's token"),
    "changeMe": (Role.MEMBER, "himself"),
    "listTokens": (Role.MEMBER,),
    "makeToken": (Role.MEMBER, "himself"),
    "revokeToken": (Role.MEMBER, "himself"),
    "getAccountToken": (Role.MEMBER,),
    "bringPublisher": (Role.MEMBER,),
    "claimAccount": (Role.MEMBER,),
    "withdrawAccount": (Role.MEMBER,),
    "proveDomain": (Role.MEMBER,),
    "makeBrowserLink": (Role.MEMBER, "himself"),
    "requestCrawl": (Role.OPERATOR,),
    "getCrawlRequest": (Role.OPERATOR,),
    "annotate": (Role.MEMBER,),
    "annotateOwner": (Role.MEMBER,),
    "decideAnnotation": (Role.MEMBER,),
    "addComment": (Role.MEMBER,),
    "editComment": (Role.MEMBER,),
    "deleteComment": (Role.MEMBER,),
    "listCommentVersions": (Role.MEMBER,),
    "pinComment": (Role.MEMBER,),
    "unpinComment": (Role.MEMBER,),
    "publishListing": (Role.MEMBER,),
    "withdrawListing": (Role.MEMBER,),
    "listListingVersions": (Role.MEMBER,),
    "flagListing": (Role.MEMBER,),
    "moderateListing": (Role.MODERATOR,),
    "flagComment": (Role.MEMBER,),
    "listNotices": (Role.MEMBER,),
    "moderateComment": (Role.MODERATOR,),
    "ruleOnRelease": (Role.MODERATOR,),
    "getModerationQueue": (Role.MODERATOR,),
    "suspendMember": (Role.MODERATOR,),
    "listWebhooks": (Role.MEMBER,),
    "addWebhook": (Role.MEMBER,),
    "removeWebhook": (Role.MEMBER,),
    "testWebhook": (Role.MEMBER,),
    "listDeliveries": (Role.MEMBER,),
    "getDigest": (Role.MEMBER,),
    "setDigest": (Role.MEMBER,),
    "removeDigest": (Role.MEMBER,),
    "endSession": (Role.MEMBER, "himself", "also suspended"),
}
VALUES = {
    "token_id": "1",
    "webhook_id": "4711",
    "request_id": "1",
    "comment_id": "4711",
    "annotation_id": "4711",
    "member_id": "4711",
    "image_id": "ami-00000011",
    "account_id": "123456789012",
}
REFUSED = {401, 403}


@pytest.fixture(scope="module")
def operations(world):
    paths = Client(world.services()).json("/openapi.json")["paths"]
    return {
        operation["operationId"]: (method.upper(), re.sub(r"{(\w+)}", lambda found: VALUES.get(found[1], "x"), path))
        for path, item in paths.items()
        for method, operation in item.items()
    }


def test_every_operation_that_is_not_anybodys_has_its_line(operations):
    assert set(operations) == set(OPERATIONS)
    assert {name for name, (method, _) in operations.items() if method != "GET"} <= OPEN_POSTS | set(ROLES)
    assert OPEN_POSTS.isdisjoint(ROLES)


def everybody(services):
    """By what they are: a client, the role it has, and what is special about it."""
    yield Client(services), None, set()
    for role in Role:
        client = signed_in(services, f"a-{role}", role=role)
        yield client, role, {"himself"}
        yield with_token(client), role, set()
        yield with_token(client, TokenScope.READ), role, {"reads"}
    yield signed_in(services, "suspended", role=Role.OPERATOR, suspended=True), None, {"suspended", "himself"}
    yield Client(services, {"Authorization": f"Bearer {TOKEN}"}), Role.OPERATOR, {"operator's token"}


@pytest.mark.parametrize("operation", sorted(ROLES))
def test_who_may(operation, operations, own_services):
    method, path = operations[operation]
    least, *special = ROLES[operation]
    for client, role, about in everybody(own_services):
        may = (role is not None and role.includes(least)) or ("suspended" in about and "also suspended" in special)
        may &= "himself" not in special or "himself" in about
        may &= "reads" not in about or (method == "GET" and least in (Role.MEMBER, Role.REVIEWER))
        may &= "operator's token" not in about or least is not Role.MEMBER or "also the operator's token" in special
        response = client.ask(path, method=method)
        # A claim that is not proven is refused for what was sent, and not for who sent it.
        let_in = response.status_code not in REFUSED or response.json()["type"] == "/problems/claim-refused"
        assert let_in == may, (operation, role, about, response.text)
        if not may:
            expected = 401 if not about and role is None else 403
            assert response.status_code == expected, (operation, role, about)


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - set(ROLES)))
def test_anybody_may_ask_the_others(operation, operations, own_services):
    method, path = operations[operation]
    assert Client(own_services).ask(path, method=method).status_code not in REFUSED
    suspended = signed_in(own_services, "suspended", suspended=True)
    assert suspended.ask(path, method=method).status_code not in REFUSED


def test_no_route_is_left_out_of_the_document():
    """What is not in the document is not walked: these are the only ones, with why."""
    hidden = {route.path for route in every_route(ROUTERS) if not route.include_in_schema}
    # EC2's protocol has its own errors and no members; metrics are Prometheus'; the document is the document.
    assert {path for path in hidden if not path.startswith("/ec2")} <= {"/metrics", "/openapi.json"}


def test_the_page_about_the_community_has_the_same_table():
    text = (Path(__file__).parents[2] / "docs" / "COMMUNITY.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", text, flags=re.MULTILINE))

    assert told == {operation: str(least) for operation, (least, *_) in ROLES.items()}
