"""Through a real boto3 client, over HTTP, against a server that plays back recorded answers."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from crawler.ec2_response import ReadImages, malformed_page, read_images_with
from crawler.image_page import RawPage
from crawler.image_parser import ImageParser
from crawler.malformed_page import MalformedPageError


def page(*image_ids: str, next_token: str | None = None, extra: str = "") -> bytes:
    images = "".join(f"<item><imageId>{image_id}</imageId>{extra}</item>" for image_id in image_ids)
    token = f"<nextToken>{next_token}</nextToken>" if next_token else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId>'
        f"<imagesSet>{images}</imagesSet>{token}</DescribeImagesResponse>"
    ).encode()


def error(code: str) -> bytes:
    return (
        f"<Response><Errors><Error><Code>{code}</Code><Message>said EC2</Message></Error></Errors>"
        "<RequestID>r-2</RequestID></Response>"
    ).encode()


class RecordedEC2:
    """Answers each request with the next of `answers` (status, body, bytes really sent) and keeps what was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes, int]] = []
        self.asked: list[dict[str, str]] = []
        recorded = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                recorded.asked.append({k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()})
                status, body, sent = recorded.answers.pop(0)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body[:sent])

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, status: int, body: bytes, sent: int | None = None) -> None:
        self.answers.append((status, body, len(body) if sent is None else sent))


@pytest.fixture
def ec2():
    recorded = RecordedEC2()
    thread = threading.Thread(target=recorded.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield recorded
    recorded.server.shutdown()
    thread.join()
    recorded.server.server_close()


def client_of(ec2: RecordedEC2, read_images: ReadImages | None = None, attempts: int = 3) -> Any:
    session = botocore.session.Session()
    session.set_credentials("key", "secret")
    if read_images is not None:
        read_images_with(session, read_images)
    config = Config(retries={"mode": "adaptive", "total_max_attempts": attempts})
    return boto3.Session(botocore_session=session, region_name="eu-west-1").client(
        "ec2", endpoint_url=ec2.url, config=config
    )


def read_all(images_page: RawPage) -> list[dict[str, Any]]:
    model = botocore.session.get_session().get_service_model("ec2")
    parser = ImageParser(model, keep_unknown=False, json_ready=False)
    return [parser.parse_item(image) for image in images_page.images]


def without_headers(response: dict[str, Any]) -> dict[str, Any]:
    response["ResponseMetadata"].pop("HTTPHeaders")
    return response


def test_an_answer_is_exactly_what_botocore_alone_answers(ec2):
    body = page("ami-1", "ami-2", next_token="t", extra="<isPublic>true</isPublic><newField>x</newField>")
    ec2.answer(200, body)
    ec2.answer(200, body)
    expected = without_headers(client_of(ec2).describe_images())
    assert without_headers(client_of(ec2, read_all).describe_images()) == expected


def test_the_paginator_follows_the_tokens(ec2):
    ec2.answer(200, page("ami-1", next_token="second"))
    ec2.answer(200, page("ami-2", "ami-3", next_token="third"))
    ec2.answer(200, page())
    pages = client_of(ec2, lambda images_page: images_page.images).get_paginator("describe_images").paginate()
    assert [[image.image_id for image in answer["Images"]] for answer in pages] == [["ami-1"], ["ami-2", "ami-3"], []]
    assert [asked.get("NextToken") for asked in ec2.asked] == [None, "second", "third"]


def test_throttling_is_retried_and_errors_are_read_by_botocore(ec2):
    ec2.answer(503, error("RequestLimitExceeded"))
    ec2.answer(200, page("ami-1"))
    answer = client_of(ec2, read_all).describe_images()
    assert answer["Images"] == [{"ImageId": "ami-1"}]
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1

    ec2.answer(400, error("AuthFailure"))
    with pytest.raises(ClientError, match=r"AuthFailure.*said EC2") as denied:
        client_of(ec2, read_all).describe_images()
    assert malformed_page(denied.value) is None
    assert denied.value.response["ResponseMetadata"]["RequestId"] == "r-2"


def test_a_body_that_breaks_off_is_asked_for_again(ec2):
    ec2.answer(200, page("ami-1", "ami-2"), sent=250)  # shorter than its Content-Length: the connection broke
    ec2.answer(200, page("ami-1", "ami-2")[:250])  # as long as its Content-Length: something cut it on the way
    ec2.answer(200, page("ami-1", "ami-2"))
    answer = client_of(ec2, read_all).describe_images()
    assert [image["ImageId"] for image in answer["Images"]] == ["ami-1", "ami-2"]
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2


def test_a_body_that_stays_malformed_surfaces_with_its_reason_and_itself(ec2):
    body = page("ami-1", "ami-2")[:250]
    ec2.answer(200, body)
    ec2.answer(200, body)
    with pytest.raises(ClientError, match="the page does not parse: it ends after 250 bytes") as given_up:
        client_of(ec2, read_all, attempts=2).describe_images()
    found = malformed_page(given_up.value)
    assert isinstance(found, MalformedPageError)
    assert found.body == body
    assert body[found.byte_offset :] == b"</DescribeImages"
    assert ec2.answers == []


def test_an_image_that_does_not_read_is_asked_for_again_with_its_page(ec2):
    ec2.answer(200, page("ami-1", "ami-2", extra="<name>&unknown;</name>"))
    ec2.answer(200, page("ami-1", "ami-2", extra="<name>n</name>"))
    answer = client_of(ec2, read_all).describe_images()
    assert [image["Name"] for image in answer["Images"]] == ["n", "n"]


def test_other_operations_are_left_to_botocore(ec2):
    region = "<item><regionName>eu-west-1</regionName></item>"
    ec2.answer(200, f"<DescribeRegionsResponse><regionInfo>{region}</regionInfo></DescribeRegionsResponse>".encode())
    assert client_of(ec2, read_all).describe_regions()["Regions"] == [{"RegionName": "eu-west-1"}]
