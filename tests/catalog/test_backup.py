"""Backups: every row, of one moment, from either engine into either; all or nothing, and over no catalog unasked."""

import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from catalog.backup import Backups, index_is_of_another, index_was_made
from catalog.database import Database
from catalog.errors import BackupError, DatabaseDamagedError, DatabaseLockedError
from catalog.migration import check_schema
from catalog.schema import metadata
from catalog.scopes import Scope
from catalog.tables import CatalogFact, Image, core
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from tests.conftest import ENGINES
from tests.crawler.conftest import Remembering, ScriptedSource, image


def crawl(database, directory, *images, region="eu-west-1"):
    source = ScriptedSource()
    source.show(*images, region=region)
    crawl_region(Place(database, directory, "aws", region), source, Scope.ALL, watcher=Remembering())


@pytest.fixture
def filled(database, directory):
    """A catalog with images, owners, events, crawls, verdicts and an outbox."""
    crawl(database, directory, image(1, Name="web"), image(2, Description="é \U0001f600"), image(3))
    Indexer(database, directory, MemoryIndex()).drain()
    crawl(database, directory, image(1, Name="web", Description="changed"), image(2), image(4))
    return database


@pytest.fixture(params=ENGINES)
def other(request, copies):
    """Another database with all tables, on each engine."""
    with copies(request.param).copy() as made:
        yield made


def backups(database):
    return Backups(database, lambda file: Database(f"sqlite:///{file}"))


def silent(*_):
    pass


def rows(database):
    """Every row of every table, but for what a restore adds."""
    with database.read() as session:
        found = {table.name: sorted(map(repr, session.execute(select(table)))) for table in metadata.sorted_tables}
    found["catalog_fact"] = [fact for fact in found["catalog_fact"] if "index_is_of_another" not in fact]
    return found


def test_a_restored_catalog_has_every_row_of_the_one_that_was_saved(filled, other, tmp_path):
    backups(filled).save(tmp_path / "backup", progress=silent)

    backups(other).restore(tmp_path / "backup", replace=False, progress=silent)

    check_schema(other)
    assert rows(other) == rows(filled)
    filled_tables = {name for name, found in rows(other).items() if found}
    assert filled_tables >= {"image", "image_event", "crawl", "owner", "owner_region", "release", "outbox"}


def test_a_restored_catalog_goes_on_with_the_next_ids(filled, other, directory, tmp_path):
    backups(filled).save(tmp_path / "backup", progress=silent)
    backups(other).restore(tmp_path / "backup", replace=False, progress=silent)

    crawl(other, directory, image(9), region="us-east-1")

    with other.read() as session:
        assert session.execute(select(func.count()).select_from(core(Image))).scalar_one() == 5


def test_a_backup_is_of_the_moment_it_began(filled, directory, tmp_path):
    """Whoever writes meanwhile is not kept waiting, and is not in it."""
    before = rows(filled)
    wrote: list[bool] = []

    def write_meanwhile(*_):
        if not wrote:
            wrote.append(True)
            with filled.write() as session:
                session.execute(text("INSERT INTO catalog_fact (name, value) VALUES ('zz', 'later')"))

    backups(filled).save(tmp_path / "backup", progress=write_meanwhile)

    assert wrote
    if filled.is_shared:  # one statement saves an SQLite file, and it had not begun
        assert rows(Database(f"sqlite:///{tmp_path / 'backup'}")) == before


def test_a_backup_is_its_owners_alone_and_one_whole_file(filled, tmp_path):
    backups(filled).save(tmp_path / "backup", progress=silent)

    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir() if "backup" in file.name] == ["backup"]


def test_a_backup_is_never_written_over(filled, tmp_path):
    (tmp_path / "backup").write_text("precious")
    with pytest.raises(BackupError, match="already"):
        backups(filled).save(tmp_path / "backup", progress=silent)
    assert (tmp_path / "backup").read_text() == "precious"


def test_a_directory_that_cannot_be_written_to_is_said(filled, tmp_path):
    with pytest.raises(BackupError, match="cannot be written"):
        backups(filled).save(tmp_path / "nowhere" / "backup", progress=silent)


def test_a_catalog_with_images_is_replaced_only_when_asked_to_and_an_sqlite_one_kept_beside(
    filled, directory, tmp_path
):
    backups(filled).save(tmp_path / "backup", progress=silent)
    saved = rows(filled)
    crawl(filled, directory, image(77), region="us-east-1")
    later = rows(filled)

    with pytest.raises(BackupError, match="--replace"):
        backups(filled).restore(tmp_path / "backup", replace=False, progress=silent)
    assert rows(filled) == later
    kept = backups(filled).restore(tmp_path / "backup", replace=True, progress=silent)

    assert rows(filled) == saved
    if not filled.is_shared:
        assert rows(Database(f"sqlite:///{kept}")) == later


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", BackupError, "none of Amidex"),
        (b"no database", DatabaseDamagedError, "no database"),
        (None, BackupError, "no file"),
    ],
)
def test_what_is_no_backup_is_refused_and_nothing_changes(filled, tmp_path, content, error, says):
    if content is not None:
        (tmp_path / "backup").write_bytes(content)
    before = rows(filled)
    with pytest.raises(error, match=says):
        backups(filled).restore(tmp_path / "backup", replace=True, progress=silent)
    assert rows(filled) == before


def test_a_damaged_backup_is_noticed_before_anything_changes(filled, tmp_path):
    backups(filled).save(tmp_path / "backup", progress=silent)
    with (tmp_path / "backup").open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 4)
    before = rows(filled)
    with pytest.raises(DatabaseDamagedError):
        backups(filled).restore(tmp_path / "backup", replace=True, progress=silent)
    assert rows(filled) == before


def test_a_catalog_that_somebody_has_open_is_not_replaced(copies, directory, tmp_path):
    with copies("sqlite").copy() as catalog:
        crawl(catalog, directory, image(1))
        backups(catalog).save(tmp_path / "backup", progress=silent)
        reader = sqlite3.connect(str(catalog.url.database), isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM image").fetchone()
        with pytest.raises(DatabaseLockedError, match="stop `amidex up`"):
            backups(catalog).restore(tmp_path / "backup", replace=True, progress=silent)
        reader.close()
        assert rows(catalog)["image"]


def test_the_index_of_a_restored_catalog_counts_as_lost_until_it_is_made(filled, other, directory, tmp_path):
    backups(filled).save(tmp_path / "backup", progress=silent)
    backups(other).restore(tmp_path / "backup", replace=False, progress=silent)
    indexer = Indexer(other, directory, MemoryIndex())

    assert indexer.is_lost()
    indexer.rebuild(progress=silent)

    assert not indexer.is_lost()
    assert not index_is_of_another(other)
    index_was_made(other)  # said twice, it stays so
    with other.read() as session:
        names = set(session.execute(select(core(CatalogFact).c.name)).scalars())
    assert "index_is_of_another_catalog" not in names


def test_a_backup_itself_is_only_read(filled, other, tmp_path):
    file = tmp_path / "backup"
    backups(filled).save(file, progress=silent)
    Path(file).chmod(0o400)
    before = file.read_bytes()
    backups(other).restore(file, replace=False, progress=silent)
    assert file.read_bytes() == before
