from catalog.schema import metadata
from catalog.visibility import COLUMNS, CRAWLING_ACCOUNTS_FIELDS, public_fields


def test_every_column_is_marked_once():
    assert set(COLUMNS) == set(metadata.tables)
    for name, table in metadata.tables.items():
        marked = [*COLUMNS[name].public, *COLUMNS[name].operator, *COLUMNS[name].internal]
        assert sorted(marked) == sorted(column.name for column in table.columns), name


def test_what_ec2_tells_an_account_of_itself_is_left_out():
    document = {"ImageId": "ami-00000011", "FieldOfTomorrow": 1} | dict.fromkeys(CRAWLING_ACCOUNTS_FIELDS, "own")

    assert public_fields(document) == {"ImageId": "ami-00000011", "FieldOfTomorrow": 1}
