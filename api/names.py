"""The domain name system, asked with a limit of time: addresses of hosts, and texts that whoever owns a name put there.

It asks the name servers of this machine's configuration, or those it is given, and never /etc/hosts: a name that means
something here alone is no host to send anything to.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

import dns.exception
import dns.name
import dns.nameserver
import dns.rdatatype
import dns.resolver

from api.errors import NameLookUpError

PATIENCE_SECONDS = 4.0
Address = IPv4Address | IPv6Address


class Names:
    """Asks name servers: (address, port) of each, or those of this machine's configuration."""

    def __init__(self, servers: Sequence[tuple[str, int]] = ()) -> None:
        self._servers = tuple(servers)

    def addresses(self, host: str) -> list[Address]:
        """All addresses of a host, none when it has none. Raises NameLookUpError when nobody can tell now."""
        found = [*self._ask(host, dns.rdatatype.A), *self._ask(host, dns.rdatatype.AAAA)]
        return [ip_address(text) for text in found]

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, none when it has none. Raises NameLookUpError when nobody can tell now."""
        return self._ask(name, dns.rdatatype.TXT)

    def _ask(self, name: str, kind: dns.rdatatype.RdataType) -> list[str]:
        try:
            answer = self._resolver().resolve(
                dns.name.from_text(name), kind, raise_on_no_answer=False, lifetime=PATIENCE_SECONDS
            )
        except dns.resolver.NXDOMAIN:
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise NameLookUpError(f"the name {name} cannot be looked up now: {type(error).__name__}") from error
        if answer.rrset is None:
            return []
        if kind == dns.rdatatype.TXT:
            return [b"".join(record.strings).decode("utf-8", errors="replace") for record in answer.rrset]
        return [record.address for record in answer.rrset]

    def _resolver(self) -> dns.resolver.Resolver:
        if not self._servers:
            return dns.resolver.Resolver()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = [dns.nameserver.Do53Nameserver(*server) for server in self._servers]
        return resolver
