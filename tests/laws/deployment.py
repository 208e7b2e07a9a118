"""What every way to install Amidex is held to: its commands and settings are those that the code has."""

import re
from collections.abc import Iterable, Sequence

import typer
from typer.core import TyperGroup as Group

from cli.main import app
from cli.settings import Settings


def is_command(words: Sequence[str]) -> bool:
    """Whether `amidex` with these words is a command, and not only the beginning of some."""
    command = typer.main.get_command(app)
    for word in words:
        if not isinstance(command, Group) or word not in command.commands:
            return False
        command = command.commands[word]
    return not isinstance(command, Group)


def settings_in(names: Iterable[str]) -> set[str]:
    """The fields of `Settings` that variables of the environment set."""
    return {name.removeprefix("AMIDEX_").lower() for name in names if name.startswith("AMIDEX_")}


def unknown_settings(text: str) -> set[str]:
    """Variables of ours in a text that set nothing."""
    return settings_in(re.findall(r"\bAMIDEX_[A-Z_]+", text)) - set(Settings.model_fields)
