"""Launch permissions through boto3: who may launch an image of ours, and what EC2 says when that is to change.

The crawler reads what all images are; this changes what one's own are to others.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError, ProfileNotFound

from catalog.account_id import is_account_id
from catalog.errors import MalformedError
from trust.sharing import SharingFacts, SnapshotFacts

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

EVERYBODY = "all"
GRANTEE_FORM = (
    "an account of 12 digits, or the ARN of an organization (arn:aws:organizations::ACCOUNT:organization/o-…) or of an "
    "organizational unit (arn:aws:organizations::ACCOUNT:ou/o-…/ou-…)"
)
_ORGANIZATION = re.compile(r"arn:aws[\w-]*:organizations::\d{12}:organization/o-[a-z0-9]{10,32}\Z")
_UNIT = re.compile(r"arn:aws[\w-]*:organizations::\d{12}:ou/o-[a-z0-9]{10,32}/ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}\Z")
# By the kind of a grantee: its name in an answer, and the parameter that takes it.
KINDS: Mapping[str, str] = {
    "Group": "UserGroups",
    "UserId": "UserIds",
    "OrganizationArn": "OrganizationArns",
    "OrganizationalUnitArn": "OrganizationalUnitArns",
}
ADVICE: Mapping[str, str] = {
    "AuthFailure": "check the credentials, that the image is yours, and that the account has enabled the region",
    "UnauthorizedOperation": "allow {action} to whoever these credentials are",
    "AccessDenied": "allow {action} to whoever these credentials are",
    "InvalidAMIID.NotFound": "look at the id and at --region: an id belongs to one region",
    "InvalidAMIID.Malformed": "an image id is ami- and 8 or 17 hexadecimal digits",
    "InvalidAMIID.Unavailable": "wait until the image is available",
    "InvalidAMIAttributeItemValue": "look at the accounts: EC2 knows one of them not, or it is closed",
    "OperationNotPermitted": "block public access for AMIs is on: `aws ec2 disable-image-block-public-access`",
    "InvalidParameter": "an encrypted image, or one with a product code, cannot be shared so",
    "ResourceLimitExceeded": "the account has reached its number of public AMIs in the region: make others private",
    "RequestLimitExceeded": "try again in a minute",
    "ExpiredToken": "renew the credentials",
    "RequestExpired": "renew the credentials, and set the clock",
}


class ShareError(Exception):
    """EC2, or the way to it, says no. `str` has its words and what to do."""


@dataclass(frozen=True, slots=True)
class Permissions:
    """Who may launch an image besides its owner."""

    public: bool
    accounts: tuple[str, ...]
    organizations: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnImage:
    """An image of the caller's, as EC2 describes it."""

    image_id: str
    region: str
    name: str
    owner_id: str
    document: Mapping[str, Any]


def grantee(text: str) -> tuple[str, str]:
    """The kind of a grantee, of `KINDS`, and the text itself. Raises MalformedError."""
    if is_account_id(text):
        return "UserId", text
    if _ORGANIZATION.match(text):
        return "OrganizationArn", text
    if _UNIT.match(text):
        return "OrganizationalUnitArn", text
    raise MalformedError("grantee", text, GRANTEE_FORM)


