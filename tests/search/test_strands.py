"""Releases in batches that can be judged at the same time."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.family import family_pattern
from search.strands import strands

MADE = st.sampled_from(["web", "db-server", "ubuntu jammy"])
NAMES = st.builds("{}-{}".format, MADE, st.integers(20260101, 20260131))


@given(st.lists(NAMES | st.text(max_size=12), max_size=60), st.integers(1, 10))
def test_every_release_comes_once_and_families_stay_in_one_strand(names, most):
    named = {f"rel-{number}": name for number, name in enumerate(names)}
    found = strands(named, most)
    batches = [batch for strand in found for batch in strand]
    assert sorted(release_id for batch in batches for release_id in batch) == sorted(named)
    assert all(1 <= len(batch) <= most for batch in batches)
    families = [{family_pattern(named[one]) for batch in strand for one in batch} for strand in found]
    assert sum(map(len, families)) == len(set().union(*families))
    assert all(len(strand) == 1 or len(families[place]) == 1 for place, strand in enumerate(found))


def test_a_family_that_fits_is_in_one_batch():
    builds = {f"rel-{number}": f"web-202601{number + 10}" for number in range(9)}
    others = {f"oth-{number}": f"{'abcdefghi'[number] * 5}-app" for number in range(9)}
    batches = [set(batch) for strand in strands(builds | others, 10) for batch in strand]
    assert any(builds.keys() <= batch for batch in batches)
