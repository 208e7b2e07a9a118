"""Every setting, with its default and its meaning. The only file that reads the environment.

AWS's own variables (AWS_PROFILE, AWS_ENDPOINT_URL_EC2, …) are boto3's business and not repeated here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL

from api.capacity import REQUESTS_AT_ONCE
from catalog.mail_address import check_mail_address
from catalog.removals import HOLD_SHARE
from catalog.scopes import Scope

REAL_FILE = "amidex.sqlite3"
DEMO_FILE = "demo.sqlite3"
REAL_INDEX = "index"
DEMO_INDEX = "demo-index"


class LogFormat(StrEnum):
    """How the log is written: for people, or an object a line."""

    TEXT = "text"
    JSON = "json"


class SettingsError(Exception):
    """A setting has a value that cannot be. Says which, and what is right."""


class Settings(BaseSettings):
    """What can be set, by environment variables that begin with AMIDEX_."""

    model_config = SettingsConfigDict(env_prefix="AMIDEX_", frozen=True)

    data_dir: Path = Field(default=Path("data"), description="Where the databases and the search index are kept.")
    database_url: str | None = Field(
        default=None,
        description="The catalog's database, if not SQLite in the data directory: postgresql://user:password@host/db.",
    )
    search_url: str | None = Field(
        default=None,
        description="The search index, if not in the data directory: tantivy:///absolute/directory, "
        "or meilisearch://host:7700/index.",
    )
    search_key: SecretStr | None = Field(
        default=None, description="The key for Meilisearch: one to search for the service, one to write for the worker."
    )
    demo: bool = Field(default=False, description="Use the demo's catalog, whatever else there is.")
    host: str = Field(default="127.0.0.1", description="The address the service listens at.")
    port: int = Field(default=8000, ge=1, le=65535, description="The port the service listens at.")
    log_format: LogFormat = Field(
        default=LogFormat.TEXT,
        description="`text`: what goes wrong, for people. `json`: all that happens, an object a line.",
    )
    proxies: str = Field(
        default="127.0.0.1,::1",
        description="The proxies before the service, as addresses or networks with commas between them: what they say "
        "of who asks (X-Forwarded-For, X-Forwarded-Proto) is believed, and of nobody else.",
    )
    traces_url: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="An OpenTelemetry collector to send traces to, like http://127.0.0.1:4318/v1/traces. It takes the "
        "extra `traces`.",
    )
    traces_share: float = Field(default=0.1, ge=0, le=1, description="Which share of the requests is traced.")
    requests_at_once: int = Field(
        default=REQUESTS_AT_ONCE,
        ge=1,
        description="How many requests the service answers at a time; those beyond are told to come back (503).",
    )
    server: str | None = Field(
        default=None,
        description="Where reading commands ask: the URL of a running service instead of the local catalog.",
    )
    operator_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Who sends this bearer token also sees images that were shared in private. 16 characters or more.",
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$",
        description="Where others reach the service, like https://amidex.example.org: what sign-ins are made for, and "
        "whether cookies go over TLS alone. By default http:// with the host and port it listens at.",
    )
    sts_endpoint: str | None = Field(
        default=None,
        pattern=r"^https?://[a-zA-Z0-9.-]+(:[0-9]{1,5})?/?$",
        description="The only STS to ask who signs in, instead of AWS's: a VPC endpoint of yours. Whoever answers "
        "there decides who anybody is.",
    )
    openid_issuer: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="An OpenID Connect provider to sign in with as well, by its issuer URL.",
    )
    openid_client_id: str | None = Field(default=None, description="What this service is called at that provider.")
    openid_client_secret: SecretStr | None = Field(
        default=None, description="Its secret there; without one it is a public client."
    )
    organisation_accounts: str = Field(
        default="",
        pattern=r"^\s*((aws[a-z-]*:)?[0-9]{12}\s*(,\s*|$))*$",
        description="AWS accounts of your organisation, with commas between them: members who prove one of them see "
        "images that were shared in private. Outside the partition aws with it: aws-cn:123456789012.",
    )
    dns_servers: str = Field(
        default="",
        pattern=r"^\s*(([0-9.]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?\s*(,\s*|$))*$",
        description="Name servers to look up what strangers name, like 192.0.2.53 or [2001:db8::53]:5353, with commas "
        "between them. By default this machine's.",
    )
    fetch_private: bool = Field(
        default=False,
        description="Also fetch what strangers name from private addresses and over plain http: in an intranet alone.",
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="The server that takes mail, for digests: smtp://user:password@host:587 (STARTTLS), "
        "smtps://user:password@host:465 (TLS), or smtp+plain://host:25 for a relay on this machine.",
    )
    mail_from: str | None = Field(default=None, description="The address that mail is sent from.")
    session_file: Path = Field(
        default=Path("~/.config/amidex/sessions.json"),
        description="Where `amidex login` keeps sessions: a file that its owner alone may read.",
    )
    policies: Path | None = Field(
        default=None,
        description="A directory of policies for the EC2 endpoint, a file each: NAME.toml or NAME.yaml (docs/EC2.md).",
    )
    parallel_regions: int = Field(
        default=4, ge=1, le=64, description="How many regions a worker, or `amidex crawl`, crawls at a time."
    )
    hold_share: float = Field(
        default=HOLD_SHARE,
        ge=0,
        le=1,
        description="A crawl that would remove more than this share of what its scope showed in a region is held until "
        "`amidex crawls confirm` or `discard`. 1 holds none.",
    )
    crawl_amazon_minutes: float = Field(default=15, gt=0, description="How often the scope `amazon` is crawled.")
    crawl_self_minutes: float = Field(default=60, gt=0, description="How often the scope `self` is crawled.")
    crawl_all_minutes: float = Field(default=360, gt=0, description="How often the scope `all` is crawled.")
    crawl_retry_seconds: float = Field(
        default=30,
        gt=0,
        description="How soon workers on PostgreSQL try a failed crawl again; each further time four times later.",
    )
    worker_silence_seconds: float = Field(
        default=30,
        ge=1,
        description="After how long without a sign of life a worker on PostgreSQL loses its crawls to the others.",
    )

    @field_validator("smtp_url", mode="before")
    @classmethod
    def _mail_server(cls, written: str | None) -> str | None:
        return written or None  # as a deployment's files have it that name every setting

    @field_validator("mail_from")
    @classmethod
    def _mail_address(cls, written: str | None) -> str | None:
        return check_mail_address(written) if written else None

    @field_validator("proxies")
    @classmethod
    def _addresses(cls, written: str) -> str:
        proxies = [text.strip() for text in written.split(",") if text.strip()]
        for proxy in proxies:
            try:
                ip_network(proxy)
            except ValueError as error:
                raise ValueError(f"{proxy!r} is neither an address nor a network like 10.0.0.0/8") from error
        return ",".join(proxies)


@dataclass(frozen=True)
class CatalogPlace:
    """Which catalog a command works on."""

    database_url: str
    search_url: str
    demo: bool


def load_settings() -> Settings:
    """The settings from the environment. Raises SettingsError."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"AMIDEX_{'_'.join(map(str, problem['loc'])).upper()}: {problem['msg']}" for problem in error.errors()
        )
        raise SettingsError(f"wrong settings: {problems}") from error