class LaunchPermissions:
    """Asks and changes launch permissions in one region. Every method raises ShareError."""

    def __init__(self, region: str | None) -> None:
        config = Config(retries={"mode": "standard", "max_attempts": 5}, user_agent_extra="amidex")
        with _plain_errors("reach EC2", "ec2:DescribeImages"):
            self._client: EC2Client = boto3.Session().client("ec2", region_name=region, config=config)
        self.region = self._client.meta.region_name

    def own_image(self, image_id: str) -> OwnImage:
        """The image. An image of somebody else's is refused: EC2 would only say that it is not authorized."""
        with _plain_errors(f"describe {image_id}", "ec2:DescribeImages"):
            found = self._client.describe_images(ImageIds=[image_id], IncludeDeprecated=True)["Images"]
            named: Any = [{"Name": "image-id", "Values": [image_id]}]
            mine = self._client.describe_images(Owners=["self"], Filters=named, IncludeDeprecated=True)["Images"]
        if not found:
            raise ShareError(f"EC2 shows no image {image_id} in {self.region}; an id belongs to one region: --region")
        if not mine:
            owner = found[0].get("OwnerId")
            raise ShareError(f"{image_id} belongs to account {owner}, and only its owner can say who may launch it")
        image = mine[0]
        return OwnImage(image_id, self.region, image.get("Name", ""), image.get("OwnerId", ""), image)

    def of(self, image_id: str) -> Permissions:
        """Who may launch the image now."""
        with _plain_errors(f"ask who may launch {image_id}", "ec2:DescribeImageAttribute"):
            answer = self._client.describe_image_attribute(ImageId=image_id, Attribute="launchPermission")
        given: list[dict[str, Any]] = [dict(entry) for entry in answer.get("LaunchPermissions", [])]

        def of_kind(kind: str) -> tuple[str, ...]:
            return tuple(sorted(entry[kind] for entry in given if entry.get(kind)))

        return Permissions(
            EVERYBODY in of_kind("Group"),
            of_kind("UserId"),
            of_kind("OrganizationArn"),
            of_kind("OrganizationalUnitArn"),
        )

    def change(self, image_id: str, operation: str, grantees: Sequence[tuple[str, str]], *, dry_run: bool) -> None:
        """`operation` is add or remove; grantees are those of `grantee`, or ("Group", "all")."""
        # One call for each kind, as EC2 takes them, and of a kind all at once: either all get in or none.
        for kind, parameter in KINDS.items():
            named = [text for one, text in grantees if one == kind]
            if named:
                asked: dict[str, Any] = {"ImageId": image_id, "OperationType": operation, parameter: named}
                with _plain_errors(f"change who may launch {image_id}", "ec2:ModifyImageAttribute", dry_run=dry_run):
                    self._client.modify_image_attribute(Attribute="launchPermission", DryRun=dry_run, **asked)

    def reset(self, image_id: str, *, dry_run: bool) -> None:
        """Nobody but the owner may launch it then."""
        with _plain_errors(f"reset who may launch {image_id}", "ec2:ResetImageAttribute", dry_run=dry_run):
            self._client.reset_image_attribute(ImageId=image_id, Attribute="launchPermission", DryRun=dry_run)

    def leave(self, image_id: str, *, dry_run: bool) -> None:
        """The caller's account may not launch it any more; the owner alone can let it in again."""
        with _plain_errors(f"leave {image_id}", "ec2:CancelImageLaunchPermission", dry_run=dry_run):
            self._client.cancel_image_launch_permission(ImageId=image_id, DryRun=dry_run)

    def facts(self, image: OwnImage) -> SharingFacts:
        """What to look at before everybody may launch an image. What EC2 does not tell is left open."""
        document = image.document
        return SharingFacts(
            name=image.name,
            description=document.get("Description", ""),
            tags=tuple((tag["Key"], tag["Value"]) for tag in document.get("Tags", [])),
            deprecated_at=_moment(document.get("DeprecationTime")),
            imds_v2=document.get("ImdsSupport") == "v2.0",
            product_codes=bool(document.get("ProductCodes")),
            snapshots=tuple(self._snapshots(document)),
            blocked=self._blocked(),
            user_data=self._user_data(document.get("SourceInstanceId")),
        )

    def _snapshots(self, document: Mapping[str, Any]) -> Iterator[SnapshotFacts]:
        for mapping in document.get("BlockDeviceMappings", []):
            disk = mapping.get("Ebs", {})
            snapshot_id = disk.get("SnapshotId")
            if not snapshot_id:
                continue
            public: bool | None = None
            accounts: tuple[str, ...] = ()
            encrypted = bool(disk.get("Encrypted"))
            with suppress(ClientError, BotoCoreError):
                told = self._client.describe_snapshot_attribute(
                    SnapshotId=snapshot_id, Attribute="createVolumePermission"
                )
                given = told.get("CreateVolumePermissions", [])
                public = any(entry.get("Group") == EVERYBODY for entry in given)
                accounts = tuple(sorted(entry["UserId"] for entry in given if entry.get("UserId")))
                described = self._client.describe_snapshots(SnapshotIds=[snapshot_id])["Snapshots"]
                encrypted = encrypted or any(one.get("Encrypted", False) for one in described)
            yield SnapshotFacts(snapshot_id, encrypted, public, accounts)

    def _blocked(self) -> bool | None:
        try:
            return self._client.get_image_block_public_access_state()["ImageBlockPublicAccessState"] != "unblocked"
        except (ClientError, BotoCoreError, KeyError):
            return None

    def _user_data(self, instance_id: str | None) -> str | None:
        if not instance_id:
            return None
        with suppress(ClientError, BotoCoreError, ValueError):
            told = self._client.describe_instance_attribute(InstanceId=instance_id, Attribute="userData")
            return base64.b64decode(told.get("UserData", {}).get("Value", "")).decode("utf-8", "replace") or None
        return None


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


@contextmanager
def _plain_errors(what: str, action: str, *, dry_run: bool = False) -> Iterator[None]:
    """boto3's errors as one sentence: what failed, EC2's words, what to do. A dry run that would do it is no error."""
    try:
        yield
    except ClientError as error:
        told = error.response.get("Error", {})
        code, message = told.get("Code", ""), told.get("Message", "")
        if dry_run and code == "DryRunOperation":
            return
        advice = ADVICE.get(code, "see the words of EC2").format(action=action)
        raise ShareError(f"cannot {what}: EC2 answered {code} ({message}); {advice}") from error
    except NoRegionError as error:
        raise ShareError("name the region: --region, or AWS_REGION") from error
    except (NoCredentialsError, ProfileNotFound) as error:
        raise ShareError(f"cannot {what}: {error}; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret") from error
    except BotoCoreError as error:
        raise ShareError(f"cannot {what}: {error}; check the network, and AWS_ENDPOINT_URL_EC2") from error
