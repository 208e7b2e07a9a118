"""Each operation of the OpenAPI document is in both clients, with all that it takes, and is answered over real HTTP."""

import asyncio
import inspect
import re

import pytest

from amidex_client import AmidexClient, AsyncAmidexClient, ProblemError, operations
from tests.api.conftest import CANONICAL, IRELAND, NOBLE_IRELAND, TOKEN, image_id
from tests.docs.client_source import MODELS, OPERATIONS, models_source, openapi, operations_source, python_name

DOCUMENT = openapi()
EVERY = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}
# What operations must be given to be understood; what an id is, and may be unknown, is below.
GIVEN = {
    "suggest": {"q": "ubuntu"},
    "findComments": {"q": "password"},
    "resolve": {"q": "ubuntu", "region": IRELAND},
    "getAllowedAmis": {"region": IRELAND},
    "getVerdicts": {"image_ids": [image_id(NOBLE_IRELAND)]},
    "lint": {"files": [{"path": "a.sh", "text": "aws ec2 describe-images --owners self"}]},
}
IDS = {
    "image_id": image_id(NOBLE_IRELAND),
    "release_id": "rel-abcdefghijklmnop2345",
    "family_id": "fam-abcdefghijklmnop2345",
    "about": "rel-abcdefghijklmnop2345",
    "account_id": CANONICAL,
    "name": "unknown-id",
    "slug": "canonical",
}


def arguments(operation_id):
    _, path, operation = EVERY[operation_id]
    positional = [IDS.get(name, f"{name}/with a slash?") for name in re.findall(r"{(\w+)}", path)]
    return positional, GIVEN.get(operation_id) or body_example(operation)


def body_example(operation):
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return content.get("example", {})


def test_the_generated_files_are_what_the_document_says():
    assert OPERATIONS.read_text("utf-8") == operations_source(DOCUMENT), "run `make docs`"
    assert MODELS.read_text("utf-8") == models_source(DOCUMENT), "run `make docs`"


@pytest.mark.parametrize("operation_id", EVERY)
def test_both_clients_take_every_parameter_of_an_operation(operation_id):
    _, _, operation = EVERY[operation_id]
    named = {entry["name"].replace("-", "_") for entry in operation.get("parameters", [])}
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content:
        schema = content["schema"]
        name = schema.get("$ref", "").rpartition("/")[2]
        named |= set((DOCUMENT["components"]["schemas"][name] if name else schema)["properties"])
    for client in (operations.Operations, operations.AsyncOperations):
        function = getattr(client, python_name(operation_id))
        assert set(inspect.signature(function).parameters) - {"self"} == named
        assert inspect.signature(function).return_annotation is not inspect.Signature.empty


def checked(operation_id, asked):
    """What a call gave: an answer with all its members, or a problem that the document knows."""
    _, _, operation = EVERY[operation_id]
    problem = None
    try:
        answer = asked()
    except ProblemError as error:
        problem = error
    if problem is not None:
        assert str(problem.status) in operation["responses"], (operation_id, problem)
        assert problem.kind
        assert str(problem)
        return problem.kind
    told = operation["responses"].get("200", {}).get("content", {}).get("application/json")
    if told:
        schema = DOCUMENT["components"]["schemas"][told["schema"]["$ref"].rpartition("/")[2]]
        assert set(schema["required"]) <= set(answer)
    return answer


@pytest.mark.parametrize("operation_id", EVERY)
def test_every_operation_is_answered_alike_by_both(url, operation_id):
    positional, keywords = arguments(operation_id)

    with AmidexClient(url, token=TOKEN, retries=0) as client:
        blocking = checked(operation_id, lambda: getattr(client, python_name(operation_id))(*positional, **keywords))

    async def ask():
        async with AsyncAmidexClient(url, token=TOKEN, retries=0) as client:
            return await getattr(client, python_name(operation_id))(*positional, **keywords)

    awaited = checked(operation_id, lambda: asyncio.run(ask()))
    assert type(blocking) is type(awaited)
    if isinstance(blocking, dict):
        assert blocking.keys() == awaited.keys()
