"""Persons' names: where one begins and ends."""

from __future__ import annotations

from app.extraction.entities import heads, known, standing
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.heads import shapes
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.rows import Row
from app.identity import fold
from app.vocabulary import Role

# Small words inside names; a capitalised word must follow.
PARTICLES = frozenset({
    "al", "el", "bin", "ibn", "bint", "ben", "abu", "abd", "de", "da", "del", "della", "dela", "di", "dos", "du", "der",
    "den", "van", "von", "la", "le", "ul", "ur", "e", "y", "ter", "ould", "wal",
})  # fmt: skip
_ARTICLES = ("al-", "el-", "as-", "ash-", "an-", "ar-", "ad-", "ul-", "bin-")
_LINKS = frozenset({"In", "On", "At", "Of", "The", "And", "For", "With", "By", "From", "A", "An"})  # of headlines
_OWNERS = frozenset({"people", "peoples", "women", "workers", "farmers", "children", "citizens", "students"})
_LONGEST = 7


def begins(row: Row, i: int) -> bool:
    """Tell whether word `i` may be the first of a name: capitalised, or with an Arabic article ("al-Quaety")."""
    if row.capital[i]:
        return True
    word = row.words[i]
    article = next((a for a in _ARTICLES if word.startswith(a)), None) if "-" in word else None
    return article is not None and word[len(article) :][:1].isupper()


def end_of(row: Row, i: int) -> int:
    """Return where the row of capitalised words that begins at word `i` ends; particles and initials may be inside."""
    k = i + 1
    while k < len(row) and k - i < _LONGEST:
        word = row.words[k]
        if begins(row, k) and word not in _LINKS:
            k += 1
        elif word == "." and len(row.words[k - 1]) == 1 and k + 1 < len(row) and row.capital[k + 1]:
            k += 1  # "George W. Bush"
        elif row.possessive(k) and row.low[k - 1] in _OWNERS and k + 1 < len(row) and row.capital[k + 1]:
            k += 2  # "People's Liberation Army"
        elif row.low[k] in PARTICLES and k + 1 < len(row) and begins(row, k + 1):
            k += 2
        else:
            break
    return min(k, len(row))


def name(row: Row, i: int, *, sure: bool) -> tuple[Known | None, int] | None:
    """Return the known person (None when unknown) named at word `i` and where the name ends; None when there is none.

    `sure` says that a title stands before it; otherwise only a known person or a first name makes it one.
    """
    if i >= len(row) or not begins(row, i):
        return None
    hit = row.known_of(i, Sort.PERSON)
    if hit is not None:
        return None if is_in_place(row, i + hit[0]) else (hit[1], i + hit[0])
    if not _may_be_first(row, i, sure=sure):
        return None
    end = end_of(row, i)
    end = next((k for k in range(i + 1, end) if _stops(row, k)), end)
    while end > i + 1 and (row.low[end - 1] in PARTICLES or row.words[end - 1] == "."):
        end -= 1
    if end == i + 1:
        return (None, end) if sure else None
    last = row.low[end - 1]
    if is_in_place(row, end):
        return None
    if last in heads.organisations() or last in shapes("places", "named") or last in shapes("things", "last"):
        return None
    return None, end


def is_in_place(row: Row, end: int) -> bool:
    """Tell whether a person's name that ends at word `end` is part of a place's ("Heydar Aliyev Airport")."""
    k = end + (row.word(end) in shapes("places", "inside"))
    return end < len(row) and k < len(row) and row.capital[end] and row.low[k] in shapes("places", "named")


def _may_be_first(row: Row, i: int, *, sure: bool) -> bool:
    """Tell whether word `i` may be a person's first name, or any name behind a title."""
    given = fold(row.words[i]) in known.given_names()
    other = row.known[i]
    if other is not None:  # "Jordan Peterson", but not "Jordan said" or "Israel Police"
        alone = other[0] == 1 and other[1].sort is Sort.PLACE and i + 1 < len(row) and begins(row, i + 1)
        return given and alone and row.nouns[i + 1] is None
    if given:
        return True
    if not sure:
        return row.words[i].startswith(_ARTICLES)
    return row.low[i] not in standing.closed() and not (row.headline and row.low[i] in known.ordinary())


def _stops(row: Row, k: int) -> bool:
    """Tell whether something else than the name begins at word `k`."""
    hit = row.known_of(k, Sort.ACTOR, Sort.ADJECTIVE, Sort.PEOPLE)
    if hit is not None:
        goes_on = k + 1 < len(row) and begins(row, k + 1)
        return hit[1].sort is not Sort.ACTOR or hit[0] > 1 or row.words[k].isupper() or goes_on
    is_ordinary = row.low[k] in known.ordinary()
    is_title = row.titles[k] is not None and row.low[k] not in shapes("things", "surnames")
    return is_ordinary and (is_title or row.headline)


def candidate(
    row: Row, start: int, end: int, *, role: Role | None, owner: Known | None, title: str | None, known: Known | None
) -> Candidate:
    """Return the mention of a person; `known` is what the tables know of the person."""
    return Candidate(
        *row.mention(start, end),
        Form.KNOWN if known is not None else Form.PERSON,
        known=known,
        role=role,
        kind=title,
        owner=owner,
        acts=standing.acts(row, start, end),
        sure=True,
    )
