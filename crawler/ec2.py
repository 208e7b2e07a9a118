"""EC2 through boto3: regions, the pages of DescribeImages, and findings. The only file that imports boto3.

Credentials, endpoints (`AWS_ENDPOINT_URL_EC2` and friends) and proxies are boto3's own business. Requests are retried
by botocore's adaptive mode, which slows down when EC2 throttles instead of failing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache, partial
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)
from botocore.exceptions import (
    ConnectionError as BotoConnectionError,
)
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import ResponseParserError

from catalog.scopes import Scope
from crawler.ec2_response import malformed_page, read_images_with
from crawler.errors import (
    CrawlError,
    CredentialsError,
    DeniedError,
    EndpointError,
    RegionNotEnabledError,
    UnknownRegionError,
)
from crawler.findings import FINDINGS_A_PAGE
from crawler.image_page import RawPage
from crawler.image_parser import ImageParser
from crawler.source import ReceivedImage, received

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

IMAGES_A_PAGE = 1_000  # the most that DescribeImages gives at once
FEWEST_RESULTS = 5  # that MaxResults may say
ATTEMPTS_WHILE_SOMEBODY_WAITS = 3
FIRST_REGION = "us-east-1"  # where DescribeRegions is asked when nothing says otherwise

HIDDEN = (
    "the account's Allowed AMIs setting hides images here, so the catalog is partial, and nothing was marked as gone; "
    "crawl with an account where it is disabled or in audit mode"
)
RENEW = "renew or correct the credentials"
CRAWLING = "ec2:DescribeRegions and ec2:DescribeImages"
WAIT = "which it went on doing while we waited; crawl fewer regions at a time, or later"
# What EC2's error codes mean for us, and what to do about it.
MEANINGS: Mapping[str, tuple[type[CrawlError], str]] = {
    # Also what a region that the account has not enabled answers; the words of EC2 do not tell the two apart.
    "AuthFailure": (
        RegionNotEnabledError,
        "check the credentials, and whether the account has enabled the region",
    ),
    "OptInRequired": (RegionNotEnabledError, "enable the region in the account, or leave it out with --region"),
    "ExpiredToken": (CredentialsError, RENEW),
    "ExpiredTokenException": (CredentialsError, RENEW),
    "InvalidAccessKeyId": (CredentialsError, RENEW),
    "InvalidClientTokenId": (CredentialsError, RENEW),
    "RequestExpired": (CredentialsError, f"{RENEW}, and set the clock"),
    "SignatureDoesNotMatch": (CredentialsError, RENEW),
    "UnrecognizedClientException": (CredentialsError, RENEW),
    "AccessDenied": (DeniedError, "allow {permission}"),
    "AccessDeniedException": (DeniedError, "allow {permission}"),
    "UnauthorizedOperation": (DeniedError, "allow {permission}"),
    "InvalidAMIID.NotFound": (CrawlError, "it is gone, or the account may not see it"),
    "InvalidAMIID.Unavailable": (CrawlError, "it is gone, or the account may not see it"),
    "InvalidAction": (EndpointError, "this endpoint cannot be asked for it, and EC2 itself can"),
    "RequestLimitExceeded": (EndpointError, WAIT),
    "Throttling": (EndpointError, WAIT),
}


class Ec2:
    """One account's view of EC2. Safe to share between threads."""

    def __init__(self, *, max_attempts: int = 10) -> None:
        botocore_session = botocore.session.Session()
        botocore_session.register_component("data_loader", _data_loader())
        model = ServiceModel(
            botocore_session.get_component("data_loader").load_service_model("ec2", "service-2"), "ec2"
        )
        self._parser = ImageParser(model, keep_unknown=True, json_ready=True)
        read_images_with(botocore_session, self._received)
        self._session = boto3.Session(botocore_session=botocore_session)
        self._clients: dict[str, EC2Client] = {}
        self._making_clients = Lock()  # boto3's sessions are not safe to make clients from two threads
        self._config = Config(
            retries={"mode": "adaptive", "max_attempts": max_attempts},
            connect_timeout=10,
            read_timeout=60,
            user_agent_extra="amidex",
        )
        # Somebody waits for the list of regions, and nothing is lost when it fails.
        self._impatient = self._config.merge(
            Config(retries={"mode": "adaptive", "max_attempts": min(max_attempts, ATTEMPTS_WHILE_SOMEBODY_WAITS)})
        )

    @property
    def name(self) -> str:
        """The endpoint, for people."""
        return self._home.meta.endpoint_url

    def has_credentials(self) -> bool:
        """Whether boto3 finds any. Whether AWS accepts them is another question."""
        return self._session.get_credentials() is not None

    def regions(self) -> list[str]:
        """The regions the account has enabled, in order."""
        return self.regions_and_time()[0]

    def regions_and_time(self) -> tuple[list[str], datetime | None]:
        """The regions the account has enabled, in order, and what time it is there, if the answer says."""
        region = self._home.meta.region_name
        try:
            with _plain_errors("list the regions", region):
                with self._making_clients:
                    home = self._session.client("ec2", region_name=region, config=self._impatient)
                answer = home.describe_regions()
        except RegionNotEnabledError as error:
            # Every account has its first region: here AuthFailure can only mean the credentials.
            raise CredentialsError(str(error)) from error
        date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
        names = sorted(region["RegionName"] for region in answer["Regions"])
        return names, parsedate_to_datetime(date) if date else None

    def check_images(self, region: str) -> None:
        """Ask for the images of the account itself, a few at most. Raises CrawlError when that is not allowed."""
        with _plain_errors("describe the images", region):
            self._client(region).describe_images(Owners=["self"], MaxResults=FEWEST_RESULTS)

    def hides_images(self, region: str) -> bool:
        """Whether the account's Allowed AMIs setting hides images from us. Raises CrawlError when it cannot be seen."""
        with _plain_errors("read the Allowed AMIs setting", region):
            return self._client(region).get_allowed_images_settings()["State"] == "enabled"

    def pages(self, region: str, scope: Scope) -> Iterator[Sequence[ReceivedImage]]:
        """What a scope shows in a region, deprecated images included, a page at a time."""
        question: Any = {"Owners": ["amazon"]} if scope is Scope.AMAZON else {"ExecutableUsers": [scope.label]}
        with _plain_errors("describe the images", region):
            pages = (
                self._client(region)
                .get_paginator("describe_images")
                .paginate(**question, IncludeDeprecated=True, PaginationConfig={"PageSize": IMAGES_A_PAGE})
            )
            for page in pages:
                yield cast("list[ReceivedImage]", page["Images"])  # see _received

    def warning(self, region: str) -> str | None:
        """Says so if the account's Allowed AMIs setting, which each region has of its own, hides images from us.

        An endpoint that does not tell hides none.
        """
        try:
            return HIDDEN if self.hides_images(region) else None
        except CrawlError:
            return None

    def findings(self, region: str, image_id: str) -> Iterator[list[Mapping[str, Any]]]:
        """Amazon Inspector's findings on an image, a page at a time; one empty page where it was never scanned."""
        with _plain_errors(f"get the findings on {image_id}", region, permission="ec2:GetImageFindings"):
            ask = cast("Any", self._client(region)).get_image_findings  # younger than the types of boto3
            question: dict[str, Any] = {"ImageId": image_id, "MaxResults": FINDINGS_A_PAGE}
            while True:
                try:
                    page = ask(**question)
                except ResponseParserError as error:
                    raise EndpointError(
                        f"cannot get the findings on {image_id} of {region}: this endpoint does not know "
                        "GetImageFindings, which EC2 itself does; the demo's simulated EC2 has no findings"
                    ) from error
                yield page.get("ImageFindings", [])
                if not page.get("NextToken"):
                    return
                question["NextToken"] = page["NextToken"]

    def _received(self, page: RawPage) -> list[ReceivedImage]:
        """What DescribeImages' answers hold in place of botocore's dicts: digests, and how to parse what needs it."""
        return [
            ReceivedImage(image.image_id, image.digest(), partial(self._parser.describe, image))
            if image.image_id is not None
            else received(self._parser.parse_item(image))
            for image in page.images
        ]

    @property
    def _home(self) -> "EC2Client":
        return self._client(self._session.region_name or FIRST_REGION)

    def _client(self, region: str) -> "EC2Client":
        with self._making_clients, _plain_errors("set up boto3 for the images", region):
            if region not in self._clients:
                self._clients[region] = self._session.client("ec2", region_name=region, config=self._config)
            return self._clients[region]


