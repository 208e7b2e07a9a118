import pytest

from catalog.errors import MalformedError
from catalog.member_name import check_name, name_key


@pytest.mark.parametrize(
    "name", ["Ada", "ada.lovelace", "O'Neill", "José", "Мария", "山田 太郎", "ひらがな漢字", "한국", "R2-D2", "x" * 40]
)
def test_names_of_the_world_are_names(name):
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a",
        "x" * 41,
        "12",
        "a b ",
        " ab",
        "a  b",
        "a\0b",
        "a\nb",
        "a\tb",
        "a\u200bb",  # zero width
        "a\u202eb",  # right to left from here
        "a\u00adb",  # soft hyphen
        "Jose\u0301",  # not composed
        "Z\u0351algo",  # marks on letters that carry none
        "\uff21da",  # full width
        "\U0001d400da",  # mathematical
        "ﬁsh",  # a ligature
        "p\u0430ypal",  # one Cyrillic letter among Latin ones
        "<script>",
        "a@b",
        "🐧linux",
        "a\ud800b",
    ],
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(MalformedError):
        check_name(name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Ada Lovelace", "ada-lovelace"),
        ("Jose", "José"),
        ("paypal", "PAYPAL"),
        ("paypal", "\u0440\u0430\u0443\u0440\u0430\u04cf"),  # all Cyrillic
        ("Illinois", "1ll1no1s"),
        ("root", "r00t"),
        ("modern", "modem"),
        ("wave", "vvave"),
        ("HENNA", "\u041d\u0415NN\u0410".replace("N", "\u039d")),
    ],
)
def test_names_that_look_alike_are_one(name, other):
    assert name_key(name) == name_key(other)


@pytest.mark.parametrize(("name", "other"), [("Ada", "Ida"), ("Мария", "Марина"), ("太郎", "次郎"), ("web1", "web2")])
def test_names_that_do_not_are_two(name, other):
    assert name_key(name) != name_key(other)
