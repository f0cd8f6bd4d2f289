"""`conflict-records keys`: make, list and revoke API keys."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Literal

import typer

from app.cli.options import PLAIN, DatabaseOption, JsonOption, connected, moment

keys_app = typer.Typer(help="Make, list and revoke API keys.", **PLAIN)


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

    with connected(settings.load(database=database)) as opened:
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

    with connected(settings.load(database=database)) as opened:
        found = keys.listed(opened)
    if as_json:
        typer.echo(json.dumps([asdict(key) for key in found], default=moment))
        return
    for key in found:
        ended = f", revoked {moment(key.revoked)}" if key.revoked else ""
        typer.echo(f"{key.id}  {key.right:5}  created {moment(key.created)}{ended}  {key.name}")
    typer.echo(f"{len(found)} keys")


@keys_app.command("revoke")
def keys_revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The id that `keys list` shows.")],
    database: DatabaseOption = None,
) -> None:
    """End an API key, for good and at once."""
    from app import settings
    from app.ingestion import keys

    with connected(settings.load(database=database)) as opened:
        keys.revoke(opened, key_id)
    typer.echo(f"{key_id} is revoked")
