"""Exports: every list as a file, under its path with a suffix and with its filters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.api import pages, problems
from app.api.freshness import takes_gzip
from app.api.streams import Streams
from app.export import chunks, selection
from app.export.columns import COLUMNS
from app.export.content import Content
from app.export.formats import FORMATS, Format
from app.export.selection import SELECTIONS, SPREADSHEETS, Selection, Spreadsheet
from app.queries.listing import Listing

router = APIRouter(tags=["Exports"])

_NAMES = {
    "csv": "CSV",
    "jsonl": "JSON Lines",
    "geojson": "GeoJSON",
    "parquet": "Parquet",
    "atom": "an Atom feed",
    "feed.json": "a JSON Feed",
}
_ABOUT = {
    "csv": "RFC 4180 in UTF-8 with a header, also where no record matches. An empty cell is a null; lists are joined"
    " with `; `, and lists of one thing (`targets`, `target_ids`) have the same order.",
    "jsonl": "One record a line, as the list shows it.",
    "geojson": "RFC 7946: each record is the `properties` of a feature, at its places: a Point, or a MultiPoint for"
    " several; larger places around another of the record are left out. Without a known place the geometry is null.",
    "parquet": "The columns of the `.csv` with types: times in UTC, days, numbers, lists. A `published_at` that is a"
    " day or a month is its first instant; `published_precision` says so. `501` where pyarrow is not installed.",
    "atom": "RFC 4287: an entry says who said what, and leads to the claim and to its article. Feed readers should ask"
    " for some hundred entries: `limit=100`.",
    "feed.json": "Version 1.1: as the Atom feed, with the whole record of each claim in `_conflict_records`.",
}
_RESUMING = (
    "Every matching record is sent, in the order of the list, as it is made: the length is not known before, and a"
    " download that ends early breaks the connection. It goes on with `cursor`: the id of the last record that came"
    " whole. `Accept-Encoding: gzip` compresses."
)
_SCHEMAS: dict[str, dict[str, Any]] = {
    "geojson": {"type": "object"},
    "feed.json": {"type": "object"},
    "parquet": {"type": "string", "format": "binary"},
}
_SEEN_IN_BROWSERS = {"atom", "feed.json"}


def _endpoint(form: Format, takes: type[Selection]) -> Callable[[Request, Any], Awaitable[Response]]:
    async def export(request: Request, asked: Any) -> Response:
        return await _answer(request, form, asked)

    export.__annotations__["asked"] = Annotated[takes, Query()]  # a class that is made at run time
    return export


async def _answer(request: Request, form: Format, asked: Selection) -> Response:
    state, resource = request.app.state, asked.listing.resource
    content = Content(
        resource=resource,
        pages=selection.pages(state.database, asked, deadline=pages.SECONDS),
        database=state.database,
        origin=pages.origin(request.scope, state.settings.public_url),
        path=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        excel=isinstance(asked, Spreadsheet) and asked.excel,
    )
    pieces = form.write(content)
    shown = "inline" if form.suffix in _SEEN_IN_BROWSERS else "attachment"
    headers = {"Content-Disposition": f'{shown}; filename="conflict-records-{resource}.{form.suffix}"'}
    if not form.packed:
        headers["Vary"] = "Accept-Encoding"
        if takes_gzip(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
            pieces = chunks.compressed(pieces)
    bodiless = request.scope.get("bodiless", False)
    streams: Streams = state.streams
    made = chunks.gathered(pieces)
    return await streams.start(made, media_type=form.media_type, headers=headers, bodiless=bodiless)


def _about(form: Format, resource: str) -> str:
    lines = [_ABOUT[form.suffix], _RESUMING]
    if form.suffix in {"csv", "parquet"}:
        lines.append("Columns: " + ", ".join(f"`{column.name}`" for column in COLUMNS[resource]) + ".")
    return "\n\n".join(lines)


def _responses(form: Format, resource: str) -> dict[int | str, dict[str, Any]]:
    media: dict[str, Any] = {"schema": _SCHEMAS.get(form.suffix, {"type": "string"})}
    if not form.packed:
        media["example"] = f"{resource}.{form.suffix}"
    refusals = [HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE]
    if form.packed:
        refusals.append(HTTPStatus.NOT_IMPLEMENTED)
    answer = {"description": "The file, in chunks.", "content": {form.media_type.partition(";")[0]: media}}
    return {200: answer} | problems.described(*refusals)


def _routes(listing: type[Listing]) -> None:
    resource = listing.resource
    for form in FORMATS.values():
        if resource not in form.resources:
            continue
        router.add_api_route(
            f"/v1/{resource}.{form.suffix}",
            _endpoint(form, (SPREADSHEETS if form.suffix == "csv" else SELECTIONS)[resource]),
            operation_id=f"export{resource.capitalize()}As{form.suffix.title().replace('.', '')}",
            summary=f"{resource.capitalize()} as {_NAMES[form.suffix]}",
            description=_about(form, resource),
            response_class=Response,
            responses=_responses(form, resource),
        )


for _listing in selection.LISTINGS:
    _routes(_listing)
