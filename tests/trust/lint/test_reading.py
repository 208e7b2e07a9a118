"""What is read of files, in every language, and what becomes of those that are broken, huge or malicious."""

import pytest

from trust.lint.look_up import MOST_LOOK_UPS, Values
from trust.lint.reading import LARGEST_FILE_CHARACTERS, LARGEST_HCL_CHARACTERS, read

ID = "ami-0123456789abcdef0"
TERRAFORM = """\
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "virginia"
  region = "us-east-1"
}
variable "owner" { default = "099720109477" }
locals { names = ["ubuntu/*"] }
data "aws_ami" "ubuntu" {
  most_recent = true
  owners      = [var.owner, local.elsewhere, "${var.prefix}-x"]
  filter {
    name   = "name"
    values = local.names
  }
}
data "aws_ami_ids" "all" {
  provider = aws.virginia
  owners   = []
  dynamic "filter" {
    for_each = var.filters
    content {
      name   = filter.key
      values = filter.value
    }
  }
}
"""
PACKER = """\
source "amazon-ebs" "web" {
  region = "us-east-1"
  source_ami_filter {
    filters = {
      name                  = "debian-12-*"
      "virtualization-type" = "hvm"
    }
    owners      = ["136693071363"]
    most_recent = true
  }
}
data "amazon-ami" "other" {
  filters = { name = "x" }
}
"""
PACKER_JSON = """\
{"variables": {"owners": "self,099720109477"},
\t"builders": [
  {"type": "amazon-ebs", "region": "us-west-2",
   "source_ami_filter": {"filters": {"name": "ubuntu*"}, "owners": ["{{user `owners`}}", "{{user `more`}}"]}}]}
"""
SHELL = """\
#!/bin/bash
OWNER=099720109477
AMI=$(aws --region eu-west-1 ec2 describe-images \\
  --filters "Name=name,Values=ubuntu*,debian*" \\
  --filters 'Name=state,Values=available' \\
  --owners $OWNER "$MORE" --query 'sort_by(Images,&CreationDate)[-1].`x`' | jq .)
# aws ec2 describe-images --filters Name=name,Values=commented-out
aws ec2 describe-images --filter Name=name,Values=a* Name=owner-id,Values=099720109477; echo done --owners nobody
ids="$(aws ec2 describe-images --filters '[{"Name":"name","Values":["q"]}]')" --owners nobody
aws ec2 describe-images --filters file://filters.json
aws ec2 describe-images --owners '$OWNER'
"""
BOTO3 = """\
import boto3
ec2 = boto3.client("ec2", region_name="eu-west-1")
NAMES = [{"Name": "name", "Values": ["ubuntu*"]}]
ec2.describe_images(Owners=["amazon", owner], Filters=NAMES, IncludeDeprecated=True)
ec2.describe_images(**arguments)
ec2.get_paginator("describe_images").paginate(Filters=make_filters())
boto3.resource("ec2", region_name="us-east-2").images.filter(Owners=["self"])
article.images.filter(name="cover")
MachineImage.lookup(name="al2023*", owners=["amazon"], filters={"architecture": ["x86_64"]})
"""
TYPESCRIPT = """\
const image = ec2.MachineImage.lookup({
  name: 'ubuntu*', // the newest
  owners: ['099720109477', owner],
  filters: { 'virtualization-type': ['hvm'] },
});
new DescribeImagesCommand({ Filters: [{ Name: "name", Values: [`a${b}`, "x" + y] }], ...more });
client.describeImages(parameters, (error, data) => {});
// ec2.MachineImage.lookup({ name: 'commented' })
"""
CLOUDFORMATION = f"""\
Mappings:
  Images:
    us-east-1:
      AMI: {ID}
    eu-west-1: {{AMI: ami-0123456789abcdef1}}
Resources:
  Web:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: !FindInMap [Images, !Ref "AWS::Region", AMI]
"""
ANSIBLE = """\
- hosts: all
  tasks:
    - amazon.aws.ec2_ami_info:
        owners: "{{ owner }}"
        region: eu-west-1
        filters:
          name: "ubuntu*"
    - shell: |
        set -e
        aws ec2 describe-images --filters Name=name,Values=x*
"""
MARKDOWN = f"""\
# Images

```console
$ aws ec2 describe-images --owners amazon \\
    --filters Name=name,Values=a*
```

    aws ec2 describe-images --owners self

Not a command: aws ec2 describe-images. An id: {ID}

```hcl
data "aws_ami" "shown" {{
  …
```
"""


