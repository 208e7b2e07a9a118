"""A policy in the words of EC2's Allowed AMIs: the ImageCriteria that let an account use trusted images alone.

EC2 knows accounts, aliases, names, product codes and ages; it knows no verdicts. So the criteria name the accounts of
the publishers that the directory knows, region by region, and what EC2 cannot express is told and not dropped.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.directory import Directory
from catalog.errors import MalformedError
from catalog.partition import partition_of
from catalog.publisher import Attribution, Publisher, PublisherKind, Standing
from trust.levels import TrustLevel
from trust.policy import Policy, Selector

# What EC2 takes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ImageCriterionRequest.html
MOST_CRITERIA = 10
MOST_PROVIDERS = 200
MOST_PRODUCT_CODES = 50
MOST_NAMES = 50
ALIAS = "amazon"  # Amazon itself and AWS verified providers: the proven ones
VOUCHED = (TrustLevel.VERIFIED, TrustLevel.KNOWN)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What else every criterion asks of an image, in EC2's own terms: see its ImageCriterionRequest.

    `names` are EC2's wildcards. `max_fix_age_days`: for how long a fix of a high or critical finding may have been out.
    """

    names: tuple[str, ...] = ()
    watermarks: tuple[str, ...] = ()
    max_severity: str | None = None
    max_scan_age_days: int | None = None
    max_fix_age_days: int | None = None

    def conditions(self) -> dict[str, Any]:
        """As a criterion has them. Raises MalformedError for more names than EC2 takes."""
        if len(self.names) > MOST_NAMES:
            raise MalformedError("number of names", str(len(self.names)), f"{MOST_NAMES} at most, as EC2 takes them")
        scan: dict[str, Any] = {
            "MaximumSeverityLabel": self.max_severity,
            "MaxDaysSinceLastFindingScan": self.max_scan_age_days,
            "MaxDaysSinceHighFixAvailable": self.max_fix_age_days,
            "MaxDaysSinceCriticalFixAvailable": self.max_fix_age_days,
        }
        scan = {name: value for name, value in scan.items() if value is not None}
        found: dict[str, Any] = {
            "ImageNames": list(self.names),
            "ImageWatermarks": [{"WatermarkKey": key} for key in self.watermarks],
            "ScanResultCondition": scan,
        }
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class AllowedAmis:
    """`criteria` are ready for ReplaceImageCriteriaInAllowedImagesSettings; an image that fits one of them is allowed.

    `notes`: what of the policy EC2 cannot hold, and what it allows beyond it, a sentence each.
    """

    criteria: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]


def check_product_code(text: str) -> str:
    """The text itself when it has the form of a product code. Raises MalformedError otherwise."""
    if not re.fullmatch("[A-Za-z0-9]{1,25}", text):
        raise MalformedError("product code", text, "1 to 25 letters and digits")
    return text


def allowed_amis(
    policy: Policy,
    directory: Directory,
    region: str,
    *,
    product_codes: tuple[str, ...] = (),
    narrowing: Narrowing = Narrowing(),
) -> AllowedAmis:
    """The criteria for an account in a region.

    Raises MalformedError for a policy that EC2 has no criteria for, or that has more values than it takes.
    """
    if policy.at_least not in VOUCHED:
        raise MalformedError(
            "least level", policy.at_least.value, "verified or known: EC2 allows by who owns, and nobody vouches below"
        )
    if len(product_codes) > MOST_PRODUCT_CODES:
        raise MalformedError("number of product codes", str(len(product_codes)), f"{MOST_PRODUCT_CODES} at most")
    conditions = _conditions(policy) | narrowing.conditions()
    providers = _providers(policy, directory, region)
    chunks = [providers[start : start + MOST_PROVIDERS] for start in range(0, len(providers), MOST_PROVIDERS)]
    criteria = [{"ImageProviders": chunk, **conditions} for chunk in chunks]
    if product_codes:
        codes = list(product_codes)
        criteria.append({"ImageProviders": ["aws-marketplace"], "MarketplaceProductCodes": codes, **conditions})
    if len(criteria) > MOST_CRITERIA:
        raise MalformedError("number of criteria", str(len(criteria)), f"{MOST_CRITERIA} at most, as EC2 takes them")
    return AllowedAmis(tuple(criteria), tuple(_notes(policy)))


def _conditions(policy: Policy) -> dict[str, Any]:
    conditions: dict[str, Any] = {}
    if policy.max_age_days is not None:
        conditions["CreationDateCondition"] = {"MaximumDaysSinceCreated": policy.max_age_days}
    if not policy.deprecated:
        conditions["DeprecationTimeCondition"] = {"MaximumDaysSinceDeprecated": 0}
    return conditions


def _providers(policy: Policy, directory: Directory, region: str) -> list[str]:
    """The alias, and the accounts of those who are good enough in this region, without what the policy denies."""
    partition = partition_of(region)
    allowed, denied = _values(policy.allow, "publisher"), _values(policy.deny, "publisher")
    accounts = {
        account.id
        for publisher in directory.publishers()
        if publisher.slug not in denied
        and publisher.kind is not PublisherKind.STOREFRONT
        and (policy.at_least is TrustLevel.KNOWN or publisher.slug in allowed)
        for account in publisher.accounts
        if account.partition == partition and account.covers(region, None)
        if _is_wholly_theirs(directory.holders(partition, account.id), publisher)
    }
    return [ALIAS, *sorted((accounts | _values(policy.allow, "owner")) - _values(policy.deny, "owner"))]


def _is_wholly_theirs(holders: Sequence[Attribution], publisher: Publisher) -> bool:
    """Whether the account is the publisher's alone. One that attributes nothing, as a storefront's, is nobody's."""
    return bool(holders) and all(_is_theirs(holder, publisher) for holder in holders)


def _is_theirs(holder: Attribution, publisher: Publisher) -> bool:
    """Whether every image of the account is the publisher's: EC2's criteria mind neither the time nor shared names."""
    account = holder.account
    return (
        holder.publisher is publisher
        and holder.known
        and account.standing in {Standing.CURRENT, Standing.FORMER}
        and account.valid_until is None
        and not account.names
    )


def _values(selectors: Iterable[Selector], kind: str) -> set[str]:
    return {selector.value for selector in selectors if selector.kind == kind}


def _notes(policy: Policy) -> list[str]:
    by_account = {"owner", "publisher"}
    notes = [
        "These criteria hold for one region: publishers own images by other accounts elsewhere.",
        "They allow by owner: an image of an allowed owner that Amidex calls suspicious is allowed as well.",
    ]
    for selector in policy.deny:
        if selector.kind in by_account:
            notes.append(f"{selector.text} is left out, but the alias amazon still allows it if AWS vouches for it.")
        else:
            notes.append(f"EC2 cannot deny {selector.text}: check for it with `amidex check`.")
    notes += [
        f"EC2 cannot allow {selector.text} safely: anybody may own an image so selected."
        for selector in policy.allow
        if selector.kind not in by_account
    ]
    if policy.require_imds_v2:
        notes.append("EC2 cannot require IMDSv2 here: require it in the account's instance metadata defaults.")
    return notes
