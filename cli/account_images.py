"""The images that an account uses, through boto3: what its instances run, and what it would launch next.

Only reads. docs/CHECK.md lists the permissions; what one of them is missing for is told as unknown and not left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError, ProfileNotFound

from catalog.image_id import is_image_id
from cli.launches import LaunchesError
from trust.launches import Launches

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

RUNNING = ("pending", "running")
VERSIONS = ("$Default", "$Latest")
IDS_A_QUESTION = 200  # values that a filter of EC2 takes
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})


class AccountImages:
    """One account in one region. Methods raise LaunchesError when AWS does not answer at all."""

    def __init__(self, region: str | None) -> None:
        config = Config(retries={"mode": "adaptive", "max_attempts": 5}, connect_timeout=10, user_agent_extra="amidex")
        with _plain_errors(region):
            session = boto3.Session(region_name=region)
            self._ec2: EC2Client = session.client("ec2", config=config)
            self._scaling: Any = session.client("autoscaling", config=config)
        self.region = self._ec2.meta.region_name

    def in_use(self) -> Launches:
        """Image ids with the instances, launch templates and launch configurations that name them."""
        found = Launches()
        self._gather(found, "running instances", "ec2:DescribeInstances", self._instances)
        versions = "ec2:DescribeLaunchTemplates and ec2:DescribeLaunchTemplateVersions"
        self._gather(found, "launch templates", versions, self._templates)
        self._gather(found, "launch configurations", "autoscaling:DescribeLaunchConfigurations", self._configurations)
        return found

    def described(self, image_ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """EC2's Image of each of these that it shows. The account's own ones have `OwnedBySelf`, which EC2 has not."""
        found: dict[str, Mapping[str, Any]] = {}
        for own in (False, True):
            owners: dict[str, Any] = {"Owners": ["self"]} if own else {}
            for start in range(0, len(image_ids), IDS_A_QUESTION):
                filters: Any = [{"Name": "image-id", "Values": list(image_ids[start : start + IDS_A_QUESTION])}]
                pages = self._ec2.get_paginator("describe_images").paginate(
                    Filters=filters, IncludeDeprecated=True, **owners
                )
                try:
                    with _plain_errors(self.region):
                        images = [image for page in pages for image in page["Images"]]
                except _DeniedError as error:
                    raise LaunchesError("not allowed to look at images: allow ec2:DescribeImages") from error
                found |= {image["ImageId"]: {**image, "OwnedBySelf": own} for image in images}
        return found

    def _gather(
        self, found: Launches, what: str, action: str, read: Callable[[], Iterable[tuple[str, str | None]]]
    ) -> None:
        try:
            with _plain_errors(self.region):
                for place, image_id in read():
                    if image_id and is_image_id(image_id):
                        found.add(image_id, f"{self.region} {place}")
                    elif image_id:  # resolve:ssm:…, which EC2 looks up at launch
                        found.unresolved[f"{self.region} {place}"] = image_id
        except _DeniedError:
            found.unresolved[f"{self.region} {what}"] = f"not allowed to look: allow {action}"

    def _instances(self) -> Iterator[tuple[str, str | None]]:
        states: Any = [{"Name": "instance-state-name", "Values": list(RUNNING)}]
        for page in self._ec2.get_paginator("describe_instances").paginate(Filters=states):
            for reservation in page["Reservations"]:
                for instance in reservation["Instances"]:
                    yield f"instance {instance['InstanceId']}", instance.get("ImageId")

    def _templates(self) -> Iterator[tuple[str, str | None]]:
        for page in self._ec2.get_paginator("describe_launch_templates").paginate():
            for template in page["LaunchTemplates"]:
                answer = self._ec2.describe_launch_template_versions(
                    LaunchTemplateId=template["LaunchTemplateId"], Versions=list(VERSIONS)
                )
                for version in answer["LaunchTemplateVersions"]:
                    number = version["VersionNumber"]
                    place = f"launch template {template['LaunchTemplateName']} version {number}"
                    yield place, version["LaunchTemplateData"].get("ImageId")

    def _configurations(self) -> Iterator[tuple[str, str | None]]:
        for page in self._scaling.get_paginator("describe_launch_configurations").paginate():
            for configuration in page["LaunchConfigurations"]:
                yield f"launch configuration {configuration['LaunchConfigurationName']}", configuration.get("ImageId")


class _DeniedError(Exception):
    """The account may not look at one kind of thing."""


@contextmanager
def _plain_errors(region: str | None) -> Iterator[None]:
    where = f" in {region}" if region else ""
    try:
        yield
    except NoRegionError as error:
        raise LaunchesError("which region? give --region, or set AWS_DEFAULT_REGION") from error
    except (NoCredentialsError, ProfileNotFound) as error:
        raise LaunchesError(f"AWS credentials: {error}; see `aws configure`") from error
    except ClientError as error:
        details = error.response.get("Error", {})
        if details.get("Code") in DENIED:
            raise _DeniedError from error
        said = f"{details.get('Code')}: {details.get('Message')}"
        raise LaunchesError(f"AWS does not tell what the account uses{where}: {said}") from error
    except BotoCoreError as error:
        raise LaunchesError(f"AWS does not answer{where}: {error}") from error
