"""Where the text names or describes an actor or a place. Which mentions mean the same is left to `resolution`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from app.extraction.entities import (
    descriptions,
    familiar,
    heads,
    known,
    landmarks,
    offices,
    organisations,
    personal,
    propernames,
    rows,
)
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.known import Sort
from app.extraction.entities.rows import Row
from app.extraction.paragraphs import Paragraph, Sentence
from app.text import Span

_BETWEEN = frozenset(
    {",", "and", ", and", "or", "and the", ", the", ", and the", "and in", "both", "&"}
)  # members of a list

_MANY = re.compile(
    r"\b(?:villages|towns|cities|districts|provinces|regions|areas|islands|suburbs|settlements|neighbou?rhoods|"
    r"governorates|counties|states|municipalities|hamlets|ports|camps) of (?:the )?$"
)
_APPOSED = frozenset({",", ", the", ", a", ", an", "is the", "was the", "is a", "was a", "as", "as the", ", former"})


def find(text: str, page: Sequence[Paragraph]) -> list[Candidate]:
    """Return the mentions on the page in the order of the text; none overlaps another."""
    found: list[Candidate] = []
    number = 0
    for index, paragraph in enumerate(page):
        if paragraph.furniture:
            continue
        if paragraph.dateline:
            found += _dateline(text, paragraph, number, index)
            number += 1
        for sentence in paragraph.sentences:
            found += _sentence(text, rows.row(sentence, number=number, paragraph=index))
            number += 1
    return found


def _dateline(text: str, paragraph: Paragraph, number: int, index: int) -> list[Candidate]:
    """Return the places in a dateline ("BAKU, Azerbaijan (AP) —"); its agency is no mention."""
    tokens = tuple(paragraph.dateline)
    row = rows.row(Sentence(Span(tokens[0].start, tokens[-1].end), tokens), number=number, paragraph=index)
    places = [c for c in _sentence(text, row) if c.towns or (c.known is not None and c.known.sort is Sort.PLACE)]
    return [replace(c, located=True, acts=False, sure=True) for c in places]


def _sentence(text: str, row: Row) -> list[Candidate]:
    found: list[Candidate] = []
    i = 0
    while i < len(row):
        mentions, end = _at(row, i, found[-1] if found else None)
        if found and mentions and found[-1].around is not None and found[-1].around is mentions[0].known:
            mentions[0] = replace(mentions[0], located=True, acts=False)  # "Kunduz, Afghanistan"
        found += mentions
        i = max(end, i + 1)
    return _in_lists(text, [c for k, c in enumerate(found) if k == 0 or not _is_apposed(text, found[k - 1], c)])


def _is_apposed(text: str, person: Candidate, office: Candidate) -> bool:
    """Tell whether an office only says what the person named before is ("X, spokesman for Y")."""
    if office.form is not Form.OFFICE or office.span.start - person.span.end > 12:
        return False
    is_person = person.form is Form.PERSON or (person.known is not None and person.known.sort is Sort.PERSON)
    return is_person and " ".join(text[person.span.end : office.span.start].split()) in _APPOSED


def _in_lists(text: str, found: list[Candidate]) -> list[Candidate]:
    """Give members of a list ("Belgium, Canada and Denmark said") what the words beside one of them tell of all."""
    result = _in_list_of_places(text, found)
    for k in range(1, len(found)):
        result[k] = _with_shared_title(text, result[k - 1], result[k])
    start = 0
    for end in range(1, len(found) + 1):
        if end < len(found) and _joined(text, found[end - 1], found[end]):
            continue
        members = result[start:end]
        if len(members) > 1 and any(c.acts or c.located for c in members):
            model = next(c for c in members if c.acts or c.located)
            result[start:end] = [
                c
                if c.acts or c.located
                else replace(c, acts=model.acts, located=model.located and not _is_known_actor(c))
                for c in members
            ]
        start = end
    return result


def _is_known_actor(candidate: Candidate) -> bool:
    """Tell whether nothing is somewhere in who is named: "in Qatar, the Red Cross said"."""
    return candidate.known is not None and candidate.known.sort is not Sort.PLACE


def _in_list_of_places(text: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Return `found` with unknown names that a plural makes places ("the villages of Abdin, Karasaa and Sajna")."""
    result: list[Candidate] = []
    listed = False
    for c in found:
        before = text[result[-1].span.end : c.span.start].strip() if result else ""
        listed = (listed and before in _BETWEEN) or _MANY.search(
            text, max(0, c.span.start - 32), c.span.start
        ) is not None
        result.append(replace(c, located=True) if listed and c.form is Form.NAME else c)
    return result


