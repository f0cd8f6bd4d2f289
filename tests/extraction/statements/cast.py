"""Who and where the made sentences of these tests speak of, and the claims read in such a sentence."""

from __future__ import annotations

import re
from datetime import date

from app.extraction import paragraphs, quotations
from app.extraction.grammar.words import Reader
from app.extraction.reading import Claim, Entity
from app.extraction.statements import attribution, claims
from app.text import Span
from app.vocabulary import EntityKind, Role

_ACTOR, _PLACE = EntityKind.ACTOR, EntityKind.PLACE
_STATES = {
    "Azerbaijan": "AZE",
    "Armenia": "ARM",
    "Egypt": "EGY",
    "France": "FRA",
    "Iran": "IRN",
    "Israel": "ISR",
    "Qatar": "QAT",
    "Russia": "RUS",
    "Sudan": "SDN",
    "Syria": "SYR",
    "Turkey": "TUR",
    "Ukraine": "UKR",
}
_ACTORS = {
    "Amnesty International": Role.NGO,
    "Hamas": Role.REB,
    "NATO": Role.IGO,
    "Reuters": Role.JRN,
    "United Nations": Role.IGO,
    "Ukraine's defence ministry": Role.GOV,
    "Ilham Aliyev": Role.GOV,
    "Antony Blinken": Role.GOV,
    "Ethiopian officials": Role.GOV,
    "civilians": Role.CVL,
    "protesters": Role.CVL,
    "rebels": Role.REB,
    "peacekeepers": Role.MIL,
}
_PLACES = ("Gaza", "Kyiv", "Khartoum", "Aleppo", "Nagorno-Karabakh", "Yevlakh")


def entities(text: str) -> tuple[Entity, ...]:
    """Return the entities of the cast that `text` names, longest names first on the same words."""
    found = []
    taken: set[int] = set()
    names = [
        *((name, frozenset({_ACTOR}), role, None) for name, role in _ACTORS.items()),
        *((name, frozenset({_ACTOR, _PLACE}), Role.STATE, iso) for name, iso in _STATES.items()),
        *((name, frozenset({_PLACE}), None, None) for name in _PLACES),
    ]
    for name, kinds, role, iso in sorted(names, key=lambda row: -len(row[0])):
        spans = [Span(m.start(), m.end()) for m in re.finditer(rf"\b{re.escape(name)}\b", text)]
        spans = [span for span in spans if span.start not in taken]
        if spans:
            taken.update(offset for span in spans for offset in range(span.start, span.end))
            found.append(Entity(f"test:{name}", name, kinds, tuple(spans), role=role, iso3=iso))
    return tuple(found)


def read(text: str, published_at: date | None = None) -> tuple[Claim, ...]:
    """Return the claims of `text`, whose entities are those of the cast."""
    page = paragraphs.split(text)
    quoted, _ = quotations.pair(text, page)
    cast = entities(text)
    reader = Reader(quoted, cast)
    return claims.claims(text, page, attribution.attribute(page, reader), reader, published_at)
