from search.errors import IndexUnavailableError
from tests.api.pages.conftest import ACCEPTED, Visitor


def test_a_browser_reads_what_is_wrong_and_finds_a_way_on(visitor):
    page = visitor.page("/nowhere", status=404)

    assert "nothing is at '/nowhere'" in page.text
    assert "/" in page.values("a", "href")
    assert ("form", {"class": "search", "role": "search", "action": "/", "method": "get"}) in page.tags


def test_a_program_reads_the_same_as_json(client):
    response = client.ask("/nowhere")

    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 404


def test_a_wrong_parameter_is_named_with_its_value_which_stays_text(visitor):
    page = visitor.page("/", status=422, region="<script>alert(1)</script>")

    assert "malformed region '<script>alert(1)</script>'" in page.text
    assert next(attributes for tag, attributes in page.tags if tag == "script").keys() == {"type", "src"}
    assert sum(tag == "script" for tag, _ in page.tags) == 1


def test_a_search_that_is_not_possible_is_a_page_that_asks_to_try_again(world):
    services = world.services()
    object.__setattr__(services, "index", BrokenIndex())
    response = Visitor(services).ask("/", headers={"Accept": ACCEPTED}, q="ubuntu")

    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "secret" not in response.text
    assert "Search is not possible" in response.text


class BrokenIndex:
    def search(self, _request):
        raise IndexUnavailableError("secret")

    def document_count(self):
        raise IndexUnavailableError("secret")


def test_a_problem_page_is_kept_by_no_cache(visitor):
    response = visitor.ask("/nowhere", headers={"Accept": ACCEPTED})

    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
