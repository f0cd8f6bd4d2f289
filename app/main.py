"""The application: wiring and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from importlib.metadata import version

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app import logs
from app.api import (
    articles,
    claims,
    docs,
    entities,
    exports,
    extract,
    figures,
    health,
    openapi,
    parameters,
    problems,
    vocabularies,
)
from app.api.fetches import Fetches
from app.api.finished import Answer
from app.api.freshness import Freshness
from app.api.gateway import Gateway
from app.api.lane import Lane
from app.api.meter import Meter
from app.api.streams import Streams
from app.api.work import Work
from app.errors import NotInstalled
from app.queries.quick import Quick
from app.queries.version import current
from app.settings import Settings
from app.storage.database import Database
from app.storage.sqlite import Sqlite


class Application(FastAPI):
    """The routes, behind what every request goes through; the framework is asked only when there is need."""

    gateway: Gateway

    def at_once(self, scope: Scope) -> Answer | None:
        """Return the answer to a request that takes but a moment, for a server that asks (see `Gateway`)."""
        return self.gateway.at_once(scope)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.gateway(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """Leave out the framework's outermost, which answers what nobody foresaw in its own way: `Gateway` does."""
        outermost = super().build_middleware_stack()
        return outermost.app if isinstance(outermost, ServerErrorMiddleware) else outermost

    async def routed(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request by its route."""
        await super().__call__(scope, receive, send)


def create_app(settings: Settings, database: Database) -> Application:
    """Return the application that serves `database`."""
    app = Application(
        title=openapi.TITLE,
        version=openapi.VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.work = Work(seconds=settings.max_reading_seconds)
    app.state.streams = Streams()
    app.state.fetches = Fetches(private=settings.fetch_private) if settings.fetch_urls else None
    app.state.stopping = False
    problems.install(app)
    app.openapi = partial(openapi.describe, app)  # type: ignore[method-assign]  # as the framework documents
    # A server of a database answers in its own time, for which the event loop does not wait.
    quick = Quick(database, after=_after_those_that_came_together) if isinstance(database, Sqlite) else None
    lane = Lane(quick, database, public_url=settings.public_url) if quick else None
    fresh = Freshness(app.routed, lane=lane, version=partial(current, database), release=version("conflict-records"))
    routers = [resource.router for resource in (articles, claims, figures, entities, extract, vocabularies, exports)]
    for router in routers:
        app.include_router(router, dependencies=[Depends(parameters.check)])
    for router in (others := [health.router, docs.router, *([_metrics()] if settings.metrics else ())]):
        app.include_router(router)
    if settings.metrics:
        app.state.meter = Meter([*routers, *others])
    logged = settings.log_requests and settings.log_level in {"debug", "info"}
    log = logs.requests(settings.log_format) if logged else None
    meter = app.state.meter if settings.metrics else None
    app.gateway = Gateway(fresh, at_once=fresh.at_once, log=log, meter=meter)
    return app


def _after_those_that_came_together(function: Callable[[], None]) -> None:
    """Call a function before the event loop looks for more requests.

    One state of the database is thus seen by all requests that had come when the loop last looked, and none of them can
    have been sent because of a later state.
    """
    asyncio.get_running_loop().call_soon(function)


def _metrics() -> APIRouter:
    try:
        from app.api import metrics  # noqa: PLC0415 - needs an extra
    except ModuleNotFoundError as error:
        raise NotInstalled("metrics need `pip install 'conflict-records[metrics]'`") from error
    return metrics.router
