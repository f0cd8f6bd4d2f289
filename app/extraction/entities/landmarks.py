"""Places whose own name says that they are one: "Humera Airport", "Punjab province", "northern Syria"."""

from __future__ import annotations

from dataclasses import replace

from app.extraction.entities import gazetteer, heads, known
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.descriptions import Found
from app.extraction.entities.gazetteer import Place
from app.extraction.entities.heads import shapes
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.rows import Row

_ORDINALS = frozenset({"st", "nd", "rd", "th"})


def read(row: Row, i: int, end: int) -> Found | None:
    """Return the place named by the capitalised words `i` to `end` and a noun in or behind them."""
    k = _end(row, i, end)
    adjective = row.known_of(i, Sort.ADJECTIVE)
    if k is None or (adjective is not None and i + adjective[0] >= end):
        return None  # "the Roman Catholic cathedral"
    if k <= end and gazetteer.towns(row.joined(i, k)):
        return None  # "Kuwait City"
    inner = _known_inside(row, i, k)
    if inner is not None and inner.place is not None and inner.place.state is not None and k > end:
        return None  # "the Bangladesh district of …"
    towns = _named_after(row, i, k) if inner is None else ()
    found = Candidate(*row.mention(i, k), Form.PLACE, owner=inner, towns=towns, located=True, around=around(row, k))
    return [found], k


def _named_after(row: Row, i: int, k: int) -> tuple[Place, ...]:
    """Return the towns whose name all words are but those for what the place is ("Sochi | International Airport")."""
    for j in range(k - 1, i, -1):
        if row.low[j] not in shapes("places", "named") and row.low[j] not in shapes("places", "inside"):
            break
        towns = gazetteer.towns(row.joined(i, j))
        if towns:
            return towns
    return ()


def around(row: Row, end: int) -> Known | None:
    """Return the state or region named right behind a place, after a comma ("Kunduz, Afghanistan")."""
    hit = row.known_of(end + 1, Sort.PLACE) if row.word(end) == "," else None
    return hit[1] if hit is not None else None


def border(row: Row, i: int, end: int) -> Candidate:
    """Return the border between two places ("Israel–Lebanon border", "Syrian-Turkish border")."""
    return Candidate(*row.mention(i, end), Form.PLACE, located=True)


def with_part(row: Row, i: int, end: int, found: Candidate) -> Candidate:
    """Return a known place's mention, as a place of its own where a direction stands before it ("northern Syria")."""
    if i == 0 or row.low[i - 1] not in shapes("places", "parts") or found.known is None or row.possessive(end):
        return found
    if row.word(i - 2) == "the":
        return found  # "the northern Tigray Region": where it lies, not a part of it
    span, name, *_ = row.mention(i - 1, end)
    return replace(
        found, span=span, name=name, form=Form.PLACE, owner=found.known, known=None, located=True, acts=False
    )


def _end(row: Row, i: int, end: int) -> int | None:
    """Return where the name of a place ends that begins at word `i`; None when its words do not make it a place."""
    if row.word(end).isdigit() and row.word(end + 1) in _ORDINALS and row.word(end + 2) in {"street", "avenue"}:
        return end + 3  # "West 23rd Street"
    noun = next((k for k in range(end - 1, i, -1) if row.low[k] in shapes("places", "named")), None)
    if noun is not None:
        return end if row.low[noun] == "base" else noun + 1
    spoken = heads.place_nouns().at(row.low, end) if end < len(row) else None
    if spoken is not None and spoken[1] in shapes("places", "own"):
        is_plain = row.opens(i) and end == i + 1 and row.low[i] in known.ordinary()
        return None if is_plain else end + spoken[0]
    return end if end > i + 1 and row.low[i] in shapes("places", "before") else None


def _known_inside(row: Row, i: int, end: int) -> Known | None:
    """Return the known place in a place's name ("Stepanakert Airport")."""
    hits = ((j, row.known_of(j, Sort.PLACE)) for j in range(i, end))
    return next((hit[1] for j, hit in hits if hit is not None and row.joined(j, j + hit[0]) not in known.weak()), None)
