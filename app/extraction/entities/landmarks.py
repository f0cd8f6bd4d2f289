"""Places whose own name says that they are one: "Humera Airport", "Punjab province", "northern Syria"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.extraction.entities import divisions, gazetteer, heads, known, personal, placing, spelling
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.descriptions import Found
from app.extraction.entities.gazetteer import Place
from app.extraction.entities.heads import shapes
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.rows import Row

_LISTED = frozenset({"and", "or", "&"})
_LONGEST_DIVISION = 5  # words
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
# Divisions that lie around the town they are named after.
_SMALL = frozenset({"district", "subdistrict", "raion", "rayon", "township", "tehsil", "municipality", "commune"})


def read(row: Row, i: int, end: int) -> Found | None:
    """Return the place named by the capitalised words `i` to `end` and a noun in or behind them."""
    k = _end(row, i, end)
    if k == i + 1 and row.low[i] in shapes("places", "divisions"):
        return None  # "County" alone names none
    adjective = row.known_of(i, Sort.ADJECTIVE)
    if k is None or (adjective is not None and i + adjective[0] >= end):
        return None  # "the Roman Catholic cathedral"
    if k <= end and gazetteer.towns(row.joined(i, k)):
        return None  # "Kuwait City"
    inner = _known_inside(row, i, k)
    if inner is not None and inner.place is not None and inner.place.state is not None and k > end:
        return None  # "the Bangladesh district of …"
    if k > end and row.word(i - 1) in {"a", "an"} and row.low[k - 1] in shapes("places", "in_towns"):
        return None  # "a Kabul hotel": one of many in Kabul
    towns = _divisions(row, i, k, inner) or (_named_after(row, i, k) if inner is None else ())
    found = Candidate(*row.mention(i, k), Form.PLACE, owner=inner, towns=towns, located=True, around=around(row, k))
    return [found], k


def _divisions(row: Row, i: int, k: int, inner: Known | None) -> tuple[Place, ...]:
    """Return the divisions of the name ("Idlib Governorate"); none where the tables know the region in it."""
    known_region = inner is not None and inner.place is not None and not inner.place.is_town
    if known_region or row.low[k - 1] not in shapes("places", "divisions") or k == i + 1:
        return ()
    found = divisions.named(row.joined(i, k)) or spelling.alike(divisions.short(row.joined(i, k)))
    if not found and row.low[k - 1] in _SMALL:
        return gazetteer.towns(divisions.short(row.joined(i, k)))
    return found


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
    if hit is None or row.joined(end + 1, end + 1 + hit[0]) in known.weak():
        return None  # "Abergavenny, South Wales" is not in "the South"
    return hit[1]


def division_around(row: Row, end: int, towns: Sequence[Place] = ()) -> Known | None:
    """Return the division named right behind a place ("Muse, Shan State"): one around one of `towns`, if there are any.

    Without `towns`, an enumeration of places is not told from it: a name behind another comma, or "and", is none.
    """
    if row.word(end) != "," or end + 1 >= len(row) or not row.capital[end + 1] or row.known[end + 1] is not None:
        return None
    stop = personal.end_of(row, end + 1)
    found = divisions.named(row.joined(end + 1, stop)) if stop - end <= _LONGEST_DIVISION else ()
    if towns:
        found = tuple(place for place in found if any(placing.lies_in(town, place) for town in towns))
    else:
        state = around(row, stop)
        in_state = state is not None and state.place is not None and state.place.state is not None
        if row.word(stop) in _LISTED or (row.word(stop) == "," and not in_state):
            return None
        if in_state:
            found = tuple(place for place in found if state is not None and place.country == state.iso3)
    return known.place(found[0]) if len({place.country for place in found}) == 1 else None


def division(row: Row, i: int, end: int, what: Known) -> Found | None:
    """Return the division named by a known name and the noun behind it ("Deir ez-Zor Governorate")."""
    noun = heads.place_nouns().at(row.low, end) if end < len(row) else None
    if noun is None or noun[1] not in shapes("places", "divisions") or noun[1] not in shapes("places", "own"):
        return None
    if what.place is None or what.place.state is not None or (row.capital[i - 1 : i] == [True] and not row.opens(i)):
        return None  # a state is in no province of its name; "Greater X Province" is read as a whole
    k = end + noun[0]
    towns = () if not what.place.is_town else divisions.named(row.joined(i, k))
    return [Candidate(*row.mention(i, k), Form.PLACE, owner=what, towns=towns, located=True, around=around(row, k))], k


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
