"""The OpenAPI document: what FastAPI makes of the routes, and what it cannot know."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.comment_examples import COMMENT_EXAMPLES
from api.digest_examples import DIGEST_EXAMPLES
from api.examples import EXAMPLES
from api.listing_examples import LISTING_EXAMPLES
from api.member_examples import MEMBER_EXAMPLES
from api.operation_docs import around
from api.problems import NOT_SIGNED_IN, PROBLEM_MEDIA_TYPE, Problem, WrongParameter
from api.publisher_examples import PUBLISHER_EXAMPLES
from api.verdict_examples import VERDICT_EXAMPLES
from api.version import DESCRIPTION, NAME, version
from api.webhook_examples import WEBHOOK_EXAMPLES

TAGS = [
    {"name": "search", "description": "Releases that fit words and filters."},
    {"name": "images", "description": "One AMI in one region."},
    {"name": "releases", "description": "One build copied to many regions."},
    {"name": "families", "description": "Releases of which each replaces the one before."},
    {"name": "verdicts", "description": "How far images and releases can be trusted, and why."},
    {"name": "resolve", "description": "The image to launch."},
    {"name": "radar", "description": "Look-alikes that win common look-ups today."},
    {"name": "feeds", "description": "What happens, as Atom feeds."},
    {"name": "owners", "description": "The AWS accounts that own images, and who is behind them."},
    {"name": "publishers", "description": "Who makes images, by which accounts, and how we know."},
    {"name": "policies", "description": "What is trusted, in the words of EC2's own settings."},
    {"name": "lint", "description": "How files look images up, and what is wrong with that."},
    {"name": "members", "description": "Who is asking: sessions, access tokens, accounts that were proven."},
    {"name": "sessions", "description": "Signing in."},
    {"name": "digest", "description": "What a member watches, and the e-mail address that is told of it."},
    {"name": "webhooks", "description": "What members watch, and the URLs that are told of it."},
    {"name": "discussion", "description": "What people say of releases."},
    {"name": "annotations", "description": "What members state of releases, with evidence."},
    {"name": "listings", "description": "What publishers say of their releases and families."},
    {"name": "moderation", "description": "What members flag, and what moderators do about it."},
    {"name": "crawls", "description": "Where the catalog's knowledge is from, and how old it is."},
    {"name": "health", "description": "Probes."},
    {"name": "service", "description": "What this is, and what its problems mean."},
]

INTRODUCTION = f"""{DESCRIPTION}

Answers are JSON; times are ISO 8601 in UTC. Errors are `application/problem+json` by RFC 9457. Lists are paged by
`cursor`: pass a `next_cursor` on with all other parameters as they were. Reads carry an ETag; send it back as
If-None-Match. HEAD works wherever GET does. A parameter that does not exist is refused and not ignored.
"""

BEARER, COOKIE = "bearerToken", "sessionCookie"
# Probes and descriptions are the same for everyone and do not look at the Authorization header.
WITHOUT_AUDIENCE = frozenset({"health", "service"})


def document_maker(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """What FastAPI calls for /openapi.json. The document is made once."""

    def make() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(
                    title=NAME,
                    version=version(),
                    summary="Know the AMI before you launch it",
                    description=INTRODUCTION,
                    routes=app.routes,
                    tags=TAGS,
                    servers=[{"url": "/", "description": "This server"}],
                )
            )
        return app.openapi_schema

    return make


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    # FastAPI's own shape of a validation error, which nothing here answers with.
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    problem.pop("$defs", None)
    schemas[Problem.__name__] = problem
    schemas[WrongParameter.__name__] = WrongParameter.model_json_schema(mode="serialization")
    components["securitySchemes"] = {
        BEARER: {
            "type": "http",
            "scheme": "bearer",
            "description": "A session's secret, an access token, or the operator's token, which also shows what is "
            "private.",
        },
        COOKIE: {"type": "apiKey", "in": "cookie", "name": "amidex", "description": "A browser's session."},
    }
    examples = {
        **EXAMPLES,
        **PUBLISHER_EXAMPLES,
        **VERDICT_EXAMPLES,
        **MEMBER_EXAMPLES,
        **COMMENT_EXAMPLES,
        **LISTING_EXAMPLES,
        **WEBHOOK_EXAMPLES,
        **DIGEST_EXAMPLES,
    }
    for path in document["paths"].values():
        for operation in path.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                schemas.update(content["schema"].pop("$defs", {}))
            for status, example in examples.get(operation["operationId"], {}).items():
                content = operation["responses"][status]["content"]["application/json"]
                content["example"] = example.model_dump(mode="json")
            operation["responses"] = around(operation)
            if WITHOUT_AUDIENCE.isdisjoint(operation["tags"]):
                shown: list[dict[str, list[str]]] = [{BEARER: []}, {COOKIE: []}]
                # The empty alternative: nobody need say who he is.
                operation["security"] = shown if _is_for_members(operation) else [{}, *shown]
    return document


def _is_for_members(operation: dict[str, Any]) -> bool:
    refused = operation["responses"].get("401", {"content": {}})["content"].get(PROBLEM_MEDIA_TYPE, {"examples": {}})
    return NOT_SIGNED_IN.name in refused["examples"]
