"""What the columns of an image are made from, whatever EC2 or a dump says in its fields."""

from datetime import UTC, datetime

import pytest

from catalog.document import unpack
from catalog.ingest import INSERTED, inserted
from catalog.scopes import Scope
from crawler.described_image import describe
from crawler.errors import MalformedImageError
from crawler.image_row import ImageRow, image_row
from tests.crawler.conftest import image

SEEN_AT = datetime(2026, 1, 2, 3, 4, 5, 678_000, UTC)


@pytest.fixture
def row_of(directory):
    def row_of(document) -> ImageRow:
        return image_row(
            describe(document),
            partition="aws",
            region="eu-west-1",
            scopes=Scope.ALL,
            digest=b"16 bytes of them",
            directory=directory,
            seen_at=SEEN_AT,
        )

    return row_of


def test_a_row_has_the_columns_of_the_table_in_their_order():
    assert list(ImageRow._fields) == INSERTED


def test_a_row_repeats_the_document_and_keeps_it(row_of):
    document = image(
        1, Platform="Windows", EnaSupport=True, DeprecationTime="2028-01-02T03:04:05+01:00", BootMode="uefi"
    )
    row = row_of(document)
    assert unpack(row.document) == document
    assert (row.name, row.architecture, row.boot_mode, row.state) == ("image-1", "x86_64", "uefi", "available")
    assert (row.platform, row.ena_support, row.public, row.private) == ("windows", True, True, False)
    assert row.deprecated_at == datetime(2028, 1, 2, 2, 4, 5, tzinfo=UTC)
    assert (row.scopes, row.first_seen_at, row.changed_at, row.gone_at) == (1, SEEN_AT, SEEN_AT, None)


def test_the_driver_is_given_times_as_milliseconds(row_of):
    values = dict(zip(INSERTED, inserted(row_of(image(CreationDate="1970-01-01T00:00:01.5Z"))), strict=True))
    assert (values["created_at"], values["deprecated_at"]) == (1_500, None)
    assert values["first_seen_at"] == values["changed_at"] == 1_767_323_045_678


@pytest.mark.parametrize(
    ("fields", "column", "value"),
    [
        ({"Name": "a\0b"}, "name", "a\N{REPLACEMENT CHARACTER}b"),
        ({"Name": ""}, "name", None),
        ({"Name": 7}, "name", None),
        ({"Name": "n" * 512}, "name", "n" * 512),
        ({"Name": "n" * 513}, "name", None),
        ({"Description": ["a list"]}, "description", None),
        ({"Public": "true"}, "public", None),
        ({"EnaSupport": 1}, "ena_support", None),
        ({"Platform": None}, "platform", "linux"),
        ({"Platform": ["windows"]}, "platform", "linux"),
        ({"Platform": "WINDOWS"}, "platform", "windows"),
        ({"CreationDate": "yesterday"}, "created_at", None),
        ({"CreationDate": 2026}, "created_at", None),
        ({"CreationDate": "2026-01-02"}, "created_at", datetime(2026, 1, 2, tzinfo=UTC)),
    ],
)
def test_a_field_of_no_kind_that_ec2_gives_is_left_out_of_its_column(row_of, fields, column, value):
    assert getattr(row_of(image(1, **fields)), column) == value


@pytest.mark.parametrize(
    "fields", [{"ImageId": "ami_1"}, {"ImageId": None}, {"OwnerId": "12345678901"}, {"OwnerId": 123456789012}]
)
def test_an_image_without_a_valid_id_and_owner_has_no_row(row_of, fields):
    with pytest.raises(MalformedImageError):
        row_of(image(1, **fields))
