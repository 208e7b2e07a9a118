"""Policies of the endpoint: which images exist under /ec2/policies/{name}. Two are built in, a file gives others.

    [prod]
    least = "known"                             # the least level of trust
    publishers = ["canonical", "amazon-linux"]  # of these alone
    [ours]
    least = "unverified"
    owners = ["123456789012"]                   # of these accounts alone

An image must fit everything that its policy says. A word that is not known is refused and not passed over: a policy
that does not say what its author means lets through what it should not.
"""

import tomllib
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from api.ec2.views import View
from catalog.account_id import check_account_id
from trust.levels import TrustLevel

BUILT_IN: Mapping[str, View] = {
    level.value: View(f"policy {level.value}", least=level) for level in (TrustLevel.VERIFIED, TrustLevel.KNOWN)
}

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


class PolicyError(Exception):
    """A file of policies cannot be used. Says which policy, which field, and what is wrong with it."""


class _Policy(BaseModel):
    model_config = ConfigDict(extra="forbid")

    least: TrustLevel = TrustLevel.KNOWN
    publishers: Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)] | None = None
    owners: Annotated[list[Annotated[str, AfterValidator(check_account_id)]], Field(min_length=1)] | None = None


_FILE: TypeAdapter[dict[str, _Policy]] = TypeAdapter(dict[Name, _Policy])


def read_policies(text: str, file_name: str) -> Mapping[str, View]:
    """The policies of a file, the built-in ones among them. `file_name` is for messages. Raises PolicyError."""
    try:
        policies = _FILE.validate_python(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{file_name} is not valid TOML: {error}") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise PolicyError(f"{file_name}: {problems}") from error
    for name in BUILT_IN.keys() & policies.keys():
        raise PolicyError(f"{file_name}: {name} is built in; give the policy another name")
    return {**BUILT_IN, **{name: _view(name, policy) for name, policy in policies.items()}}


def _view(name: str, policy: _Policy) -> View:
    return View(
        # All that decides, so that a page's token is worth nothing once the policy says something else.
        f"policy {name} {policy.model_dump_json()}",
        least=policy.least,
        publishers=None if policy.publishers is None else frozenset(policy.publishers),
        owners=None if policy.owners is None else frozenset(policy.owners),
    )
