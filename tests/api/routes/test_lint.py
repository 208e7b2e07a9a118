"""POST /v1/lint: files in, findings with what the catalog knows of them out."""

import orjson
import pytest

from tests.api.conftest import AMAZON, CANONICAL, GONE, IRELAND, NOBLE_IRELAND, STRANGER, WEB_BASE, image_id

TERRAFORM = """\
data "aws_ami" "%s" {
  most_recent = true
  %s
  filter {
    name   = "name"
    values = ["%s"]
  }
}
"""


def ask(client, *files, **more):
    body = {"files": [{"path": path, "text": text} for path, text in files]} | more
    return client.ask("/v1/lint", method="POST", body=orjson.dumps(body))


def lint(client, *files, **more):
    response = ask(client, *files, **more)
    assert response.status_code == 200, response.text
    return response.json()


def test_who_would_win_and_what_to_write(client):
    text = TERRAFORM % ("ubuntu", "", "ubuntu/images/*noble-24.04*")
    told = lint(client, ("main.tf", text), region=IRELAND)

    (look_up,) = told["look_ups"]
    assert look_up["bound"] == "nothing"
    assert look_up["matches"]["region"] == IRELAND
    assert look_up["matches"]["winner"]["image_id"] == image_id(NOBLE_IRELAND)
    assert look_up["matches"]["winner"]["publisher"] == "canonical"
    assert [(one["rule"], one["line"], one["fix"]) for one in told["findings"]] == [
        ("no-owner", 1, f'owners = ["{CANONICAL}"]')
    ]
    assert image_id(NOBLE_IRELAND) in told["findings"][0]["message"]
    assert told["passes"] is False


def test_a_bound_look_up_passes_and_tells_what_it_finds(client):
    for owners, winner in ((f'owners = ["{STRANGER}"]', image_id(WEB_BASE)), (f'owners = ["{AMAZON}"]', None)):
        told = lint(client, ("main.tf", TERRAFORM % ("web", owners, "web-base")), region=IRELAND)
        matches = told["look_ups"][0]["matches"]
        assert told["passes"] is True
        assert (matches["winner"] and matches["winner"]["image_id"], matches["whole"]) == (winner, True)


@pytest.mark.parametrize(("value", "total"), [("true", 1), ("false", 0)])
def test_filters_on_what_only_the_document_tells(client, value, total):
    text = (
        f"aws ec2 describe-images --owners {STRANGER} --filters Name=name,Values=web-base Name=is-public,Values={value}"
    )
    told = lint(client, ("find.sh", text), region=IRELAND)

    assert told["look_ups"][0]["matches"]["total"] == total


def test_what_cannot_be_asked_is_not_asked(client):
    untold = ["owners = [var.owner]", 'owners = ["self"]', 'owners = ["amazon"]\n  region = "eu-north-1"']
    told = lint(client, *((f"{n}.tf", TERRAFORM % ("x", owners, "a*")) for n, owners in enumerate(untold)))

    assert [one["matches"] for one in told["look_ups"]] == [None] * 3
    assert [one["rule"] for one in told["findings"]] == ["could-not-tell"]
    assert told["passes"] is True


def test_an_id_that_is_gone(client):
    told = lint(client, ("ids.sh", f"a={image_id(GONE)}\nb={image_id(NOBLE_IRELAND)}\n"))

    assert told["images"] == 2
    assert [(one["rule"], one["line"]) for one in told["findings"]] == [("image-gone", 1)]


def test_one_broken_file_does_not_stop_the_others(client):
    told = lint(client, ("a.tf", 'data "aws_ami" {{'), ("b.tf", TERRAFORM % ("b", "", "b*")))

    assert [(one["file"], one["line"]) for one in told["broken"]] == [("a.tf", 1)]
    assert [one["file"] for one in told["findings"]] == ["b.tf"]


def test_look_ups_that_were_read_elsewhere(client):
    look_up = {"file": "a", "line": 3, "subject": "x", "form": "boto3", "filters": [{"name": "name"}]}
    used = {"file": "a", "line": 4, "subject": "y", "image_id": image_id(GONE)}
    told = lint(client, look_ups=[look_up], images=[used])

    assert [(one["rule"], one["line"]) for one in told["findings"]] == [("no-owner", 3), ("image-gone", 4)]


def test_a_path_is_a_name_and_opens_nothing(client):
    told = lint(client, ("../../etc/passwd.sh", "aws ec2 describe-images --owners self"), ("/dev/stdin.sh", ""))

    assert [one["file"] for one in told["look_ups"]] == ["../../etc/passwd.sh"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"files": []}, 422),
        ({"files": [{"path": "a.tf"}]}, 422),
        ({"files": [{"path": "a.tf", "text": "x"}], "region": "mars"}, 422),
        ({"files": [{"path": "a.tf", "text": "x", "more": 1}]}, 422),
        ({"files": [{"path": "a.sh", "text": "x"}] * 201}, 422),
        ({"look_ups": [{"file": "a", "line": 0, "subject": "x", "form": "boto3"}]}, 422),
        ({"look_ups": [{"file": "a", "line": 1, "subject": "x", "form": "perl"}]}, 422),
        ({"files": [{"path": "a.tf", "text": "x" * 400_000}]}, 413),
    ],
)
def test_what_is_no_question_is_refused(client, body, status):
    response = client.ask("/v1/lint", method="POST", body=orjson.dumps(body))

    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
