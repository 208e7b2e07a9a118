"""Promises of docs/SECURITY.md that no other file holds: headers, redirects, cookies, bombs and slow patterns."""

import importlib
import re
import time
from dataclasses import replace
from urllib.parse import quote

import orjson
import pytest

from tests.api.conftest import IRELAND, NOBLE_IRELAND, Client, image_id
from tests.api.every_route import PARAMETER, paths_to_get
from tests.api.members import signed_in
from tests.laws.sources import modules

# What a name may not do to a header: end it, or begin another.
BREAKS = ["x\r\nEvil: 1", "x\nEvil: 1", "x\rEvil: 1", "x\u2028Evil: 1", "x\0Evil: 1"]
ELSEWHERE = ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example"]
NAMES = ["next", "to", "url", "redirect", "redirect_uri", "return_to", "q", "cursor", "state", "link", "ticket"]
MOST_SECONDS = 2.0


@pytest.fixture(scope="module")
def paths():
    return paths_to_get()


def filled(path, value):
    return PARAMETER.sub(quote(value, safe=""), path)


def test_over_tls_browsers_are_told_to_come_back_over_tls_alone(client, world):
    secure = Client(world.services(public_url="https://amidex.example"))
    for path in ("/", "/v1/search", "/nowhere", "/healthz"):
        assert secure.ask(path).headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert "Strict-Transport-Security" not in client.ask(path).headers


@pytest.mark.parametrize("value", BREAKS)
def test_nothing_that_is_asked_becomes_a_header(client, paths, value):
    for path in paths:
        for headers in ({}, {"Accept": "text/html"}):
            answer = client.ask(filled(path, value), headers=headers, **dict.fromkeys(("q", "region", "next"), value))
            assert not any("evil" in name.lower() for name in answer.headers), path
            assert not any("\n" in text or "\r" in text for text in answer.headers.values()), path


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_address_that_somebody_gave_is_where_a_browser_is_sent(own_services, paths, target):
    member = signed_in(own_services)
    for asker in (Client(own_services), replace(member, headers=member.cookie())):
        for path in (*paths, "/" + target, target if target.startswith("/") else "/x"):
            answer = asker.ask(filled(path, target), headers={"Accept": "text/html"}, **dict.fromkeys(NAMES, target))
            location = answer.headers.get("Location", "/")
            assert location.startswith("/"), path
            assert not location.startswith(("//", "/\\")), path
            assert "evil" not in location, path


