"""The application: wiring and nothing else."""

from __future__ import annotations

from functools import partial
from importlib.metadata import version

from fastapi import Depends, FastAPI

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
from app.api.freshness import Freshness
from app.api.gateway import Gateway
from app.api.lane import Lane
from app.api.streams import Streams
from app.api.work import Work
from app.queries.quick import Quick
from app.settings import Settings
from app.storage.database import Database


def create_app(settings: Settings, database: Database) -> FastAPI:
    """Return the application that serves `database`."""
    app = FastAPI(
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
    problems.install(app)
    app.openapi = partial(openapi.describe, app)  # type: ignore[method-assign]  # as the framework documents
    quick = Quick(database)
    app.add_middleware(Lane, quick=quick, public_url=settings.public_url)
    app.add_middleware(Freshness, version=quick.reader.version, release=version("conflict-records"))
    app.add_middleware(Gateway, log=logs.requests(settings.log_format) if settings.log_requests else None)
    for resource in (articles, claims, figures, entities, extract, vocabularies, exports):
        app.include_router(resource.router, dependencies=[Depends(parameters.check)])
    for resource in (health, docs):
        app.include_router(resource.router)
    return app
