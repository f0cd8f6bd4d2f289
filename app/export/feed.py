"""What feeds say of claims, whatever their format: ids, titles, dates and addresses."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from app import identity
from app.export.columns import moment
from app.export.content import Content
from app.queries import articles

NAME = "Conflict Records"
_LONGEST = 200  # characters of a title, as much as readers show
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Of the ids below: they stay the same wherever a claim is served, as the claim's own id does.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:conflict-records")


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim as feeds show it."""

    id: str
    title: str
    address: str
    """Of the claim's record."""

    source: str | None
    """Address of the article, if it is one of the web."""

    updated: str
    """When the claim was stored."""

    published: str | None
    """When the article was published: the first instant of the day or month where no more is known."""

    record: dict[str, Any]
    stored: bytes
    """The record as JSON."""


def entries(content: Content) -> Iterator[list[Entry]]:
    """Give the claims, page by page."""
    for page in content.portions():
        records = list(map(orjson.loads, page))
        ids = [identity.parse("art", record["article"]["id"]) for record in records]
        with content.database.read() as connection:
            stored = articles.stored(connection, {id_ for id_ in ids if id_ is not None})
        yield [
            _entry(content, record, bytes_, updated=stored.get(id_ or 0, 0))
            for record, bytes_, id_ in zip(records, page, ids, strict=True)
        ]


def id_of(text: str) -> str:
    """Return the URI that stands for what `text` names."""
    return uuid.uuid5(_NAMESPACE, text).urn


def instant(moment_: datetime) -> str:
    """Return a moment as RFC 3339 writes it, in seconds."""
    return moment_.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _entry(content: Content, record: dict[str, Any], stored: bytes, *, updated: int) -> Entry:
    article = record["article"]
    url, published_at = article["url"], article["published_at"]
    return Entry(
        id=id_of(record["id"]),
        title=_title(record),
        address=f"{content.origin}/v1/claims/{record['id']}",
        source=url if url and url.lower().startswith(("http://", "https://")) else None,
        updated=instant(_EPOCH + timedelta(microseconds=updated)),
        published=instant(moment(published_at)) if published_at else None,
        record=record,
        stored=stored,
    )


def _title(record: dict[str, Any]) -> str:
    """Return who said what: "Armenia (accusation): …"."""
    if record["speaker"] is not None:
        who = record["speaker"]["name"]
        if record["via"] is not None:
            who += f", according to {record['via']['name']}"
    elif record["voice"] == "narrator":
        who = record["article"]["publisher"] or record["article"]["title"] or "The article itself"
    else:
        who = "Someone unnamed"
    kind = record["type"].replace("_", " ")
    if record["negated"] and record["type"] != "denial":
        kind += ", negated"
    title = " ".join(f"{who} ({kind}): {record['text']}".split())
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
