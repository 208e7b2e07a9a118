"""`amidex share` through real boto3, against moto over HTTP, completed where moto lacks something."""

import json
import tomllib

import pytest

from catalog.errors import MalformedError
from catalog.listing_content import ListingContent
from catalog.safe_sharing import CHECKLISTS, Platform
from cli.launch_permissions import grantee
from tests.cli.members import act_as_member
from tests.cli.running import amidex
from tests.cli.sharing_ec2 import ACCOUNT, REGION, sharing_ec2

ORGANIZATION = "arn:aws:organizations::111122223333:organization/o-abcdefghij"
UNIT = "arn:aws:organizations::111122223333:ou/o-abcdefghij/ou-abcd-12345678"
FRIEND, OTHER = "111122223333", "444455556666"
PUBLIC = {"Group": "all"}


@pytest.fixture(scope="module")
def ec2():
    with sharing_ec2() as running:
        yield running


@pytest.fixture
def share(ec2, environment):
    ec2.block, ec2.denied, ec2.asked, ec2.encrypts = "unblocked", set(), [], False

    def share(*arguments, **more):
        return amidex("share", *arguments, environment=environment | ec2.environment() | more)

    return share


@pytest.fixture
def image(ec2):
    """Makes an image of the caller's own, and tells the snapshot of its disk."""

    def make(*, tags=(), **options):
        given = {"Name": "web-base-20261101", "Description": "a web server"} | options
        image_id = ec2.client.register_image(**given)["ImageId"]
        if tags:
            ec2.client.create_tags(Resources=[image_id], Tags=[{"Key": key, "Value": value} for key, value in tags])
        (made,) = ec2.client.describe_images(ImageIds=[image_id])["Images"]
        return image_id, made["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"]

    return make


def test_an_image_is_shown_shared_with_many_kinds_taken_back_and_reset(share, image, ec2):
    image_id, _ = image()
    assert share("show", image_id, "--json").json == {
        "image_id": image_id,
        "region": REGION,
        "name": "web-base-20261101",
        "public": False,
        "accounts": [],
        "organizations": [],
        "units": [],
    }
    added = share("add", image_id, FRIEND, OTHER, ORGANIZATION, UNIT, "--yes", "--json")
    assert added.exit_code == 0, added.said
    assert (added.json["accounts"], added.json["organizations"], added.json["units"]) == (
        [FRIEND, OTHER],
        [ORGANIZATION],
        [UNIT],
    )
    assert share("remove", image_id, OTHER, ORGANIZATION, "--yes", "--json").json["accounts"] == [FRIEND]
    shown = share("show", image_id).output
    assert f"accounts               {FRIEND}" in shown
    assert f"organizational units   {UNIT}" in shown
    assert share("reset", image_id, "--yes").exit_code == 0
    assert ec2.permissions(image_id) == []


def test_public_and_private_leave_those_named_alone(share, image, ec2):
    image_id, _ = image()
    share("add", image_id, FRIEND, "--yes")
    finished = share("public", image_id, "--yes")

    assert finished.exit_code == 0, finished.said
    assert PUBLIC in ec2.permissions(image_id)
    assert "Everybody with an AWS account will be able to find it in eu-west-1" in finished.said
    assert "Logs, cloud-init's data and caches are cleaned" in finished.said
    assert "which the publisher did not answer" in finished.said
    assert f"amidex listing publish {image_id} FILE" in finished.said
    assert "public                 yes: everybody may launch it" in finished.output
    assert f"amidex crawl --region {REGION} --scope all" in finished.said
    taken = share("private", image_id, "--yes")
    assert ec2.permissions(image_id) == [{"UserId": FRIEND}]
    assert "stay with whoever has them" in taken.said


@pytest.mark.parametrize("command", ["public", "private", "add", "remove", "reset", "leave"])
def test_a_dry_run_asks_ec2_and_changes_nothing(share, image, ec2, command):
    image_id, _ = image()
    who = [FRIEND] if command in ("add", "remove") else []
    if command == "private":
        share("public", image_id, "--yes")
    before = ec2.permissions(image_id)
    finished = share(command, image_id, *who, "--dry-run")

    assert finished.exit_code == 0, finished.said
    assert "EC2 would do it" in finished.said
    assert ec2.permissions(image_id) == before


def test_a_dry_run_that_ec2_would_refuse_says_so(share, image, ec2):
    image_id, _ = image()
    ec2.denied = {"ModifyImageAttribute"}
    finished = share("add", image_id, FRIEND, "--dry-run")

    assert finished.exit_code == 2
    assert "UnauthorizedOperation (You are not authorized" in finished.said
    assert "allow ec2:ModifyImageAttribute" in finished.said


