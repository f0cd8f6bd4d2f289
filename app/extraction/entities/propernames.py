"""Capitalised names that the tables do not have: organisations, places, persons, towns, and the rest."""

from __future__ import annotations

from app.extraction.entities import (
    appositions,
    divisions,
    gazetteer,
    heads,
    known,
    landmarks,
    organisations,
    personal,
    spelling,
    standing,
)
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.descriptions import Found
from app.extraction.entities.gazetteer import Place
from app.extraction.entities.heads import shapes
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.rows import Row
from app.identity import fold

_LONGEST_TOWN, _LONGEST_PERSON = 4, 4  # words
_BIG = 400  # thousands of people from which a town's name is more likely the town's than somebody's first name


def read(row: Row, i: int) -> Found:
    """Return the mentions in the capitalised name that begins at word `i`, and where it ends."""
    if row.low[i] in standing.closed():
        return [], i + 1
    if _is_compound(row.words[i]):
        is_border = row.word(i + 1) == "border"
        return ([landmarks.border(row, i, i + 2)], i + 2) if is_border else ([], i + 1)
    end = personal.end_of(row, i)
    if row.low[i] in shapes("things", "ships"):
        return [], end
    branch = organisations.of_state(row, i)
    if branch is not None:
        return branch
    if row.opens(i) and row.low[i] in known.ordinary() and fold(row.words[i]) not in known.given_names():
        behind = row.known[i + 1] if i + 1 < len(row) else None
        if behind is not None or not _goes_on(row, i, end):
            return [], i + 1
    for reader in (organisations.read, landmarks.read, _person, _town):
        found = reader(row, i, end)
        if found is not None:
            return found
    return _name(row, i, end)


def person(row: Row, i: int, end: int, what: Known | None) -> Candidate:
    """Return the mention of a person without a title, with the role that the words behind the name give."""
    said = appositions.read(row, end)
    return personal.candidate(row, i, end, role=said.role, owner=said.owner, title=said.title, known=what)


def _is_compound(word: str) -> bool:
    """Tell whether a word with a hyphen is an adjective made of a name ("London-based", "Hamas-run", "Gaza-Israel")."""
    first, _, last = word.rpartition("-")
    if not first or not first[0].isupper() or first.lower() in {"al", "el"}:
        return False
    if last.islower():
        return last.endswith(tuple(shapes("things", "compound_ends")))
    return known.names().at((first,), 0) is not None and known.names().at((last,), 0) is not None


def _goes_on(row: Row, i: int, end: int) -> bool:
    """Tell whether an ordinary word with a capital letter begins a longer name ("Northern Command said")."""
    last = row.low[end - 1]
    if end == i + 1:
        return False
    return last in heads.organisations() or last in shapes("places", "named") or row.low[i] in shapes("places", "parts")


def _person(row: Row, i: int, end: int) -> Found | None:
    """Return a person named without a title, known by the first name."""
    found = personal.name(row, i, sure=False)
    if found is None:
        return None
    what, end = found
    somewhere = landmarks.around(row, end) is not None or standing.located(row, i, end)
    if what is None and (end == i + 1 or (somewhere and gazetteer.towns(row.joined(i, end)))):
        return None  # "in Al Khalis, north of Baghdad"
    return [person(row, i, end, what)], end


def _town(row: Row, i: int, end: int) -> Found | None:
    """Return a town of the town table: the longest name that begins at word `i`."""
    for k in range(min(end, i + _LONGEST_TOWN), i, -1):
        towns = (
            gazetteer.towns(row.joined(i, k)) or _divisions(row, i, k) or _otherwise_spelt(row, i, k, whole=k == end)
        )
        if not towns or (k < end and row.titles[k] is None and row.known[k] is None):
            continue  # the rest of the row of capitalised words must be something else
        around = landmarks.around(row, k) or landmarks.division_around(row, k, towns)
        located = standing.located(row, i, k)
        sure = (located or around is not None) and row.word(i - 1) != "the"
        if k == i + 1 and not _may_be_town(row, i, sure=sure, people=towns[0].people):
            continue
        found = Candidate(
            *row.mention(i, k),
            Form.TOWN,
            towns=towns,
            acts=standing.acts(row, i, k),
            located=located,
            weakly=row.opens(i),
            sure=sure or towns[0].is_capital,
            around=around,
        )
        return [found], k
    return None


