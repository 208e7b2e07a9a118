"""Which catalog a command works on, by its settings and by what is there."""

import pytest

from catalog.scopes import Scope
from cli.settings import (
    DEMO_FILE,
    REAL_FILE,
    SettingsError,
    child_environment,
    crawl_intervals,
    demo_place,
    load_settings,
    place_to_read,
    place_to_write,
)

POSTGRESQL = "postgresql://somebody@database/catalog"


@pytest.fixture
def settings(monkeypatch, tmp_path):
    def load(**variables):
        monkeypatch.setenv("AMIDEX_DATA_DIR", str(tmp_path))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return load_settings()

    return load


def test_without_anything_the_real_catalog_is_read_and_written(settings):
    place = place_to_read(settings())

    assert place == place_to_write(settings())
    assert place.database_url.endswith(REAL_FILE)
    assert not place.demo


def test_the_demo_is_read_while_there_is_nothing_else(settings, tmp_path):
    (tmp_path / DEMO_FILE).touch()
    assert place_to_read(settings()).demo
    assert not place_to_write(settings()).demo

    (tmp_path / REAL_FILE).touch()
    assert not place_to_read(settings()).demo


def test_a_database_that_is_named_is_the_real_one(settings, tmp_path):
    (tmp_path / DEMO_FILE).touch()
    place = place_to_read(settings(AMIDEX_DATABASE_URL=POSTGRESQL, AMIDEX_SEARCH_URL="tantivy:///index"))

    assert (place.database_url, place.search_url, place.demo) == (POSTGRESQL, "tantivy:///index", False)


def test_the_demo_never_goes_where_the_real_catalog_is(settings):
    place = demo_place(settings(AMIDEX_DATABASE_URL=POSTGRESQL, AMIDEX_SEARCH_URL="tantivy:///index"))

    assert place.demo
    assert place.database_url.endswith(DEMO_FILE)
    assert "demo-index" in place.search_url


def test_each_scope_has_its_interval(settings):
    intervals = crawl_intervals(settings(AMIDEX_CRAWL_SELF_MINUTES="7"))

    assert set(intervals) == set(Scope)
    assert intervals[Scope.SELF].total_seconds() == 420


def test_a_child_works_on_the_same_kind_of_catalog(settings):
    settings(AMIDEX_DEMO="0")

    assert child_environment(demo=True, more={"X": "y"})["AMIDEX_DEMO"] == "1"
    assert child_environment(demo=True, more={"X": "y"})["X"] == "y"
    assert child_environment(demo=False)["AMIDEX_DEMO"] == "0"


def test_all_that_is_wrong_is_said_at_once(settings):
    with pytest.raises(SettingsError) as caught:
        settings(AMIDEX_PORT="0", AMIDEX_HOLD_SHARE="2")

    assert "AMIDEX_PORT" in str(caught.value)
    assert "AMIDEX_HOLD_SHARE" in str(caught.value)
