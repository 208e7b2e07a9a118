"""The service as an object. A module of its own, because it takes a second to load, which crawls need not wait for."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI

from api.app import create_app
from api.ec2.policies import BUILT_IN, PolicyError, policy_views
from api.ec2.views import View
from api.services import Services
from cli.policy_file import SUFFIXES, PolicyFileError, read_policy
from cli.settings import SettingsError, crawl_intervals, local_url, organisation_accounts
from cli.tracing import tracer_provider
from cli.wiring import Workplace
from trust.policy import Policy


def service(workplace: Workplace) -> FastAPI:
    """The API over a workplace's catalog and index."""
    token = workplace.settings.operator_token
    return create_app(
        replace(
            services_of(workplace),
            directory_now=workplace.current_directory.read,
            operator_token=token.get_secret_value() if token else None,
            crawl_intervals=crawl_intervals(workplace.settings),
            policies=policies(workplace.settings.policies),
            organisation_accounts=organisation_accounts(workplace.settings),
            openid=workplace.openid,
            sts_endpoint=workplace.settings.sts_endpoint,
            traces=tracer_provider(workplace.settings),
            requests_at_once=workplace.settings.requests_at_once,
        )
    )


def services_of(workplace: Workplace) -> Services:
    """What of a workplace answers, and is nobody's but everybody's."""
    return Services(
        database=workplace.database,
        index=workplace.index,
        directory=workplace.current_directory.read(),
        demo=workplace.place.demo,
        fetch=workplace.fetch,
        mail=workplace.mail,
        public_url=workplace.settings.public_url or local_url(workplace.settings),
    )


def policies(directory: Path | None) -> Mapping[str, View]:
    """The policies of the EC2 endpoint: a file each, by its name. Raises SettingsError when one is not to be used."""
    if directory is None:
        return BUILT_IN
    try:
        return policy_views(_policies_in(directory))
    except OSError as error:
        raise SettingsError(f"AMIDEX_POLICIES: {directory} is no directory to read: {error.strerror}") from error
    except (PolicyError, PolicyFileError) as error:
        raise SettingsError(f"AMIDEX_POLICIES: {error}") from error


def _policies_in(directory: Path) -> dict[str, Policy]:
    """Raises OSError, PolicyFileError, and PolicyError for two files of one name."""
    found: dict[str, Policy] = {}
    for file in sorted(directory.iterdir()):
        if file.suffix in SUFFIXES:
            if file.stem in found:
                raise PolicyError(f"{file.stem} is there twice, as TOML and as YAML; keep one")
            found[file.stem] = read_policy(file)
    return found
