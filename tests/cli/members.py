"""For tests: a member whom the commands act as, over a catalog in SQLite."""

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

from catalog.database import Database
from catalog.utc_time import now
from cli.session_file import keep_session
from tests.api.members import signed_in


def act_as_member(environment: Mapping[str, str], *, account: str) -> dict[str, str]:
    """The environment in which commands are those of a member who proved an account."""
    data = Path(environment["AMIDEX_DATA_DIR"])
    database = Database(f"sqlite:///{data}/amidex.sqlite3")
    member = signed_in(SimpleNamespace(database=database), "maker", account=account, at=now())
    database.close()
    sessions = data / "sessions.json"
    keep_session(sessions, "http://127.0.0.1:8000", member.secret)
    return {**environment, "AMIDEX_SESSION_FILE": str(sessions)}