def look_ups(file, text):
    found = read(file, text)
    assert found.broken == []
    return found.look_ups


def filters(look_up):
    return {one.name: one.values.known for one in look_up.filters}


def test_terraform_with_its_locals_defaults_and_the_region_of_its_provider():
    ubuntu, everything = look_ups("main.tf", TERRAFORM)

    assert (ubuntu.subject, ubuntu.line, ubuntu.region) == ("data.aws_ami.ubuntu", 8, "eu-west-1")
    assert ubuntu.owners == Values(known=("099720109477",), open=("${local.elsewhere}", "${var.prefix}-x"))
    assert filters(ubuntu) == {"name": ("ubuntu/*",)}
    assert ubuntu.most_recent is True
    assert (everything.owners, everything.region, everything.open) == (None, "us-east-1", ("dynamic filter",))


def test_packer_in_both_of_its_languages():
    web, other = look_ups("web.pkr.hcl", PACKER)
    assert (web.line, web.region, web.owners) == (3, "us-east-1", Values(known=("136693071363",)))
    assert filters(web) == {"name": ("debian-12-*",), "virtualization-type": ("hvm",)}
    assert (other.subject, other.owners) == ("data.amazon-ami.other", None)

    (builder,) = look_ups("template.json", PACKER_JSON)
    assert builder.owners == Values(known=("self", "099720109477"), open=("{{user `more`}}",))
    assert (builder.region, builder.line, filters(builder)) == ("us-west-2", 4, {"name": ("ubuntu*",)})


def test_the_aws_cli_in_scripts_with_continued_lines_variables_and_options_given_twice():
    captured, short, as_json, from_file, literal = look_ups("find.sh", SHELL)

    assert (captured.line, captured.region, captured.most_recent) == (3, "eu-west-1", True)
    assert captured.owners == Values(known=("099720109477",), open=("$MORE",))
    assert filters(captured) == {"state": ("available",)}
    assert captured.dropped == ("--filters 'Name=name,Values=ubuntu*,debian*'",)
    assert (short.line, filters(short)) == (8, {"name": ("a*",), "owner-id": ("099720109477",)})
    assert short.owners is as_json.owners is None
    assert filters(as_json) == {"name": ("q",)}
    assert from_file.open == ("--filters file://filters.json",)
    assert literal.owners == Values(known=("$OWNER",))


def test_boto3_and_the_cdk_in_python():
    client, spread, pages, resource, cdk = look_ups("find.py", BOTO3)

    assert (client.line, client.region, client.include_deprecated) == (4, "eu-west-1", True)
    assert client.owners == Values(known=("amazon",), open=("owner",))
    assert filters(client) == {"name": ("ubuntu*",)}
    assert spread.open == ("**arguments",)
    assert pages.open == ("Filters=make_filters()",)
    assert (resource.owners, resource.region) == (Values(known=("self",)), "us-east-2")
    assert filters(cdk) == {"name": ("al2023*",), "architecture": ("x86_64",)}


def test_typescript_as_far_as_it_is_written_out():
    cdk, sdk, callback = look_ups("stack.ts", TYPESCRIPT)

    assert cdk.owners == Values(known=("099720109477",), open=("owner",))
    assert filters(cdk) == {"name": ("ubuntu*",), "virtualization-type": ("hvm",)}
    assert sdk.filters[0].values.known == ()
    assert len(sdk.filters[0].values.open) == 2
    assert sdk.open == ("...",)
    assert callback.open == ("parameters",)


def test_cloudformation_maps_ids_from_regions():
    found = read("stack.yaml", CLOUDFORMATION)

    assert [(use.line, use.image_id, use.region) for use in found.images] == [
        (4, ID, "us-east-1"),
        (5, "ami-0123456789abcdef1", "eu-west-1"),
    ]


