"""Policies of an operator's own, by the stored verdict, in the language of `amidex check`."""

import pytest

from api.ec2.policies import BUILT_IN, PolicyError, policy_views
from catalog.migration import upgrade
from catalog.rulings import RulingRow, add_ruling
from cli.policy_file import read_policy
from cli.service import policies
from cli.settings import SettingsError
from search.indexing import Indexer
from tests.api.conftest import (
    AL2023_IRELAND,
    IRELAND,
    JAMMY_IRELAND,
    NOBLE_IRELAND,
    NOW,
    PUBLIC,
    STRANGER,
    WEB_BASE,
    Client,
    World,
    image_id,
)
from tests.api.ec2.test_protocol import call, images, texts
from trust.policy import Policy, Selector

PROD = 'at_least = "known"\nonly = ["publisher:canonical", "publisher:amazon-linux"]\n'
OURS = f'at_least = "unverified"\nonly = ["owner:{STRANGER}"]\n'
AGED = {"IncludeDeprecated": "true"}


def shown(world, text, tmp_path):
    file = tmp_path / "policy.toml"
    file.write_text(text)
    services = world.services(policies=policy_views({"mine": read_policy(file)}))
    return set(images(Client(services), AGED, path="/ec2/policies/mine"))


def ids(*numbers):
    return {image_id(number) for number in numbers}


def test_publishers_and_owners_narrow_what_exists(world, tmp_path):
    assert shown(world, PROD, tmp_path) == ids(NOBLE_IRELAND, JAMMY_IRELAND, AL2023_IRELAND)
    ours = shown(world, OURS, tmp_path)
    assert image_id(WEB_BASE) in ours
    assert image_id(NOBLE_IRELAND) not in ours
    assert shown(world, 'only = ["publisher:nobody"]', tmp_path) == set()


def test_names_ages_and_what_a_policy_is_unsure_of(world, tmp_path):
    assert shown(world, 'only = ["name:*noble*"]', tmp_path) == ids(NOBLE_IRELAND)
    canonicals = 'only = ["publisher:canonical"]\nmax_age = '
    assert shown(world, f'{canonicals}"9999d"', tmp_path) == ids(NOBLE_IRELAND, JAMMY_IRELAND)
    assert shown(world, f'{canonicals}"0d"', tmp_path) == set()
    assert shown(world, PROD + "require_imds_v2 = true", tmp_path) == set()
    assert shown(world, PROD + 'deny = ["rule:no-such-rule"]', tmp_path) == shown(world, PROD, tmp_path)


@pytest.fixture
def small(tmp_path, directory):
    world = World(tmp_path / "catalog.sqlite3", directory)
    upgrade(world.database)
    world.crawl({IRELAND: PUBLIC[IRELAND]})
    yield world
    world.database.close()


def test_what_was_not_judged_yet_passes_no_policy_and_carries_no_tag(small):
    client = Client(small.services())
    assert images(client, AGED, path="/ec2/policies/known") == []
    _, root = call(client, {"Action": "DescribeImages", "ImageId.1": image_id(NOBLE_IRELAND)}, path="/ec2/tagged")
    assert texts(root, "key") == []
    small.reindex()
    assert image_id(NOBLE_IRELAND) in images(client, AGED, path="/ec2/policies/known")


def test_a_ruling_takes_an_image_from_every_policy_whoever_owns_it(small):
    small.reindex()
    client = Client(small.services(policies=policy_views({"all": Policy(allow=(Selector.parse("name:*"),))})))
    assert image_id(NOBLE_IRELAND) in images(client, AGED, path="/ec2/policies/all")
    with small.database.write() as session:
        release = client.json(f"/v1/images/{image_id(NOBLE_IRELAND)}")["release"]["release_id"]
        add_ruling(session, RulingRow(release, True, "it mines", "somebody", NOW))
    Indexer(small.database, small.directory, small.index).drain()

    for path in ("/ec2/policies/known", "/ec2/policies/all"):
        assert image_id(NOBLE_IRELAND) not in images(client, AGED, path=path)
    _, root = call(client, {"Action": "DescribeImages", "ImageId.1": image_id(NOBLE_IRELAND)}, path="/ec2/tagged")
    assert "malicious" in texts(root, "value")


@pytest.mark.parametrize("name", ["verified", "Prod", "a b", "-a", "a" * 65])
def test_a_name_that_cannot_be_is_refused(name):
    with pytest.raises(PolicyError, match=name):
        policy_views({name: Policy()})


def test_the_setting_names_a_directory_and_what_is_wrong_in_it_is_told(tmp_path):
    with pytest.raises(SettingsError, match=r"AMIDEX_POLICIES.*no directory"):
        policies(tmp_path / "none")
    (tmp_path / "prod.toml").write_text(PROD)
    (tmp_path / "ours.yaml").write_text(f"at_least: unverified\nonly: ['owner:{STRANGER}']\n")
    (tmp_path / "README").write_text("not a policy")
    assert set(policies(tmp_path)) == {"prod", "ours", *BUILT_IN}
    assert policies(None) == BUILT_IN
    (tmp_path / "prod.yaml").write_text("at_least: known")
    with pytest.raises(SettingsError, match="prod is there twice"):
        policies(tmp_path)
    (tmp_path / "prod.yaml").unlink()
    (tmp_path / "last.yaml").write_text("at_last: known")
    with pytest.raises(SettingsError, match=r"AMIDEX_POLICIES.*at_last"):
        policies(tmp_path)
