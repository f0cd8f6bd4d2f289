"""How many records there are by type, actor, day and so on, under the same filters as the lists."""

# ruff: noqa: S608 - statements are put together from names of ours; what is asked goes in as values

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from app import identity
from app.queries import kept
from app.queries.anchored import Anchored
from app.queries.figures import FigureFilters
from app.queries.filters import ClaimFilters
from app.queries.kept import Counted
from app.queries.kinds import CLAIMS, FIGURES, Key
from app.queries.listing import counted
from app.queries.sql import LIMIT
from app.queries.values import COMMA_SEPARATED, WHOLE
from app.records import ClaimFacet, FigureFacet
from app.storage import positions
from app.storage.codes import ANY, CLAIM_TYPES, MEASURES, VOICES, Facet, Owner, Part
from app.storage.reading import Ask, listed, through

_BY = "What to count by: repeated or separated by commas."
_CODES = {
    "claim_type": {number: code.value for code, number in CLAIM_TYPES.items()},
    "measure": {number: code.value for code, number in MEASURES.items()},
    "voice": {number: code.value for code, number in VOICES.items()},
}
_OF_DAY = f"(position >> {positions.BITS}) / 86400"
_TALLIED = {
    "day": Facet.DAY,
    "publisher": Facet.PUBLISHER,
    "voice": Facet.VOICE,
    "claim_type": Facet.CLAIM_TYPE,  # of figures alone: claims are divided by it
}


