"""EC2's Query protocol, inwards: a form in, a checked question out."""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from tests.world.curiosities import CALLER_ACCOUNT
from tests.world.errors import Ec2Error, invalid_value
from tests.world.filters import Matcher, matcher

_IMAGE_ID = re.compile(r"ami-(?:[0-9a-f]{8}|[0-9a-f]{17})")
_ACCOUNT_ID = re.compile(r"\d{12}")
_OWNER_ALIASES = frozenset({"amazon", "aws-marketplace", "aws-backup-vault"})
_CALLER = CALLER_ACCOUNT.decode()
_PLAIN = frozenset(
    {
        "Action",
        "Version",
        "MaxResults",
        "NextToken",
        "IncludeDeprecated",
        "IncludeDisabled",
        "DryRun",
        "dryRun",
        "AllRegions",
    }
)
_LISTS = re.compile(r"ImageId|(?:ExecutableBy|ImageId|Owner|RegionName)\.\d+|Filter\.\d+\.(?:Name|Value\.\d+)")


class Form:
    """The parameters of one call. `Filter.1.Value.2` and the like are numbered lists."""

    def __init__(self, encoded: str) -> None:
        self._values = dict(parse_qsl(encoded, keep_blank_values=True))

    @property
    def action(self) -> str:
        return self._values.get("Action", "")

    @property
    def version(self) -> str:
        return self._values.get("Version", "2016-11-15")

    def text(self, name: str) -> str | None:
        return self._values.get(name)

    def flag(self, name: str) -> bool:
        value = self._values.get(name, "false").lower()
        if value not in ("true", "false"):
            raise invalid_value(name, value, "Expecting true or false.")
        return value == "true"

    def dry_run(self) -> bool:
        return self.flag("DryRun") or self.flag("dryRun")

    def items(self, name: str) -> list[str]:
        """The values of `name.1`, `name.2` …, in order."""
        prefix = name + "."
        found = [(key.removeprefix(prefix), value) for key, value in self._values.items() if key.startswith(prefix)]
        return [value for number, value in sorted(found, key=lambda pair: int(pair[0])) if value]

    def filters(self) -> list[tuple[str, list[str]]]:
        names = {
            key.split(".")[1]: value for key, value in self._values.items() if re.fullmatch(r"Filter\.\d+\.Name", key)
        }
        return [(name, self.items(f"Filter.{number}.Value")) for number, name in names.items()]

    def refuse_unknown(self) -> None:
        """Raises Ec2Error for a parameter that none of our actions has."""
        for name in self._values:
            if name not in _PLAIN and not _LISTS.fullmatch(name):
                raise Ec2Error(400, "UnknownParameter", f"The parameter {name} is not recognized")

    def fingerprint(self) -> str:
        """The same for all pages of one question, and different for another question."""
        asked = {key: value for key, value in self._values.items() if key not in ("MaxResults", "NextToken")}
        return hashlib.blake2b(json.dumps(asked, sort_keys=True).encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which pass a page begins. A pass sees the world as it was when the pass began."""

    tick: int
    order: int  # which shuffling of the slots
    page: int = 1
    position: int = 0

    def token(self, region: str, fingerprint: str) -> str:
        document = [self.tick, self.order, self.page, self.position, region, fingerprint]
        return base64.urlsafe_b64encode(json.dumps(document).encode()).decode()

    @classmethod
    def of_token(cls, token: str, region: str, fingerprint: str) -> "Place":
        """Raises Ec2Error for a token that was not given for this very question in this region."""
        try:
            tick, order, page, position, its_region, its_fingerprint = json.loads(base64.urlsafe_b64decode(token))
        except (binascii.Error, ValueError, TypeError) as error:
            raise invalid_value("nextToken", token, "The token is invalid.") from error
        if (its_region, its_fingerprint) != (region, fingerprint):
            raise invalid_value("nextToken", token, "The token belongs to another request.")
        return cls(tick, order, page, position)


@dataclass(frozen=True, slots=True)
class ImagesQuestion:
    """One checked DescribeImages call. Empty tuples ask for everything."""

    region: str
    executable_by: tuple[str, ...]
    owners: tuple[str, ...]
    image_ids: tuple[str, ...]
    matchers: tuple[Matcher, ...]
    include_deprecated: bool
    include_disabled: bool
    max_results: int | None
    token: str | None
    fingerprint: str
    dry_run: bool = field(default=False)

    @property
    def scope(self) -> str:
        """`all`, `self` or `amazon` for what a crawl asks, `other` for any other question."""
        if (
            self.image_ids
            or self.owners not in ((), ("amazon",))
            or self.executable_by not in ((), ("all",), ("self",))
        ):
            return "other"
        if self.owners:
            return "amazon" if not self.executable_by else "other"
        return self.executable_by[0] if self.executable_by else "other"


def images_question(form: Form, region: str) -> ImagesQuestion:
    """Checks a DescribeImages call as EC2 does. Raises Ec2Error."""
    image_ids = form.items("ImageId")
    for image_id in image_ids:
        if not _IMAGE_ID.fullmatch(image_id):
            raise Ec2Error(400, "InvalidAMIID.Malformed", f'Invalid id: "{image_id}" (expecting "ami-...")')
    executable_by = form.items("ExecutableBy")
    for user in executable_by:
        if user not in ("all", "self") and not _ACCOUNT_ID.fullmatch(user):
            raise Ec2Error(400, "InvalidUserID.Malformed", f'Invalid user id: "{user}"')
    owners = form.items("Owner")
    for owner in owners:
        if owner != "self" and owner not in _OWNER_ALIASES and not _ACCOUNT_ID.fullmatch(owner):
            raise Ec2Error(400, "InvalidUserID.Malformed", f'Invalid user id: "{owner}"')
    return ImagesQuestion(
        region=region,
        executable_by=tuple("self" if user == _CALLER else user for user in executable_by),
        owners=tuple(_CALLER if owner == "self" else owner for owner in owners),
        image_ids=tuple(image_ids),
        matchers=tuple(matcher(name, values) for name, values in form.filters()),
        include_deprecated=form.flag("IncludeDeprecated"),
        include_disabled=form.flag("IncludeDisabled"),
        max_results=_max_results(form, with_ids=bool(image_ids)),
        token=form.text("NextToken") or None,
        fingerprint=form.fingerprint(),
        dry_run=form.dry_run(),
    )


def _max_results(form: Form, *, with_ids: bool) -> int | None:
    text = form.text("MaxResults")
    if text is None:
        return None
    if with_ids:
        message = "The parameter imagesSet cannot be used with the parameter maxResults"
        raise Ec2Error(400, "InvalidParameterCombination", message)
    if not text.isdecimal() or not 5 <= int(text) <= 1000:
        raise invalid_value("maxResults", text, "Expecting a value between 5 and 1000.")
    return int(text)
