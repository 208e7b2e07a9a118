"""The web application, put together from its routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import APIRouter, Depends, FastAPI

from api import error_handlers
from api.capacity import THREADS
from api.edge import Edge
from api.metrics import Metrics
from api.openapi import document_maker
from api.overload import Overload
from api.pages import (
    account_page,
    annotation_page,
    api_page,
    assets,
    check_page,
    claims_page,
    comment_page,
    digest_page,
    discovery,
    documents,
    listing_page,
    moderation_page,
    openid_pages,
    owner_page,
    publisher_page,
    radar_page,
    release_page,
    search_page,
    sign_in_page,
    status_page,
    webhooks_page,
)
from api.pages.visitor import note_visitor
from api.routes import (
    annotating,
    annotations,
    claims,
    commenting,
    comments,
    crawls,
    digest,
    ec2,
    families,
    feeds,
    health,
    images,
    lint,
    listing_moderation,
    listings,
    me,
    metrics,
    moderation,
    owners,
    policies,
    publishers,
    publishing,
    radar,
    releases,
    resolve,
    rulings,
    search,
    service,
    sessions,
    suggest,
    verdicts,
    webhooks,
)
from api.services import Services
from api.version import NAME

# Before the others: at a path that both have, pages look at who asks.
PAGES: tuple[APIRouter, ...] = (
    search_page.router,
    release_page.router,
    comment_page.router,
    annotation_page.router,
    moderation_page.router,
    owner_page.router,
    publisher_page.router,
    account_page.router,
    claims_page.router,
    webhooks_page.router,
    digest_page.router,
    listing_page.router,
    check_page.router,
    radar_page.router,
    documents.router,
    api_page.router,
    status_page.router,
    sign_in_page.router,
    openid_pages.router,
)
# What pages load and search engines read: the same for everybody.
FILES: tuple[APIRouter, ...] = (discovery.router, assets.router)
ROUTERS: tuple[APIRouter, ...] = (
    search.router,
    suggest.router,
    images.router,
    releases.router,
    families.router,
    verdicts.router,
    resolve.router,
    radar.router,
    feeds.router,
    owners.router,
    publishers.router,
    policies.router,
    lint.router,
    crawls.router,
    annotations.router,
    annotating.router,
    comments.router,
    commenting.router,
    listings.router,
    publishing.router,
    listing_moderation.router,
    moderation.router,
    rulings.router,
    me.router,
    webhooks.router,
    digest.router,
    claims.router,
    sessions.router,
    ec2.router,
    health.router,
    metrics.router,
    service.router,
)


@asynccontextmanager
async def _few_threads(_app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = THREADS
    yield


def create_app(services: Services) -> FastAPI:
    """The service over these parts. It opens, starts and closes nothing: who made the services does."""
    app = FastAPI(
        title=NAME,
        lifespan=_few_threads,
        # The interactive pages that come with FastAPI load their scripts from somebody else's servers.
        docs_url=None,
        redoc_url=None,
        # A redirect from /v1/owners/ would hide the mistake and lose a POST; a 404 says it.
        redirect_slashes=False,
        # By what it is given alone: FastAPI would look into the environment, which is for cli/settings.py.
        telemetry={
            "tracing": services.traces is not None,
            "tracer_provider": services.traces,
            "operation_spans": services.traces is not None,
            "metrics": False,
            "logs": False,
            "auto_configure": False,
        },
    )
    app.state.services = services
    app.state.metrics = Metrics(services)
    for router in PAGES:
        app.include_router(router, dependencies=[Depends(note_visitor)])
    for router in (*FILES, *ROUTERS):
        app.include_router(router)
    app.openapi = document_maker(app)  # type: ignore[method-assign]  # the way FastAPI documents
    error_handlers.install(app)
    app.add_middleware(Overload, at_once=services.requests_at_once)
    app.add_middleware(Edge, demo=services.demo, metrics=app.state.metrics, over_tls=services.is_https)
    return app
