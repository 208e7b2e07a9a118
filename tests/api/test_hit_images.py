"""What of a release's images a search shows stands in the same order as in the index, so that it is taken as it is."""

from dataclasses import fields

from api.answers.search import HitImage
from search.document import ImageInRegion


def test_the_fields_of_a_shown_image_are_those_behind_the_region():
    assert tuple(field.name for field in fields(HitImage)) == ImageInRegion._fields[1:]
