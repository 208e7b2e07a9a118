"""docs/RECIPES.md as its parts, and a place to run them in."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.docs.pages import ROOT

TEXT = (ROOT / "docs" / "RECIPES.md").read_text("utf-8")
URL = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Block:
    """One code block: its language and text, and the heading it stands under."""

    heading: str
    language: str
    text: str

    def at(self, url: str) -> str:
        """The text with the service at another URL."""
        return self.text.replace(URL, url)


def blocks() -> list[Block]:
    found = []
    for section in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]:
        heading = section.partition("\n")[0]
        found += [
            Block(heading, *block) for block in re.findall(r"```(\w+)\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
        ]
    return found


def block(heading: str, language: str) -> Block:
    """The one block of a language under the heading that begins so."""
    (found,) = [one for one in blocks() if one.heading.startswith(heading) and one.language == language]
    return found


def environment(url: str, home: Path) -> dict[str, str]:
    """Where `amidex` and the commands of this environment are found, and nobody's settings but the service's URL."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "AMIDEX_", "ANSIBLE_"))}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "AMIDEX_SERVER": url,
        "AMIDEX_DATA_DIR": str(home / "none"),
        "HOME": str(home),
        "NO_PROXY": "127.0.0.1",
    }
