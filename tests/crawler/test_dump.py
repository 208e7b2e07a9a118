"""Dumps in all their forms give the images that are in them, or are refused whole."""

import gzip
import io
import json
import random
import sys

import pytest

from catalog.scopes import Scope
from crawler.dump import IMAGES_A_PAGE, Dump
from crawler.errors import DumpError
from tests.crawler.conftest import image

IMAGES = [image(number, Description="für 🐧") for number in range(1, 4)]

FORMS = {
    "the whole answer": json.dumps({"Images": IMAGES}),
    "the whole answer, indented": json.dumps({"Images": IMAGES}, indent=4),
    "an answer with a token for more": json.dumps({"NextToken": "x", "Images": IMAGES, "RequestId": "1"}),
    "what --query Images leaves": json.dumps(IMAGES),
    "an image a line": "\n".join(json.dumps(document) for document in IMAGES),
    "answers one after the other": "".join(json.dumps({"Images": [document]}) for document in IMAGES),
    "what --query Images[0] leaves, three times": "\n".join(json.dumps(document, indent=4) for document in IMAGES),
    "pages one after the other": "\n".join(
        json.dumps({"Images": page, "NextToken": "x"}, indent=2) for page in (IMAGES[:2], IMAGES[2:])
    ),
    "pages in a list, as jq -s writes": json.dumps([{"Images": IMAGES[:1]}, {"Images": IMAGES[1:]}]),
    "lists one after the other": json.dumps(IMAGES[:1]) + json.dumps(IMAGES[1:]),
    "an answer of boto3": json.dumps({"Images": IMAGES, "ResponseMetadata": {"HTTPStatusCode": 200}}),
    "with a byte order mark": "\ufeff" + json.dumps({"Images": IMAGES}),
    "unescaped text": json.dumps(IMAGES, ensure_ascii=False),
}


@pytest.fixture
def dump(tmp_path):
    """Makes a dump of bytes."""
    made = []

    def make(content):
        file = tmp_path / "images.json"
        file.write_bytes(content)
        made.append(Dump(str(file)))
        return made[-1]

    yield make
    for each in made:
        each.close()


def read(dump):
    return [json.loads(received.describe().json) for page in dump.pages("eu-west-1", Scope.ALL) for received in page]


@pytest.mark.parametrize("pack", [lambda content: content, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_its_images(dump, form, pack):
    made = dump(pack(FORMS[form].encode()))

    assert made.check() == 3
    assert read(made) == IMAGES


def test_standard_input_is_kept_so_that_it_can_be_read_twice(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(json.dumps(IMAGES).encode()))))
    made = Dump("-")

    assert (made.name, made.check()) == ("standard input", 3)
    assert read(made) == IMAGES
    made.close()


def test_pages_hold_what_pages_of_ec2_hold_at_most(dump):
    made = dump(json.dumps([image(number) for number in range(2 * IMAGES_A_PAGE + 1)]).encode())

    assert [len(page) for page in made.pages("eu-west-1", Scope.ALL)] == [IMAGES_A_PAGE, IMAGES_A_PAGE, 1]


def test_fields_that_nobody_knows_are_kept(dump):
    made = dump(json.dumps([image(1, FieldOfTomorrow={"deep": [1, 2]})]).encode())

    assert read(made)[0]["FieldOfTomorrow"] == {"deep": [1, 2]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["byte 0", "empty"]),
        (b"  \n", ["empty"]),
        (b"[]", ["no image in it"]),
        (b'{"Images": []}', ["no image in it"]),
        (b"\nAn error occurred (UnauthorizedOperation)", ["byte 1", "a message of the aws CLI"]),
        (b"<Response/>", ["byte 0", "XML", "--output json"]),
        (b"hello", ["byte 0", "begins with 'h'"]),
        (b"------------------\n|  DescribeImages |\n", ["byte 0", "a table"]),
        (b"+-----+---+\n", ["a table"]),
        (b"IMAGES\tx86_64\t2026-01-02T03:04:05.000Z\t", ["text output"]),
        (b"ami-0123456789abcdef0\tami-0123456789abcdef1\n", ["image ids as text"]),
        (b"Images:\n- Architecture: x86_64\n", ["YAML"]),
        (b"- Architecture: x86_64\n", ["YAML"]),
        (b"- Images:\n  - Architecture: x86_64\n", ["YAML"]),
        (b'"ami-0123456789abcdef0"\n', ["a single value", "--query Images`"]),
        (b"7\n", ["a single value"]),
        (b"null\n", ["found nothing"]),
        ('{"Images": []}'.encode("utf-16"), ["UTF-16", "PowerShell"]),
        (b'[["ami-0123456789abcdef0", "web"]]', ["byte 1", "which field is which"]),
        (b'[{"Id": "ami-0123456789abcdef0", "Name": "web"}]', ["byte 1", "an object with Id, Name"]),
        (b'[{"ImageId": "ami-00000011", "OwnerId": "123456789012", "Name": "web"}]', ["not all of its fields"]),
        (b'{"Images": null}', ["byte 11", '"Images" is no list']),
        (b'{"Reservations": []}', ["byte 0", "Reservations", 'neither "Images" nor "ImageId"']),
        (b'["ami-0123"]', ["byte 1", "a list of texts like 'ami-0123'", "--query"]),
        (b'[{"ImageId": "ami-00000011"}]', ["byte 1", "--query"]),
        (b'[{"ImageId": "nonsense", "OwnerId": "123456789012"}]', ["byte 1", "nonsense"]),
    ],
)
def test_what_is_no_dump_is_refused_with_the_place_and_the_reason(dump, content, words):
    with pytest.raises(DumpError) as caught:
        dump(content).check()

    assert "images.json" in str(caught.value)
    assert [word for word in words if word not in str(caught.value)] == []


@pytest.mark.parametrize("form", ["the whole answer", "what --query Images leaves", "the whole answer, indented"])
def test_a_dump_cut_anywhere_is_refused(dump, form):
    content = FORMS[form].encode()
    for cut in random.Random(2).sample(range(1, len(content)), 40):
        with pytest.raises(DumpError, match="byte"):
            dump(content[:cut]).check()


def test_a_compressed_dump_that_is_cut_or_damaged_is_refused(dump):
    content = gzip.compress(json.dumps(IMAGES).encode())
    damaged = bytearray(content)
    damaged[60] ^= 0xFF
    damaged[61] ^= 0xFF

    for broken in (content[:-9], content[: len(content) // 2], bytes(damaged), content[:-6] + b"\0" * 6):
        with pytest.raises(DumpError, match=r"byte \d+: .*copy it again"):
            dump(broken).check()


def test_what_cannot_be_opened_says_why(tmp_path):
    with pytest.raises(DumpError, match=r"nowhere\.json cannot be read: No such file"):
        Dump(str(tmp_path / "nowhere.json"))
    with pytest.raises(DumpError, match="Is a directory"):
        Dump(str(tmp_path))
