"""`conflict-records db`: create, upgrade, check and keep the database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli.copying import db_copy
from app.cli.options import FAILED, PLAIN, DatabaseOption, JsonOption, connected

db_app = typer.Typer(help="Create, upgrade, check, compact and copy the database.", **PLAIN)
db_app.command("copy")(db_copy)


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

    with connected(settings.load(database=database)) as opened:
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
        raise typer.Exit(FAILED)


@db_app.command("vacuum")
def db_vacuum(database: DatabaseOption = None, *, as_json: JsonOption = False) -> None:
    """Give back the room of deleted rows, and make each full-text index one piece.

    In SQLite it takes free disk of twice the database's size; a running service goes on reading, and its writes wait.
    In PostgreSQL nobody waits, and the room stays in the database for rows to come.
    """
    from app import settings

    with connected(settings.load(database=database)) as opened:
        before, *_ = opened.files().values()
        opened.compact()
        now, *_ = opened.files().values()
    if as_json:
        typer.echo(json.dumps({"bytes_before": before, "bytes": now}))
    else:
        typer.echo(f"{_megabytes(before)} before, {_megabytes(now)} now")


@db_app.command("stats")
def db_stats(database: DatabaseOption = None, *, as_json: JsonOption = False) -> None:
    """Show rows and bytes of each table (indexes not counted) and the bytes of the whole."""
    from app import settings
    from app.storage import upkeep

    with connected(settings.load(database=database)) as opened:
        size = upkeep.size(opened)
    if as_json:
        tables = {name: {"rows": rows, "bytes": bytes_} for name, (rows, bytes_) in size.tables.items()}
        typer.echo(json.dumps({"tables": tables, **{f"{name}_bytes": bytes_ for name, bytes_ in size.files.items()}}))
        return
    width = max(len(name) for name in size.tables)
    for name, (rows, bytes_) in size.tables.items():
        typer.echo(f"{name:{width}}  {rows:>13,} rows  {_megabytes(bytes_):>13}")
    for name, bytes_ in size.files.items():
        typer.echo(f"{f'the {name}':{width}}  {_megabytes(bytes_):>32}")


@db_app.command("backup")
def db_backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; a file that is there stays.")],
    database: DatabaseOption = None,
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy an SQLite database as it is now, also while it is served, and check the copy as `db check` does.

    FILE is there when the copy is complete and without faults, and not before. Of PostgreSQL, pg_dump makes backups.
    """
    from app import settings
    from app.storage import upkeep

    with connected(settings.load(database=database)) as opened:
        counts = upkeep.backup(opened, file, overwrite=force)
    if as_json:
        typer.echo(json.dumps({"file": str(file), "records": counts}))
    else:
        typer.echo(", ".join(f"{number:,} {name}" for name, number in counts.items()) + f" in {file}, checked")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
