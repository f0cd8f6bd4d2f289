"""`conflict-records export`: the records of a list as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.options import DatabaseOption, JsonOption, connected

Resource = Literal["claims", "figures", "articles", "entities"]


def export(
    resource: Annotated[Resource, typer.Argument(help="Which records.")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where to; - for standard output.")],
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="NAME=VALUE",
            help="A parameter of the list: actor=Armenia, published_from=2023-09-01, sort=published_at, limit=1000,"
            " excel=1. May be given several times; the same name again is OR.",
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option("--format", metavar="SUFFIX", help="csv, jsonl, …; by FILE's name unless set."),
    ] = None,
    database: DatabaseOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Write the records of a list to a file, all or those that filters select, as the API's exports have them.

    The name's suffix says the format: .csv, .jsonl, .geojson, .parquet, for claims also .atom and .feed.json; .gz after
    it compresses. The file is there when it is complete, and not before.
    """
    from app import exporting, settings

    chosen = settings.load(database=database)
    if file == "-" and format_ is None:
        raise typer.BadParameter("standard output needs --format", param_hint="FILE")
    asked = exporting.wanted(resource, format_ or file, where or [])
    path = None if file == "-" else Path(file)
    origin = (chosen.public_url or f"http://{chosen.host}:{chosen.port}").rstrip("/")
    with connected(chosen) as opened:
        number = exporting.export(opened, asked, path, origin=origin)
    if as_json:
        typer.echo(json.dumps({"file": file, "records": number}), err=path is None)
    else:
        typer.echo(f"{number:,} {resource} in {file}" if path else f"{number:,} {resource}", err=path is None)
