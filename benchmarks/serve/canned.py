"""Datasette as a contestant: the same file, and the same SQL as canned queries, a query for each subset of filters."""

# ruff: noqa: S608 - what the statements are put together from are names and numbers of ours

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pysqlite3

from app.identity import fold, parse
from app.storage.codes import CLAIM_TYPES, MEASURES, Facet, Owner, Part
from app.vocabulary import ClaimType, Measure
from benchmarks.serve import ours
from benchmarks.serve.asks import DEPTH, Ask
from benchmarks.serve.load import Asked
from benchmarks.serve.servers import Server, running

_ENTITY = "(SELECT entity FROM names WHERE folded = :{name})"
_ANY = {"part": "0", "entity": "0", "place": "0", "code": "0"}
_SHOWN = 20  # values of a facet, as many as the service gives
_OWNERS = {"actor": Owner.ACTOR, "place": Owner.PLACE, "claim_type": Owner.CODE}
_TALLIED = {"day": Facet.DAY, "publisher": Facet.PUBLISHER}


@contextmanager
def serving(database: Path) -> Iterator[Server]:
    """Give a Datasette over a database, with its own settings but for the time and the rows it allows."""
    with tempfile.TemporaryDirectory() as folder:
        # Its URLs begin with the name of the file.
        link = Path(folder) / "records.db"
        link.symlink_to(database)
        metadata = Path(folder) / "metadata.json"
        metadata.write_text(json.dumps({"databases": {"records": {"queries": _queries()}}}))
        command = [
            sys.executable,
            "-m",
            "datasette",
            "serve",
            str(link),
            "--port",
            "{port}",
            "--metadata",
            str(metadata),
        ]
        for setting in ("sql_time_limit_ms 20000", "max_returned_rows 1000"):
            command += ["--setting", *setting.split()]
        with running(command, ready="/-/versions.json") as server:
            yield server


def requests(database: Path, asks: Iterable[Ask]) -> list[Asked]:
    """Return the requests as they are sent."""
    connection = pysqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        far: dict[tuple[tuple[str, str], ...], int] = {}
        made = []
        for ask in asks:
            after = None
            if ask.kind == "deep":
                if ask.filters not in far:
                    far[ask.filters] = _far_down(connection, ask)
                after = far[ask.filters]
            made.append((ask.kind, ours.request(_path(ask, after))))
        return made
    finally:
        connection.close()


def _path(ask: Ask, after: int | None) -> str:
    filters = dict(ask.filters)
    given = {name: fold(value) for name, value in filters.items() if name in {"actor", "place"}}
    if "claim_type" in filters:
        given["code"] = str(CLAIM_TYPES[ClaimType(filters["claim_type"])])
    given["_shape"] = "array"
    if ask.kind == "article":
        return f"/records/article.json?{urlencode(given | {'id': str(parse('art', ask.id))})}"
    if ask.kind == "figures":
        code = str(MEASURES[Measure(filters["measure"])])
        given |= {"code": code, "least": filters["value_min"], "most": filters["value_max"], "limit": str(ask.limit)}
        return f"/records/figures.json?{urlencode(given)}"
    names = "_".join(name for name in ("actor", "place", "claim_type") if name in filters)
    if ask.kind == "facets":
        return f"/records/by_{ask.by.replace(',', '_')}_{names}.json?{urlencode(given)}"
    if ask.kind == "total":
        return f"/records/total_{names}.json?{urlencode(given)}"
    given["limit"] = str(ask.limit)
    if after is not None:
        return f"/records/after_{names}.json?{urlencode(given | {'after': str(after)})}"
    return f"/records/page_{names}.json?{urlencode(given)}"


def _queries() -> dict[str, dict[str, str]]:
    found = {"article": _ARTICLE, "figures": _FIGURES}
    for subset in range(8):
        filters = [name for bit, name in enumerate(("actor", "place", "claim_type")) if subset & 1 << bit]
        names = "_".join(filters)
        found[f"page_{names}"] = _page(filters)
        found[f"after_{names}"] = _page(filters, "AND position < :after")
        found[f"total_{names}"] = f"SELECT number FROM claim_counts WHERE {_where(_fixed(filters))}"
        if len(filters) <= 1:
            for by in ("claim_type", "actor", "place", "day", "publisher", "claim_type_actor"):
                found[f"by_{by}_{names}"] = _facets(by, filters)
    return {name: {"sql": sql} for name, sql in found.items()}


def _fixed(filters: Sequence[str]) -> dict[str, str]:
    """Return the columns of a key as SQL."""
    fixed = dict(_ANY)
    if "actor" in filters:
        fixed |= {"part": str(Part.ACTOR.value), "entity": _ENTITY.format(name="actor")}
    if "place" in filters:
        fixed["place"] = _ENTITY.format(name="place")
    if "claim_type" in filters:
        fixed["code"] = "CAST(:code AS INTEGER)"
    return fixed


