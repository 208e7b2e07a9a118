"""What to write instead is shell again, or nothing."""

import pytest

from trust.lint.fixes import in_one
from trust.lint.look_up import Form, LookUp

LOOK_UP = LookUp(file="a.sh", line=1, subject="aws", form=Form.AWS_CLI)


def test_options_that_were_given_twice_are_written_once():
    assert in_one(["--owners amazon", "--owners 'aws marketplace'"], LOOK_UP) == "--owners amazon 'aws marketplace'"


@pytest.mark.parametrize("unreadable", ["", " ", "--filters 'Name=name,Values=cut-for-its-len"])
def test_what_cannot_be_read_is_not_mended(unreadable):
    assert in_one(["--owners amazon", unreadable], LOOK_UP) is None
