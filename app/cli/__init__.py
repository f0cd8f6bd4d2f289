"""The command `conflict-records`. Each command imports what it needs inside, so that help is there at once."""

from __future__ import annotations

import json
import os
import stat
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from app.cli.database import db_app
from app.cli.export import export
from app.cli.keys import keys_app
from app.cli.options import (
    FAILED,
    INTERRUPTED,
    NOT_READY,
    PLAIN,
    USAGE,
    DatabaseOption,
    HostOption,
    JsonOption,
    PortOption,
    connected,
)
from app.cli.watch import FeedOption, FollowOption, PrivateOption, PublisherOption, watch
from app.errors import ClusterNotReady, ConflictRecordsError, DatabaseNotReady, InvalidInput, UnusablePipeline

_SEED_DATA = Path(__file__).parents[2] / "seed_data"
_EPILOG = (
    "Exit codes: 0 all went well; 1 something failed, such as some of the inputs; 2 wrong use or wrong settings; 3 the"
    " database or the cluster is not ready; 130 interrupted by Ctrl-C; 143 stopped by SIGTERM. Settings also come from"
    " the environment (CONFLICT_RECORDS_DATABASE, …_HOST, …_PORT, …) and from a file .env."
)


class _Commands(TyperGroup):
    """Commands whose foreseen errors are one line on standard error and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except ConflictRecordsError as error:
            typer.echo(f"conflict-records: {error}", err=True)
            code = USAGE if isinstance(error, InvalidInput | UnusablePipeline) else FAILED
            not_ready = isinstance(error, DatabaseNotReady | ClusterNotReady)
            raise typer.Exit(NOT_READY if not_ready else code) from error
        except KeyboardInterrupt as interruption:
            raise typer.Exit(getattr(interruption, "exit_code", INTERRUPTED)) from interruption


app = typer.Typer(cls=_Commands, epilog=_EPILOG, pretty_exceptions_enable=False, **PLAIN)
app.add_typer(keys_app, name="keys")
app.add_typer(db_app, name="db")


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
        with connected(chosen) as opened:
            counts = Counts()
            found = sources.find([str(_SEED_DATA)], max_text_bytes=chosen.max_text_bytes)
            intake.ingest(opened, found, counts, pipeline=chosen.pipeline)
            typer.echo(f"{opened.name}: seed articles {intake.told(counts)}.")
            typer.echo(serving.to_try(serving.address(listening)))
            serving.serve(chosen, opened, listening)


@app.command()
def ingest(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Files, folders, http and https addresses, or - for standard input."),
    ] = None,
    *,
    database: DatabaseOption = None,
    feeds: FeedOption = None,
    follow: FollowOption = False,
    publisher: PublisherOption = None,
    allow_private: PrivateOption = False,
    stdin_format: Annotated[
        Literal["text", "json", "jsonl", "html"] | None,
        typer.Option("--format", help="What standard input holds; JSON Lines if it starts with a brace, else text."),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(min=0, max=256, help="Processes that read; 1 reads in this one, 0 takes one for each core."),
    ] = 1,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="The workers of this Dask scheduler read: tcp://HOST:8786."),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write a JSON line for each input that is refused, and one of the counts."),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=KEY",
            help="In JSON, take a field from this key (published_at=date, publisher=citations.0.publisher), and leave"
            " out all keys that are no fields. May be given again.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Store the articles in files, folders, pages, feeds and standard input; what is stored already changes nothing.

    .txt is one article, with title, publisher, published_at, url, language and licence in a .toml of the same name;
    .json is an article or a list of them, with the same keys and text or html; .jsonl and .ndjson hold one a line;
    .html, .htm and .xhtml are a page, .warc is an archive of pages. All may be compressed (.gz, .xz, .zst). After an
    interruption the same command goes on where it stopped.
    """
    from app import intake, settings
    from app.ingestion import mapping, reporting, sources
    from app.ingestion.batch import Counts
    from app.ingestion.network import web
    from app.ingestion.network.fetching import Fetcher

    chosen = settings.load(database=database)
    fields = mapping.fields(field or ())
    paths, feeds = paths or [], feeds or []
    if not paths and not feeds:
        raise typer.BadParameter("give at least one, or --feed", param_hint="PATH")
    counts, complete, meter = Counts(), False, sources.Meter()
    with connected(chosen) as opened, reporting.report(report, reads=[*paths, *feeds]) as refusals:
        find = partial(
            sources.find,
            max_text_bytes=chosen.max_text_bytes,
            stdin=sys.stdin.buffer,
            stdin_format=stdin_format,
            fields=fields,
            meter=meter,
        )
        if feeds or any(map(web.is_address, paths)):
            fetcher = Fetcher(private=allow_private)
            reader = web.Web(fetcher, max_text_bytes=chosen.max_text_bytes, publisher=publisher, follow=follow)
            found = reader.everything(paths, feeds, find=find)
        else:
            found = find(paths)
        try:
            live = "-" in paths and not stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode)
            intake.ingest(
                opened,
                found,
                counts,
                pipeline=chosen.pipeline,
                jobs=jobs,
                cluster=cluster,
                report=refusals,
                live=live,
                meter=meter,
                size=intake.size_of(paths),
            )
            complete = True
        finally:
            told = intake.summary(counts, complete=complete, passed_over=meter.passed_over)
            typer.echo(json.dumps(intake.as_json(counts, complete=complete)) if as_json else told)
            if refusals:
                refusals.end(intake.numbers(counts, complete=complete))
    if counts.failed:
        raise typer.Exit(FAILED)


app.command()(export)
app.command()(watch)


@app.command()
def serve(database: DatabaseOption = None, host: HostOption = None, port: PortOption = None) -> None:
    """Serve the API until Ctrl-C or SIGTERM; the database must be there and up to date."""
    from app import serving, settings

    chosen = settings.load(database=database, host=host, port=port)
    with connected(chosen) as opened, serving.listen(chosen.host, chosen.port) as listening:
        typer.echo(f"Serving {opened.name} at {serving.address(listening)}", err=True)
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
        raise typer.Exit(NOT_READY)


@app.command()
def openapi(database: DatabaseOption = None) -> None:
    """Print the OpenAPI document of the API; needs no database."""
    from app import settings
    from app.main import create_app
    from app.storage import database as storage

    chosen = settings.load(database=database)
    typer.echo(json.dumps(create_app(chosen, storage.at(chosen.database)).openapi(), indent=2, ensure_ascii=False))


def main() -> None:
    """Run the command."""
    app()
