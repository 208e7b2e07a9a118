"""`amidex lint` over files on disk and a small real catalog."""

import json

import pytest
import yaml
from jsonschema import validate

from tests.cli.conftest import NOBLE_ID
from tests.cli.running import amidex
from tests.cli.test_check import SARIF
from tests.docs.pages import ROOT
from trust.lint.rules import LEVELS

UNBOUND = 'data "aws_ami" "u" {\n  filter {\n    name   = "name"\n    values = ["ubuntu/images/*"]\n  }\n}\n'


@pytest.fixture
def lint(read_environment, tmp_path):
    def lint(*arguments, **more):
        return amidex("lint", *map(str, arguments), environment=read_environment | more)

    return lint


@pytest.fixture
def project(tmp_path):
    for name, text in {
        "main.tf": UNBOUND,
        "bound.tf": UNBOUND.replace("{\n", '{\n  owners = ["099720109477"]\n', 1),
        "run.sh": f"echo {NOBLE_ID}\n",
        ".terraform/modules/x.tf": UNBOUND,
        "node_modules/x/x.tf": UNBOUND,
        "notes.txt": "aws ec2 describe-images",
    }.items():
        file = tmp_path / "project" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "project"


def test_a_directory_is_looked_through_for_what_looks_images_up(lint, project):
    finished = lint(project)

    assert finished.exit_code == 1
    assert f"{project}/main.tf:1  error  no-owner  data.aws_ami.u" in finished.output
    assert f"{NOBLE_ID} wins today" in finished.output
    assert 'write: owners = ["099720109477"]' in finished.output
    assert finished.output.splitlines()[-1] == "3 files, 2 look-ups, 1 image ids: 1 error"


def test_nothing_wrong_is_0_and_says_so(lint, project):
    finished = lint(project / "bound.tf", project / "run.sh")

    assert (finished.exit_code, finished.output.strip()) == (0, "2 files, 1 look-ups, 1 image ids: nothing is wrong")


def test_a_broken_file_is_told_and_the_others_go_on(lint, project):
    (project / "broken.tf").write_text('data "aws_ami" {{\n')
    (project / "latin.sh").write_bytes(b"describe-images \xe9")
    finished = lint(project)

    assert finished.exit_code == 2
    assert "broken.tf:1  unreadable  it is not HCL" in finished.output
    assert "latin.sh:1  unreadable  it is not UTF-8 text: byte 16" in finished.output
    assert "main.tf:1  error" in finished.output


@pytest.mark.parametrize("name", ["missing.tf", "empty"])
def test_nothing_to_read_is_no_clean_run(lint, tmp_path, name):
    (tmp_path / "empty").mkdir()
    finished = lint(tmp_path / name)

    assert finished.exit_code == 2
    assert "there is no file" in finished.said


def test_a_service_that_does_not_answer_is_no_clean_run(lint, project):
    finished = lint(project, AMIDEX_SERVER="http://127.0.0.1:9")

    assert finished.exit_code == 2
    assert "nothing was linted" in finished.said


def test_json_tells_findings_and_what_look_ups_find(lint, project):
    report = lint(project, "--json", "--region", "eu-west-1").json

    assert [one["bound"] for one in report["look_ups"]] == ["owner", "nothing"]
    assert [one["matches"]["winner"]["image_id"] for one in report["look_ups"]] == [NOBLE_ID] * 2
    assert [one["rule"] for one in report["findings"]] == ["no-owner"]


def test_sarif_points_at_the_line(lint, project):
    (project / "broken.tf").write_text('data "aws_ami" {{\n')
    log = lint(project, "--sarif").json

    validate(log, SARIF)
    results = log["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == ["no-owner", "unreadable"]
    place = results[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("project/main.tf")
    assert place["region"] == {"startLine": 1}
    assert {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]} == {*LEVELS, "unreadable"}


def test_links_out_of_a_directory_are_not_followed(lint, project, tmp_path):
    (tmp_path / "outside.tf").write_text(UNBOUND)
    (project / "link.tf").symlink_to(tmp_path / "outside.tf")
    (project / "circle").symlink_to(project, target_is_directory=True)

    assert json.loads(lint(project, "--json").output)["files"] == 3


def test_every_rule_is_documented_with_its_level():
    page = (ROOT / "docs" / "LINT.md").read_text()
    for rule, level in LEVELS.items():
        assert f"### `{rule}`\n\n**{level.value.title()}.**" in page


def test_the_hook_is_the_command():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())

    assert (hook["id"], hook["entry"], hook["language"]) == ("amidex-lint", "amidex lint", "python")
