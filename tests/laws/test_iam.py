"""deploy/iam: the least that AWS has to allow for each thing that Amidex does there, and no call beyond it."""

import ast
import json
from pathlib import Path

import botocore.session
import pytest
from botocore import xform_name

from tests.laws.sources import ROOT, tree
from tests.laws.test_borders import OUTSIDE

# Which policies allow what a module calls.
POLICIES = {
    "crawler/ec2.py": {"crawl", "findings"},
    "cli/account_images.py": {"check-account", "policy-check-account"},
    "cli/launch_permissions.py": {"share"},
}
# It serves the demo's simulated EC2, with moto.
CALLS_NO_AWS = {"cli/demo_server.py"}
SERVICES = ("ec2", "autoscaling", "sts", "ssm")


@pytest.fixture(scope="module")
def actions():
    """Every method of boto3's clients, with the action that it needs. It is called like the operation."""
    session = botocore.session.Session()
    return {
        xform_name(operation): f"{service}:{operation}"
        for service in reversed(SERVICES)
        for operation in session.get_service_model(service).operation_names
    }


def called(module, actions):
    """The actions of methods that a module names, as attributes or to a paginator."""
    names = set()
    for node in ast.walk(tree(Path(module))):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
    return {actions[name] for name in names & set(actions)}


def allowed(policy):
    document = json.loads((ROOT / "deploy" / "iam" / f"{policy}.json").read_text("utf-8"))
    assert all(statement["Effect"] == "Allow" for statement in document["Statement"])
    return [action for statement in document["Statement"] for action in statement["Action"]]


def test_every_module_that_calls_aws_has_its_policies():
    assert OUTSIDE["boto3"] == set(POLICIES) | CALLS_NO_AWS
    kept = {path.stem for path in (ROOT / "deploy" / "iam").glob("*.json")}
    assert kept == {policy for policies in POLICIES.values() for policy in policies}


@pytest.mark.parametrize("module", POLICIES)
def test_policies_allow_what_is_called_and_nothing_else(module, actions):
    granted = {action for policy in POLICIES[module] for action in allowed(policy)}
    assert called(module, actions) == granted


@pytest.mark.parametrize("policy", sorted({policy for policies in POLICIES.values() for policy in policies}))
def test_policies_name_each_action_once_and_none_by_wildcard(policy):
    named = allowed(policy)
    assert len(named) == len(set(named))
    assert not [action for action in named if "*" in action]


def test_what_changes_something_is_allowed_on_images_alone():
    document = json.loads((ROOT / "deploy" / "iam" / "share.json").read_text("utf-8"))
    for statement in document["Statement"]:
        changes = not all(action.startswith(("ec2:Describe", "ec2:Get")) for action in statement["Action"])
        assert (statement["Resource"] == "arn:aws:ec2:*::image/*") is changes
