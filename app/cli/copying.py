"""`conflict-records db copy`: a store moved to another database."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import JsonOption

if TYPE_CHECKING:
    from app.interruption import Interruption
    from app.storage.database import Database


def db_copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Path or URL; others may use it meanwhile.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Path or URL of an empty database, or of a new file.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Copy a store with its API keys to another database, such as from SQLite to PostgreSQL, and compare all of it.

    Ids, records, their order and cursors stay the same. TO is given its tables if it has none. It has all or, after an
    error or an interruption, nothing: the same command then begins anew.
    """
    from app.interruption import Interruption
    from app.storage import copying, database, migrations

    with closing(database.connect(source)) as theirs:
        migrations.upgrade(target)
        with closing(database.connect(target)) as ours, Interruption() as interruption:
            _copied(theirs, ours, interruption)
            ours.learn()
            copying.check(ours)
            counts = copying.counted(ours)
    if as_json:
        typer.echo(json.dumps({"from": theirs.name, "to": ours.name, "rows": counts}))
    else:
        records = ", ".join(f"{counts[name]:,} {name}" for name in ("articles", "entities", "claims", "figures"))
        typer.echo(f"{records} in {ours.name}, the same as in {theirs.name}")


def _copied(source: Database, target: Database, interruption: Interruption) -> None:
    """Copy with a progress bar on a terminal; an interruption waits for the statement that runs."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeElapsedColumn, TimeRemainingColumn

    from app.storage import copying

    columns = BarColumn(), TaskProgressColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    console = Console(stderr=True)
    with (
        Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar,
        closing(copying.copy(source, target)) as copy,
    ):
        task = bar.add_task("", total=copying.steps(copying.counted(source)))
        done: int | None = 0
        while done is not None:
            with interruption.whole():
                done = next(copy, None)
            bar.update(task, advance=done or 0)