def test_ansible_and_scripts_inside_of_yaml():
    module, script = look_ups("site.yml", ANSIBLE)

    assert (module.subject, module.line) == ("amazon.aws.ec2_ami_info", 3)
    assert (module.owners, module.region) == (Values(open=("{{ owner }}",)), "eu-west-1")
    assert (script.line, filters(script)) == (10, {"name": ("x*",)})


def test_code_blocks_of_a_document_and_no_prose():
    found = read("README.md", MARKDOWN)

    assert [(one.line, one.owners) for one in found.look_ups] == [
        (4, Values(known=("amazon",))),
        (8, Values(known=("self",))),
    ]
    assert [use.line for use in found.images] == [10]
    assert found.broken == []


def test_ids_are_found_in_every_language_and_not_in_comments():
    text = f'# {ID}\nx = "{ID}"\nusWest = {{ "us-west-2": "{ID}" }}\nprefix-{ID}-suffix {ID}0\n'

    assert [(use.line, use.region) for use in read("settings.py.txt", text).images] == [(2, None), (3, "us-west-2")]


def test_a_comment_switches_rules_off_for_its_line_and_the_next():
    text = f"# amidex:ignore[image-gone, no-owner] why\nx={ID}\ny={ID} # amidex:ignore\n\nz={ID}\n"

    assert [use.ignore for use in read("a.sh", text).images] == [("image-gone", "no-owner"), ("*",), ()]


@pytest.mark.parametrize(
    ("file", "text", "line", "why"),
    [
        ("main.tf", 'data "aws_ami" "x" {\n  owners = [\n}\n', 3, "not HCL"),
        ("x.pkr.hcl", "source_ami_filter {{\n", 1, "not HCL"),
        ("find.py", "ec2.describe_images(\n", 1, "not Python"),
        ("site.yml", "- ec2_ami_info:\n  - x: [\n", 3, "not YAML"),
        ("anchors.yml", f"a: *nothing\nb: {ID}\n", None, "names nothing"),
        ("template.json", '{"source_ami": ', 2, "not YAML"),
    ],
)
def test_a_broken_file_is_told_with_its_line(file, text, line, why):
    (broken,) = read(file, text).broken

    assert (broken.file, broken.line) == (file, line)
    assert why in broken.why


def test_what_does_not_speak_of_images_is_not_parsed_however_broken_it_is():
    assert read("main.tf", "resource {{{{").broken == []


ALIASES = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + depth)}: &{chr(98 + depth)} [{','.join([f'*{chr(97 + depth)}'] * 9)}]\n" for depth in range(20)
)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("billion.yaml", f"{ALIASES}z: {ID}\n"),
        ("deep.yaml", f"# {ID}\n" + "[" * 100_000),
        ("deep.json", f'{{"a": "{ID}", "b": {"[" * 100_000}{"]" * 100_000}}}'),
        ("deep.tf", f'data "aws_ami" "x" {{\n  a = {"[" * 5_000}{"]" * 5_000}\n}}\n'),
        ("deep.py", f"describe_images\na = {'(' * 5_000}{')' * 5_000}\n"),
        ("deep.ts", "MachineImage.lookup(" + "[" * 10_000),
        ("many.ts", "MachineImage.lookup(" * 20_000),
        ("open.sh", "aws ec2 describe-images '" * 10_000),
        ("words.sh", "aws " * 50_000 + " ec2 describe-images"),
        ("line.sh", f"{ID} " * 40_000),
        ("huge.tf", 'data "aws_ami" "x" {}\n' * (LARGEST_HCL_CHARACTERS // 20)),
        ("huge.sh", f"{ID}\n" * (LARGEST_FILE_CHARACTERS // 20)),
        ("10-megabytes.json", f'["{ID}",\n' * 450_000),
    ],
)
def test_what_is_made_to_exhaust_a_reader_does_not(file, text):
    found = read(file, text)  # a bomb would take hours, or the process

    assert len(found.look_ups) <= MOST_LOOK_UPS
    assert len(found.images) <= MOST_LOOK_UPS
