"""Reads a file for look-ups and image ids, by what its name says it is. Pure: it is given the text, and opens nothing.

A file that says nothing of images is not parsed at all; one that does and is broken is told, with the line.
"""

import re
from collections.abc import Callable
from itertools import islice
from pathlib import PurePosixPath
from typing import TypeVar

from pydantic import ValidationError

from trust.lint.look_up import ALL_RULES, MOST_LOOK_UPS, Broken, ImageUse, LookUp, Reading, UnreadableError
from trust.lint.readers.image_ids import image_uses
from trust.lint.readers.javascript import read_javascript
from trust.lint.readers.markdown import read_markdown
from trust.lint.readers.packer import read_packer, read_packer_json
from trust.lint.readers.python_calls import read_python
from trust.lint.readers.shell import read_shell
from trust.lint.readers.terraform import read_terraform
from trust.lint.readers.terraform_json import read_terraform_json
from trust.lint.readers.yaml_files import read_yaml

LARGEST_FILE_CHARACTERS = 1_000_000
# python-hcl2 reads some 35,000 characters a second.
LARGEST_HCL_CHARACTERS = 200_000
HCL = frozenset({".tf", ".tofu", ".hcl"})
MARKED = frozenset({".json", ".yaml", ".yml", ".template"})
Regions = dict[tuple[int, str], str]
READERS: dict[str, Callable[[str, str], Reading]] = {
    **dict.fromkeys((".tf", ".tofu"), read_terraform),
    ".hcl": read_packer,
    ".py": read_python,
    **dict.fromkeys((".ts", ".tsx", ".js", ".mjs", ".cjs"), read_javascript),
    **dict.fromkeys((".md", ".markdown"), read_markdown),
    **dict.fromkeys((".sh", ".bash", ".zsh"), read_shell),
}
# Those that are looked at in a directory; variables of Terraform's hold ids.
SUFFIXES = frozenset({*READERS, *MARKED, ".tfvars"})
DOCUMENTS = frozenset({".md", ".markdown"})

# Whatever looks images up or names one has one of these in it.
SPEAKS_OF_IMAGES = re.compile(
    r"aws_ami|amazon-ami|source_ami|describe-images|describe_images|images\s*\.\s*filter|MachineImage"
    r"|DescribeImagesCommand|describeImages|ec2_ami_|\ba[kmr]i-[0-9a-f]{8}"
)
_IGNORE = re.compile(r"(?:#|//|<!--)\s*amidex:ignore(?:\[(?P<rules>[\w\s,-]*)\])?")
_SHEBANG = re.compile(r"#!.*\b(?:ba|z|da|k)?sh\b")


Placed = TypeVar("Placed", LookUp, ImageUse)


def read(file: str, text: str) -> Reading:
    """Everything in a file. `file` is its name as messages tell it; its ending says what it is."""
    if not SPEAKS_OF_IMAGES.search(text):
        return Reading()
    suffix = PurePosixPath(file).suffix.lower()
    largest = LARGEST_HCL_CHARACTERS if suffix in HCL else LARGEST_FILE_CHARACTERS
    if len(text) > largest:
        why = f"it names images and has more than {largest:,} characters; split it, or leave it out"
        return Reading(broken=[Broken(file=file, why=why)])
    found = Reading()
    regions: Regions = {}
    try:
        found, regions = _parsed(file, suffix, text)
    except UnreadableError as error:
        found.broken.append(Broken(file=file, line=error.line, why=str(error)[:1_000]))
    except RecursionError:
        found.broken.append(Broken(file=file, why="it nests too deep to be read"))
    except ValidationError as error:
        found.broken.append(Broken(file=file, why=f"a look-up is too big to be one: {error.errors()[0]['msg']}"))
    uses = image_uses(file, text, regions, comments=suffix in DOCUMENTS)
    found.images += islice(uses, MOST_LOOK_UPS + 1)
    for kind, listed in (("look-ups", found.look_ups), ("image ids", found.images)):
        if len(listed) > MOST_LOOK_UPS:
            found.broken.append(
                Broken(file=file, why=f"it has more than {MOST_LOOK_UPS} {kind}; the rest was not read")
            )
    ignored = _ignored(text)
    return Reading(
        look_ups=[_marked(one, ignored) for one in found.look_ups[:MOST_LOOK_UPS]],
        images=[_marked(one, ignored) for one in found.images[:MOST_LOOK_UPS]],
        broken=found.broken,
    )


def _parsed(file: str, suffix: str, text: str) -> tuple[Reading, Regions]:
    """What is in a text, and the region of each (line, id) that is mapped from one. Raises UnreadableError."""
    if suffix in MARKED:
        # JSON allows tabs where YAML does not, and only there.
        found, regions = read_yaml(file, text.replace("\t", " ") if text.lstrip().startswith("{") else text)
        if suffix == ".json":
            reader = read_terraform_json if file.lower().endswith((".tf.json", ".tofu.json")) else read_packer_json
            found.add(reader(file, text))
        return found, regions
    reads = READERS.get(suffix)
    if reads is None and (suffix == "" or _SHEBANG.match(text)):
        reads = read_shell
    return reads(file, text) if reads else Reading(), {}


def _ignored(text: str) -> dict[int, tuple[str, ...]]:
    """By line, the rules that a comment on it switches off: for that line, and for the next."""
    found: dict[int, tuple[str, ...]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        comment = _IGNORE.search(line) if "amidex:ignore" in line else None
        if comment:
            rules = tuple(name.strip() for name in (comment["rules"] or ALL_RULES).split(",") if name.strip())
            for one in (number, number + 1):
                found[one] = found.get(one, ()) + rules
    return found


def _marked(one: Placed, ignored: dict[int, tuple[str, ...]]) -> Placed:
    rules = ignored.get(one.line)
    return one.model_copy(update={"ignore": rules}) if rules else one
