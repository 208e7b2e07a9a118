"""Policies of an operator's own."""

import pytest

from api.ec2.policies import BUILT_IN, PolicyError, read_policies
from cli.service import policies
from cli.settings import SettingsError
from tests.api.conftest import AL2023_IRELAND, JAMMY_IRELAND, NOBLE_IRELAND, STRANGER, WEB_BASE, Client, image_id
from tests.api.ec2.test_protocol import images

PROD = """
[prod]
least = "known"
publishers = ["canonical", "amazon-linux"]
[ours]
least = "unverified"
owners = ["123456789012"]
"""


def shown(world, text, name):
    services = world.services(policies=read_policies(text, "policies.toml"))
    return images(Client(services), {"IncludeDeprecated": "true"}, path=f"/ec2/policies/{name}")


def test_publishers_and_owners_narrow_what_exists(world):
    canonical = {NOBLE_IRELAND, JAMMY_IRELAND}

    assert set(shown(world, PROD, "prod")) == {image_id(number) for number in canonical | {AL2023_IRELAND}}
    assert STRANGER == "123456789012"
    ours = set(shown(world, PROD, "ours"))
    assert image_id(WEB_BASE) in ours
    assert image_id(NOBLE_IRELAND) not in ours
    assert shown(world, '[nobody]\npublishers = ["nobody"]', "nobody") == []


def test_the_built_in_ones_stay(world):
    assert shown(world, PROD, "verified")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[prod", "not valid TOML"),
        ('[prod]\nlest = "known"', "prod.lest"),
        ('[prod]\nleast = "nice"', "prod.least"),
        ("[prod]\nowners = []", "prod.owners"),
        ('[prod]\nowners = ["1"]', "12 digits"),
        ('[verified]\nleast = "malicious"', "verified is built in"),
        ("prod = 1", "prod"),
        ('["a/b"]\nleast = "known"', "a/b"),
    ],
)
def test_a_file_that_is_wrong_says_where(text, says):
    with pytest.raises(PolicyError, match=f"policies.toml.*{says}"):
        read_policies(text, "policies.toml")


def test_the_setting_names_the_file_and_a_wrong_one_is_told(tmp_path):
    file = tmp_path / "policies.toml"
    with pytest.raises(SettingsError, match=r"AMIDEX_POLICIES.*policies\.toml"):
        policies(file)
    file.write_text("[prod")
    with pytest.raises(SettingsError, match="AMIDEX_POLICIES"):
        policies(file)
    file.write_text(PROD)
    assert set(policies(file)) == {"prod", "ours", *BUILT_IN}
    assert policies(None) == BUILT_IN
