"""What is told before an image is made public: each concern with facts that raise it and facts that do not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from trust.sharing import SharingFacts, SnapshotFacts, Weight, concerns

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DISK = SnapshotFacts("snap-00000001", encrypted=False, public=False)
FINE = SharingFacts(
    name="web-base-20261101",
    description="a web server",
    tags=(("team", "web"),),
    deprecated_at=NOW + timedelta(days=700),
    imds_v2=True,
    product_codes=False,
    snapshots=(DISK,),
    blocked=False,
    user_data=None,
)


def test_nothing_is_told_of_an_image_that_gives_nothing_away():
    assert concerns(FINE, NOW) == []


@pytest.mark.parametrize(
    ("change", "weight", "says"),
    [
        ({"blocked": True}, Weight.REFUSED, "block public access"),
        ({"blocked": None}, Weight.CAUTION, "did not tell"),
        ({"snapshots": (replace(DISK, encrypted=True),)}, Weight.REFUSED, "snap-00000001 are encrypted"),
        ({"snapshots": (replace(DISK, public=True),)}, Weight.CAUTION, "anybody can copy the whole disk"),
        ({"snapshots": (replace(DISK, accounts=("123456789012",)),)}, Weight.CAUTION, "shared with 123456789012"),
        ({"product_codes": True}, Weight.REFUSED, "product code"),
        ({"name": "prod-db-backup"}, Weight.DANGER, "the backup of a private machine"),
        ({"description": "password: hunter22"}, Weight.DANGER, "a password or key"),
        ({"tags": (("host", "ip-10-0-0-1"),)}, Weight.CAUTION, "tag 'host'"),
        ({"user_data": "#!/bin/sh"}, Weight.CAUTION, "cloud-init keeps it"),
        ({"user_data": "export API_KEY=abcdefgh123"}, Weight.DANGER, "may hold a password or key"),
        ({"deprecated_at": None}, Weight.NOTE, "no deprecation date"),
        ({"deprecated_at": NOW}, Weight.CAUTION, "deprecated since 2026-11-23"),
        ({"imds_v2": False}, Weight.NOTE, "IMDSv1"),
    ],
)
def test_each_concern_is_raised_by_what_it_is_about(change, weight, says):
    (concern,) = concerns(replace(FINE, **change), NOW)

    assert concern.weight is weight
    assert says in concern.text
    assert "hunter22" not in concern.text


def test_the_weightiest_come_first():
    found = concerns(replace(FINE, imds_v2=False, blocked=True, description="token=abcdefgh"), NOW)

    assert [concern.weight for concern in found] == [Weight.REFUSED, Weight.DANGER, Weight.NOTE]
