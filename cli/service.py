"""The service as an object. A module of its own, because it takes a second to load, which crawls need not wait for."""

from fastapi import FastAPI

from api.app import create_app
from api.services import Services
from cli.settings import crawl_intervals
from cli.wiring import Workplace


def service(workplace: Workplace) -> FastAPI:
    """The API over a workplace's catalog and index."""
    token = workplace.settings.operator_token
    return create_app(
        Services(
            database=workplace.database,
            index=workplace.index,
            directory=workplace.directory,
            operator_token=token.get_secret_value() if token else None,
            demo=workplace.place.demo,
            crawl_intervals=crawl_intervals(workplace.settings),
        )
    )
