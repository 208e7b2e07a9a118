"""A verdict says until when it holds: nothing in it changes with time before that moment, and something does then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.trust.rules.conftest import NOW, release_facts
from tests.trust.test_plain import DIRECTORY, RELEASES
from trust.facts import Statement
from trust.judge import judge


@given(facts=RELEASES, scanned=st.integers(0, 200), part=st.floats(0, 0.999))
def test_a_verdict_holds_until_it_says_it_changes(facts, scanned, part):
    at = (NOW - timedelta(days=scanned)).isoformat()
    image = facts.images[0]
    images = (image._replace(document={**image.document, "ScanResults": {"FindingScanDate": at}}), *facts.images[1:])
    facts = replace(facts, images=images)
    told = judge(facts, DIRECTORY)

    if told.changes_at is None:
        assert judge(replace(facts, now=NOW + timedelta(days=20_000)), DIRECTORY) == told
        return
    assert told.changes_at > NOW
    between = NOW + (told.changes_at - NOW) * part
    assert judge(replace(facts, now=between), DIRECTORY) == told
    assert judge(replace(facts, now=told.changes_at), DIRECTORY).signals != told.signals


def test_an_annotation_that_expires_ends_the_verdict_with_it():
    until = NOW + timedelta(days=3)
    said = Statement("vouch", 1.0, NOW - timedelta(days=1), "a", until=until)

    assert judge(release_facts("acme", statements=(said,)), DIRECTORY).changes_at == until


def test_an_image_of_the_end_of_time_is_judged_too():
    assert judge(release_facts("acme", created_at=datetime.max.replace(tzinfo=UTC)), DIRECTORY).changes_at is None