class Facets(BaseModel, ABC):
    """How many values of each facet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[
        int, Field(ge=1, le=100, description="Values of each facet: the most frequent, or the latest days."), WHOLE
    ] = 20

    def read(self, connection: Connection) -> bytes:
        """Return the counts as JSON, asked over a connection of the pool."""
        return self.answer(through(connection))

    @abstractmethod
    def answer(self, ask: Ask) -> bytes:
        """Return the counts as JSON."""


class ClaimFacets(Facets, ClaimFilters):
    """What claims are counted by."""

    by: Annotated[tuple[ClaimFacet, ...], Field(min_length=1, max_length=8, description=_BY), COMMA_SEPARATED]

    def answer(self, ask: Ask) -> bytes:
        """Return the counts as JSON."""
        others = tuple(self.claim_conditions())
        return _Counting(Anchored(ask, CLAIMS, self, codes=self.claim_type, others=others), self.limit).of(self.by)


class FigureFacets(Facets, FigureFilters):
    """What figures are counted by."""

    by: Annotated[tuple[FigureFacet, ...], Field(min_length=1, max_length=8, description=_BY), COMMA_SEPARATED]

    def answer(self, ask: Ask) -> bytes:
        """Return the counts as JSON."""
        others = tuple(self.figure_conditions())
        return _Counting(Anchored(ask, FIGURES, self, codes=self.measure, others=others), self.limit).of(self.by)


class _Counting:
    """The counts of the records asked for: those that are kept where they are, of the records themselves otherwise."""

    def __init__(self, anchored: Anchored, limit: int) -> None:
        self._anchored = anchored
        self._ask = anchored.ask
        self._kind = anchored.kind
        self._limit = limit
        self._key = anchored.key()
        self._ranges = None if self._key else anchored.ranges()

    def of(self, facets: Sequence[str]) -> bytes:
        """Return everything as JSON."""
        total = self._anchored.known_total()
        if total is None:
            total = counted(self._ask, self._anchored.ranges())
        found = {facet: self._facet(facet) if total else [] for facet in dict.fromkeys(facets)}
        return orjson.dumps({"total": total, "facets": found})

    def _facet(self, facet: str) -> list[dict[str, Any]]:
        rows = None if self._key is None else self._kept(facet, self._key)
        rows = self._scanned(facet) if rows is None else rows
        if facet == "day":
            days = [(positions.date_of(day), number) for day, number in rows]
            return [{"value": day and day.isoformat(), "count": number} for day, number in days]
        if facet in {"actor", "speaker", "place"}:
            shown = self._named(rows)
        elif facet == "publisher":
            names = dict(map(tuple, self._looked_up("SELECT number, name FROM publishers WHERE number", rows)))
            shown = [{"value": names.get(value), "count": number} for value, number in rows]
        else:
            shown = [{"value": _CODES[facet].get(value), "count": number} for value, number in rows]
        shown.sort(key=lambda one: (-one["count"], one["value"] is None, one["value"]))
        return shown[: self._limit]

    def _kept(self, facet: str, key: Key) -> Counted | None:
        """Return the counts that are kept; None where they are not."""
        part, entity, place, code = key
        ask, kind, limit = self._ask, self._kind, self._limit
        if facet == kind.code.rpartition(".")[2]:
            return kept.by_code(ask, kind, key)
        if facet == "actor" and part == Part.ANY:
            return kept.by_entity(ask, kind, Part.ACTOR, place=place, code=code, limit=limit)
        if facet == "speaker" and part == Part.ANY and not place:
            return kept.by_entity(ask, kind, Part.SPEAKER, place=ANY, code=code, limit=limit)
        if facet == "place" and part in {Part.ANY, Part.ACTOR} and not place:
            return kept.by_place(ask, kind, part, entity=entity, code=code, limit=limit)
        owners = {Owner.ACTOR: entity if part == Part.ACTOR else 0, Owner.PLACE: place, Owner.CODE: code}
        owned = [(owner, whose) for owner, whose in owners.items() if whose]
        if facet not in _TALLIED or len(owned) > 1 or part in {Part.SPEAKER, Part.TARGET}:
            return None
        return kept.by_tally(ask, kind, owned[0] if owned else (Owner.ANY, ANY), _TALLIED[facet], limit)

    def _scanned(self, facet: str) -> Counted:
        """Return the counts of the records themselves."""
        records = self._kind.records
        found = (self._anchored.ranges() if self._ranges is None else self._ranges).keys()
        source = f"({found.text}) AS found"
        of_claim = "claims" if records == "claims" else "of_claim"
        order = "2 DESC, 1 DESC"
        if facet == "day":
            value = f"CASE WHEN position < {positions.FIRST_DATED} THEN 0 ELSE {_OF_DAY} END"
            order = "1 DESC"
        else:
            source += f" CROSS JOIN {records} ON {records}.position = found.position"
            value = {
                "measure": "figures.measure",
                "claim_type": f"{of_claim}.claim_type",
                "voice": f"{of_claim}.voice",
                "publisher": f"{records}.publisher",
            }.get(facet, "each.value")
        if facet in {"actor", "speaker", "place"}:
            source += f", json_each({records}.parts, '$.{facet}') AS each"
        elif facet in {"claim_type", "voice"} and records == "figures":
            source += " LEFT JOIN claims AS of_claim ON of_claim.position = figures.claim"
        statement = f"SELECT {value}, count(*) FROM {source} GROUP BY 1 ORDER BY {order}{LIMIT}"
        limit = len(_CODES[facet]) + 1 if facet in _CODES else self._limit
        rows = [tuple(row) for row in self._ask(statement, (*found.values, limit))]
        return [(_NUMBERS[facet].get(value, ANY), number) for value, number in rows] if facet in _CODES else rows

    def _named(self, rows: Counted) -> list[dict[str, Any]]:
        found = self._looked_up("SELECT number, id, name FROM entities WHERE number", rows)
        shown = {number: (identity.public("ent", id_), name) for number, id_, name in found}
        return [{"value": shown[one][0], "name": shown[one][1], "count": number} for one, number in rows]

    def _looked_up(self, statement: str, rows: Counted) -> Sequence[Any]:
        return self._ask(f"{statement} IN (SELECT value FROM json_each(?))", (listed(value for value, _ in rows),))


_NUMBERS = {facet: {code: number for number, code in codes.items()} for facet, codes in _CODES.items()}
