from datetime import UTC, datetime

import pytest

from api.pages.formats import LEVELS, age, counted, day, minute, name, number, system
from api.pages.icons import icon
from trust.levels import TrustLevel


def test_every_level_has_a_word_and_a_shape_of_its_own():
    assert set(LEVELS) == set(TrustLevel)
    assert len({level.word for level in LEVELS.values()}) == len({icon(level.name) for level in LEVELS.values()}) == 5


def test_numbers_are_set_in_threes():
    assert number(3_173_232) == "3\u202f173\u202f232"
    assert [counted(1, "release"), counted(27, "region")] == ["1 release", "27 regions"]


def test_times_are_for_machines_and_people():
    moment = datetime(2026, 9, 3, 8, 14, 2, tzinfo=UTC)

    assert day(moment) == (
        '<time datetime="2026-09-03T08:14:02Z" title="2026-09-03 08:14:02 UTC" data-time="day">3 Sep 2026</time>'
    )
    assert "3 Sep 2026, 08:14 UTC" in minute(moment)
    assert "time" not in day(None)


@pytest.mark.parametrize(
    ("seconds", "said"), [(3, "under a minute"), (300, "5 min"), (7_300, "2 h"), (86_400 * 12, "12 days")]
)
def test_ages_are_told_in_the_unit_that_says_enough(seconds, said):
    assert age(seconds) == said


def test_a_name_is_escaped_and_isolated():
    written = name('<img src=x>/\u202eevil-20260101"')

    assert "<img" not in written
    assert written.startswith('<bdi class="name">')


@pytest.mark.parametrize(
    ("label", "release", "written"),
    [
        ("ubuntu", "ubuntu-noble-24.04-arm64", "Ubuntu 24.04 LTS"),
        ("amazon-linux-2023", "al2023-ami", "Amazon Linux 2023"),
        ("windows-server-2012-r2", "Windows_Server-2012-R2", "Windows Server 2012 R2"),
        ("rhel", "RHEL-9.4.0_HVM", "RHEL 9.4.0"),
        (None, "web-base", ""),
    ],
)
def test_operating_systems_are_written_as_people_write_them(label, release, written):
    assert system(label, release) == written
