"""Markdown: the code blocks of a document, each in its language. Documents show pieces: one that is broken is passed
over and not told.
"""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt

from trust.lint.look_up import Reading, UnreadableError
from trust.lint.readers.javascript import read_javascript
from trust.lint.readers.packer import read_packer, read_packer_json
from trust.lint.readers.python_calls import read_python
from trust.lint.readers.shell import read_shell
from trust.lint.readers.terraform import read_terraform
from trust.lint.readers.yaml_files import read_yaml

Reader = Callable[[str, str], Reading]


def _hcl(file: str, text: str) -> Reading:
    found = read_terraform(file, text)
    found.add(read_packer(file, text))
    return found


def _yaml(file: str, text: str) -> Reading:
    return read_yaml(file, text)[0]


READERS: dict[str, Reader] = {
    **dict.fromkeys(("hcl", "terraform", "tf", "packer"), _hcl),
    **dict.fromkeys(("sh", "bash", "shell", "zsh", "console", "shell-session", ""), read_shell),
    **dict.fromkeys(("python", "py"), read_python),
    **dict.fromkeys(("ts", "typescript", "js", "javascript"), read_javascript),
    **dict.fromkeys(("yaml", "yml"), _yaml),
    "json": read_packer_json,
}


def read_markdown(file: str, text: str) -> Reading:
    """The look-ups of a document's code blocks."""
    found = Reading()
    for token in MarkdownIt("commonmark").parse(text):
        if token.type not in ("fence", "code_block") or token.map is None:
            continue
        language = re.split(r"[\s,{:]", token.info.strip().lower())[0]
        reader = READERS.get(language)
        if reader is None:
            continue
        content = re.sub(r"^\$ ", "", token.content, flags=re.MULTILINE)
        above = token.map[0] + (1 if token.type == "fence" else 0)
        try:
            look_ups = reader(file, content).look_ups
        except (UnreadableError, RecursionError):
            continue
        found.look_ups += [one.model_copy(update={"line": one.line + above}) for one in look_ups]
    return found
