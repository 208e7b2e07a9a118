"""What owners have, as far as who asks may know."""

from datetime import UTC, datetime

import pytest

from catalog.owners import list_owners
from catalog.tables import Owner, OwnerRegion

SEEN = datetime(2026, 11, 1, tzinfo=UTC)
OLD, NEW = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)

# Owner, partition, region, private, images, gone images
OWNED = [
    ("000000000001", "aws", "eu-west-1", False, 5, 1),
    ("000000000001", "aws", "us-east-1", False, 2, 0),
    ("000000000001", "aws", "us-east-1", True, 3, 0),
    ("000000000001", "aws", "eu-north-1", True, 1, 0),
    ("000000000002", "aws", "eu-west-1", True, 9, 0),
    ("100000000003", "aws-cn", "cn-north-1", False, 4, 0),
    ("100000000004", "aws", "eu-west-1", False, 1, 0),
]


@pytest.fixture
def owners(database):
    with database.write() as session:
        for owner_id, partition in sorted({(row[0], row[1]) for row in OWNED}):
            session.add(Owner(partition=partition, owner_id=owner_id, owner_alias=None, first_seen_at=SEEN))
        for owner_id, partition, region, private, images, gone_images in OWNED:
            session.add(
                OwnerRegion(
                    partition=partition,
                    owner_id=owner_id,
                    region=region,
                    private=private,
                    images=images,
                    gone_images=gone_images,
                    oldest_created_at=OLD,
                    newest_created_at=NEW,
                )
            )

    def owners(**options):
        with database.read() as session:
            return list_owners(session, **{"limit": 10, "with_private": False} | options)

    return owners


def ids(summaries):
    return [(summary.partition, summary.owner_id) for summary in summaries]


def test_owners_come_by_partition_and_id_without_those_who_have_nothing_public(owners):
    assert ids(owners()) == [("aws", "000000000001"), ("aws", "100000000004"), ("aws-cn", "100000000003")]
    assert len(owners(with_private=True)) == 4


def test_counts_are_of_what_may_be_known(owners):
    public, whole = owners()[0], owners(with_private=True)[0]

    assert (public.images, public.gone_images, public.regions) == (7, 1, 2)
    assert (whole.images, whole.gone_images, whole.regions) == (11, 1, 3)
    assert (public.oldest_created_at, public.newest_created_at) == (OLD, NEW)


def test_pages_follow_each_other(owners):
    first = owners(limit=2)
    rest = owners(limit=2, after=(first[-1].partition, first[-1].owner_id))

    assert ids(first + rest) == ids(owners())


def test_an_id_is_found_by_how_it_begins_and_whole(owners):
    assert ids(owners(id_prefix="1000")) == [("aws", "100000000004"), ("aws-cn", "100000000003")]
    assert ids(owners(owner_ids=["100000000003", "000000000002"])) == [("aws-cn", "100000000003")]
    assert owners(owner_ids=[]) == []
