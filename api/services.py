"""What the API is made of. cli/wiring.py builds it; nothing here reads a setting or opens anything."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from opentelemetry.trace import TracerProvider

from api.capacity import REQUESTS_AT_ONCE
from api.ec2.policies import BUILT_IN
from api.ec2.two_halves import TwoHalves
from api.ec2.views import View
from api.mail import MailServer
from api.openid import OpenIdProvider
from api.rate_counts import RateLimits
from api.remembered import Remembered
from api.safe_fetch import SafeFetch
from catalog.database import Database
from catalog.directory import Directory
from catalog.errors import DatabaseError
from catalog.scopes import Scope
from catalog.utc_time import now
from search.index import SearchIndex

# Publishers are imported or proven seldom, and asking whether they were is one look into the database.
LOOK_AFTER_SECONDS = 1.0

# The radar looks at every look-alike there is, and the home page shows three of them.
HOME_RADAR_KEPT = timedelta(seconds=30)


@dataclass(frozen=True)
class Services:
    """Everything a request may use.

    `operator_token` None: nobody is the operator, and private images are seen by nobody. `demo`: what is served is demo
    data, and every answer says so. `crawl_intervals`: how often each scope is to be crawled. `policies`: by
    name, what exists under each /ec2/policies/. `clock` gives the present as an aware UTC time. `directory_now`
    gives the directory as the catalog has it by then; None: it never changes. `public_url` is where others reach the
    service: scheme and host, without a slash at its end. `organisation_accounts`: members who proved one of these
    (partition, account id) see private images. `sts_endpoint`: the one to ask instead of AWS's.
    `fetch` gets what strangers name. `openid` None: there is no other way to sign in than with AWS.
    `mail` None: no e-mail is sent.
    `traces`: what makes spans of requests.
    `requests_at_once`: how many are answered at a time; one more is told to come back.
    """

    database: Database
    index: SearchIndex
    directory: Directory
    operator_token: str | None = None
    demo: bool = False
    crawl_intervals: Mapping[Scope, timedelta] = field(default_factory=dict)
    policies: Mapping[str, View] = field(default_factory=lambda: BUILT_IN)
    clock: Callable[[], datetime] = now
    directory_now: Callable[[], Directory] | None = None
    public_url: str = "http://127.0.0.1:8000"
    organisation_accounts: frozenset[tuple[str, str]] = frozenset()
    sts_endpoint: str | None = None
    openid: OpenIdProvider | None = None
    mail: MailServer | None = None
    fetch: SafeFetch = field(default_factory=SafeFetch)
    traces: TracerProvider | None = None
    requests_at_once: int = REQUESTS_AT_ONCE
    rate_limits: RateLimits = field(default_factory=RateLimits)
    two_halves: TwoHalves = field(default_factory=TwoHalves)
    home_radar: Remembered[Any] = field(default_factory=lambda: Remembered(HOME_RADAR_KEPT))

    def __post_init__(self) -> None:
        """An empty token would make an operator of everyone who sends none."""
        if self.operator_token is not None and not self.operator_token.strip():
            raise ValueError("the operator token is empty; leave it unset, or make it long and random")

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the service over TLS."""
        return self.public_url.startswith("https://")

    @property
    def cookie_name(self) -> str:
        """The session's cookie. With its prefix, browsers take it from this very host over TLS alone."""
        return "__Host-amidex" if self.is_https else "amidex"


async def services_of(request: Request) -> Services:
    """The services of the app that got the request. A coroutine, so that it costs no thread."""
    state = request.app.state
    services: Services = state.services
    if (
        services.directory_now is not None
        and monotonic() > getattr(state, "directory_looked_at", 0) + LOOK_AFTER_SECONDS
    ):
        state.directory_looked_at = monotonic()
        # Without its database the service still answers that it has none.
        with suppress(DatabaseError):
            directory = await run_in_threadpool(services.directory_now)
            if directory is not services.directory:
                services = state.services = replace(services, directory=directory)
    return services


Served = Annotated[Services, Depends(services_of)]
