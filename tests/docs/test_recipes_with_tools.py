"""Recipes with the very tools that they are for: `make test-tools`."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.api.conftest import NOBLE_IRELAND, image_id
from tests.api.ec2.tool_environments import tool
from tests.docs.pages import ROOT
from tests.docs.recipes import block, environment

pytestmark = [pytest.mark.tools, pytest.mark.timeout(900)]
NOBLE = image_id(NOBLE_IRELAND)


def run(arguments, url, tmp_path, **more):
    return subprocess.run(
        [str(one) for one in arguments],
        env=environment(url, tmp_path) | more,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )


def test_terraform_plans_with_the_image_of_the_catalog(url, tmp_path):
    """Terraform comes from no package registry of Python's: this runs where it is installed, with its AWS provider."""
    terraform = shutil.which("terraform")
    if terraform is None:
        pytest.skip("terraform is not installed")
    (tmp_path / "main.tf").write_text(block("Terraform: look up", "hcl").at(url))
    own = {name: value for name, value in os.environ.items() if name.startswith("TF_")}
    started = run([terraform, "init", "-no-color", "-input=false"], url, tmp_path, **own)
    if started.returncode:
        pytest.skip(f"terraform's AWS provider cannot be installed here: {started.stderr.strip()[:200]}")
    planned = run([terraform, "plan", "-no-color", "-input=false", "-refresh=true"], url, tmp_path, **own)

    assert NOBLE in planned.stdout, planned.stdout + planned.stderr
    formatted = run([terraform, "fmt", "-check", "-diff", "main.tf"], url, tmp_path, **own)
    assert formatted.returncode == 0, formatted.stdout


def test_the_workflow_is_one_by_githubs_own_schema(url, tmp_path):
    commands = tool("check-jsonschema", "check-jsonschema==0.39.0")
    (tmp_path / "images.yml").write_text(block("GitHub Actions", "yaml").text)
    checked = run(
        [commands / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", "images.yml"], url, tmp_path
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_template_is_one_by_cfn_lint(url, tmp_path):
    commands = tool("cfn-lint", "cfn-lint==1.58.0")
    (tmp_path / "web.yaml").write_text(block("CloudFormation", "yaml").text)
    checked = run([commands / "cfn-lint", "web.yaml"], url, tmp_path)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_ansible_finds_the_image_by_both_ways(url, tmp_path):
    commands = tool("ansible", "ansible==12.3.0", "boto3")
    (tmp_path / "site.yml").write_text(block("Ansible", "yaml").at(url))
    here = {"PATH": f"{commands}{os.pathsep}{environment(url, tmp_path)['PATH']}", "ANSIBLE_LOCALHOST_WARNING": "False"}
    played = run([commands / "ansible-playbook", "site.yml"], url, tmp_path, **here)

    assert played.returncode == 0, played.stdout + played.stderr
    assert "ok=3" in played.stdout


def test_pre_commit_runs_the_hook_and_stops_what_is_not_bound(url, tmp_path):
    commands = tool("pre-commit", "pre-commit==4.7.0")
    for arguments in (["init", "-q"], ["config", "user.email", "a@example.com"], ["config", "user.name", "a"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    bound = 'data "aws_ami" "a" {\n  owners = ["099720109477"]\n  filter {\n    name = "name"\n'
    bound += '    values = ["u*"]\n  }\n}\n'
    (tmp_path / "bound.tf").write_text(bound)
    (tmp_path / "unbound.tf").write_text(bound.replace('  owners = ["099720109477"]\n', ""))
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    # The hook itself, installed as pre-commit installs it but from this checkout, whose commit is any commit.
    hook = [commands / "pre-commit", "try-repo", ROOT, "amidex-lint", "--files"]
    good = run([*hook, "bound.tf"], url, tmp_path)
    assert good.returncode == 0, good.stdout + good.stderr
    bad = run([*hook, "bound.tf", "unbound.tf"], url, tmp_path)

    assert bad.returncode == 1
    assert "unbound.tf:1  error  no-owner" in bad.stdout
    assert sys.executable not in bad.stdout
