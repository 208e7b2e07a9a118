import pytest

from catalog.name_pattern import NamePattern
from trust.names.lookups import Lookup, foreign_lookups, unsafe_lookups

JAMMY = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240301"
STRANGER = "999999999999"


def test_a_strangers_image_answers_the_publishers_pattern_and_the_filters_of_examples(directory):
    found = foreign_lookups(directory, "aws", STRANGER, JAMMY)

    assert Lookup("canonical", "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*") in found
    assert Lookup("canonical", "ubuntu/images/*") in found
    assert {lookup.publisher for lookup in found} == {"canonical"}


@pytest.mark.parametrize(
    ("owner", "alias"),
    [("099720109477", None), (STRANGER, "amazon"), (STRANGER, "aws-marketplace"), ("679593333241", None)],
    ids=["the publisher", "Amazon", "AWS Marketplace", "its account without alias"],
)
def test_who_may_bear_the_name_answers_no_look_up_wrongly(directory, owner, alias):
    assert foreign_lookups(directory, "aws", owner, JAMMY, alias) == ()


def test_an_account_that_was_lost_answers_wrongly(directory):
    assert foreign_lookups(directory, "aws", "258751437250", "capa-ami-ubuntu-20.04-1.25.0")


def test_a_filter_that_begins_with_a_star_is_answered_behind_other_words(directory):
    found = {lookup.filter for lookup in foreign_lookups(directory, "aws", STRANGER, f"acme-{JAMMY[22:]}")}

    assert "*ubuntu-jammy-22.04-*-server-*" in found


def test_the_quick_answer_is_that_of_every_pattern_tried(directory):
    patterns = [(lookup, NamePattern.parse(lookup.filter)) for lookup in unsafe_lookups(directory)]
    names = [JAMMY, f"acme-{JAMMY[22:]}", "al2023-ami-2023.4-kernel-6.1-x86_64", "acme", "", "u", "OL9.1", "RHEL-9.4"]

    for name in names:
        assert foreign_lookups(directory, "aws", STRANGER, name) == tuple(
            lookup for lookup, pattern in patterns if pattern.matches(name)
        )


def test_a_common_filter_knows_the_patterns_whose_images_it_finds(directory):
    everything = next(found for found in unsafe_lookups(directory) if found.filter == "ubuntu/images/*")

    assert "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-{amd64,arm64}-server-*" in everything.patterns
