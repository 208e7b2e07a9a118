"""`amidex check --account` and `amidex policy --check-account`, against moto over HTTP."""

import json
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.cli.running import amidex
from tests.cli.sharing_ec2 import sharing_ec2
from tests.crawler.conftest import image

REGION, OTHER = "eu-west-1", "us-east-1"
KEYS: Any = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}


@pytest.fixture
def aws():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


def client(aws, service="ec2", region=REGION):
    return boto3.client(service, region_name=region, endpoint_url=aws, **KEYS)


@pytest.fixture
def account(aws, environment, tmp_path):
    """An account that runs an image of Amazon's and would launch others, and a catalog that knows those."""
    ec2 = client(aws)
    shown = ec2.describe_images(Owners=["amazon"], Filters=[{"Name": "name", "Values": ["amzn*", "Windows*"]}])
    run, templated, latest, configured = [found["ImageId"] for found in shown["Images"][:4]]
    instance = ec2.run_instances(ImageId=run, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    stopped = ec2.run_instances(ImageId=configured, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    ec2.terminate_instances(InstanceIds=[stopped])
    ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData={"ImageId": templated})
    ec2.create_launch_template_version(LaunchTemplateName="web", LaunchTemplateData={"ImageId": latest})
    ec2.create_launch_template(
        LaunchTemplateName="looked-up", LaunchTemplateData={"ImageId": "resolve:ssm:/golden/ami"}
    )
    ec2.create_launch_template(LaunchTemplateName="without", LaunchTemplateData={"InstanceType": "t3.micro"})
    client(aws, "autoscaling").create_launch_configuration(
        LaunchConfigurationName="old", ImageId=configured, InstanceType="t3.micro"
    )
    file = tmp_path / "images.json"
    file.write_text(
        json.dumps(
            [
                image(1, ImageId=run, OwnerId="137112412989", ImageOwnerAlias="amazon", Name="one"),
                image(2, ImageId=templated, OwnerId="137112412989", ImageOwnerAlias="amazon", Name="two"),
                image(3, ImageId=latest, Name="a-strangers"),
                image(4, ImageId=configured, OwnerId="137112412989", ImageOwnerAlias="amazon", Name="four"),
            ]
        )
    )
    crawled = amidex("crawl", "--from", str(file), "--region", REGION, environment=environment)
    assert crawled.exit_code == 0, crawled.said
    environment = environment | {
        "AWS_ENDPOINT_URL": aws,
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_DEFAULT_REGION": REGION,
    }
    yield environment, {"run": run, "templated": templated, "latest": latest, "configured": configured}, instance
    # moto keeps what it was told for as long as its process lives.
    ec2.terminate_instances(InstanceIds=[instance])
    for name in ("web", "looked-up", "without"):
        ec2.delete_launch_template(LaunchTemplateName=name)
    client(aws, "autoscaling").delete_launch_configuration(LaunchConfigurationName="old")


def test_what_the_account_runs_and_would_launch_is_checked_with_the_place_that_names_it(account):
    environment, ids, instance = account
    finished = amidex("check", "--account", "--json", environment=environment)
    assert finished.exit_code == 1, finished.said
    found = {entry["image_id"]: entry for entry in finished.json["images"]}
    assert {image_id: entry["outcome"] for image_id, entry in found.items()} == {
        ids["run"]: "pass",
        ids["templated"]: "pass",
        ids["latest"]: "fail",
        ids["configured"]: "pass",
    }
    assert found[ids["run"]]["places"] == [f"{REGION} instance {instance}"]
    assert found[ids["templated"]]["places"] == [f"{REGION} launch template web version 1"]
    assert found[ids["latest"]]["places"] == [f"{REGION} launch template web version 2"]
    # Not the instance of that image, which was terminated.
    assert found[ids["configured"]]["places"] == [f"{REGION} launch configuration old"]
    assert finished.json["unresolved"] == [
        {"place": f"{REGION} launch template looked-up version 1", "says": "resolve:ssm:/golden/ami", "file": None}
    ]


def test_regions_are_looked_at_as_named(account, aws):
    environment, ids, _ = account
    client(aws, region=OTHER).run_instances(ImageId=ids["run"], MinCount=1, MaxCount=1)
    finished = amidex("check", "--account", "--region", OTHER, "--json", environment=environment)
    assert {entry["image_id"] for entry in finished.json["images"]} == {ids["run"]}
    both = amidex("check", "--account", "-r", OTHER, "-r", REGION, "--json", environment=environment)
    assert len({place.split()[0] for entry in both.json["images"] for place in entry["places"]}) == 2


def test_an_account_that_cannot_be_looked_at_is_no_pass(environment, aws):
    told = amidex("check", "--account", "--region", REGION, environment=environment)
    assert (told.exit_code, "AWS credentials" in told.said) == (2, True)
    wrong = environment | {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
    }
    nowhere = amidex("check", "--account", environment=wrong)
    assert (nowhere.exit_code, "give --region" in nowhere.said) == (2, True)
    silent = amidex("check", "--account", "--region", REGION, environment=wrong | {"AWS_MAX_ATTEMPTS": "1"})
    assert (silent.exit_code, f"AWS does not answer in {REGION}" in silent.said) == (2, True)
    alone = amidex("check", "--region", REGION, "ami-0123456789abcdef0", environment=environment)
    assert (alone.exit_code, "--region says where --account looks" in alone.said) == (2, True)


def test_what_the_credentials_may_not_look_at_is_told_and_is_no_pass(read_environment):
    with sharing_ec2() as front:
        front.denied = {"DescribeLaunchTemplates", "DescribeLaunchConfigurations"}
        asked = read_environment | front.environment() | {"AWS_ENDPOINT_URL": front.url}
        finished = amidex("check", "--account", "--json", environment=asked)
    assert finished.exit_code == 2, finished.said
    assert [(entry["place"], entry["says"]) for entry in finished.json["unresolved"]] == [
        (
            f"{REGION} launch templates",
            "not allowed to look: allow ec2:DescribeLaunchTemplates and ec2:DescribeLaunchTemplateVersions",
        ),
        (f"{REGION} launch configurations", "not allowed to look: allow autoscaling:DescribeLaunchConfigurations"),
    ]


def test_a_policy_is_tried_on_what_the_account_uses_and_changes_nothing(account):
    environment, ids, instance = account
    tried = ("policy", "--region", REGION, "--check-account")
    allowed = amidex(*tried, environment=environment)
    assert (allowed.exit_code, "4 allowed, 0 refused, 1 unsure" in allowed.output) == (2, True), allowed.said

    refused = amidex(*tried, "--image-name", "nothing-*", environment=environment)
    assert refused.exit_code == 1
    assert f"refused {ids['run']}  its name fits none of the names" in refused.output
    assert f"in {REGION} instance {instance}" in refused.output
    assert "0 allowed, 4 refused, 1 unsure; nothing was changed" in refused.output
