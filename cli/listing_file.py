"""A listing as a file to fill in: TOML, in which everything that is not said yet is a comment."""

from collections.abc import Mapping
from pathlib import Path

from catalog.safe_sharing import CHECKLISTS, Answered, Platform

HEAD = """\
# What you state of your images, as `amidex listing publish ABOUT FILE` takes it. Take the # away from what you say.
# docs/API.md has each member.

# publisher = "your-slug"                  # one that you speak for; default: who the directory says owns the images
# publisher_url = "https://example.org/images"
# os = "Debian 13"
# features = ["what it is good for", "a line each"]
# description = \"\"\"
# Markdown.
# \"\"\"
# services = ["nginx on 80 and 443"]
# support = "help@example.org"             # or an https:// address
# source_url = "https://example.org/source"

# [[release_notes]]
# date = "2026-01-31"
# text = "What changed, in Markdown."

# The safe-sharing checklist: yes, no or not-applicable. It is shown as your own statement, with its date.
"""


class ListingFileError(Exception):
    """A file is no listing. Says which, and what to do."""


def draft(platform: Platform, answers: Mapping[str, Answered]) -> str:
    """The file, with these answers to the checklist."""
    parts = [HEAD]
    for point in CHECKLISTS[platform]:
        answer = answers.get(point.key)
        shut = "" if answer else "# "
        parts.append(
            f"\n# {point.what}.\n# {point.why}\n{shut}[checklist.{point.key}]\n"
            f'{shut}answer = "{answer or Answered.YES}"\n# note = "how"\n'
        )
    return "".join(parts)


def write_draft(file: Path, platform: Platform, answers: Mapping[str, Answered]) -> None:
    """Write the file; one that is there is left alone. Raises ListingFileError."""
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(draft(platform, answers))
    except OSError as error:
        raise ListingFileError(f"{file} cannot be written: {error.strerror}; name a new file") from error
