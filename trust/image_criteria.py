"""What EC2's Allowed AMIs would say of an image: criteria, as EC2 takes them, held against its document. Pure.

An image is allowed when one criterion fits it whole. An account's own images always are, whatever the criteria say.
Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-allowed-amis.html
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from catalog.wildcard import wildcard_expression

SEVERITIES = ("informational", "low", "medium", "high", "critical")
Document = Mapping[str, Any]


def why_refused(criteria: Sequence[Document], image: Document, *, now: datetime) -> tuple[str, ...]:
    """Why no criterion fits, by the one that comes nearest; empty when one does. Not for the account's own images."""
    found = [tuple(_against(criterion, image, now)) for criterion in criteria]
    return min(found, key=len, default=("there are no criteria, so nothing of others is allowed",))


def _against(criterion: Document, image: Document, now: datetime) -> Iterator[str]:
    providers = criterion.get("ImageProviders")
    owner, alias = str(image.get("OwnerId")), image.get("ImageOwnerAlias")
    if providers and owner not in providers and alias not in providers:
        yield f"its owner {owner}{f' ({alias})' if alias else ''} is not among the providers"
    names = criterion.get("ImageNames")
    if names and not any(_fits(name, str(image.get("Name") or "")) for name in names):
        yield "its name fits none of the names"
    codes = criterion.get("MarketplaceProductCodes")
    carried = {code.get("ProductCodeId") for code in image.get("ProductCodes") or ()}
    if codes and carried.isdisjoint(codes):
        yield "it carries none of the product codes"
    yield from _too_old(criterion, image, now)
    yield from _scan(criterion.get("ScanResultCondition") or {}, image.get("ScanResults") or {}, now)
    marks = criterion.get("ImageWatermarks")
    keys = {mark.get("WatermarkKey") for mark in image.get("ImageWatermarks") or ()}
    if marks and keys.isdisjoint(mark.get("WatermarkKey") for mark in marks):
        yield "it carries none of the watermarks"


def _too_old(criterion: Document, image: Document, now: datetime) -> Iterator[str]:
    created = (criterion.get("CreationDateCondition") or {}).get("MaximumDaysSinceCreated")
    if created is not None and _older(image.get("CreationDate"), created, now, unknown=True):
        yield f"it was made more than {created} days ago"
    deprecated = (criterion.get("DeprecationTimeCondition") or {}).get("MaximumDaysSinceDeprecated")
    if deprecated is not None and _older(image.get("DeprecationTime"), deprecated, now, unknown=False):
        yield f"it is deprecated since more than {deprecated} days"


def _scan(condition: Document, results: Document, now: datetime) -> Iterator[str]:
    if condition and not results:
        yield "it was not scanned"
        return
    age = condition.get("MaxDaysSinceLastFindingScan")
    if age is not None and _older(results.get("FindingScanDate"), age, now, unknown=True):
        yield f"its last scan is more than {age} days ago"
    most, highest = condition.get("MaximumSeverityLabel"), results.get("HighestFindingSeverityLabel")
    if most and highest and str(highest).lower() not in SEVERITIES[: SEVERITIES.index(most) + 1]:
        yield f"findings of severity {str(highest).lower()}, and {most} is the most that is allowed"
    for severity in SEVERITIES:
        days = condition.get(f"MaxDaysSince{severity.capitalize()}FixAvailable")
        fixed = results.get(f"{severity.capitalize()}FixAvailableSince")
        if days is not None and _older(fixed, days, now, unknown=False):
            yield f"a fix for findings of severity {severity} has been out for more than {days} days"


def _older(value: object, days: int, now: datetime, *, unknown: bool) -> bool:
    """Whether a time of EC2's is more than so many days ago; `unknown` is the answer when there is none."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return unknown
    if not isinstance(value, datetime):
        return unknown
    moment = value if value.tzinfo else value.replace(tzinfo=UTC)
    return now - moment > timedelta(days=days)


def _fits(wildcard: str, name: str) -> bool:
    return re.fullmatch(wildcard_expression(wildcard), name, re.DOTALL) is not None
