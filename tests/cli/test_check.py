"""`amidex check` over a small real catalog: what it reads, decides, prints, and how it ends."""

import json
import re

import pytest
from jsonschema import validate

from tests.cli.conftest import NOBLE, NOBLE_ID, WINDOWS_ID
from tests.cli.running import amidex
from tests.docs.pages import ROOT
from trust.policy import Policy

WEB_ID, UNKNOWN_ID = f"ami-{3:017x}", "ami-0ffffffffffffffff"
# What code hosts read of SARIF 2.1.0.
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "minItems": 1,
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {"driver": {"required": ["name", "rules"]}},
                    },
                    "results": {
                        "items": {
                            "required": ["ruleId", "level", "message", "locations"],
                            "properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": TEXT,
                                "locations": {"minItems": 1},
                            },
                        }
                    },
                },
            },
        },
    },
}


@pytest.fixture
def check(read_environment):
    def check(*arguments, given=b"", **more):
        return amidex("check", *arguments, environment=read_environment | more, given=given)

    return check


@pytest.fixture
def written(tmp_path):
    def written(name, content):
        file = tmp_path / name
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(file)

    return written


def resource(address, **values):
    return {"address": address, "mode": "managed", "type": address.split(".")[-2], "values": values}


def plan(*resources, modules=(), changes=()):
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": list(resources), "child_modules": list(modules)}},
        "resource_changes": list(changes),
    }


def change(address, after, after_unknown):
    return {"address": address, "mode": "managed", "change": {"after": after, "after_unknown": after_unknown}}


def outcomes(finished):
    return {image["image_id"]: image["outcome"] for image in finished.json["images"]}


def test_what_passes_ends_with_0_what_fails_with_1_what_cannot_be_told_with_2(check):
    assert check(NOBLE_ID).exit_code == 0
    assert check(NOBLE_ID, UNKNOWN_ID).exit_code == 2
    assert check(NOBLE_ID, UNKNOWN_ID, WEB_ID).exit_code == 1


def test_people_read_each_image_with_its_level_its_name_and_the_reasons(check):
    finished = check(NOBLE_ID, WEB_ID, UNKNOWN_ID)

    assert f"pass    {NOBLE_ID}  known       {NOBLE}" in finished.output
    assert "it is unverified, and the policy asks for known at least" in finished.output
    assert "the catalog does not know it" in finished.output
    assert "1 pass, 1 fail, 1 unsure" in finished.output


def test_ids_come_from_standard_input_too(check):
    finished = check("-", "--json", given=f"{NOBLE_ID}\n{WEB_ID}, {UNKNOWN_ID}\n".encode())

    assert outcomes(finished) == {NOBLE_ID: "pass", WEB_ID: "fail", UNKNOWN_ID: "unsure"}


def test_more_ids_than_one_question_takes_are_all_told(check):
    ids = [f"ami-{number:017x}" for number in range(1, 1_502)]
    finished = check("-", "--json", given="\n".join(ids).encode())

    assert list(outcomes(finished)) == ids
    assert finished.exit_code == 1


def test_every_image_of_a_terraform_plan_is_checked_where_it_is_named(check, written):
    file = written(
        "plan.json",
        plan(
            resource("aws_instance.web", ami=NOBLE_ID, tags={"copied_from": UNKNOWN_ID}),
            modules=[
                {
                    "resources": [resource("module.a.aws_launch_template.t", image_id=WEB_ID)],
                    "child_modules": [
                        {"resources": [resource("module.a.module.b.aws_spot_fleet_request.s",
                                                launch_specification=[{"ami": WINDOWS_ID}])]}
                    ],
                }
            ],
        ),
    )  # fmt: skip
    finished = check("--terraform-plan", file, "--json")

    assert outcomes(finished) == {NOBLE_ID: "pass", WEB_ID: "fail", WINDOWS_ID: "fail"}
    assert finished.json["images"][1]["places"] == ["module.a.aws_launch_template.t"]


def test_an_image_that_a_plan_leaves_open_cannot_be_told(check, written):
    file = written(
        "plan.json",
        plan(
            resource("aws_launch_template.parameter", image_id="resolve:ssm:/aws/service/x"),
            changes=[
                change("aws_instance.late", {"ami": None}, {"ami": True}),
                change("aws_instance.by_template", {"launch_template": [{"id": "lt-1"}]}, {"ami": True}),
                change("aws_instance.deleted", None, {}),
            ],
        ),
    )
    finished = check("--terraform-plan", file, "--json")

    assert finished.exit_code == 2
    assert {place["place"]: place["says"] for place in finished.json["unresolved"]} == {
        "aws_launch_template.parameter image_id": "resolve:ssm:/aws/service/x",
        "aws_instance.late ami": "known after apply",
    }


def test_a_plan_that_launches_nothing_passes(check, written):
    finished = check("--terraform-plan", written("plan.json", plan()))

    assert (finished.exit_code, finished.output.strip()) == (0, "no image is launched here")


