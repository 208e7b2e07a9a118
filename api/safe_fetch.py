"""Fetches what a stranger named, and nothing that only this machine can reach.

Whoever may name a URL could otherwise have the service ask its own network: a cloud's metadata, a database, a router.

- https, to a name or an address that is written as one; no user and password in the URL
- every address of the host must be public, whichever notation hides it (IPv4 within IPv6, numbers, octal, short forms);
  the connection goes to the very address that was looked at, so that a name which means another the next moment
  (DNS rebinding) changes nothing, while TLS still proves the name
- a redirect is a URL a stranger named: few of them, each held to the same
- limits on bytes and on seconds in all; nothing compressed is asked for

An operator may allow private addresses and plain http, for an intranet or tests.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from api.errors import FetchFailedError, FetchRefusedError, NameLookUpError
from api.names import Address, Names
from catalog.errors import quoted

MOST_REDIRECTS = 3
LARGEST_BYTES = 65_536
PATIENCE_SECONDS = 8.0
LONGEST_URL_CHARACTERS = 2_000

# Public by their number, and not what they seem: Azure's metadata and DNS, and relays into IPv4 of long ago.
_NEVER = (ip_network("168.63.129.16/32"), ip_network("192.88.99.0/24"))
# IPv6 networks that carry an IPv4 address, and where in it: it is that one which counts.
_CARRIERS = ((IPv6Network("::ffff:0:0/96"), 0), (IPv6Network("64:ff9b::/96"), 0), (IPv6Network("2002::/16"), 80))


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `url` is where it came from, after redirects."""

    url: str
    status: int
    body: bytes


@dataclass(frozen=True)
class SafeFetch:
    """Fetches by the rules above. `tls` None: certificates are checked as browsers would."""

    names: Names = field(default_factory=Names)
    allow_private: bool = False
    tls: ssl.SSLContext | None = None

    def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        redirects: int = MOST_REDIRECTS,
        largest_bytes: int = LARGEST_BYTES,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> Fetched:
        """The answer at a URL, whatever its status.

        Raises FetchRefusedError for what is not to be asked, FetchFailedError for what does not answer in time, or too
        much.
        """
        deadline = time.monotonic() + patience_seconds
        for _ in range(redirects + 1):
            answer, location = self._once(url, method, headers or {}, content, largest_bytes, deadline)
            if location is None:
                return answer
            url = urljoin(url, location)
        raise FetchFailedError(f"{quoted(url)} is one redirect too many: {redirects} are followed")

    def _once(
        self,
        url: str,
        method: str,
        headers: Mapping[str, str],
        content: bytes | None,
        largest_bytes: int,
        deadline: float,
    ) -> tuple[Fetched, str | None]:
        parts = check_url(url, allow_plain=self.allow_private)
        host = parts.hostname or ""
        address = self._address_of(host)
        written = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
        pinned = parts._replace(netloc=written if parts.port is None else f"{written}:{parts.port}", fragment="")
        body = bytearray()
        try:
            with (
                httpx.Client(
                    verify=self.tls or ssl.create_default_context(),
                    follow_redirects=False,
                    trust_env=False,
                    timeout=max(0.1, deadline - time.monotonic()),
                ) as client,
                client.stream(
                    method,
                    pinned.geturl(),
                    headers={**headers, "Host": parts.netloc, "Accept-Encoding": "identity"},
                    content=content,
                    extensions={"sni_hostname": host},
                ) as response,
            ):
                location = response.headers.get("location") if response.is_redirect else None
                for piece in response.iter_raw() if location is None else ():
                    body += piece
                    if len(body) > largest_bytes:
                        raise FetchFailedError(f"{quoted(url)} answers with more than {largest_bytes:,} bytes")
                    if time.monotonic() > deadline:
                        raise FetchFailedError(f"{quoted(url)} takes too long to answer")
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchFailedError(f"{quoted(url)} does not answer: {type(error).__name__}") from error
        return Fetched(url, response.status_code, bytes(body)), location

    def _address_of(self, host: str) -> Address:
        try:
            addresses = [ip_address(host)]
        except ValueError:
            try:
                addresses = self.names.addresses(host)
            except NameLookUpError as error:
                raise FetchFailedError(str(error)) from error
        if not addresses:
            raise FetchFailedError(f"the host {quoted(host)} has no address")
        if not self.allow_private and not all(map(is_public, addresses)):
            raise FetchRefusedError(f"the host {quoted(host)} is at an address that is not public, and is not asked")
        return addresses[0]


def check_url(url: str, *, allow_plain: bool = False) -> SplitResult:
    """The parts of a URL that may be asked. Raises FetchRefusedError for any other."""
    right = "https://, a host name and a path"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
        plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    except ValueError as error:
        raise FetchRefusedError(f"{quoted(url)} is no URL: it should be {right}") from error
    schemes = {"https", "http"} if allow_plain else {"https"}
    good = (
        plain
        and len(url) <= LONGEST_URL_CHARACTERS
        and parts.scheme in schemes
        and port != 0
        and "@" not in parts.netloc
        and _is_host(host)
    )
    if not good:
        raise FetchRefusedError(f"{quoted(url)} is not asked: it should be {right}")
    return parts


def is_public(address: Address) -> bool:
    """Whether an address is one that everybody can reach, and not only this machine or its network."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        for network, shift in _CARRIERS:
            if address in network:
                return is_public(IPv4Address(int(address) >> shift & 0xFFFFFFFF))
        if address.is_site_local:
            return False
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved or address.is_unspecified)
        and not any(address in network for network in _NEVER)
    )


def _is_host(host: str) -> bool:
    """A name of the DNS, or an address as it is written in full; not what only some libraries read as an address."""
    try:
        ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        named = all(
            label and len(label) <= 63 and label.replace("-", "a").replace("_", "a").isalnum() for label in labels
        )
        return named and labels[-1][0].isalpha()
    return True
