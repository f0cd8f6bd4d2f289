"""The command `conflict-records`. Each command imports what it needs inside, so that help is there at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from app.errors import ConflictRecordsError, DatabaseNotReady, InvalidInput

if TYPE_CHECKING:
    from datetime import datetime

    from app.settings import Settings
    from app.storage.database import Database

_FAILED, _USAGE, _NOT_READY, _INTERRUPTED = 1, 2, 3, 130
_SEED_DATA = Path(__file__).parents[1] / "seed_data"
_EPILOG = (
    "Exit codes: 0 all went well; 1 something failed, such as some of the inputs; 2 wrong use or wrong settings; 3 the"
    " database is not ready; 130 interrupted by Ctrl-C; 143 stopped by SIGTERM. Settings also come from the environment"
    " (CONFLICT_RECORDS_DATABASE, …_HOST, …_PORT, …) and from a file .env."
)


class _Commands(TyperGroup):
    """Commands whose foreseen errors are one line on standard error and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ConflictRecordsError as error:
            typer.echo(f"conflict-records: {error}", err=True)
            code = _USAGE if isinstance(error, InvalidInput) else _FAILED
            raise typer.Exit(_NOT_READY if isinstance(error, DatabaseNotReady) else code) from error
        except KeyboardInterrupt as interruption:
            raise typer.Exit(getattr(interruption, "exit_code", _INTERRUPTED)) from interruption


_PLAIN: dict[str, Any] = {"no_args_is_help": True, "rich_markup_mode": None, "add_completion": False}
app = typer.Typer(cls=_Commands, epilog=_EPILOG, pretty_exceptions_enable=False, **_PLAIN)
keys_app = typer.Typer(help="Make, list and revoke API keys.", **_PLAIN)
db_app = typer.Typer(help="Create, upgrade and check the database.", **_PLAIN)
app.add_typer(keys_app, name="keys")
app.add_typer(db_app, name="db")

DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", metavar="PATH|URL", help="The SQLite file (data/conflict-records.db unless set)."),
]
HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on (127.0.0.1 unless set).")]
PortOption = Annotated[int | None, typer.Option("--port", help="Port to listen on (8000 unless set); 0 takes any.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def _about() -> None:
    """Who claimed what, about whom, where, when and with which numbers: records from news about armed conflict."""


@app.command()
def demo(database: DatabaseOption = None, host: HostOption = None, port: PortOption = None) -> None:
    """Create or upgrade the database, ingest the seed articles, and serve; may be run again at any time."""
    from app import intake, serving, settings
    from app.ingestion import sources
    from app.ingestion.batch import Counts
    from app.storage import migrations

    chosen = settings.load(database=database, host=host, port=port)
    with serving.listen(chosen.host, chosen.port) as listening:
        migrations.upgrade(chosen.database)
        with _connected(chosen) as opened:
            counts = Counts()
            intake.ingest(opened, sources.find([str(_SEED_DATA)], max_text_bytes=chosen.max_text_bytes), counts)
            typer.echo(f"{opened.path}: seed articles {intake.told(counts)}.")
            typer.echo(serving.to_try(serving.address(listening)))
            serving.serve(chosen, opened, listening)


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files, folders, or - for standard input.")],
    database: DatabaseOption = None,
    stdin_format: Annotated[
        Literal["text", "json", "jsonl"] | None,
        typer.Option("--format", help="What standard input holds; JSON Lines if it starts with a brace, else text."),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Store the articles in files, folders and standard input; what is stored already changes nothing.

    .txt is one article, with title, publisher, published_at, url, language and licence in a .toml of the same name;
    .json is an article or a list of them, with the same keys and text; .jsonl and .ndjson hold one a line.
    """
    from app import intake, settings
    from app.ingestion import sources
    from app.ingestion.batch import Counts

    chosen = settings.load(database=database)
    counts, complete = Counts(), False
    with _connected(chosen) as opened:
        found = sources.find(
            paths, max_text_bytes=chosen.max_text_bytes, stdin=sys.stdin.buffer, stdin_format=stdin_format
        )
        try:
            intake.ingest(opened, found, counts)
            complete = True
        finally:
            told = intake.told(counts) + ("" if complete else "; ended early")
            typer.echo(json.dumps(intake.as_json(counts, complete=complete)) if as_json else told)
    if counts.failed:
        raise typer.Exit(_FAILED)


@app.command()
def serve(database: DatabaseOption = None, host: HostOption = None, port: PortOption = None) -> None:
    """Serve the API until Ctrl-C or SIGTERM; the database must be there and up to date."""
    from app import serving, settings

    chosen = settings.load(database=database, host=host, port=port)
    with _connected(chosen) as opened, serving.listen(chosen.host, chosen.port) as listening:
        typer.echo(f"Serving {opened.path} at {serving.address(listening)}", err=True)
        serving.serve(chosen, opened, listening)


@app.command()
def doctor(database: DatabaseOption = None, *, as_json: JsonOption = False) -> None:
    """Show versions, the database and what is amiss; exit code 3 when the database cannot be used."""
    from app import doctor as examination
    from app import settings

    found = examination.examine(settings.load(database=database))
    if as_json:
        typer.echo(json.dumps({"ready": found.ready, "facts": found.facts, "warnings": found.warnings}))
    else:
        width = max(len(name) for name in found.facts)
        for name, value in found.facts.items():
            typer.echo(f"{name:{width}}  {value:,}" if isinstance(value, int) else f"{name:{width}}  {value}")
        for warning in found.warnings:
            typer.echo(f"{'warning':{width}}  {warning}")
    if not found.ready:
        raise typer.Exit(_NOT_READY)


@app.command()
def openapi(database: DatabaseOption = None) -> None:
    """Print the OpenAPI document of the API; needs no database."""
    from app import settings
    from app.main import create_app
    from app.storage.database import Database

    chosen = settings.load(database=database)
    typer.echo(json.dumps(create_app(chosen, Database(chosen.database)).openapi(), indent=2, ensure_ascii=False))


@keys_app.command("create")
def keys_create(
    name: Annotated[str, typer.Argument(help="Whose key it is, such as the name of a service.")],
    right: Annotated[
        Literal["read", "write"], typer.Option("--right", help="What it may do; writing includes reading.")
    ] = "write",
    database: DatabaseOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Make an API key and print it, this once: only its hash is stored."""
    from app import settings
    from app.ingestion import keys
    from app.vocabulary import KeyRight

    with _connected(settings.load(database=database)) as opened:
        made = keys.create(opened, name, right=KeyRight(right))
    if as_json:
        typer.echo(json.dumps({"id": made.id, "name": name, "right": right, "key": made.key}))
    else:
        typer.echo(f"{made.id} for {name} may {right}. Keep the key; it is not shown again:", err=True)
        typer.echo(made.key)


@keys_app.command("list")
def keys_list(database: DatabaseOption = None, *, as_json: JsonOption = False) -> None:
    """List the API keys, the oldest first."""
    from app import settings
    from app.ingestion import keys

    with _connected(settings.load(database=database)) as opened:
        found = keys.listed(opened)
    if as_json:
        typer.echo(json.dumps([asdict(key) for key in found], default=_moment))
        return
    for key in found:
        ended = f", revoked {_moment(key.revoked)}" if key.revoked else ""
        typer.echo(f"{key.id}  {key.right:5}  created {_moment(key.created)}{ended}  {key.name}")
    typer.echo(f"{len(found)} keys")


@keys_app.command("revoke")
def keys_revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The id that `keys list` shows.")],
    database: DatabaseOption = None,
) -> None:
    """End an API key, for good and at once."""
    from app import settings
    from app.ingestion import keys

    with _connected(settings.load(database=database)) as opened:
        keys.revoke(opened, key_id)
    typer.echo(f"{key_id} is revoked")


@db_app.command("upgrade")
def db_upgrade(database: DatabaseOption = None, *, as_json: JsonOption = False) -> None:
    """Create the database or bring it to the newest schema; a current one is left as it is."""
    from app import settings
    from app.storage import migrations

    chosen = settings.load(database=database)
    before, now = migrations.upgrade(chosen.database), migrations.expected()
    if as_json:
        typer.echo(json.dumps({"before": before, "now": now}))
    elif before == now:
        typer.echo(f"schema version {now} already")
    else:
        typer.echo(f"created with schema version {now}" if before is None else f"upgraded from {before} to {now}")


@db_app.command("check")
def db_check(database: DatabaseOption = None, *, as_json: JsonOption = False) -> None:
    """Check the whole database: the file, its references, every span, every counter, every full-text row."""
    from app import settings
    from app.storage import audit

    with _connected(settings.load(database=database)) as opened:
        faults = list(audit.faults(opened))
        with opened.read() as connection:
            counts = audit.counts(connection)
    if as_json:
        typer.echo(json.dumps({"checked": counts, "faults": faults}))
    else:
        for fault in faults:
            typer.echo(fault)
        typer.echo(", ".join(f"{number:,} {name}" for name, number in counts.items()) + f": {len(faults)} faults")
    if faults:
        raise typer.Exit(_FAILED)


@contextmanager
def _connected(settings: Settings) -> Iterator[Database]:
    from app.storage import database

    opened = database.connect(settings.database)
    try:
        yield opened
    finally:
        opened.close()


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")


def main() -> None:
    """Run the command."""
    app()


if __name__ == "__main__":
    main()
