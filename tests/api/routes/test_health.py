from catalog.database import Database
from search.tantivy_index import TantivyIndex
from tests.api.conftest import Client, World


def test_a_live_process_says_so_whatever_is_wrong_with_the_rest(tmp_path, directory):
    world = World(tmp_path / "nothing" / "catalog.sqlite3", directory)

    assert Client(world.services()).json("/healthz") == {"demo": False, "status": "ok"}


def test_with_catalog_and_index_in_order_it_is_ready(client):
    response = client.ask("/readyz")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json()["components"] == {
        "catalog": {"status": "ok", "detail": None},
        "index": {"status": "ok", "detail": None},
    }


def test_without_tables_it_is_not_ready_and_says_what_to_do_but_not_where(tmp_path, directory, caplog):
    world = World(tmp_path / "catalog.sqlite3", directory)

    response = Client(world.services()).ask("/readyz")

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    catalog = response.json()["components"]["catalog"]
    assert catalog["status"] == "error"
    assert "amidex db upgrade" in catalog["detail"]
    assert str(tmp_path) not in response.text
    assert str(tmp_path) in caplog.text
    world.database.close()


def test_with_a_broken_index_it_is_not_ready_but_images_are_answered(world, tmp_path, directory):
    (tmp_path / "current").write_text("no pointer")
    services = world.services()
    object.__setattr__(services, "index", TantivyIndex(tmp_path))
    client = Client(services)

    response = client.ask("/readyz")

    assert response.status_code == 503
    assert response.json()["components"]["catalog"]["status"] == "ok"
    assert "amidex reindex" in response.json()["components"]["index"]["detail"]
    assert client.ask("/v1/search").json()["type"] == "/problems/index-unavailable"
    assert client.ask("/v1/owners").status_code == 200


def test_a_database_that_cannot_be_opened_is_not_ready(tmp_path, world):
    services = world.services()
    object.__setattr__(services, "database", Database(f"sqlite:///{tmp_path}/none/catalog.sqlite3"))

    assert Client(services).ask("/readyz").json()["components"]["catalog"]["status"] == "error"
