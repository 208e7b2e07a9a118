"""People who talk about the images of a catalog that each test may write to."""

from dataclasses import replace

import pytest

from catalog.sqlite_file import copy_file
from tests.api.community.talking import LONG_AGO
from tests.api.conftest import CANONICAL, TOKEN, Client, World
from tests.api.members import signed_in


@pytest.fixture
def services(world, tmp_path, directory):
    """The world's catalog, a copy of which this test may write to."""
    copy_file(world.file, tmp_path / "catalog.sqlite3")
    copy = World(tmp_path / "catalog.sqlite3", directory)
    yield replace(world.services(operator_token=TOKEN), database=copy.database)
    copy.database.close()


@pytest.fixture
def ada(services):
    return signed_in(services, "ada", at=LONG_AGO)


@pytest.fixture
def maker(services):
    """Somebody who proved Canonical's account."""
    return signed_in(services, "maker", account=CANONICAL, at=LONG_AGO)


@pytest.fixture
def anybody(services):
    return Client(services)
