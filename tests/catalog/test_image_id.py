import pytest

from catalog.errors import MalformedError
from catalog.image_id import check_image_id, check_snapshot_id, is_image_id, is_snapshot_id


@pytest.mark.parametrize("text", ["ami-0abcdef1234567890", "ami-03cf127a", "aki-00806369", "ari-0abcdef1234567890"])
def test_machine_kernel_and_ram_disk_images_have_ids_of_8_or_17_digits(text: str) -> None:
    assert check_image_id(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ami-",
        "ami-0abcdef123456789",
        "AMI-03cf127a",
        "ami-03CF127A",
        "ami-03cf127g",
        "snap-03cf127a",
        "ami-03cf127a\n",
    ],
)
def test_what_is_no_image_id_is_refused_with_the_right_form(text: str) -> None:
    assert not is_image_id(text)
    with pytest.raises(MalformedError, match=r"image id .* 8 or 17 hexadecimal digits"):
        check_image_id(text)


def test_snapshot_ids_have_8_or_17_digits_too() -> None:
    assert check_snapshot_id("snap-0abcdef1234567890") == "snap-0abcdef1234567890"
    assert is_snapshot_id("snap-1a2b3c4d")


@pytest.mark.parametrize("text", ["snap-1a2b3c4", "vol-1a2b3c4d", "snap-1a2b3c4d "])
def test_what_is_no_snapshot_id_is_refused_with_the_right_form(text: str) -> None:
    assert not is_snapshot_id(text)
    with pytest.raises(MalformedError, match=r"snapshot id .* snap- followed by"):
        check_snapshot_id(text)
