"""A policy as a file, in TOML or YAML: the words of the options of `amidex check`."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from catalog.errors import MalformedError, quoted
from trust.levels import TrustLevel
from trust.policy import Policy, Selector

SUFFIXES = frozenset({".toml", ".yaml", ".yml"})
DAYS_FORM = "a number of days, like 180d"
_DAYS = re.compile(r"([0-9]{1,5})d?")


class PolicyFileError(Exception):
    """A policy file cannot be read or understood. `str` says which line of it, and what to do."""


def days(text: str | int) -> int:
    """180 from "180d" or "180". Raises MalformedError."""
    found = _DAYS.fullmatch(str(text).strip())
    if found is None:
        raise MalformedError("age", str(text), DAYS_FORM)
    return int(found[1])


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    at_least: Annotated[TrustLevel, Field(strict=False)] = TrustLevel.KNOWN
    max_age: Annotated[int | None, BeforeValidator(lambda given: None if given is None else days(given))] = None
    only: list[str] = []
    allow: list[str] = []
    deny: list[str] = []
    deprecated: bool = True
    require_imds_v2: bool = False


def read_policy(file: Path) -> Policy:
    """The policy in a file; what it does not say is as without it. Raises PolicyFileError."""
    try:
        written = _Written.model_validate(_content(file))
        return Policy(
            at_least=written.at_least,
            max_age_days=written.max_age,
            only=tuple(Selector.parse(text) for text in written.only),
            allow=tuple(Selector.parse(text) for text in written.allow),
            deny=tuple(Selector.parse(text) for text in written.deny),
            deprecated=written.deprecated,
            require_imds_v2=written.require_imds_v2,
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        known = ", ".join(_Written.model_fields)
        raise PolicyFileError(
            f"policy {quoted(str(file))}, {where}: {first['msg']} (given {quoted(first['input'])}); it may say {known}"
        ) from error
    except MalformedError as error:
        raise PolicyFileError(f"policy {quoted(str(file))}: {error}") from error


def _content(file: Path) -> Any:
    try:
        text = file.read_text("utf-8")
        content = tomllib.loads(text) if file.suffix == ".toml" else yaml.safe_load(text)
    except OSError as error:
        raise PolicyFileError(f"cannot read policy {quoted(str(file))}: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        raise PolicyFileError(f"policy {quoted(str(file))} is neither TOML (.toml) nor YAML: {error}") from error
    return {} if content is None else content