@cache
def _data_loader() -> Loader:
    """Reads botocore's models once a process, and not again in a process that is forked from it."""
    loader: Loader = botocore.session.Session().get_component("data_loader")
    return loader


@contextmanager
def _plain_errors(what: str, region: str, permission: str = CRAWLING) -> Iterator[None]:
    """Map boto3's errors to ours: one sentence that says what failed, where, and what to do.

    `permission` is what asking takes.
    """
    try:
        yield
    except ClientError as error:
        raise _answer_error(what, region, error, permission) from error
    except (NoCredentialsError, PartialCredentialsError, ProfileNotFound) as error:
        raise CredentialsError(
            f"cannot {what} of {region}: boto3 finds no complete credentials ({error}); "
            "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        ) from error
    except EndpointConnectionError as error:
        raise EndpointError(
            f"cannot {what} of {region}: EC2 does not answer ({error}); check the network, and AWS_ENDPOINT_URL_EC2"
        ) from error
    except ResponseParserError as error:
        reason = str(error).partition("\n")[0][:200]
        raise EndpointError(f"cannot {what} of {region}: the answer is not EC2's ({reason})") from error
    except (BotoConnectionError, HTTPClientError) as error:
        raise EndpointError(f"cannot {what} of {region}: the connection failed ({error}); try again") from error
    except BotoCoreError as error:
        raise CrawlError(f"cannot {what} of {region}: {error}") from error


def _answer_error(what: str, region: str, error: ClientError, permission: str) -> CrawlError:
    if malformed := malformed_page(error):
        return malformed
    code = error.response.get("Error", {}).get("Code", "")
    message = error.response.get("Error", {}).get("Message", "")
    kind, advice = MEANINGS.get(code, (EndpointError, "try again later"))
    return kind(f"cannot {what} of {region}: EC2 answered {code} ({message}); {advice.format(permission=permission)}")


def choose_regions(enabled: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The wanted regions, all enabled ones when none is named. Raises UnknownRegionError with the right names."""
    unknown = [region for region in wanted if region not in enabled]
    if unknown:
        raise UnknownRegionError(
            f"the account has no region {', '.join(map(repr, unknown))}; it has enabled {', '.join(enabled)}"
        )
    return list(dict.fromkeys(wanted)) or list(enabled)
