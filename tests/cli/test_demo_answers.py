from typing import Any

import pytest
from moto.ec2 import urls as moto_ec2_urls
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import Client

from cli.demo_answers import AnswerMemory, remembering_ec2_response

REGION = "ap-east-2"
OTHER_REGION = "mx-central-1"


def ask(client: Client, action: str, region: str = REGION, **parameters: str) -> bytes:
    credential = f"Credential=demo/20261123/{region}/ec2/aws4_request"
    answer: Any = client.post(
        "/",
        data={"Action": action, "Version": "2016-11-15"} | parameters,
        headers={"Authorization": f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature=none"},
    )
    assert answer.status_code == 200
    body: bytes = answer.data
    return body


@pytest.fixture(scope="module")
def plain_moto() -> Client:
    client = Client(DomainDispatcherApplication(create_backend_app))
    ask(client, "DescribeRegions")  # moto takes its table of URLs with the first request
    return client


@pytest.fixture
def remembering_moto(plain_moto: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Answers from the same images as `plain_moto`: they belong to the process."""
    monkeypatch.setitem(moto_ec2_urls.url_paths, "{0}/", remembering_ec2_response(AnswerMemory()).dispatch)
    client = Client(DomainDispatcherApplication(create_backend_app))
    ask(client, "DescribeRegions")
    return client


@pytest.mark.parametrize(
    "question",
    [
        {"ExecutableBy.1": "all"},
        {"ExecutableBy.1": "self"},
        {"Owner.1": "amazon"},
        {"Filter.1.Name": "name", "Filter.1.Value.1": "amzn*"},
        {"Owner.1": "999999999999"},
    ],
)
def test_the_first_and_the_remembered_answer_are_byte_for_byte_motos(
    plain_moto: Client, remembering_moto: Client, question: dict[str, str]
) -> None:
    expected = ask(plain_moto, "DescribeImages", **question)

    assert ask(remembering_moto, "DescribeImages", **question) == expected
    assert ask(remembering_moto, "DescribeImages", **question) == expected


def test_regions_with_the_same_image_ids_keep_their_own_answers(plain_moto: Client, remembering_moto: Client) -> None:
    here, there = (ask(remembering_moto, "DescribeImages", region) for region in (REGION, OTHER_REGION))

    assert here != there
    assert there == ask(plain_moto, "DescribeImages", OTHER_REGION)


def test_a_write_shows_in_the_next_answer(remembering_moto: Client) -> None:
    image_id = "ami-03cf127a"
    ask(remembering_moto, "DescribeImages")

    ask(
        remembering_moto,
        "ModifyImageAttribute",
        **{"ImageId": image_id, "LaunchPermission.Remove.1.Group": "all"},
    )

    assert b"<isPublic>false</isPublic>" in ask(remembering_moto, "DescribeImages", **{"ImageId.1": image_id})
    assert image_id.encode() not in ask(remembering_moto, "DescribeImages", **{"ExecutableBy.1": "all"})
    assert image_id.encode() in ask(remembering_moto, "DescribeImages")