def test_every_cookie_that_is_set_is_out_of_reach_of_scripts_and_other_sites(own_services):
    services = replace(own_services, public_url="https://amidex.example")
    member = signed_in(services)
    browser = replace(member, headers=member.cookie())
    said = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    answers = [
        browser.ask("/v1/sessions/current", method="DELETE", headers=said),
        browser.ask("/account", headers={"Accept": "text/html"}),
    ]
    cookies = [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        for attribute in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
            assert attribute.lower() in cookie.lower()
        assert "domain=" not in cookie.lower()


# By what they would do to a reader that takes them at their word: nest without end, grow, or take for ever.
SPEAKS = "# aws_ami describe-images describe_images ec2_ami_info MachineImage\n"


def many(number):
    """Nine times what was named so."""
    return ",".join([f"*a{number}"] * 9)


BOMBS = {
    "aliases": ("a.yaml", SPEAKS + "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{many(n - 1)}]\n" for n in range(1, 30))),
    "yaml that nests": ("a.yaml", SPEAKS + "[" * 100_000),
    "yaml that is indented": ("a.yaml", SPEAKS + "".join(" " * n + "a:\n" for n in range(500))),
    "json that nests": ("a.json", '{"describe-images":' + "[" * 100_000),
    "packer that nests": ("a.pkr.json", '{"amazon-ami":' * 20_000),
    "hcl that nests": ("a.tf", 'data "aws_ami" "x" { owners = ' + "[" * 30_000),
    "hcl in parentheses": ("a.tf", 'data "aws_ami" "x" { most_recent = ' + "(" * 30_000),
    "hcl that interpolates": ("a.tf", 'data "aws_ami" "x" { a = "' + "${" * 20_000),
    "hcl that adds": ("a.tf", 'data "aws_ami" "x" { a = ' + "1+" * 30_000 + "1 }"),
    "python that nests": ("a.py", "describe_images(" * 20_000),
    "python that negates": ("a.py", "describe_images\nx=" + "-" * 100_000 + "1"),
    "python that adds": ("a.py", "describe_images\nx=" + "a+" * 50_000 + "a"),
    "python of attributes": ("a.py", "describe_images" + ".a" * 50_000),
    "javascript that nests": ("a.ts", "MachineImage.lookup({" * 15_000),
    "javascript that never ends": ("a.js", "new DescribeImagesCommand({Filters: ['" + "\\" * 100_000),
    "shell that quotes": ("a.sh", "aws ec2 describe-images '" + '"' * 100_000),
    "shell that substitutes": ("a.sh", "aws ec2 describe-images " + "$(" * 50_000),
    "shell of spaces": ("a.sh", "aws" + " " * 200_000 + "ec2 describe-images"),
    "markdown that quotes": ("a.md", "describe-images\n" + ">" * 100_000),
    "markdown that lists": ("a.md", "describe-images\n" + "- " * 50_000),
    "markdown of fences": ("a.md", "describe-images\n" + "```sh\n" * 20_000),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_no_file_takes_the_linter_with_it(client, bomb):
    path, text = bomb
    began = time.process_time()
    answer = client.ask("/v1/lint", method="POST", body=orjson.dumps({"files": [{"path": path, "text": text}]}))
    assert answer.status_code in (200, 413, 422), answer.text
    assert time.process_time() - began < 4 * MOST_SECONDS


@pytest.mark.parametrize("path", ["/v1/lint", "/v1/verdicts", "/v1/sessions/aws"])
@pytest.mark.parametrize("body", [b"[" * 90_000, b'{"a":' * 15_000, b"1" * 90_000, b'"' + b"\\u0000" * 15_000 + b'"'])
def test_no_body_takes_the_service_with_it(own_services, path, body):
    began = time.process_time()
    answer = Client(own_services).ask(path, method="POST", body=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert time.process_time() - began < MOST_SECONDS


# Pieces whose repetition has a pattern try one way after the other, before an end that fits none.
PIECES = [
    *"a0-./ _\\\n",
    *("a-", "a.", "a ", "0.", "1.2-", "a1", "aA", "{{", "((", "''", '""', "*a", "a:", "=a", "a\n", "--a "),
]
REPEATED = 2_000


def patterns():
    """Every compiled pattern that our modules hold, by where it stands."""
    for path in modules():
        if path.name == "__main__.py" or "migrations" in path.parts:
            continue
        module = importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{module.__name__}.{name}", value


def test_no_pattern_takes_long_to_see_that_a_text_does_not_fit():
    slow = []
    for where, pattern in dict(patterns()).items():
        for piece in PIECES:
            text = piece * (REPEATED // len(piece)) + "\x00"
            began = time.process_time()
            pattern.search(text)
            pattern.fullmatch(text)
            taken = time.process_time() - began
            if taken > MOST_SECONDS / 4:
                slow.append(f"{where} takes {taken:.1f} s for {piece!r}")
    assert slow == []


def test_a_pattern_that_takes_long_would_be_noticed():
    began = time.process_time()
    re.compile(r"(a|aa)+$").search("a" * 28 + "\x00")
    assert time.process_time() - began > MOST_SECONDS / 40


def test_no_query_takes_long_to_be_read(client):
    for text in ("(" * 400, '"' * 400, "a OR " * 90, "-" * 400, "name:" + "*a" * 150, "name:" + "?" * 300, "a" * 500):
        began = time.process_time()
        assert client.ask("/v1/search", q=text).status_code in (200, 422), text
        assert time.process_time() - began < MOST_SECONDS, text


@pytest.mark.parametrize("name", ["*" * 255, "*a" * 120 + "b", "?" * 255, "*?" * 120])
def test_no_wildcard_of_ec2_takes_long(client, name):
    began = time.process_time()
    form = f"Action=DescribeImages&Version=2016-11-15&Filter.1.Name=name&Filter.1.Value.1={quote(name)}&MaxResults=5"
    answer = client.ask(
        "/ec2",
        method="POST",
        body=form.encode(),
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": f"AWS4-HMAC-SHA256 Credential=any/20261123/{IRELAND}/ec2/aws4_request",
        },
    )
    assert answer.status_code in (200, 400), answer.text
    assert time.process_time() - began < MOST_SECONDS


def test_an_answer_names_neither_software_nor_file(client, paths):
    for path in (*paths, "/nowhere", f"/v1/images/{image_id(NOBLE_IRELAND)}"):
        answer = client.ask(filled(path, "x"))
        assert not {"server", "x-powered-by"} & {name.lower() for name in answer.headers}
        assert "Traceback" not in answer.text
        assert "site-packages" not in answer.text