def _where(fixed: dict[str, str]) -> str:
    return " AND ".join(f"{column} = {value}" for column, value in fixed.items())


def _page(filters: Sequence[str], after: str = "") -> str:
    after = after.replace(":after", "CAST(:after AS INTEGER)")
    if not {"actor", "place"} & set(filters):
        types = " ".join(f"WHEN {code} THEN '{kind.value}'" for kind, code in CLAIM_TYPES.items())
        narrowed = f"claim_type = CASE CAST(:code AS INTEGER) {types} END" if filters else "1"
        return (
            f"SELECT CAST(record AS TEXT) AS record FROM claims WHERE {narrowed} {after}"
            " ORDER BY position DESC LIMIT CAST(:limit AS INTEGER)"
        )
    return (
        "SELECT CAST(record AS TEXT) AS record FROM claim_keys JOIN claims USING (position)"
        f" WHERE {_where(_fixed(filters))} {after} ORDER BY position DESC LIMIT CAST(:limit AS INTEGER)"
    )


_FIGURES = (
    "SELECT CAST(record AS TEXT) AS record FROM figure_keys JOIN figures USING (position)"
    f" WHERE {_where(_fixed(['actor', 'claim_type']))} AND value BETWEEN CAST(:least AS REAL) AND CAST(:most AS REAL)"
    " ORDER BY position DESC LIMIT CAST(:limit AS INTEGER)"
)
_THIS = "(SELECT position FROM articles WHERE id = CAST(:id AS INTEGER))"
_ARTICLE = f"""
SELECT * FROM (SELECT CAST(record AS TEXT) AS record, text FROM articles WHERE id = CAST(:id AS INTEGER))
UNION ALL SELECT * FROM (
  SELECT CAST(entities.record AS TEXT), CAST(mentions.record AS TEXT) FROM mentions
  JOIN entities ON entities.number = mentions.entity WHERE mentions.article = {_THIS} ORDER BY mentions.start)
UNION ALL SELECT * FROM (SELECT CAST(record AS TEXT), NULL FROM claims WHERE article = {_THIS} ORDER BY start)
UNION ALL SELECT * FROM (SELECT CAST(record AS TEXT), NULL FROM figures WHERE article = {_THIS} ORDER BY start)
"""


def _facets(by: str, filters: Sequence[str]) -> str:
    fixed = _fixed(filters)
    if by == "claim_type_actor":
        both = (_facets(one, filters) for one in ("claim_type", "actor"))
        return " UNION ALL ".join(f"SELECT * FROM ({one})" for one in both)
    if by == "claim_type":
        del fixed["code"]
        return f"SELECT code, NULL AS name, number FROM claim_counts WHERE {_where(fixed)} AND code > 0"
    if by in {"actor", "place"}:
        column = "entity" if by == "actor" else "place"
        fixed |= {"part": str(Part.ACTOR.value)} if by == "actor" else {}
        del fixed[column]
        return (
            "SELECT entities.id, entities.name, claim_counts.number FROM claim_counts"
            f" CROSS JOIN entities ON entities.number = {column}"
            f" WHERE {_where(fixed)} AND {column} > 0 ORDER BY claim_counts.number DESC, {column} DESC LIMIT {_SHOWN}"
        )
    owner = _OWNERS[filters[0]] if filters else Owner.ANY
    whose = (
        {"actor": fixed["entity"], "place": fixed["place"], "claim_type": fixed["code"]}[filters[0]] if filters else "0"
    )
    order = "value" if by == "day" else "number"
    return (
        f"SELECT value, number FROM claim_tallies WHERE owner = {owner.value} AND whose = {whose}"
        f" AND facet = {_TALLIED[by].value} ORDER BY {order} DESC LIMIT {_SHOWN}"
    )


def _far_down(connection: pysqlite3.Connection, ask: Ask) -> int:
    """Return the position of the record before the page far down; the greatest where the list is shorter."""
    filters = dict(ask.filters)
    names = [name for name in ("actor", "place", "claim_type") if name in filters]
    sql = _page(names).replace("CAST(record AS TEXT) AS record", "position").replace("CAST(:limit AS INTEGER)", "1")
    given = {name: fold(value) for name, value in filters.items() if name in {"actor", "place"}}
    if "claim_type" in filters:
        given["code"] = str(CLAIM_TYPES[ClaimType(filters["claim_type"])])
    found = connection.execute(f"{sql} OFFSET {DEPTH - 1}", given).fetchone()
    return int(found[0]) if found else (1 << 63) - 1
