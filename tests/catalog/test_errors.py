import pickle

from catalog.errors import CatalogError, DirectoryError, MalformedError, quoted


def test_a_malformed_value_says_what_which_value_and_the_right_form() -> None:
    error = MalformedError("account id", "12", "12 digits")

    assert str(error) == "malformed account id '12': it should be 12 digits"
    assert (error.what, error.value, error.right_form) == ("account id", "12", "12 digits")


def test_everything_this_package_refuses_is_a_catalog_error() -> None:
    assert issubclass(MalformedError, CatalogError)
    assert issubclass(DirectoryError, CatalogError)


def test_a_malformed_value_is_a_value_error_so_that_pydantic_reports_it() -> None:
    assert issubclass(MalformedError, ValueError)


def test_a_long_value_is_cut_and_its_length_told() -> None:
    assert quoted("x" * 100_000) == f"{'x' * 80!r}… (100000 characters)"


def test_control_characters_are_shown_and_not_printed() -> None:
    assert quoted("ami\n\x1b[31m") == r"'ami\n\x1b[31m'"


def test_a_malformed_value_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(MalformedError("region", "mars-1", "a region")))

    assert str(error) == "malformed region 'mars-1': it should be a region"
    assert error.what == "region"