def test_nobody_there_to_ask_changes_nothing(share, image, ec2):
    image_id, _ = image()
    finished = share("public", image_id)

    assert (finished.exit_code, ec2.permissions(image_id)) == (2, [])
    assert "say --yes" in finished.said


@pytest.mark.parametrize(("typed", "code", "then"), [(b"y\n" * 7 + b"n\n", 1, []), (b"y\n" * 8, 0, [PUBLIC])])
def test_who_is_there_is_asked(share, image, ec2, monkeypatch, environment, typed, code, then):
    image_id, _ = image()
    monkeypatch.setattr("cli.share._somebody_is_there", lambda: True)
    finished = amidex("share", "public", image_id, environment=environment | ec2.environment(), given=typed)

    assert (finished.exit_code, ec2.permissions(image_id)) == (code, then), finished.said
    assert f"Let everybody launch {image_id}?" in finished.said


def test_the_checklist_is_asked_and_its_answers_begin_a_listing(image, ec2, monkeypatch, environment, tmp_path):
    image_id, _ = image()
    file = tmp_path / "listing.toml"
    monkeypatch.setattr("cli.share._somebody_is_there", lambda: True)
    answers = b"y\nn\nna\nwhat\n" + b"y\n" * 5
    finished = amidex(
        *("share", "public", image_id, "--listing", str(file)),
        environment=environment | ec2.environment(),
        given=answers,
    )

    assert (finished.exit_code, ec2.permissions(image_id)) == (0, [PUBLIC]), finished.said
    assert "by your own word not so: Credentials and key pairs are removed" in finished.said
    written = tomllib.loads(file.read_text("utf-8"))["checklist"]
    assert list(written) == [point.key for point in CHECKLISTS[Platform.LINUX]]
    assert [one["answer"] for one in written.values()] == ["yes", "no", "not-applicable", *["yes"] * 4]
    assert ListingContent.model_validate({"checklist": written}).checklist.keys() == written.keys()
    assert f"amidex listing publish {image_id} {file}" in finished.said


def test_what_the_listing_answers_is_not_asked_again(image, ec2, monkeypatch, environment, tmp_path):
    image_id, _ = image(Name="listed-base-20261101")
    images, listing = tmp_path / "images.json", tmp_path / "listing.toml"
    (seen,) = ec2.client.describe_images(ImageIds=[image_id])["Images"]
    images.write_text(json.dumps({"Images": [seen | {"Public": True}]}, default=str))
    assert amidex("crawl", "--from", str(images), "--region", REGION, environment=environment).exit_code == 0
    listing.write_text('[checklist.logs]\nanswer = "yes"\n[checklist.passwords]\nanswer = "no"\n')
    owner = act_as_member(environment | ec2.environment(), account=ACCOUNT)
    published = amidex("listing", "publish", image_id, str(listing), environment=owner)
    assert published.exit_code == 0, published.said
    monkeypatch.setattr("cli.share._somebody_is_there", lambda: True)
    rest = len(CHECKLISTS[Platform.LINUX]) - 2
    finished = amidex("share", "public", image_id, environment=owner, given=b"y\n" * (rest + 1))

    assert (finished.exit_code, ec2.permissions(image_id)) == (0, [PUBLIC]), finished.said
    assert finished.said.count("y yes, n no, na does not apply") == rest
    assert "by your own word not so: Passwords are locked" in finished.said
    assert "amidex listing publish" not in finished.said


def test_block_public_access_is_told_before_ec2_refuses(share, image, ec2):
    image_id, _ = image()
    ec2.block = "block-new-sharing"
    finished = share("public", image_id, "--yes", "--despite-dangers")

    assert (finished.exit_code, ec2.permissions(image_id)) == (1, [])
    assert "refused   block public access for AMIs is on in this region" in finished.said
    assert "ModifyImageAttribute" not in ec2.asked


def test_an_endpoint_that_does_not_tell_whether_it_blocks_may_refuse_with_its_words(share, image, ec2):
    image_id, _ = image()
    ec2.block, ec2.denied = "block-new-sharing", {"GetImageBlockPublicAccessState"}
    finished = share("public", image_id, "--yes")

    assert finished.exit_code == 2
    assert "caution   EC2 did not tell whether block public access is on" in finished.said
    assert "OperationNotPermitted (Block public access for AMIs is enabled.)" in finished.said
    assert "disable-image-block-public-access" in finished.said


