"""What the lists and facets should answer, worked out the slow and plain way from the stored records alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import orjson

from app import identity
from app.queries.entities import EntityListing
from app.queries.facets import ClaimFacets, FigureFacets
from app.queries.filters import ArticleFilters, ClaimFilters
from app.queries.values import box
from app.storage.database import Database
from app.storage.tables import microseconds

Record = dict[str, Any]


class Reference:
    """All records of a store, in memory."""

    def __init__(self, opened: Database) -> None:
        """Read them."""
        with opened.read() as connection:
            ask = connection.exec_driver_sql
            self.articles = [(orjson.loads(a), text, stored) for a, text, stored in
                             ask("SELECT record, text, stored FROM articles")]  # fmt: skip
            self.claims = [
                (orjson.loads(record), stored) for record, stored in ask("SELECT record, stored FROM claims")
            ]
            self.figures = [
                (orjson.loads(record), stored) for record, stored in ask("SELECT record, stored FROM figures")
            ]
            found = ask("SELECT record, articles, claims, figures, stored FROM entities").all()
        self._parts: dict[str, dict[str, set[str]]] = {}
        self._names: dict[tuple[str, ...], set[str]] = {}
        self.texts = {article["id"]: text for article, text, _ in self.articles}
        self.by_id = {claim["id"]: claim for claim, _ in self.claims}
        self.entities: list[tuple[Record, int]] = []
        for record, *counts, stored in found:
            counted = dict(zip(("articles", "claims", "figures"), counts, strict=True))
            self.entities.append((orjson.loads(record) | {"counts": counted}, stored))
        self.entity = {entity["id"]: entity for entity, _ in self.entities}

    def listed(self, kind: str, listing: Any) -> list[Record]:
        """Return all records of a list, in its order."""
        if kind == "articles":
            rows = [
                (a, stored, a) for a, text, stored in self.articles if self._article(listing, a, stored, _words(text))
            ]
        elif kind == "entities":
            return self._entity_list(listing)
        else:
            holds: Callable[..., bool] = self._claim if kind == "claims" else self._figure
            every = self.claims if kind == "claims" else self.figures
            rows = [(r, stored, r["article"]) for r, stored in every if holds(listing, r, stored)]
        if listing.sort == "-stored_at":
            rows.sort(key=lambda row: (row[1], *_when(row[2], row[0])), reverse=True)
            return [row[0] for row in rows]
        newest = listing.sort == "-published_at"
        dated = [row for row in rows if row[2]["published_at"]]
        undated = [row for row in rows if not row[2]["published_at"]]
        for part in (dated, undated):
            part.sort(key=lambda row: _when(row[2], row[0]), reverse=newest)
        return [row[0] for row in dated + undated]

    def facets(self, facets: ClaimFacets | FigureFacets) -> Record:
        """Return the counts, all values of each facet."""
        claims = isinstance(facets, ClaimFacets)
        every = self.claims if claims else self.figures
        holds: Callable[..., bool] = self._claim if claims else self._figure
        found = [record for record, stored in every if holds(facets, record, stored)]
        counts = {by: Counter(value for record in found for value in self._values(by, record)) for by in facets.by}
        return {"total": len(found), "facets": counts}

    def _values(self, by: str, record: Record) -> Iterable[str | None]:
        claim = record if "type" in record else self.by_id.get(record["claim_id"])
        if by == "measure":
            return [record["measure"]]
        if by in {"claim_type", "voice"}:
            return [claim["type" if by == "claim_type" else by] if claim else None]
        if by == "publisher":
            return [record["article"]["publisher"]]
        if by == "day":
            published = record["article"]["published_at"]
            return [published and _instant(published).astimezone(UTC).date().isoformat()]
        return self.parts(record)[by]

    def parts(self, record: Record) -> dict[str, set[str]]:
        """Return the ids of the entities with each part in a claim or figure."""
        if record["id"] not in self._parts:
            self._parts[record["id"]] = self._parts_of(record)
        return self._parts[record["id"]]

    def _parts_of(self, record: Record) -> dict[str, set[str]]:
        claim = record if "type" in record else self.by_id.get(record["claim_id"])
        speakers = {*self._acting([record["speaker"]]), *self._acting([claim["speaker"]] if claim else [])}
        targets = set(self._acting(claim["targets"] if claim else []))
        places = [*(claim["places"] if claim else []), *([record["place"]] if record.get("place") else [])]
        return {"speaker": speakers, "target": targets, "actor": speakers | targets, "place": set(self._around(places))}

    def _acting(self, references: Iterable[Record | None]) -> Iterator[str]:
        for reference in references:
            if reference and (id_ := reference["entity_id"]):
                yield id_
                entity = self.entity[id_]
                if entity["within"] and "place" not in entity["kinds"]:
                    yield entity["within"]

    def _around(self, references: Iterable[Record]) -> Iterator[str]:
        for reference in references:
            id_ = reference["entity_id"]
            while id_:
                yield id_
                id_ = self.entity[id_]["within"]

    def _meant(self, names: tuple[str, ...]) -> set[str]:
        if names not in self._names:
            self._names[names] = self._meant_by(names)
        return self._names[names]

    def _meant_by(self, names: tuple[str, ...]) -> set[str]:
        wanted = {identity.fold(name) for name in names}
        found = set()
        for entity, _ in self.entities:
            codes = [entity["wikidata"], entity["iso3"] if "place" in entity["kinds"] else None]
            known = {identity.fold(name) for name in [entity["name"], *entity["aliases"], *codes] if name}
            if known & wanted or entity["id"] in names:
                found.add(entity["id"])
        return found

    def _article(self, filters: ArticleFilters, article: Record, stored: int, *columns: list[str]) -> bool:
        published = microseconds(_instant(article["published_at"])) if article["published_at"] else None
        publishers = {identity.fold(name) for name in filters.publisher}
        return (
            (not publishers or identity.fold(article["publisher"] or "") in publishers)
            and (not filters.article or article["id"] in filters.article)
            and (filters.published_from is None or (published is not None and published >= filters.published_from))
            and (filters.published_until is None or (published is not None and published < filters.published_until))
            and (filters.updated_since is None or stored >= filters.updated_since)
            and (filters.q is None or _found(filters.q, columns))
        )

    def _anchored(self, filters: ClaimFilters, record: Record, stored: int, *columns: list[str]) -> bool:
        parts = self.parts(record)
        time = record["time"]
        since, until = (time["from"] or "0000", time["until"] or "9999")
        known = time["from"] or time["until"]
        return (
            self._article(filters, record["article"], stored, *columns)
            and all(self._meant(names) & parts[part] for part, names in filters.parts().items())
            and (filters.event_from is None or bool(known and until >= filters.event_from.isoformat()))
            and (filters.event_until is None or bool(known and since < filters.event_until.isoformat()))
            and (filters.bbox is None or self._lies_in(filters.bbox, parts["place"]))
        )

    def _lies_in(self, bbox: str, places: set[str]) -> bool:
        around = {self.entity[place]["within"] for place in places}
        return any(_inside(bbox, self.entity[place]) for place in places - around)

    def _of_claim(self, filters: ClaimFilters, claim: Record | None) -> bool:
        asked = filters.claim_type or filters.voice or filters.negated is not None or filters.quoted is not None
        if claim is None:
            return not asked
        return (
            (not filters.claim_type or claim["type"] in filters.claim_type)
            and (not filters.voice or claim["voice"] in filters.voice)
            and (filters.negated is None or claim["negated"] == filters.negated)
            and (filters.quoted is None or claim["quoted"] == filters.quoted)
        )

    def _claim(self, filters: ClaimFilters, claim: Record, stored: int) -> bool:
        speaker = claim["speaker"]["name"] if claim["speaker"] else ""
        words = self._words(claim), _words(speaker)
        return self._of_claim(filters, claim) and self._anchored(filters, claim, stored, *words)

    def _figure(self, filters: Any, figure: Record, stored: int) -> bool:
        value = figure["value"]
        return (
            all(
                not getattr(filters, name) or figure[name] in getattr(filters, name)
                for name in ("measure", "group", "unit", "qualifier")
            )
            and (filters.value_min is None or (value is not None and value >= filters.value_min))
            and (filters.value_max is None or (value is not None and value <= filters.value_max))
            and self._of_claim(filters, self.by_id.get(figure["claim_id"]))
            and self._anchored(filters, figure, stored, self._words(figure))
        )

    def _words(self, record: Record) -> list[str]:
        sentence = record["sentence"]
        text = self.texts[record["article"]["id"]]
        return _words(text[min(record["start"], sentence["start"]) : max(record["end"], sentence["end"])])

    def _entity_list(self, listing: EntityListing) -> list[Record]:
        mentioned: Counter[str] = Counter()
        asked = listing.model_copy(update={"q": None, "updated_since": None})
        for claims in (self.claims, self.figures):
            for record, _ in claims:
                singles = [record["speaker"], record.get("place")]
                for reference in [*singles, *record.get("targets", []), *record.get("places", [])]:
                    if reference and reference["entity_id"] and self._article(asked, record["article"], 0):
                        mentioned[reference["entity_id"]] += 1
        narrowed = listing.publisher or listing.article or listing.published_from or listing.published_until
        found = [
            (entity, stored)
            for entity, stored in self.entities
            if (not narrowed or entity["id"] in mentioned)
            and (listing.updated_since is None or stored >= listing.updated_since)
            and (not listing.kind or set(entity["kinds"]) & set(listing.kind))
            and (not listing.role or entity["role"] in listing.role)
            and (not listing.iso3 or entity["iso3"] in listing.iso3)
            and (listing.bbox is None or _inside(listing.bbox, entity))
            and (listing.q is None or _found(listing.q, [_words(entity["name"]), _words("\n".join(entity["aliases"]))]))
        ]
        keys: dict[str, Callable[[tuple[Record, int]], Any]] = {
            "name": lambda row: identity.fold(row[0]["name"]),
            "-stored_at": lambda row: row[1],
        }
        counted = listing.sort.removeprefix("-")
        keys |= {"-" + name: lambda row: row[0]["counts"][counted] for name in ("articles", "claims", "figures")}
        key = keys[listing.sort]
        found.sort(key=lambda row: (key(row), row[0]["id"]), reverse=listing.sort != "name")
        return [entity for entity, _ in found]


def _when(article: Record, record: Record) -> tuple[datetime, str]:
    """Return what records are ordered by: the second of publication, then the id."""
    published = article["published_at"]
    return (_instant(published).replace(microsecond=0) if published else datetime.min.replace(tzinfo=UTC)), record["id"]


def _instant(text: str) -> datetime:
    found = (
        datetime.fromisoformat(text)
        if len(text) > 10
        else datetime.combine(date.fromisoformat(text), datetime.min.time())
    )
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _inside(bbox: str, entity: Record) -> bool:
    west, south, east, north = box(bbox)
    lat: float | None = entity["lat"]
    lon: float = entity["lon"]
    if lat is None or not south <= lat <= north:
        return False
    return west <= lon <= east if west <= east else lon >= west or lon <= east


@cache
def _words(text: str | None) -> list[str]:
    return re.findall(r"[^\W_]+", identity.fold(text or ""))


def _found(q: str, columns: Iterable[list[str]]) -> bool:
    """Tell whether each word, and each phrase in double quotes, stands in one of the columns."""
    columns = list(columns)
    terms = [_words(term) for term in re.findall(r'"[^"]*"|[^\s"]+', q)]
    terms = [term for term in terms if term]
    return bool(terms) and all(
        any(column[i : i + len(term)] == term for column in columns for i in range(len(column))) for term in terms
    )
