"""Where `amidex login` keeps sessions: one a service, in a file that its owner alone may read."""

import json
import os
import stat
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE, PRIVATE_DIRECTORY = 0o600, 0o700


class SignInError(Exception):
    """What keeps the command line from signing in: no credentials, or a file that cannot be used. Says what to do."""


def session_at(file: Path, address: str) -> str | None:
    """The session at a service, None when there is none."""
    return _read(file.expanduser()).get(address)


def keep_session(file: Path, address: str, secret: str | None) -> None:
    """Keep the session at a service, in the place of another; None: forget it."""
    file = file.expanduser()
    sessions = _read(file)
    if secret is None:
        if sessions.pop(address, None) is None:
            return
    else:
        sessions[address] = secret
    try:
        file.parent.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        # Aside and then moved: never half a file, and never one that others may read for a moment.
        aside = file.with_name(f".{file.name}.{os.getpid()}")
        with suppress(FileNotFoundError):
            aside.unlink()
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "w") as opened:
            json.dump(sessions, opened, indent=2)
        aside.replace(file)
    except OSError as error:
        raise SignInError(f"the session cannot be kept in {file}: {error.strerror}") from error


def _read(file: Path) -> dict[str, str]:
    try:
        if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise SignInError(f"{file} may be read by others; make it yours alone: chmod 600 {file}")
        sessions = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SignInError(f"the sessions in {file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SignInError(f"{file} is damaged; remove it and sign in again") from error
    if not isinstance(sessions, dict):
        raise SignInError(f"{file} is damaged; remove it and sign in again")
    return {str(address): str(secret) for address, secret in sessions.items()}