def test_an_encrypted_image_cannot_be_public(share, image, ec2):
    image_id, snapshot = image()
    ec2.encrypts = True
    finished = share("public", image_id, "--yes")

    assert (finished.exit_code, ec2.permissions(image_id)) == (1, [])
    assert f"its snapshots {snapshot} are encrypted" in finished.said
    assert "they also need to use the key" in share("add", image_id, FRIEND, "--yes").said


def test_what_a_description_gives_away_stops_it_unless_somebody_knows_better(share, image, ec2):
    image_id, _ = image(Description="db password=hunter2222")
    finished = share("public", image_id, "--yes")

    assert (finished.exit_code, ec2.permissions(image_id)) == (1, [])
    assert "danger    its description may tell a password or key" in finished.said
    assert "hunter2222" not in finished.said
    assert share("public", image_id, "--yes", "--despite-dangers").exit_code == 0
    assert ec2.permissions(image_id) == [PUBLIC]


def test_tags_and_shared_snapshots_are_told(share, image, ec2):
    image_id, snapshot = image(tags=[("host", "db1.corp.internal")])
    ec2.client.modify_snapshot_attribute(
        SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", UserIds=[FRIEND]
    )
    finished = share("public", image_id, "--yes")

    assert finished.exit_code == 0
    assert "caution   its tag 'host' may tell a host or address of an internal network" in finished.said
    assert f"caution   its snapshot {snapshot} is shared with {FRIEND} as well" in finished.said
    assert "note      it has no deprecation date" in finished.said


def test_user_data_of_the_instance_it_was_made_from(ec2, monkeypatch, environment):
    from cli.launch_permissions import LaunchPermissions, OwnImage  # noqa: PLC0415 - boto3 loads with the environment

    script = "#!/bin/sh\nexport API_KEY=abcdefgh123\n"
    source = ec2.client.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    instance = ec2.client.run_instances(ImageId=source, MinCount=1, MaxCount=1, UserData=script)["Instances"][0]
    for name, value in ec2.environment().items():
        monkeypatch.setenv(name, value)
    own = OwnImage("ami-1", REGION, "x", "1", {"SourceInstanceId": instance["InstanceId"]})

    told = LaunchPermissions(REGION).facts(own).user_data
    assert told == script


def test_images_of_others_and_ids_of_nobody(share, ec2):
    theirs = ec2.client.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    finished = share("show", theirs)
    assert finished.exit_code == 2
    assert "only its owner can say who may launch it" in finished.said
    unknown = share("show", "ami-0ffffffffffffffff")
    assert unknown.exit_code == 2
    assert "InvalidAMIID.NotFound" in unknown.said
    assert "--region" in unknown.said


def test_leaving_what_was_shared_with_one(share, image, ec2):
    image_id, _ = image()
    ec2.client.modify_image_attribute(ImageId=image_id, LaunchPermission={"Add": [{"UserId": "123456789012"}]})
    assert share("leave", image_id, "--yes", "--json").json == {"image_id": image_id, "region": REGION, "left": True}
    assert ec2.permissions(image_id) == []
    again = share("leave", image_id, "--yes")
    assert again.exit_code == 2
    assert "The image was not shared with you." in again.said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "ami-xyz"), "malformed image id"),
        (("add", "ami-00000001", "12"), "malformed grantee '12'"),
        (("add", "ami-00000001", "arn:aws:iam::111122223333:root"), "malformed grantee"),
    ],
)
def test_what_cannot_be_meant_is_told_before_ec2_is_asked(share, ec2, arguments, says):
    finished = share(*arguments, "--yes") if arguments[0] != "show" else share(*arguments)

    assert (finished.exit_code, ec2.asked) == (2, [])
    assert says in finished.said


def test_no_credentials_no_region_and_no_ec2_are_told(share, environment):
    assert "name the region" in amidex("share", "show", "ami-00000001", environment=environment).said
    nowhere = amidex("share", "show", "ami-00000001", "--region", REGION, environment=environment)
    assert nowhere.exit_code == 2
    assert "Unable to locate credentials" in nowhere.said
    silent = share("show", "ami-00000001", AWS_ENDPOINT_URL_EC2="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")
    assert silent.exit_code == 2
    assert "AWS_ENDPOINT_URL_EC2" in silent.said


def test_grantees_are_told_apart():
    assert grantee(FRIEND) == ("UserId", FRIEND)
    assert grantee(ORGANIZATION)[0] == "OrganizationArn"
    assert grantee(UNIT)[0] == "OrganizationalUnitArn"
    with pytest.raises(MalformedError, match="12 digits"):
        grantee("all")