def test_a_packer_manifest_tells_what_was_built_and_from_what(check, written):
    build = {
        "name": "web",
        "artifact_id": f"eu-west-1:{NOBLE_ID},eu-west-2:{UNKNOWN_ID}",
        "custom_data": {"source_ami": WEB_ID},
    }
    finished = check("--packer", written("manifest.json", {"builds": [build]}), "--json")

    assert outcomes(finished) == {NOBLE_ID: "pass", UNKNOWN_ID: "unsure", WEB_ID: "fail"}


@pytest.mark.parametrize(
    ("options", "exit_code"),
    [
        (("--at-least", "verified"), 1),
        (("--at-least", "verified", "--allow", "publisher:canonical"), 0),
        (("--deny", "owner:099720109477"), 1),
        (("--deny", "name:ubuntu/*"), 1),
        (("--max-age", "36500d"), 0),
        (("--max-age", "0d"), 1),
        (("--require-imds-v2",), 1),
    ],
)
def test_options_are_the_policy(check, options, exit_code):
    assert check(NOBLE_ID, *options).exit_code == exit_code


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("policy.toml", 'at_least = "unverified"\ndeny = ["owner:099720109477"]\nmax_age = "36500d"\n'),
        ("policy.yaml", "at_least: unverified\ndeny: ['owner:099720109477']\nmax_age: 36500\n"),
    ],
)
def test_a_policy_file_says_the_same_and_options_change_it(check, written, name, text):
    file = written(name, text)

    assert outcomes(check(NOBLE_ID, WEB_ID, "--policy", file, "--json")) == {NOBLE_ID: "fail", WEB_ID: "pass"}
    assert check(WEB_ID, "--policy", file, "--at-least", "known").exit_code == 1


def test_sarif_has_a_result_for_whatever_does_not_pass(check, written):
    file = written("plan.json", plan(resource("aws_instance.a", ami=NOBLE_ID), resource("aws_instance.b", ami=WEB_ID)))
    log = check("--terraform-plan", file, UNKNOWN_ID, "--sarif").json

    validate(log, SARIF)
    results = log["runs"][0]["results"]
    assert [(result["ruleId"], result["level"]) for result in results] == [
        ("ami-unsure", "warning"),
        ("ami-fail", "error"),
    ]
    (location,) = results[1]["locations"]
    assert location["logicalLocations"] == [{"fullyQualifiedName": "aws_instance.b"}]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == file


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name image ids"),
        (("-",), "no image ids"),
        (("ami-xyz",), "malformed image id 'ami-xyz'"),
        ((NOBLE_ID, "--deny", "who:me"), "malformed selector 'who:me'"),
        ((NOBLE_ID, "--max-age", "soon"), "malformed age 'soon'"),
        (("--terraform-plan", "missing.json"), "cannot read 'missing.json'"),
        (("--policy", "missing.toml", NOBLE_ID), "cannot read policy 'missing.toml'"),
    ],
)
def test_what_cannot_be_checked_ends_with_2_and_says_why(check, arguments, told):
    finished = check(*arguments)

    assert finished.exit_code == 2
    assert told in finished.said


@pytest.mark.parametrize(
    ("option", "content", "told"),
    [
        ("--terraform-plan", "no json", "is not JSON"),
        ("--terraform-plan", {"builds": []}, "is no plan"),
        ("--packer", [], "is no manifest with builds"),
        ("--packer", {}, "is no manifest with builds"),
        ("--policy", "at_least: great", "at_least"),
        ("--policy", "at_last: known", "at_last"),
        ("--policy", "- known", "policy"),
        ("--policy", "deny: ['who:me']", "malformed selector 'who:me'"),
        ("--policy", "a: [", "neither TOML (.toml) nor YAML"),
    ],
)
def test_a_file_of_another_kind_is_refused(check, written, option, content, told):
    finished = check(NOBLE_ID, option, written("file", content))

    assert finished.exit_code == 2
    assert told in finished.said


def test_a_service_that_does_not_answer_is_no_failed_image(check):
    finished = check(NOBLE_ID, AMIDEX_SERVER="http://127.0.0.1:9")

    assert finished.exit_code == 2
    assert "nothing was checked" in finished.said


def test_the_policy_in_the_documentation_is_one(check, written):
    documented = (ROOT / "docs/CHECK.md").read_text("utf-8")
    (policy,) = re.findall(r"```toml\n(.*?)```", documented, flags=re.DOTALL)

    finished = check(NOBLE_ID, "--policy", written("policy.toml", policy), "--max-age", "36500d", "--json")
    assert finished.exit_code == 0
    assert finished.json["policy"]["deny"] == ["publisher:centos", "rule:wildcard-bait"]


def test_every_option_of_a_policy_is_documented_with_its_word_in_a_file():
    documented = (ROOT / "docs/CHECK.md").read_text("utf-8")

    for word in Policy.__dataclass_fields__:
        assert f"| `{word.removesuffix('_days')}" in documented or f"| `--no-{word}` | `{word}" in documented, word
