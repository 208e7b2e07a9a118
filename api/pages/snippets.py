"""How to launch a release's family in the tools that people use, with its owners pinned.

A name without an owner is anybody's to win; so every snippet that looks up by name names the accounts. What is written
into them comes from strangers: each is quoted by the rules of its own language.
"""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.answers.release import ReleaseAnswer
from catalog.family import family_pattern

LABEL = "amidex"
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text to paste. `key` names it in the page."""

    key: str
    title: str
    about: str
    text: str


def snippets(release: ReleaseAnswer, region: str) -> list[Snippet]:
    """The snippets for a release, where they name a region for this one."""
    pattern = family_pattern(release.name)
    newest = "The newest of its family, from its own accounts alone."
    return [
        Snippet("terraform", "Terraform", newest, _terraform(pattern, release.owner_ids)),
        Snippet("cloudformation", "CloudFormation", "This very release, in each region.", _cloudformation(release)),
        Snippet("cli", "AWS CLI", newest, _cli(pattern, release.owner_ids, region)),
        Snippet("packer", "Packer", newest, _packer(pattern, release, region)),
    ]


def _terraform(pattern: str, owners: Sequence[str]) -> str:
    return f"""data "aws_ami" "{LABEL}" {{
  most_recent = true
  owners      = {_hcl_list(owners)}

  filter {{
    name   = "name"
    values = [{_hcl(pattern)}]
  }}
}}
"""


def _packer(pattern: str, release: ReleaseAnswer, region: str) -> str:
    filters = {"name": pattern}
    if len(release.root_device_types) == 1:
        filters["root-device-type"] = release.root_device_types[0]
    lines = "\n".join(f"{INDENT * 2}{_hcl(name)} = {_hcl(value)}" for name, value in filters.items())
    return f"""source "amazon-ebs" "{LABEL}" {{
  region = {_hcl(region)}

  source_ami_filter {{
    most_recent = true
    owners      = {_hcl_list(release.owner_ids)}
    filters = {{
{lines}
    }}
  }}
}}
"""


def _cloudformation(release: ReleaseAnswer) -> str:
    """A mapping, since a template cannot look an image up by name."""
    images: Mapping[str, str] = {
        image.region: image.image_id
        for image in sorted(release.images, key=lambda image: (image.created_at is None, image.created_at))
        if image.gone_at is None
    }
    lines = "\n".join(f"{INDENT}{region}:\n{INDENT}  Id: {images[region]}" for region in sorted(images))
    return f"""Mappings:
  Image:
{lines}

# ImageId: !FindInMap [Image, !Ref AWS::Region, Id]
"""


def _cli(pattern: str, owners: Sequence[str], region: str) -> str:
    # As JSON: in the short form, commas in a name would make several of it.
    filters = json.dumps([{"Name": "name", "Values": [pattern]}])
    return f"""aws ec2 describe-images --region {region} \\
  --owners {" ".join(owners)} \\
  --filters {shlex.quote(filters)} \\
  --query 'sort_by(Images, &CreationDate)[-1].ImageId' --output text
"""


def _hcl(text: str) -> str:
    """A string of HCL, in which templates are only text."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def _hcl_list(texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return f"[{_hcl(texts[0])}]"
    lines = "".join(f"{INDENT}{_hcl(text)},\n" for text in texts)
    return f"[\n{lines}  ]"
