"""The aws CLI in shell scripts: each `aws ec2 describe-images`, with its continued lines, taken apart by shlex."""

import json
import re
import shlex
from collections.abc import Iterator
from itertools import islice

from trust.lint.look_up import MOST_LOOK_UPS, Form, LookUp, NamedValues, Reading, Values

_COMMAND = re.compile(r"\baws\b(?P<before>(?:[^\n|;&#]|\\\n){0,200}?)\bec2(?:\s|\\\n)+describe-images\b")
_ASSIGNED = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(\w+)=(?:\"([^\"$`\n]*)\"|'([^'\n]*)'|([^\s\"'$`;&|]+))[ \t]*$", re.MULTILINE
)
_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_LITERAL_DOLLAR = "\x00"
_ENDS = frozenset("|;&\n")

# argparse, by which the CLI reads its options, takes any beginning that is unique.
OPTIONS = ("--owners", "--filters", "--image-ids", "--executable-users", "--region", "--query", "--include-deprecated")
LONGEST_COMMAND_CHARACTERS = 5_000
REGION_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")


def read_shell(file: str, text: str) -> Reading:
    """The look-ups of a script; what else is in it is passed over."""
    assigned = _assignments(text)
    found = Reading()
    for command in islice(_COMMAND.finditer(text), MOST_LOOK_UPS):
        begins = text.rfind("\n", 0, command.start()) + 1
        if "#" in re.sub(r"\S#", "", text[begins : command.start()]):
            continue
        written = _until_end(text, command.end())
        line = text.count("\n", 0, command.start()) + 1
        found.look_ups.append(_look_up(file, line, f"{command['before']} {written}", assigned))
    return found


def _assignments(text: str) -> dict[str, str]:
    """Variables that the script sets once, to a text."""
    found: dict[str, list[str]] = {}
    for name, *forms in _ASSIGNED.findall(text):
        found.setdefault(name, []).append("".join(forms))
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def _until_end(text: str, start: int) -> str:
    """The rest of a command on one line, a dollar sign in single quotes marked as one that means nothing."""
    written: list[str] = []
    quote, depth, place = "", 0, start
    while place < min(len(text), start + LONGEST_COMMAND_CHARACTERS):
        character = text[place]
        place += 1
        if character == "\\" and quote != "'":
            following = text[place : place + 1]
            place += 1
            written.append(" " if following == "\n" else f"\\{following}")
            continue
        if quote:
            quote = "" if character == quote else quote
            written.append(_LITERAL_DOLLAR if quote == "'" and character == "$" else character)
            continue
        if character in "'\"":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        if depth < 0 or character == "`" or (depth == 0 and character in _ENDS):
            break
        written.append(character)
    return "".join(written)


def _look_up(file: str, line: int, command: str, assigned: dict[str, str]) -> LookUp:
    options, dropped, unresolved = _options(command, assigned)
    filters: list[NamedValues] = []
    for word in options.get("--filters", []):
        read = _filters(word)
        if read is None:
            unresolved.append(f"--filters {word}")
        else:
            filters += read
    region = options.get("--region") or [assigned[name] for name in REGION_VARIABLES if name in assigned]
    owners = options.get("--owners")
    return LookUp(
        file=file,
        line=line,
        form=Form.AWS_CLI,
        subject="aws ec2 describe-images",
        region=next((word for word in region if "$" not in word), None),
        owners=_values(owners) if owners else None,
        filters=tuple(filters),
        image_ids=_values(options.get("--image-ids", [])),
        most_recent=any("sort_by" in word for word in options.get("--query", [])),
        include_deprecated="--include-deprecated" in options,
        dropped=tuple(f"{option} {shlex.join(words)}"[:1_000] for option, words in dropped.items()),
        open=tuple(unresolved),
    )


Options = dict[str, list[str]]


def _options(command: str, assigned: dict[str, str]) -> tuple[Options, Options, list[str]]:
    """The values of each option that counts, those of options given again later, and what cannot be read."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        return {}, {}, [f"the command: {error}"]
    found: Options = {}
    dropped: Options = {}
    unresolved: list[str] = []
    current: list[str] | None = None
    for raw in words:
        word = _REFERENCE.sub(lambda named: assigned.get(named[1] or named[2], named[0]), raw)
        if word.startswith("--"):
            name, equals, value = word.partition("=")
            option = next((one for one in OPTIONS if one.startswith(name) and len(name) > 4), name)
            if option in ("--cli-input-json", "--cli-input-yaml"):
                unresolved.append(word)
            if option in found and option in ("--filters", "--owners"):
                dropped.setdefault(option, []).extend(found[option])
            current = found[option] = [value] if equals else []
        elif current is not None:
            current.append(word)
        elif "$" in word:
            unresolved.append(word)
    return found, dropped, unresolved


def _values(words: list[str]) -> Values:
    # The CLI takes `--owners a,b` for one owner of that name; people who write it mean two.
    pieces = [piece for word in words for piece in word.split(",") if piece]
    return Values(
        known=tuple(piece.replace(_LITERAL_DOLLAR, "$") for piece in pieces if "$" not in piece),
        open=tuple(piece for piece in pieces if "$" in piece),
    )


def _filters(word: str) -> list[NamedValues] | None:
    """The filters of one word: in the CLI's shorthand one, in JSON some. None where it is neither."""
    if word.startswith(("[", "{")):
        try:
            given = json.loads(word)
            return [
                NamedValues(name=str(one["Name"]), values=_values([str(value) for value in one["Values"]]))
                for one in (given if isinstance(given, list) else [given])
            ]
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
    parts: dict[str, list[str]] = {}
    current: list[str] | None = None
    for piece in _pieces(word):
        key = re.match(r"(Names?|Values?)=", piece)
        if key:
            current = parts.setdefault(key[1].rstrip("s"), [])
            piece = piece[key.end() :]  # noqa: PLW2901
        if current is None:
            return None
        current.append(piece.strip("[]'\""))
    if not parts.get("Name"):
        return None
    return [NamedValues(name=parts["Name"][0], values=_values(parts.get("Value", [])))]


def _pieces(word: str) -> Iterator[str]:
    """Split at commas that no backslash and no quotes protect."""
    yield from (piece.replace("\\,", ",") for piece in re.split(r"(?<!\\),", word))
