from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.demo_world import creation_day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Windows_Server-2016-English-Nano-Base-2017.10.13", date(2017, 10, 13)),
        ("ubuntu/images/hvm-ssd/ubuntu-trusty-14.04-amd64-server-20170727", date(2017, 7, 27)),
        ("al2023-ami-2023.12.20260930.0-kernel-6.12-arm64", date(2026, 9, 30)),
        ("suse-sles-11-sp4-v20151207-pv-ssd-x86_64", date(2015, 12, 7)),
        ("amzn-ami-2018.03.h-amazon-ecs-optimized", date(2018, 3, 1)),
        ("Deep Learning AMI Amazon Linux - 3.3_Oct2017", date(2017, 10, 1)),
        ("amazon-eks-node-linux", date(2019, 1, 1)),
        ("no-such-day-20230231", date(2019, 1, 1)),
    ],
)
def test_the_name_tells_when_an_image_was_created(name: str, day: date) -> None:
    assert creation_day(name) == day


@given(st.dates(min_value=date(2006, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(["", "."]))
def test_every_day_in_a_name_is_found(day: date, separator: str) -> None:
    assert creation_day(f"demo-x86_64-{day:%Y{separator}%m{separator}%d}-gp3") == day


@given(st.text(st.sampled_from("0123456789.-_Octx"), max_size=40))
def test_any_name_gives_a_day_of_this_century(name: str) -> None:
    assert 2000 <= creation_day(name).year < 2100
