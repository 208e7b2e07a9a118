"""What a directory adds to the laws of every engine: other processes, crashes, damage, other versions."""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import orjson
import pytest

from search.document import Audience, ImageInRegion, ReleaseDocument
from search.document_json import encode_document
from search.errors import IndexLockedError, IndexUnavailableError
from search.index import SearchRequest
from search.tantivy_document import DOCUMENT, encode_for_tantivy
from search.tantivy_index import TantivyIndex
from search.tantivy_schema import FORMAT
from tests.search.documents import NOW, make_documents

DOCUMENTS = [document for document in make_documents(12, seed=5) if len(document.audiences) == 2]
EVERYTHING = SearchRequest(now=NOW, include_deprecated=True, include_gone=True)

# Reads commands from its standard input and answers each with one line.
OTHER_PROCESS = """
import sys
from pathlib import Path
from search.tantivy_index import TantivyIndex
from tests.search.test_tantivy_index import DOCUMENTS, EVERYTHING
index = TantivyIndex(Path(sys.argv[1]))
for command in sys.stdin:
    if command.strip() == "count":
        print(index.search(EVERYTHING).total, flush=True)
    else:
        opened = getattr(index, command.strip())()
        writer = opened.__enter__()
        writer.replace(DOCUMENTS[0].release_id, [DOCUMENTS[0]])
        writer.commit()
        print("written", flush=True)
"""


class OtherProcess:
    def __init__(self, directory):
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER_PROCESS, str(directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(["", *sys.path])},
        )

    def tell(self, command):
        questions, answers = self.process.stdin, self.process.stdout
        assert questions is not None
        assert answers is not None
        questions.write(f"{command}\n")
        questions.flush()
        return answers.readline().strip()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