def _with_shared_title(text: str, first: Candidate, second: Candidate) -> Candidate:
    """Return the second person of a list with the title that stands before the first ("Senators X and Y")."""
    if second.form is not Form.PERSON or second.kind is not None or first.kind is None or not first.kind.endswith("s"):
        return second
    if first.form not in (Form.PERSON, Form.KNOWN) or text[first.span.end : second.span.start].strip() not in _BETWEEN:
        return second
    return replace(second, role=second.role or first.role, owner=second.owner or first.owner, kind=first.kind)


def _joined(text: str, first: Candidate, second: Candidate) -> bool:
    """Tell whether two names stand beside each other in a list; a town and its state do not."""
    listed = (Form.KNOWN, Form.TOWN, Form.PLACE)
    if first.form not in listed or second.form not in listed or second.span.start - first.span.end > 12:
        return False
    return first.around is None and " ".join(text[first.span.end : second.span.start].split()) in _BETWEEN


def _at(row: Row, i: int, before: Candidate | None) -> tuple[list[Candidate], int]:
    """Return the mentions that begin at word `i` and where they end."""
    if before is not None:
        last = i - 1 - (row.word(i - 1) in {")", "]"})  # "Organisation of Islamic Cooperation (OIC) head X"
        if last < 0 or before.span.end != row.tokens[last].end:
            before = None
    if not _may_begin(row, i):
        return [], i + 1
    if row.known[i] is not None and _is_weak_start(row, i):
        return propernames.read(row, i)
    office = offices.read(row, i, before=before)
    if office is not None and any(c.form is not Form.OFFICE for c in office[0]):
        return office
    person = row.known_of(i, Sort.PERSON)
    if person is not None and not _is_owner(row, i, person[0]) and not personal.is_in_place(row, i + person[0]):
        return [propernames.person(row, i, i + person[0], person[1])], i + person[0]
    described = descriptions.read(row, i)
    if described is not None:
        return described
    institution = organisations.institution(row, i)
    if institution is not None:
        return [institution], i + 1
    if office is not None:
        place = (
            landmarks.read(row, i, personal.end_of(row, i)) if row.capital[i] and row.capital[office[1] - 1] else None
        )
        return place or office  # "Imam Khomeini International Airport"
    hit = row.known[i]
    if hit is not None:
        return familiar.read(row, i, i + hit[0], hit[1])
    if personal.begins(row, i):
        return propernames.read(row, i)
    return [], i + 1


def _is_weak_start(row: Row, i: int) -> bool:
    """Tell whether a word that is a name only beside a full one ("the North") begins a longer name here."""
    length, what = row.known[i]  # type: ignore[misc]
    return (
        row.joined(i, i + length) in known.weak()
        and what.sort is Sort.PLACE
        and i + length < len(row)
        and row.capital[i + length]
    )


def _may_begin(row: Row, i: int) -> bool:
    """Tell cheaply whether a mention may begin at word `i`."""
    return (
        row.capital[i]
        or row.known[i] is not None
        or row.nouns[i] is not None
        or row.titles[i] is not None
        or row.low[i] in _first_words()
        or "-" in row.words[i]
        or row.low[i] in heads.shapes("organisation_names", "institutions")
    )


@cache
def _first_words() -> frozenset[str]:
    return heads.modifiers() | heads.title_modifiers()


def _is_owner(row: Row, i: int, length: int) -> bool:
    """Tell whether a person's name stands before the noun for what is the person's ("the Biden administration")."""
    k = i + length
    k += row.possessive(k)
    noun = row.nouns[k] if k < len(row) else None
    return noun is not None and noun[1].kind is not None and (k == i + length or noun[1].kind == "office")
