from pathlib import Path

import pytest

from search.errors import UnknownIndexUrlError
from search.memory_index import MemoryIndex
from search.opening import open_index
from search.tantivy_index import TantivyIndex


@pytest.mark.parametrize(
    ("url", "directory"),
    [
        ("tantivy:///var/lib/amidex/my%20index", "/var/lib/amidex/my index"),
        ("tantivy:data/index", "data/index"),
        ("data/index", "data/index"),
        ("/data/100% index?", "/data/100% index?"),
    ],
)
def test_a_directory_is_opened_by_tantivy_and_need_not_exist(url, directory):
    index = open_index(url)
    assert isinstance(index, TantivyIndex)
    assert index._directory == Path(directory)


def test_memory_is_forgotten_with_the_process():
    assert isinstance(open_index("memory:"), MemoryIndex)


@pytest.mark.parametrize(
    "url", ["", " ", "meili+http://localhost:7700", "tantivy://data/index", "tantivy:", "sqlite:x"]
)
def test_an_unknown_url_is_refused_with_those_that_are_known(url):
    with pytest.raises(UnknownIndexUrlError, match="tantivy:///absolute/directory"):
        open_index(url)
