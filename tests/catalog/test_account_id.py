import pytest

from catalog.account_id import check_account_id, is_account_id
from catalog.errors import MalformedError


def test_twelve_digits_are_an_account_id_and_leading_zeros_stay() -> None:
    assert check_account_id("099720109477") == "099720109477"


@pytest.mark.parametrize(
    "text", ["", "99720109477", "0997201094770", "0997-2010-9477", "09972010947a", "099720109477\n", "٠٩٩٧٢٠١٠٩٤٧٧"]
)
def test_anything_else_is_refused_with_the_right_form(text: str) -> None:
    assert not is_account_id(text)
    with pytest.raises(MalformedError, match=r"account id .* it should be 12 digits"):
        check_account_id(text)
