from datetime import UTC, datetime

from api.answers.search import FacetValue
from api.pages.owner_page import CHART_HEIGHT, MOST_YEARS, cadence
from tests.api.conftest import AMAZON, CANONICAL, NOBLE, RECLUSE, STRANGER

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_an_owner_has_who_why_and_what(visitor):
    told = visitor.json(f"/v1/owners/{CANONICAL}")
    page = visitor.page(f"/owners/{CANONICAL}")

    assert told["identity"]["reason"] in page.text
    assert told["identity"]["evidence"][0]["source"] in page.text
    assert "/publishers/canonical" in page.values("a", "href")
    assert NOBLE in page.text
    assert "2 releases by verdict" in page.text


def test_a_stranger_is_called_one(visitor):
    page = visitor.page(f"/owners/{STRANGER}")

    assert "Unverified" in page.text
    assert "Nobody says who is behind it" in page.text


def test_an_owner_of_private_images_alone_is_unknown(visitor):
    visitor.page(f"/owners/{RECLUSE}", status=404)


def test_it_is_there_while_no_search_is_possible(world):
    from tests.api.pages.conftest import Visitor  # noqa: PLC0415
    from tests.api.pages.test_problem_page import BrokenIndex  # noqa: PLC0415

    services = world.services()
    object.__setattr__(services, "index", BrokenIndex())
    assert "not possible at the moment" in Visitor(services).page(f"/owners/{AMAZON}").text


def test_the_chart_has_every_year_and_the_highest_bar_fills_it():
    years = [FacetValue(value="2024", count=40), FacetValue(value="2026", count=10)]
    chart = cadence(years, NOW)

    assert chart is not None
    assert [(bar.year, bar.count, bar.height) for bar in chart.bars] == [
        ("2024", 40, CHART_HEIGHT),
        ("2025", 0, 0),
        ("2026", 10, CHART_HEIGHT / 4),
    ]


def test_a_long_past_is_cut_and_a_single_year_is_no_chart():
    assert cadence([FacetValue(value="2026", count=1)], NOW) is None
    chart = cadence([FacetValue(value=str(year), count=1) for year in range(1990, 2027)], NOW)
    assert chart is not None
    assert len(chart.bars) == MOST_YEARS
