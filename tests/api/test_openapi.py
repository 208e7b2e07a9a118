"""The OpenAPI document is complete, and what it shows is what is answered."""

import re

import pytest
from pydantic import BaseModel

from api.answers import (
    annotation,
    claim,
    comment,
    crawl,
    digest,
    family,
    health,
    lint,
    listing,
    member,
    owner,
    policy,
    publisher,
    radar,
    release,
    resolve,
    search,
    session,
    suggest,
    verdict,
    webhook,
)
from api.answers import image as image_answers
from api.app import create_app
from api.problems import PROBLEM_KINDS, Problem
from tests.api.conftest import AMAZON, NOBLE_IRELAND, Client, image_id

MODELS = {
    name: model
    for module in (
        claim,
        annotation,
        comment,
        crawl,
        digest,
        family,
        health,
        lint,
        listing,
        member,
        image_answers,
        owner,
        policy,
        publisher,
        radar,
        release,
        resolve,
        search,
        session,
        suggest,
        verdict,
        webhook,
    )
    for name, model in vars(module).items()
    if isinstance(model, type) and issubclass(model, BaseModel)
}
FILES = {
    "getRadarFeed",
    "getReleaseFeed",
    "getFamilyFeed",
    "getOwnerFeed",
    "getPublisherFeed",
    "getSearchFeed",
    "exportPublishersAsJson",
    "exportPublishersAsYaml",
    "getListingSnippet",
    "getBadge",
}  # whole files, which no model describes
OPERATIONS = {
    "search": "/v1/search",
    "getImage": "/v1/images/{image_id}",
    "getImageHistory": "/v1/images/{image_id}/history",
    "getRelease": "/v1/releases/{release_id}",
    "getFamily": "/v1/families/{family_id}",
    "resolve": "/v1/resolve",
    "getRadar": "/v1/radar",
    "getRadarFeed": "/v1/feeds/radar.atom",
    "getReleaseFeed": "/v1/feeds/releases/{release_id}.atom",
    "getFamilyFeed": "/v1/feeds/families/{family_id}.atom",
    "getOwnerFeed": "/v1/feeds/owners/{account_id}.atom",
    "getPublisherFeed": "/v1/feeds/publishers/{slug}.atom",
    "getSearchFeed": "/v1/feeds/search.atom",
    "getVerdicts": "/v1/verdicts",
    "getImageVerdict": "/v1/images/{image_id}/verdict",
    "getReleaseVerdict": "/v1/releases/{release_id}/verdict",
    "getReleaseVerdictHistory": "/v1/releases/{release_id}/verdict/history",
    "suggest": "/v1/suggest",
    "listOwners": "/v1/owners",
    "getOwner": "/v1/owners/{account_id}",
    "lint": "/v1/lint",
    "listPublishers": "/v1/publishers",
    "getPublisher": "/v1/publishers/{slug}",
    "exportPublishersAsJson": "/v1/publishers.json",
    "exportPublishersAsYaml": "/v1/publishers.yaml",
    "getAllowedAmis": "/v1/policies/allowed-amis",
    "listCrawls": "/v1/crawls",
    "getSignInNonce": "/v1/sessions/aws/nonce",
    "signInWithAws": "/v1/sessions/aws",
    "makeBrowserLink": "/v1/sessions/link",
    "requestCrawl": "/v1/crawls",
    "getCrawlRequest": "/v1/crawls/requests/{request_id}",
    "getAccountToken": "/v1/me/account-tokens",
    "bringPublisher": "/v1/publishers/{slug}",
    "claimAccount": "/v1/publishers/{slug}/accounts",
    "withdrawAccount": "/v1/publishers/{slug}/accounts/{account_id}",
    "proveDomain": "/v1/publishers/{slug}/domain",
    "listAnnotations": "/v1/releases/{release_id}/annotations",
    "annotate": "/v1/releases/{release_id}/annotations",
    "listOwnerAnnotations": "/v1/owners/{account_id}/annotations",
    "annotateOwner": "/v1/owners/{account_id}/annotations",
    "ruleOnRelease": "/v1/releases/{release_id}/rulings",
    "getAnnotation": "/v1/annotations/{annotation_id}",
    "decideAnnotation": "/v1/annotations/{annotation_id}/events",
    "listComments": "/v1/releases/{release_id}/comments",
    "addComment": "/v1/releases/{release_id}/comments",
    "findComments": "/v1/comments",
    "getComment": "/v1/comments/{comment_id}",
    "listCommentVersions": "/v1/comments/{comment_id}/versions",
    "editComment": "/v1/comments/{comment_id}",
    "deleteComment": "/v1/comments/{comment_id}",
    "pinComment": "/v1/comments/{comment_id}/pin",
    "unpinComment": "/v1/comments/{comment_id}/pin",
    "getSafeSharing": "/v1/safe-sharing",
    "getListing": "/v1/listings/{about}",
    "publishListing": "/v1/listings/{about}",
    "withdrawListing": "/v1/listings/{about}",
    "listListingVersions": "/v1/listings/{about}/versions",
    "getListingSnippet": "/v1/listings/{about}/snippet",
    "getBadge": "/v1/badges/{about}.svg",
    "flagListing": "/v1/listings/{about}/flags",
    "moderateListing": "/v1/listings/{about}/acts",
    "flagComment": "/v1/comments/{comment_id}/flags",
    "moderateComment": "/v1/comments/{comment_id}/acts",
    "getModerationQueue": "/v1/moderation/queue",
    "getModerationLog": "/v1/moderation/log",
    "suspendMember": "/v1/members/{member_id}/suspension",
    "listNotices": "/v1/me/notices",
    "getMe": "/v1/me",
    "changeMe": "/v1/me",
    "listTokens": "/v1/me/tokens",
    "makeToken": "/v1/me/tokens",
    "revokeToken": "/v1/me/tokens/{token_id}",
    "listWebhooks": "/v1/me/webhooks",
    "addWebhook": "/v1/me/webhooks",
    "removeWebhook": "/v1/me/webhooks/{webhook_id}",
    "testWebhook": "/v1/me/webhooks/{webhook_id}/test",
    "listDeliveries": "/v1/me/webhooks/{webhook_id}/deliveries",
    "getDigest": "/v1/me/digest",
    "setDigest": "/v1/me/digest",
    "removeDigest": "/v1/me/digest",
    "endSession": "/v1/sessions/current",
    "getLiveness": "/healthz",
    "getReadiness": "/readyz",
    "getService": "/",
    "getProblemKind": "/problems/{name}",
}


