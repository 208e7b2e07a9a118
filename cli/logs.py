"""The log: a line for each record on standard error, for people or as JSON, with the request's id and without secrets.

As text it tells what went wrong. As JSON it tells everything: each answer, each crawl, what the worker does. No record
has a URL, a body or a header of a request: the route that answered says enough.
"""

import io
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any

import orjson
import structlog
from rich.console import Console
from structlog.typing import Processor

from cli.progress import consoles
from cli.settings import LogFormat, Settings, secrets

REMOVED = "[removed]"
# What gives access, whoever wrote it into a message or let it come up in a traceback.
SECRET = re.compile(
    r"""
    amx_\w+_[\w-]+                              # sessions and access tokens of ours
    | (?<=bearer\s)\S+
    | (?<=signature=)[0-9a-f]{16,}              # requests signed for AWS
    | (?<=x-amz-security-token=)[^&\s"']+
    | \b(?:AKIA|ASIA)[A-Z0-9]{12,}\b
    | (?<=://)[^/\s:@"']+:[^/\s@"']+(?=@)       # users with passwords in URLs
    | \b[\w.+-]+@[\w-]+\.[\w.-]+\b              # addresses of people
    """,
    re.IGNORECASE | re.VERBOSE,
)


def configure_logs(settings: Settings) -> None:
    """Write everything that this process logs as it is set."""
    as_json = settings.log_format is LogFormat.JSON
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render: Processor = (
        structlog.processors.JSONRenderer(_dumps) if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            WithoutSecrets(secrets(settings)),
            render,
        ],
    )
    root, handler = logging.getLogger(), _StandardError()
    handler.setFormatter(formatter)
    root.handlers = [*(other for other in root.handlers if not isinstance(other, _StandardError)), handler]
    logging.getLogger("amidex").setLevel(logging.INFO if as_json else logging.WARNING)
    if as_json:
        sys.excepthook = _log_the_end


def said(settings: Settings) -> Console:
    """Where a process says what it does: standard error, or the log where that is JSON."""
    if settings.log_format is LogFormat.TEXT:
        return consoles()[1]
    return Console(file=_Lines(), width=10_000)


class WithoutSecrets:
    """Removes whatever gives access from all texts of a record: what looks like it, and what the settings say."""

    def __init__(self, known: list[str]) -> None:
        self._known = known

    def __call__(self, _logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        return {name: self._cleaned(value) for name, value in event.items()}

    def _cleaned(self, value: object) -> object:
        if not isinstance(value, str):
            return value if isinstance(value, int | float | None) else self._cleaned(str(value))
        for secret in self._known:
            value = value.replace(secret, REMOVED)
        return SECRET.sub(REMOVED, value)


class _StandardError(logging.Handler):
    """Writes to whatever standard error is by then."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except OSError:
            self.handleError(record)


class _Lines(io.StringIO):
    """Makes a record of each line that is printed."""

    def __init__(self) -> None:
        super().__init__()
        self._log = logging.getLogger("amidex.process")
        self._line = ""

    def write(self, text: str, /) -> int:
        *lines, self._line = (self._line + text).split("\n")
        for line in filter(None, map(str.rstrip, lines)):
            self._log.info("%s", line)
        return len(text)


def _dumps(event: Mapping[str, Any], **_options: object) -> str:
    return orjson.dumps(event, default=str).decode()


def _log_the_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("amidex.process").critical("the process ends", exc_info=(kind, error, trace))
