"""What a person who asks for help should say about an installation: versions, the database, what is amiss."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field
from importlib import metadata

from app.errors import DatabaseNotReady, NotInstalled, UnusablePipeline
from app.extraction.parsing import pipeline
from app.ingestion.rendering import EXTRACTOR
from app.settings import Settings
from app.storage import audit, database, sqlite, tables

_PACKAGES = ("conflict-records", "fastapi", "sqlalchemy", "pydantic", "uvicorn", "alembic", "spacy")


@dataclass
class Findings:
    """`facts` by name, in order; `warnings` that want doing something about; whether the database can be used."""

    facts: dict[str, str | int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    ready: bool = False


def examine(settings: Settings) -> Findings:
    """Look at the installation and at the database of these settings; change nothing."""
    found = Findings()
    found.facts["python"] = platform.python_version()
    found.facts |= {name: _version(name) for name in _PACKAGES}
    found.facts["sqlite"] = sqlite.VERSION
    found.facts["extractor"] = EXTRACTOR
    try:
        found.facts["pipeline"] = pipeline.load(settings.pipeline).description
    except UnusablePipeline as error:
        found.warnings.append(str(error))
    found.facts["schema needed"] = tables.SCHEMA
    try:
        found.facts["database"] = database.at(settings.database).name
        opened = database.connect(settings.database)
    except (DatabaseNotReady, NotInstalled) as error:
        found.warnings.append(str(error))
        return found
    try:
        found.facts["schema"] = database.schema_version(opened) or "none"
        with opened.read() as connection:
            found.facts |= audit.counts(connection)
        found.facts |= opened.facts()
        found.warnings += opened.warnings()
        found.ready = True
    except DatabaseNotReady as error:
        found.warnings.append(str(error))
    finally:
        opened.close()
    return found


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
