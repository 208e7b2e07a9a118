"""Terraform's JSON syntax says what its own language says."""

from tests.trust.lint.test_reading import TERRAFORM, look_ups
from trust.lint.look_up import Form, Values

# As TERRAFORM.
TERRAFORM_JSON = """\
{"locals": [{"names": ["ubuntu/*"]}],
 "variable": {"owner": {"default": "099720109477"}, "prefix": {}},
 "provider": {"aws": [{"region": "eu-west-1"}, {"alias": "virginia", "region": "us-east-1"}]},
 "data": {
  "aws_ami": {
   "ubuntu":
    {"most_recent": true,
     "owners": ["${var.owner}", "${local.elsewhere}", "${var.prefix}-x"],
     "filter": {"name": "name", "values": "${local.names}"}}},
\t"aws_ami_ids": [{"all": {
     "provider": "aws.virginia", "owners": [],
     "dynamic": {"filter": {"for_each": "${var.filters}", "content": {"name": "${filter.key}"}}}}}]}}
"""


def test_terraform_says_the_same_in_json():
    told = look_ups("main.tf.json", TERRAFORM_JSON)

    assert [one.line for one in told] == [7, 10]
    assert {one.form for one in told} == {Form.TERRAFORM_JSON}
    same = [one.model_copy(update={"file": "main.tf", "line": 0, "form": Form.TERRAFORM}) for one in told]
    assert same == [one.model_copy(update={"line": 0}) for one in look_ups("main.tf", TERRAFORM)]


def test_terraform_in_json_that_is_something_else_is_passed_over():
    assert look_ups("main.tf.json", '{"data": {"aws_ami": [1, {"x": 2}], "other": null}, "locals": "x"}') == []


def test_names_that_lead_to_themselves_lead_nowhere():
    (one,) = look_ups(
        "a.tf.json", '{"locals": {"a": "${local.a}"}, "data": {"aws_ami": {"x": {"owners": ["${local.a}"]}}}}'
    )
    assert one.owners == Values(open=("${local.a}",))