@pytest.fixture
def directory(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def other_process(directory):
    other = OtherProcess(directory)
    yield other
    other.kill()


def write(index, documents):
    with index.writer() as writer:
        for document in documents:
            writer.replace(document.release_id, [document])


def generations(directory):
    return sorted(path.name for path in (directory / "generations").iterdir())


def current(directory):
    return json.loads((directory / "current").read_text())["generation"]


def test_another_process_sees_commits_and_rebuilds_without_a_restart(directory, other_process):
    assert other_process.tell("count") == "0"
    index = TantivyIndex(directory)
    write(index, DOCUMENTS[:3])
    assert other_process.tell("count") == "3"
    write(index, DOCUMENTS[3:5])
    assert other_process.tell("count") == "5"
    with index.rebuild() as writer:
        writer.replace(DOCUMENTS[7].release_id, [DOCUMENTS[7]])
        assert other_process.tell("count") == "5"
    assert other_process.tell("count") == "1"


@pytest.mark.parametrize("how", ["writer", "rebuild"])
def test_another_process_that_writes_keeps_us_out_until_it_dies(directory, other_process, how):
    index = TantivyIndex(directory)
    assert other_process.tell(how) == "written"
    with pytest.raises(IndexLockedError, match="try again"):
        index.writer().__enter__()
    other_process.kill()
    write(index, DOCUMENTS[1:2])
    assert index.search(EVERYTHING).total == (2 if how == "writer" else 1)


def test_what_a_killed_rebuild_left_is_removed_by_the_next_write(directory, other_process):
    index = TantivyIndex(directory)
    write(index, DOCUMENTS[:2])
    other_process.tell("rebuild")
    other_process.kill()
    assert index.search(EVERYTHING).total == 2
    assert len(generations(directory)) == 2
    write(index, DOCUMENTS[2:3])
    assert generations(directory) == [current(directory)]
    assert index.search(EVERYTHING).total == 3


def test_a_reader_keeps_what_it_opened_while_the_generation_is_replaced_and_removed(directory):
    index = TantivyIndex(directory)
    write(index, DOCUMENTS[:2])
    reader = TantivyIndex(directory)
    assert reader.search(EVERYTHING).total == 2
    state = reader._current()
    with index.rebuild():
        pass
    with index.writer():
        assert generations(directory) == [current(directory)]
    assert state.searcher.num_docs == 2
    assert reader.search(EVERYTHING).total == 0


@pytest.mark.parametrize("failing", [RuntimeError, KeyboardInterrupt])
def test_a_failed_rebuild_leaves_nothing_behind(directory, failing):
    index = TantivyIndex(directory)
    write(index, DOCUMENTS[:2])
    before = generations(directory)

    def rebuild_and_fail():
        with index.rebuild():
            raise failing

    with pytest.raises(failing):
        rebuild_and_fail()
    assert generations(directory) == before


def damage_pointer(directory):
    (directory / "current").write_text("{")


def damage_pointer_target(directory):
    (directory / "current").write_text(json.dumps({"generation": "nowhere", "format": FORMAT}))


def remove_meta(directory):
    (directory / "generations" / current(directory) / "meta.json").unlink()


def truncate_segments(directory):
    for file in (directory / "generations" / current(directory)).glob("*.fast"):
        os.truncate(file, 10)


def other_format(directory):
    pointer = json.loads((directory / "current").read_text())
    (directory / "current").write_text(json.dumps({**pointer, "format": "tantivy-0"}))


@pytest.mark.parametrize(
    "damage", [damage_pointer, damage_pointer_target, remove_meta, truncate_segments, other_format]
)
def test_a_damaged_or_foreign_index_says_to_reindex_and_reindexing_mends_it(directory, damage):
    open_before = TantivyIndex(directory)
    write(open_before, DOCUMENTS[:2])
    assert open_before.search(EVERYTHING).total == 2
    damage(directory)
    index = TantivyIndex(directory)
    for use in (lambda: index.search(EVERYTHING), index.generation, index.document_count, index.writer().__enter__):
        with pytest.raises(IndexUnavailableError, match="amidex reindex"):
            use()
    with index.rebuild() as writer:
        writer.replace(DOCUMENTS[0].release_id, DOCUMENTS[:1])
    assert index.search(EVERYTHING).total == 1
    assert open_before.search(EVERYTHING).total == 1
    write(index, DOCUMENTS[1:2])
    assert generations(directory) == [current(directory)]


def test_an_index_whose_directory_was_removed_is_missed_until_it_is_written_again(directory):
    index = TantivyIndex(directory)
    write(index, DOCUMENTS[:2])
    assert index.document_count() == 2
    shutil.rmtree(directory)
    with pytest.raises(IndexUnavailableError, match="it was removed"):
        index.document_count()
    write(index, DOCUMENTS[:1])
    assert index.document_count() == 1


def test_ids_that_begin_alike_are_told_apart(directory):
    index = TantivyIndex(directory)
    image = DOCUMENTS[0].images[0]
    ids = ("ami-0123456789abcdef0", "ami-0123456789abcdef1", "ami-01234567")
    for document, image_id, snapshot in zip(
        DOCUMENTS, ids, ("snap-01234567890abcdef", "snap-0123456789abcdef0", "snap-01234567"), strict=False
    ):
        images = (image._replace(image_id=image_id),)
        write(index, [replace(document, images=images, snapshot_ids=(snapshot,))])

    def found(text):
        return [hit.document.images[0].image_id for hit in index.search(replace(EVERYTHING, text=text)).hits]

    assert [found(image_id) for image_id in ids] == [[image_id] for image_id in ids]
    assert found("snap-0123456789abcdef0") == found(ids[1])
    assert found("snap-01234567") == found(ids[2])
    assert set(found(f"-{ids[0]}")) == set(ids[1:])
    assert set(found("ami-0123")) == set(found("ami-01234567*")) == set(ids)
    assert set(found("ami-012345678")) == set(ids[:2])
    assert found("ami-0123456780") == found("ami-0123456789abcdef2") == found("snap-0123456789abcdef1") == []


def test_the_id_of_a_private_image_finds_nothing_in_public(directory):
    index = TantivyIndex(directory)
    document = DOCUMENTS[0]
    public = replace(document, audiences=(Audience.PUBLIC,), images=document.images[:1])
    secret = document.images[0]._replace(image_id="ami-0fedcba9876543210")
    whole = replace(document, audiences=(Audience.OPERATOR,), images=(*public.images, secret))
    with index.writer() as writer:
        writer.replace(document.release_id, [public, whole])
    asked = replace(EVERYTHING, text=secret.image_id)
    assert index.search(asked).total == 0
    assert index.search(replace(asked, text=public.images[0].image_id)).total == 1
    assert index.search(replace(asked, audience=Audience.OPERATOR)).total == 1


def test_an_index_written_otherwise_has_another_format():
    """When this fails, documents are tokenised, ranked or stored in a new way: raise FORMAT in tantivy_schema.py, and
    put the new pair here. Else an index from before answers wrongly and nobody is told to reindex."""
    image = ImageInRegion("eu-west-1", "ami-0abcdef1234567890", "137112412989", "arm64", NOW, None, None)
    document = ReleaseDocument(
        release_id="rel-00000000000000000001",
        family_id="fam-00000000000000000001",
        superseded_by="rel-00000000000000000002",
        audiences=(Audience.PUBLIC,),
        partition="aws",
        name="al2023-ami-2023.9.20251110.1-kernel-6.1-arm64",
        description="Copied from ami-0abcdef1234567891, 3f2504e0-4f89-11d3-9a0c-0305e82c3301, Straße v1.2 64bit",
        owner_ids=("137112412989",),
        owner_aliases=("amazon",),
        publisher="amazon",
        publisher_name="Amazon Web Services",
        trust="verified",
        score=90,
        operating_system="amazon-linux-2023",
        platform="linux",
        platform_details=("Linux/UNIX",),
        architectures=("arm64",),
        root_device_types=("ebs",),
        virtualization_types=("hvm",),
        boot_modes=("uefi",),
        imds_support=("v2.0",),
        product_codes=("abc123",),
        ssm_parameters=("/aws/service/a",),
        source_image_ids=("ami-0abcdef1234567891",),
        snapshot_ids=("snap-0abcdef1234567891",),
        image_locations=("bucket/image.manifest.xml",),
        created_at=NOW,
        deprecated_at=NOW,
        gone_at=None,
        demo=False,
        images=(image,),
    )
    written = orjson.loads(encode_for_tantivy(document)) | {DOCUMENT: encode_document(document)}
    assert (FORMAT, sha256(repr(sorted(written.items())).encode()).hexdigest()[:12]) == ("tantivy-8", "4a09fb2f176f")
