"""`conflict-records watch`: the articles of feeds, as they appear; and the options of whatever reads the network."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import FAILED, DatabaseOption, JsonOption, connected

if TYPE_CHECKING:
    from app.storage.database import Database

FeedOption = Annotated[
    list[str] | None,
    typer.Option(
        "--feed", metavar="URL|FILE", help="Also the articles of this RSS, Atom or JSON feed. May be given again."
    ),
]
FollowOption = Annotated[
    bool, typer.Option("--follow", help="Read the pages that entries of feeds link to, where they have no content.")
]
PublisherOption = Annotated[
    str | None, typer.Option(help="Publisher of what comes from pages and feeds, instead of the one they name.")
]
PrivateOption = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from private networks, from this machine and at any port too.")
]


def watch(
    urls: Annotated[list[str], typer.Argument(metavar="URL", help="RSS, Atom and JSON feeds.")],
    *,
    every: Annotated[
        float, typer.Option(min=1, max=86_400, metavar="SECONDS", help="Least time between two polls of a feed.")
    ] = 900,
    once: Annotated[bool, typer.Option("--once", help="Poll each feed once, then end.")] = False,
    follow: FollowOption = False,
    publisher: PublisherOption = None,
    allow_private: PrivateOption = False,
    state: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where it keeps what it knows of the feeds: beside an SQLite file, else in"
            " conflict-records.watch.json, unless given.",
        ),
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Store what appears in feeds, until Ctrl-C or SIGTERM; each poll is a line of the log.

    Feeds are asked whether they have changed, later again if they say so themselves, and less and less often while they
    fail. Entries that have been dealt with are not read again, also after a restart.
    """
    import structlog

    from app import intake, logs, settings
    from app.errors import InvalidInput
    from app.ingestion import batch
    from app.ingestion.documents.files import shown
    from app.ingestion.network import web
    from app.ingestion.network.fetching import Fetcher
    from app.ingestion.network.remembering import Memory
    from app.ingestion.network.watching import Watch
    from app.interruption import Interrupted, Interruption

    chosen = settings.load(database=database)
    for url in urls:
        if not web.is_address(url) or shown(url) != url:
            raise InvalidInput(f"{shown(url)}: is no http or https address; files are read by `ingest --feed`")
    logs.configure(chosen.log_format, level=chosen.log_level)
    log = structlog.stdlib.get_logger("app.watch")
    reader = web.Web(
        Fetcher(private=allow_private), max_text_bytes=chosen.max_text_bytes, publisher=publisher, follow=follow
    )
    counts, complete = batch.Counts(), True
    with connected(chosen) as opened:
        memory = Memory(state or _beside(opened), opened)
        watched = Watch(reader, urls, memory=memory, counts=counts, every=every)
        try:
            with Interruption() as interruption, closing(watched.once() if once else watched.always()) as inputs:
                # In groups of one: what has been asked for and not stored would count as dealt with.
                for refused in batch.ingest(
                    opened, inputs, counts, pipeline=chosen.pipeline, whole=interruption.whole, group=1
                ):
                    if refused:
                        log.warning("refused", source=refused.source, reason=refused.reason, kind=refused.kind)
        except Interrupted:
            complete = not once  # what goes on until it is stopped is not cut short by that
        finally:
            told = intake.summary(counts, complete=complete)
            typer.echo(json.dumps(intake.as_json(counts, complete=complete)) if as_json else told)
    if once and (counts.failed or not complete):
        raise typer.Exit(FAILED)


def _beside(database: Database) -> Path:
    """Return where what is known of the feeds is kept."""
    file = database.url.database if database.url.get_backend_name() == "sqlite" else "conflict-records"
    return Path(f"{file}.watch.json")
