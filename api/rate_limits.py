"""How often things may be done: by each member, by each address, and less by who came lately.

A route says so among its dependencies:

    dependencies=[rate_limited("comment", member="60/hour", newcomer="5/hour", address="120/hour")]

Counts are kept in this process: with several, each allows as much. The limits are there to slow abuse down, not to
count exactly.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any

from fastapi import Depends
from limits import parse

from api.caller import Caller, Calling
from api.services import Served, Services
from catalog.roles import Role

NEWCOMER_TIME = timedelta(days=1)


def rate_limited(what: str, *, address: str, member: str | None = None, newcomer: str | None = None) -> Any:
    """A dependency that counts requests. Limits are written as "10/minute"; without `newcomer`, all members' counts.

    Whoever runs the service is not counted.
    """
    by_address = parse(address)
    by_member = None if member is None else parse(member)
    by_newcomer = by_member if newcomer is None else parse(newcomer)

    async def count(services: Served, caller: Calling) -> None:
        if caller.role is Role.OPERATOR:
            return
        services.rate_limits.count(by_address, what, network_of(caller.address))
        if caller.member is not None:
            limit = by_newcomer if is_newcomer(caller, services.clock()) else by_member
            if limit is not None:
                services.rate_limits.count(limit, what, f"member {caller.member.id}")

    return Depends(count)


def count_also(services: Services, what: str, limit: str, whose: str) -> None:
    """Count what no dependency can, as it is known only later. Raises TooManyRequestsError."""
    services.rate_limits.count(parse(limit), what, whose)


def is_newcomer(caller: Caller, at: datetime) -> bool:
    """Whether a member came so lately that he may do less."""
    return caller.member is not None and at - caller.member.created_at < NEWCOMER_TIME


def network_of(address: str) -> str:
    """What one person has: an IPv4 address, or the network of 64 bits that IPv6 gives to everyone."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return address