@pytest.fixture(scope="module")
def document(world):
    return Client(world.services()).json("/openapi.json")


def operations(document):
    return [operation for path in document["paths"].values() for operation in path.values()]


def test_the_operations_have_names_that_clients_are_made_from(document):
    found = {operation["operationId"]: path for path, item in document["paths"].items() for operation in item.values()}

    assert found == OPERATIONS


def test_every_operation_says_what_it_does_and_every_parameter_what_it_is(document):
    tags = {tag["name"] for tag in document["tags"]}
    for operation in operations(document):
        assert operation["summary"]
        assert len(operation["description"]) > 40
        assert set(operation["tags"]) <= tags
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (operation["operationId"], parameter["name"])


def test_every_answer_has_an_example_that_its_model_allows_whole(document):
    for operation in operations(document):
        # A feed is no JSON, and who signs out or revokes is told nothing.
        told = [status for status in ("200", "201", "202", "204", "503") if status in operation["responses"]]
        assert told, operation["operationId"]
        for status in told:
            content = operation["responses"][status].get("content", {}).get("application/json")
            if content is None or operation["operationId"] in FILES:
                assert status in ("204", "503") or operation["operationId"] in FILES
                continue
            model = MODELS[content["schema"]["$ref"].rpartition("/")[2]]
            assert model.model_validate(content["example"]).model_dump(mode="json") == content["example"]


def test_every_problem_is_documented_with_an_example(document):
    for operation in operations(document):
        errors = {status: told for status, told in operation["responses"].items() if int(status) >= 400}
        assert errors, operation["operationId"]
        for status, told in errors.items():
            if "application/problem+json" not in told["content"]:
                assert operation["operationId"] == "getReadiness"
                continue
            for name, example in told["content"]["application/problem+json"]["examples"].items():
                problem = Problem.model_validate(example["value"])
                assert problem.status == int(status) == PROBLEM_KINDS[name].status


def test_operations_that_ask_who_one_is_say_so(document):
    for operation in operations(document):
        answers_401 = "401" in operation["responses"]
        assert answers_401 == ("security" in operation)
        for_members = answers_401 and "not-signed-in" in str(operation["responses"]["401"])
        assert not answers_401 or (operation["security"][0] == {}) != for_members
        assert answers_401 == ("/v1/" in OPERATIONS[operation["operationId"]])


def test_no_reference_leads_nowhere(document):
    schemas = document["components"]["schemas"]
    for reference in re.findall(r"'\$ref': '([^']+)'", str(document)):
        assert reference.removeprefix("#/components/schemas/") in schemas
    assert "HTTPValidationError" not in schemas


def test_no_table_is_a_response(document):
    assert not {"Image", "ImageEvent", "Owner", "OwnerRegion", "Crawl", "Outbox"} & set(
        document["components"]["schemas"]
    )


def test_answers_are_what_the_document_says(client):
    paths = [
        ("SearchAnswer", "/v1/search"),
        ("ImageAnswer", f"/v1/images/{image_id(NOBLE_IRELAND)}"),
        ("HistoryAnswer", f"/v1/images/{image_id(NOBLE_IRELAND)}/history"),
        ("ImageVerdictAnswer", f"/v1/images/{image_id(NOBLE_IRELAND)}/verdict"),
        ("OwnersAnswer", "/v1/owners"),
        ("OwnerAnswer", f"/v1/owners/{AMAZON}"),
        ("PublishersAnswer", "/v1/publishers"),
        ("PublisherAnswer", "/v1/publishers/canonical"),
        ("CrawlsAnswer", "/v1/crawls"),
        ("ReleaseAnswer", client.json(f"/v1/images/{image_id(NOBLE_IRELAND)}")["release"]["link"]),
    ]
    for name, path in paths:
        told = client.json(path)
        assert MODELS[name].model_validate(told).model_dump(mode="json") == told


def test_the_document_says_whose_it_is(document):
    assert document["info"]["title"] == "Amidex"
    assert document["info"]["version"]
    assert document["servers"] == [{"url": "/", "description": "This server"}]


def test_no_page_of_ours_loads_anything_from_elsewhere(services, client):
    assert create_app(services).docs_url is None
    assert client.ask("/docs").status_code == 404
    assert client.ask("/redoc").status_code == 404
