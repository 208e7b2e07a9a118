"""The ways in which this EC2 misbehaves on request. README.md lists them; a test holds it to this file."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.world.errors import Ec2Error
from tests.world.hardware import element
from tests.world.population import Document

# Kind of fault -> its own fields, with their defaults.
KINDS: dict[str, dict[str, Any]] = {
    "throttle": {"capacity": None, "refill_per_second": None},
    "error": {"status": 503, "code": "Unavailable", "message": "The server is overloaded and can't handle the request"},
    "slow": {"delay_ms": 1000},
    "drop": {"at": 0.5, "reset": False},
    "truncate": {"at": 0.5},
    "malformed": {},
    "expire-token": {},
    "auth-failure": {},
    "denied": {},
    "empty": {},
    "half": {"at": 0.5},
    "duplicate": {"count": 10},
    "unknown-fields": {},
    "no-alias": {},
    "allowed-amis": {"state": "enabled", "providers": ["amazon"]},
}
_WHERE = frozenset({"kind", "action", "region", "scope", "page", "probability", "times"})
_OWNER = re.compile(rb"<imageOwnerId>(\d+)</imageOwnerId>(?:.*?<imageOwnerAlias>([^<]*)<)?", re.DOTALL)


_END_OF_ITEM = b"        </item>\n"
_AMAZON_ALIAS = re.compile(rb" *<imageOwnerAlias>amazon</imageOwnerAlias>\n")


def checked_rules(document: Any) -> list[dict[str, Any]]:
    """The rules of a request body, one or a list, with defaults filled in. Raises ValueError saying what is wrong."""
    rules = document if isinstance(document, list) else [document]
    return [_checked(rule) for rule in rules]


def _checked(rule: Any) -> dict[str, Any]:
    if not isinstance(rule, dict) or rule.get("kind") not in KINDS:
        raise ValueError(f"a fault rule is an object whose `kind` is one of {', '.join(KINDS)}; got {rule!r}")
    own = KINDS[rule["kind"]]
    if unknown := set(rule) - _WHERE - set(own):
        raise ValueError(
            f"a {rule['kind']} rule has no field {min(unknown)!r}; it has {', '.join(sorted(_WHERE | set(own)))}"
        )
    return {name: value for name, value in own.items() if value is not None} | rule


@dataclass(slots=True)
class Answer:
    """A page on its way out. `drop_at` and `cut_at` are fractions of the body: see `drop` and `truncate`."""

    items: list[Document]
    next_token: str | None
    malformed: bool = False
    drop_at: float | None = None
    reset: bool = False
    cut_at: float | None = None


def before_answering(rules: tuple[dict[str, Any], ...], page: int) -> None:
    """Waits, or raises Ec2Error, as the rules say."""
    for rule in rules:
        match rule["kind"]:
            case "slow":
                time.sleep(rule["delay_ms"] / 1000)
            case "throttle":
                raise Ec2Error(503, "RequestLimitExceeded", "Request limit exceeded.")
            case "error":
                raise Ec2Error(rule["status"], rule["code"], rule["message"])
            case "auth-failure":
                raise auth_failure()
            case "denied":
                raise Ec2Error(403, "UnauthorizedOperation", "You are not authorized to perform this operation.")
            case "expire-token" if page > 1:
                raise Ec2Error(400, "InvalidParameterValue", "The token has expired. Start again without a token.")


def auth_failure() -> Ec2Error:
    return Ec2Error(401, "AuthFailure", "AWS was not able to validate the provided access credentials")


def spoil(answer: Answer, rules: tuple[dict[str, Any], ...], items_before: Callable[[int], list[Document]]) -> None:
    """Does to a right answer what the rules say. `items_before` gives so many of the page before."""
    for rule in rules:
        match rule["kind"]:
            case "drop":
                answer.drop_at, answer.reset = rule["at"], rule["reset"]
            case "truncate":
                answer.cut_at = rule["at"]
            case "malformed":
                answer.malformed = True
            case "empty":
                answer.items, answer.next_token = [], None
            case "half":
                answer.items, answer.next_token = answer.items[: int(len(answer.items) * rule["at"])], None
            case "duplicate":
                answer.items = items_before(rule["count"]) + answer.items
            case "allowed-amis":
                answer.items = _with_allowed_amis(answer.items, rule)
            case "unknown-fields" | "no-alias" as kind:
                change = _with_unknown_fields if kind == "unknown-fields" else _without_alias
                answer.items = [(change(b"".join(item)),) for item in answer.items]


def _without_alias(item: bytes) -> bytes:
    return _AMAZON_ALIAS.sub(b"", item)


def _with_unknown_fields(item: bytes) -> bytes:
    new = (
        element("quantumSupport", "v9") + b"            <futureSet><item><futureKey>k</futureKey></item></futureSet>\n"
    )
    item = item.replace(b"            <imageId>", new + b"            <imageId>", 1)
    return item.replace(b"<ebs>\n", b"<ebs>\n" + element("holographic", "true", 6))


def _with_allowed_amis(items: list[Document], rule: dict[str, Any]) -> list[Document]:
    """What an account with Allowed AMIs sees: only the allowed ones when enabled, all of them marked in audit mode."""
    allowed = frozenset(provider.encode() for provider in rule["providers"])
    marked: list[Document] = []
    for pieces in items:
        item = b"".join(pieces)
        found = _OWNER.search(item)
        is_allowed = found is not None and not allowed.isdisjoint(found.groups())
        if is_allowed or rule["state"] != "enabled":
            mark = element("imageAllowed", str(is_allowed).lower())
            marked.append((item.removesuffix(_END_OF_ITEM), mark, _END_OF_ITEM))
    return marked
