"""Many releases are written by a process of its own: the same laws, and what a second process can do wrong beside."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import psutil
import pytest

from search.errors import IndexLockedError, IndexUnavailableError
from search.tantivy_aside import RELEASES_A_MESSAGE
from search.tantivy_index import TantivyIndex
from tests.search.documents import make_documents
from tests.search.test_tantivy_index import DOCUMENTS, EVERYTHING

MANY = [
    replace(document, release_id=f"rel-{number:020}")
    for number, document in enumerate(make_documents(RELEASES_A_MESSAGE + 3, seed=7))
    if len(document.audiences) == 2
]

WRITES_AND_WAITS = """
import sys, time
from pathlib import Path
from search.tantivy_index import TantivyIndex
from tests.search.test_tantivy_index import DOCUMENTS
with TantivyIndex(Path(sys.argv[1])).writer(many=True) as writer:
    writer.replace(DOCUMENTS[0].release_id, [DOCUMENTS[0]])
    print("waits", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def index(tmp_path):
    return TantivyIndex(tmp_path / "index")


def write(writer, documents):
    for document in documents:
        writer.replace(document.release_id, [document])


def write_aside(index, committed, then, again=()):
    """Commits some documents, and then does something, and writes again, before it leaves by a commit."""
    with index.writer(many=True) as writer:
        write(writer, committed)
        writer.commit()
        write(writer, MANY)
        then()
        write(writer, again)


def fail():
    raise RuntimeError


def kill_aside():
    children()[0].kill()


def children():
    return [child for child in psutil.Process().children() if "search.tantivy_aside" in child.cmdline()]


def test_what_a_process_aside_writes_is_found_as_if_it_were_written_here(index, tmp_path):
    here = TantivyIndex(tmp_path / "here")
    with here.writer() as writer:
        write(writer, MANY)
    with index.writer(many=True) as writer:
        write(writer, MANY)
        writer.commit()
        assert index.document_count() == len(MANY)
        write(writer, MANY[:5])
    found, wanted = index.search(EVERYTHING), here.search(EVERYTHING)
    assert [hit.document for hit in found.hits] == [hit.document for hit in wanted.hits]
    assert (found.total, found.facets) == (len(MANY), wanted.facets)
    assert children() == []


def test_leaving_by_an_exception_drops_what_was_not_committed(index):
    with pytest.raises(RuntimeError):
        write_aside(index, MANY[:2], fail)
    assert index.document_count() == 2
    assert children() == []


def test_a_process_that_was_killed_says_so_and_keeps_nobody_out(index):
    with pytest.raises(IndexUnavailableError, match=r"ended \(-9\)"):
        write_aside(index, MANY[:2], kill_aside)
    assert index.document_count() == 2
    with index.writer() as writer:
        write(writer, MANY[2:3])
    assert index.document_count() == 3


def test_whoever_writes_to_a_process_that_was_killed_waits_for_nothing(index, monkeypatch):
    monkeypatch.setattr("search.tantivy_aside.RELEASES_A_MESSAGE", 1)
    monkeypatch.setattr("search.tantivy_aside.MESSAGES_WAITING", 1)
    with pytest.raises(IndexUnavailableError, match=r"ended \(-9\)"):
        write_aside(index, MANY[:1], then=kill_aside, again=MANY)
    assert index.document_count() == 1


def test_an_error_of_the_process_is_raised_here(index, tmp_path):
    def damage():
        for file in (tmp_path / "index").glob("generations/*/*"):
            file.unlink(missing_ok=True)  # Tantivy renames some meanwhile

    with pytest.raises(IndexUnavailableError, match="amidex reindex"):
        write_aside(index, MANY[:1], damage)


def test_a_process_aside_keeps_other_writers_out(index):
    with index.writer(many=True), pytest.raises(IndexLockedError):
        index.writer().__enter__()


def test_a_document_of_another_release_is_refused_before_it_is_sent(index):
    with pytest.raises(ValueError, match="cannot replace"), index.writer(many=True) as writer:
        writer.replace(MANY[0].release_id, [MANY[1]])


def test_the_process_ends_with_the_one_that_has_the_writer(index, tmp_path):
    writing = subprocess.Popen(
        [sys.executable, "-c", WRITES_AND_WAITS, str(tmp_path / "index")],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["", *sys.path])},
    )
    with writing:
        assert writing.stdout is not None
        assert writing.stdout.readline() == b"waits\n"
        aside = psutil.Process(writing.pid).children()
        assert len(aside) == 1
        os.kill(writing.pid, signal.SIGKILL)
    psutil.wait_procs(aside, timeout=60)
    assert not aside[0].is_running()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with index.writer() as writer:
                write(writer, DOCUMENTS[:2])
            break
        except IndexLockedError:
            time.sleep(0.1)
    assert index.document_count() == 2
