"""What a DescribeImages call asks, checked as EC2 checks it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.ec2.asker import Asker
from api.ec2.errors import Ec2Error, invalid_value, malformed_image
from api.ec2.filters import Filters, read_filters
from api.ec2.form import Form
from catalog.account_id import is_account_id

PLAIN = ("DryRun", "dryRun", "IncludeDeprecated", "IncludeDisabled", "MaxResults", "NextToken")
LISTS = ("ExecutableBy", "Filter", "ImageId", "Owner")

# Whoever asks (api/ec2/asker.py).
CALLER = "self"
EVERYBODY = "all"
OWNER_ALIASES = frozenset({"amazon", "aws-backup-vault", "aws-marketplace"})
SMALLEST_PAGE, LARGEST_PAGE = 5, 1_000

# Wider than the form of EC2's ids: simulators give ids like ami-ekswin, and a crawl believes them.
_IMAGE_ID = re.compile(r"a[kmr]i-[0-9a-z]{1,32}\Z")


@dataclass(frozen=True, slots=True)
class ImagesQuestion:
    """One checked call. `owners` None: anybody's; account ids and aliases otherwise.

    `shows_public`: whether images that everybody may launch can be in the answer; `shows_private`: whether those can
    that were shared with whoever asks.
    """

    owners: frozenset[str] | None
    image_ids: Sequence[str]
    filters: Filters
    shows_public: bool
    shows_private: bool
    include_deprecated: bool
    include_disabled: bool
    most: int | None
    token: str | None


def images_question(form: Form, asker: Asker) -> ImagesQuestion:
    """Reads a call, whose `self` is the asker. Raises Ec2Error, for a dry run too: that is how EC2 answers one."""
    form.allow(plain=PLAIN, lists=LISTS)
    image_ids = tuple(dict.fromkeys(form.items("ImageId")))
    for image_id in image_ids:
        if not _IMAGE_ID.match(image_id):
            raise malformed_image(image_id)
    owners = form.items("Owner")
    users = form.items("ExecutableBy")
    _refuse_strangers(owners, OWNER_ALIASES | {CALLER})
    _refuse_strangers(users, {EVERYBODY, CALLER})
    question = ImagesQuestion(
        owners=_owners(owners, asker) if owners else None,
        image_ids=image_ids,
        filters=read_filters(form.filters()),
        shows_public=not users or EVERYBODY in users,
        shows_private=asker.sees_private and (not users or CALLER in users),
        include_deprecated=form.flag("IncludeDeprecated"),
        include_disabled=form.flag("IncludeDisabled"),
        most=_most(form, with_ids=bool(image_ids)),
        token=form.text("NextToken"),
    )
    refuse_dry_run(form)
    return question


def _owners(named: Sequence[str], asker: Asker) -> frozenset[str]:
    return frozenset(named) - {CALLER} | (asker.accounts if CALLER in named else frozenset())


def refuse_dry_run(form: Form) -> None:
    """Raises the Ec2Error that a dry run is answered with when the call itself is right."""
    if form.flag("DryRun", "dryRun"):
        message = "Request would have succeeded, but DryRun flag is set."
        raise Ec2Error("DryRunOperation", message, status=412)


def _refuse_strangers(users: Sequence[str], words: frozenset[str] | set[str]) -> None:
    for user in users:
        if user not in words and not is_account_id(user):
            raise Ec2Error("InvalidUserID.Malformed", f'Invalid user id: "{user[:200]}"')


def _most(form: Form, *, with_ids: bool) -> int | None:
    text = form.text("MaxResults")
    if text is None:
        return None
    if with_ids:
        message = "The parameter imagesSet cannot be used with the parameter maxResults"
        raise Ec2Error("InvalidParameterCombination", message)
    if not re.fullmatch("[0-9]{1,9}", text) or not SMALLEST_PAGE <= int(text) <= LARGEST_PAGE:
        expectation = f"Expecting a value between {SMALLEST_PAGE} and {LARGEST_PAGE}."
        raise invalid_value("maxResults", text, expectation)
    return int(text)