def child_environment(*, demo: bool, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a process of ours that works on the same kind of catalog."""
    return os.environ | {"AMIDEX_DEMO": str(int(demo))} | dict(more or {})


def real_place(settings: Settings) -> CatalogPlace:
    """The catalog for what EC2 really says."""
    return CatalogPlace(
        settings.database_url or _sqlite(settings, REAL_FILE),
        settings.search_url or _index(settings, REAL_INDEX),
        False,
    )


def demo_place(settings: Settings) -> CatalogPlace:
    """The demo's catalog: always files of its own in the data directory, whatever is set for the real one."""
    return CatalogPlace(_sqlite(settings, DEMO_FILE), _index(settings, DEMO_INDEX), True)


def place_to_write(settings: Settings) -> CatalogPlace:
    """The catalog that crawls go into."""
    return demo_place(settings) if settings.demo else real_place(settings)


def place_to_read(settings: Settings) -> CatalogPlace:
    """The catalog to answer from: the real one once there is any, else the demo's if that is all there is."""
    if has_real_catalog(settings) or not (settings.data_dir / DEMO_FILE).exists():
        return place_to_write(settings)
    return demo_place(settings)


def has_real_catalog(settings: Settings) -> bool:
    """Whether a real catalog was made, or named by a setting."""
    return settings.database_url is not None or (settings.data_dir / REAL_FILE).exists()


def crawl_intervals(settings: Settings) -> dict[Scope, timedelta]:
    """How often each scope is crawled."""
    minutes = {
        Scope.ALL: settings.crawl_all_minutes,
        Scope.SELF: settings.crawl_self_minutes,
        Scope.AMAZON: settings.crawl_amazon_minutes,
    }
    return {scope: timedelta(minutes=every) for scope, every in minutes.items()}


def local_url(settings: Settings) -> str:
    """Where the service that listens as it is set is reached on this machine."""
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 - asks itself
    return f"http://{host}:{settings.port}"


def secrets(settings: Settings) -> list[str]:
    """All that is secret among the settings, longest first."""
    written = [settings.operator_token, settings.search_key, settings.openid_client_secret]
    found = [secret.get_secret_value() for secret in written if secret is not None]
    if settings.database_url and (password := urlsplit(settings.database_url).password):
        found += {password, unquote(password)}
    if settings.smtp_url and (password := urlsplit(settings.smtp_url.get_secret_value()).password):
        found += {password, unquote(password)}
    return sorted(found, key=len, reverse=True)


def organisation_accounts(settings: Settings) -> frozenset[tuple[str, str]]:
    """The accounts of the operator's organisation, as (partition, account id)."""
    found = set()
    for written in filter(None, map(str.strip, settings.organisation_accounts.split(","))):
        partition, _, account_id = written.rpartition(":")
        found.add((partition or "aws", account_id))
    return frozenset(found)


def dns_servers(settings: Settings) -> list[tuple[str, int]]:
    """The name servers to ask, as (address, port); none: this machine's."""
    written = filter(None, map(str.strip, settings.dns_servers.split(",")))
    parts = [urlsplit(f"//{server}") for server in written]
    return [(part.hostname or "", part.port or 53) for part in parts]


def malformed_pages(settings: Settings) -> Path:
    """Where answers of EC2 that do not parse are kept for a look."""
    return settings.data_dir.absolute() / "malformed"


def _sqlite(settings: Settings, name: str) -> str:
    return URL.create("sqlite", database=str((settings.data_dir / name).absolute())).render_as_string()


def _index(settings: Settings, name: str) -> str:
    return f"tantivy://{quote(str((settings.data_dir / name).absolute()))}"