def _divisions(row: Row, i: int, end: int) -> tuple[Place, ...]:
    """Return the divisions that a name alone may mean: provinces, and districts after "in" or before a province."""
    if all(word in known.ordinary() for word in row.low[i:end]):
        return ()  # "Northern", "Delta"
    found = divisions.named(row.joined(i, end))
    if standing.located(row, i, end) or landmarks.around(row, end) is not None:
        return found
    return tuple(place for place in found if place.is_division and (place.region or "").count(".") == 1)


def _otherwise_spelt(row: Row, i: int, end: int, *, whole: bool) -> tuple[Place, ...]:
    """Return the places that a name means in another spelling: by its article; after "in" or the like by its sound."""
    found = spelling.with_other_article(row.joined(i, end))
    if found or not whole or row.low[end - 1] in known.ordinary():
        return found
    located = standing.located(row, i, end) or landmarks.around(row, end) is not None
    return spelling.alike(row.joined(i, end)) if located else ()


def _may_be_town(row: Row, i: int, *, sure: bool, people: int) -> bool:
    """Tell whether a single word is more likely a town than an ordinary word, a month or somebody's first name."""
    if row.low[i] in shapes("things", "never"):
        return False  # "Nov. 6"
    if row.low[i] in known.ordinary() or len(row.words[i]) < 3:
        return sure and not row.opens(i)
    return sure or people >= _BIG or fold(row.words[i]) not in known.given_names()


def _name(row: Row, i: int, end: int) -> Found:
    """Return a name that may be anything; ordinary words at its ends are left out."""
    while i < end and row.low[i] in known.ordinary() and (row.opens(i) or row.headline):
        i += 1
    end = next((k for k in range(i + 1, end) if row.known[k] is not None or row.titles[k] is not None), end)
    while end > i and (row.low[end - 1] in personal.PARTICLES or row.words[end - 1] == "."):
        end -= 1
    if i >= end or len(row.words[i]) < 2 or row.headline or _is_no_name(row, i, end):
        return [], max(end, i + 1)
    surname = row.known_of(end, Sort.PERSON)
    if surname is not None and surname[0] == 1 and row.tokens[end].start == row.tokens[end - 1].end + 1:
        return [person(row, i, end + 1, None)], end + 1  # another bearer of a well-known surname
    organisation = organisations.by_kind(row, i, end)
    if organisation is not None:
        return [organisation], end
    if _is_introduced(row, i) and end - i <= _LONGEST_PERSON:
        return [person(row, i, end, None)], end
    said = appositions.read(row, end)
    found = Candidate(
        *row.mention(i, end),
        Form.NAME,
        role=said.role,
        owner=said.owner,
        kind=said.title,
        acts=standing.acts(row, i, end) or standing.is_verb(row.word(end)),
        located=standing.located(row, i, end),
        around=landmarks.around(row, end) or landmarks.division_around(row, end),
    )
    return [found], end


def _is_no_name(row: Row, i: int, end: int) -> bool:
    """Tell whether capitalised words name neither somebody nor somewhere: months, treaties, "Su-22"."""
    if end < len(row) and row.tokens[end].start == row.tokens[end - 1].end and row.words[end][0].isdigit():
        return True
    if any(character.isdigit() for word in row.words[i:end] for character in word):
        return True
    if row.low[i] in shapes("things", "never") or row.low[end - 1] in shapes("things", "last"):
        return True
    first, _, last = row.words[end - 1].rpartition("-")
    return bool(first) and last.islower() and first not in {"al", "el"}


def _is_introduced(row: Row, i: int) -> bool:
    """Tell whether the words before say that a person's name follows ("identified as", "named")."""
    before = row.word(i - 1)
    return before in {"named", "called"} or (before == "as" and row.word(i - 2) in {"identified", "named", "known"})
