"""Policies of the endpoint: which images exist under /ec2/policies/{name}. Two are built in, the operator gives others.

They are the policies of `amidex check`. What a policy fails does not exist, and neither does what it is unsure of.
"""

import re
from collections.abc import Mapping

from api.ec2.views import View
from trust.levels import TrustLevel
from trust.policy import Policy

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
NAME_FORM = "1 to 64 lower-case letters, digits, - and _, of which - and _ do not begin it"


class PolicyError(Exception):
    """A policy cannot be served. Says which, and why."""


def _view(name: str, policy: Policy) -> View:
    return View(f"policy {name}", policy=policy)


BUILT_IN: Mapping[str, View] = {
    level.value: _view(level.value, Policy(at_least=level)) for level in (TrustLevel.VERIFIED, TrustLevel.KNOWN)
}


def policy_views(policies: Mapping[str, Policy]) -> Mapping[str, View]:
    """The views of policies by name, the built-in ones among them. Raises PolicyError for a name that cannot be."""
    for name in policies:
        if not _NAME.match(name):
            raise PolicyError(f"{name!r} cannot be the name of a policy: {NAME_FORM}")
        if name in BUILT_IN:
            raise PolicyError(f"{name} is built in; give the policy another name")
    return {**BUILT_IN, **{name: _view(name, policy) for name, policy in policies.items()}}
