"""Mentions by a name of the tables, and longer names that begin with one ("Pakistan Air Force Base Nur Khan")."""

from __future__ import annotations

from app.extraction.entities import heads, known, landmarks, offices, personal, propernames, standing
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.descriptions import Found
from app.extraction.entities.heads import shapes
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.rows import Row
from app.vocabulary import Role

_JOINS = frozenset({"-", "–", "—", "/"})


def read(row: Row, i: int, end: int, what: Known) -> Found:
    """Return the mention of the known name on words `i` to `end`, or of the longer name it begins."""
    if what.sort is Sort.ADJECTIVE:
        forms = (Form.ORGANISATION, Form.PLACE) if what.place is not None else (Form.ORGANISATION,)
        return _longer(row, i, end, forms) or ([_hint(row, i, end, what)], end)
    if what.sort is Sort.ACTOR and row.word(end) in shapes("places", "divisions") and row.capital[end]:
        place = landmarks.read(row, i, end + 1)
        if place is not None:
            return place  # "Xinhua County"
    if what.sort is Sort.ACTOR:
        return [] if _is_source(row, i, end, what) else [offices.named(row, i, end, what)], _with_members(row, end)
    if what.sort is Sort.PLACE:
        return _place(row, i, end, what)
    longer = _longer(row, i, end, (Form.ORGANISATION,)) if what.sort is Sort.PEOPLE else None
    return longer or ([offices.named(row, i, end, what)], end)


def _place(row: Row, i: int, end: int, what: Known) -> Found:
    if row.possessive(end):
        return [offices.named(row, i, end, what)], end
    if row.word(i - 1) in {"a", "an"} or (what.adjective and standing.is_noun(row, end)):
        return [_hint(row, i, end, what)], end  # "US casualties": an adjective
    if row.word(end) == "-" and end + 1 < len(row) and row.tokens[end].start == row.tokens[end - 1].end:
        joined = _pair(row, i, end, what)
        if joined is not None or not row.capital[end + 1]:
            return joined or ([_hint(row, i, end, what)], end)  # "U.S.-led"
    if _is_first_name(row, i, end):
        return [propernames.person(row, i, i + 2, None)], i + 2
    found = (
        landmarks.division(row, i, end, what)
        or _pair(row, i, end, what)
        or _longer(row, i, end, (Form.ORGANISATION, Form.PLACE, Form.TOWN))
    )
    return found or ([landmarks.with_part(row, i, end, offices.named(row, i, end, what))], end)


def _is_first_name(row: Row, i: int, end: int) -> bool:
    """Tell whether a state's name is somebody's first name: a surname of no other meaning follows ("Chad Smith")."""
    if end != i + 1 or row.low[i] not in shapes("things", "states_and_first_names") or row.headline:
        return False
    if personal.end_of(row, i) != i + 2 or row.known[end] is not None or row.titles[end] is not None:
        return False
    return not any(
        row.low[end] in words for words in (known.ordinary(), heads.organisations(), shapes("places", "named"))
    )


def _with_members(row: Row, end: int) -> int:
    """Return where an organisation's name ends with the noun for its members, which adds nothing ("Hamas fighters")."""
    return end + (row.word(end) in heads.members() and not row.possessive(end))


def _hint(row: Row, i: int, end: int, what: Known) -> Candidate:
    return Candidate(*row.mention(i, end), Form.HINT, owner=what)


def _is_source(row: Row, i: int, end: int, what: Known) -> bool:
    """Tell whether an outlet in brackets only says where the news is from, or a network where something was posted."""
    if what.role is Role.BUS:
        return row.word(i - 1) in {"on", "via"}
    return what.role is Role.JRN and standing.in_brackets_as_source(row, i, end)


def _pair(row: Row, i: int, end: int, what: Known) -> Found | None:
    """Return the border between two places, or two names that are adjectives together ("a U.S.-Iraq partnership")."""
    if row.word(end) not in _JOINS or row.tokens[end].start > row.tokens[end - 1].end:
        return None
    other = row.known_of(end + 1, Sort.PLACE, Sort.ADJECTIVE, Sort.ACTOR)
    if other is None:
        return None
    stop = end + 1 + other[0]
    if row.word(stop) == "border":
        return [landmarks.border(row, i, stop + 1)], stop + 1
    if standing.is_noun(row, stop):
        return [_hint(row, i, end, what), _hint(row, end + 1, stop, other[1])], stop
    return None


def _longer(row: Row, i: int, end: int, forms: tuple[Form, ...]) -> Found | None:
    """Return the longer name that begins with the known one: more capitalised words, or a noun for a place."""
    goes_on = end < len(row) and personal.begins(row, end) and row.known[end] is None and row.titles[end] is None
    if row.known_of(end, Sort.ADJECTIVE) is not None and row.capital[end]:  # "Bangsamoro Islamic Freedom Fighters"
        goes_on = row.low[personal.end_of(row, end) - 1] in heads.organisations()
    noun = heads.place_nouns().at(row.low, end) if end < len(row) else None
    if not goes_on and (noun is None or noun[1] not in shapes("places", "own")):
        return None
    found, after = propernames.read(row, i)
    if after > end and ((not found and goes_on) or any(c.form in forms for c in found)):
        return found, after
    return None
