"""Recipes, as far as they run without the tools that they are for: their own parsers, the linter, and the shell."""

import json
import stat
import subprocess
from pathlib import Path

import hcl2
import pytest
import yaml

from tests.api.conftest import NOBLE_IRELAND, image_id
from tests.docs.recipes import block, blocks, environment
from trust.lint.reading import read

NOBLE = image_id(NOBLE_IRELAND)


def run(script, url, tmp_path):
    return subprocess.run(
        ["sh", "-euc", script],
        env=environment(url, tmp_path) | {"PATH": f"{tmp_path}:{environment(url, tmp_path)['PATH']}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def stand_in(tmp_path: Path, name: str, script: str) -> None:
    """A command of this name, in place of a tool that is not here: it writes down how it was called."""
    file = tmp_path / name
    file.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {name}.called\n{script}\n')
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def test_every_recipe_has_its_blocks():
    assert [(one.heading.partition(":")[0], one.language) for one in blocks()] == [
        ("Terraform", "hcl"),
        ("Terraform", "hcl"),
        ("Packer", "hcl"),
        ("Packer", "sh"),
        ("CloudFormation, by a parameter of SSM", "sh"),
        ("CloudFormation, by a parameter of SSM", "yaml"),
        ("GitHub Actions", "yaml"),
        ("pre-commit", "yaml"),
        ("Ansible", "yaml"),
    ]


@pytest.mark.parametrize("recipe", blocks(), ids=lambda one: f"{one.heading} {one.language}")
def test_a_recipe_is_what_it_says_and_its_look_ups_are_bound(recipe):
    suffix = {"hcl": ".tf", "sh": ".sh", "yaml": ".yaml"}[recipe.language]
    if recipe.language == "hcl":
        assert hcl2.loads(recipe.text)
    if recipe.language == "yaml":
        assert list(yaml.compose_all(recipe.text))
    found = read(f"recipe{suffix}", recipe.text)
    assert found.broken == []
    assert all(one.owners is not None for one in found.look_ups)


def test_terraforms_external_program_prints_texts_by_name(url, tmp_path):
    (data,) = hcl2.loads(block("Terraform: ask", "hcl").text)["data"]
    program = data['"external"']['"ubuntu"']["program"]
    assert [part.strip('"') for part in program[:2]] == ["sh", "-c"]
    script = "\n".join(program[2].splitlines()[1:-1])
    finished = run(script, url, tmp_path)

    assert json.loads(finished.stdout) == {"id": NOBLE}, finished.stderr
    nothing = run(script.replace("24.04", "3.11"), url, tmp_path)
    assert (nothing.returncode != 0, nothing.stdout) == (True, "")


def test_packer_gets_the_image_and_its_manifest_is_checked(url, tmp_path):
    manifest = {"builds": [{"name": "web", "artifact_id": None, "custom_data": {"source_ami": NOBLE}}]}
    stand_in(tmp_path, "packer", f"echo '{json.dumps(manifest)}' > packer-manifest.json")
    finished = run(block("Packer", "sh").text, url, tmp_path)

    assert finished.returncode == 0, finished.stderr
    assert f"source_ami={NOBLE}" in (tmp_path / "packer.called").read_text().splitlines()
    assert f"pass    {NOBLE}" in finished.stdout


def test_the_parameter_of_ssm_gets_the_image(url, tmp_path):
    stand_in(tmp_path, "aws", "")
    finished = run(block("CloudFormation", "sh").text, url, tmp_path)

    assert finished.returncode == 0, finished.stderr
    called = (tmp_path / "aws.called").read_text().splitlines()
    assert called[called.index("--value") + 1] == NOBLE
    assert called[called.index("--data-type") + 1] == "aws:ec2:image"


def test_the_commands_of_the_workflow_run(url, tmp_path):
    (tmp_path / "main.tf").write_text('data "aws_ami" "a" {\n  owners = ["099720109477"]\n}\n')
    (tmp_path / "plan.json").write_text(
        json.dumps({"format_version": "1.2", "planned_values": {"root_module": {"resources": []}}})
    )
    steps = yaml.safe_load(block("GitHub Actions", "yaml").text)["jobs"]["images"]["steps"]
    for step in steps:
        if step.get("id"):
            finished = run(step["run"], url, tmp_path)
            assert finished.returncode == 0, finished.stderr
            assert json.loads((tmp_path / f"{step['id']}.sarif").read_text())["version"] == "2.1.0"
