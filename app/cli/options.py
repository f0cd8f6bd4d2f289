"""What the commands share: options, exit codes, a connected database, how a moment is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from app.settings import Settings
    from app.storage.database import Database

FAILED, USAGE, NOT_READY, INTERRUPTED = 1, 2, 3, 130
"""Exit codes; 0 when all went well."""

PLAIN: dict[str, Any] = {"no_args_is_help": True, "rich_markup_mode": None, "add_completion": False}
"""How help looks, for the command and its groups."""

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="PATH|URL",
        help="The SQLite file (data/conflict-records.db unless set), or postgresql+psycopg://USER@HOST/DATABASE.",
    ),
]
HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on (127.0.0.1 unless set).")]
PortOption = Annotated[int | None, typer.Option("--port", help="Port to listen on (8000 unless set); 0 takes any.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@contextmanager
def connected(settings: Settings) -> Iterator[Database]:
    """Give the database of the settings, ready for use."""
    from app.storage import database

    opened = database.connect(settings.database)
    try:
        yield opened
    finally:
        opened.close()


def moment(when: datetime) -> str:
    """Return a moment as ISO 8601 in seconds."""
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")
