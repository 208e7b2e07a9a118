"""The service as an object. A module of its own, because it takes a second to load, which crawls need not wait for."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI

from api.app import create_app
from api.ec2.policies import BUILT_IN, PolicyError, read_policies
from api.ec2.views import View
from api.services import Services
from cli.settings import SettingsError, crawl_intervals, local_url
from cli.wiring import Workplace


def service(workplace: Workplace) -> FastAPI:
    """The API over a workplace's catalog and index."""
    token = workplace.settings.operator_token
    return create_app(
        Services(
            database=workplace.database,
            index=workplace.index,
            directory=workplace.current_directory.read(),
            directory_now=workplace.current_directory.read,
            operator_token=token.get_secret_value() if token else None,
            demo=workplace.place.demo,
            crawl_intervals=crawl_intervals(workplace.settings),
            policies=policies(workplace.settings.policies),
            public_url=workplace.settings.public_url or local_url(workplace.settings),
        )
    )


def policies(file: Path | None) -> Mapping[str, View]:
    """The policies of the EC2 endpoint. Raises SettingsError when the file is not to be used."""
    if file is None:
        return BUILT_IN
    try:
        return read_policies(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError, PolicyError) as error:
        raise SettingsError(f"AMIDEX_POLICIES: {error}") from error
