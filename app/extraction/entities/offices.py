"""Persons by their office: "Armenian Prime Minister Nikol Pashinyan", "the party's leader", "Y's president, X"."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.extraction.entities import descriptions, gazetteer, heads, landmarks, personal, standing
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.descriptions import Found
from app.extraction.entities.heads import Title, shapes
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.rows import Row
from app.vocabulary import Role

LONGEST = 7  # words looked at from the first word to the title
LINKS = frozenset({"of", "for", "to", "at", "in"})
_SERVICES = frozenset({"army", "navy", "marine", "marines", "force"})
_OF_FIELDS = frozenset({"minister", "secretary", "commissioner"})
_LONGEST_FIELDS = 16  # words
_LONGEST_ABBREVIATION = 4  # letters
_DETERMINERS = frozenset({"'s", "the", "its", "their"})


@dataclass(slots=True)
class _Office:
    """An office as far as read: `[start, title)` stand before its title, `[title, end)` are the title."""

    row: Row
    start: int
    title: int
    end: int
    what: Title
    role: Role
    owner: Known | None
    mentions: list[Candidate]  # organisations named before the title
    complement: list[Candidate] = field(default_factory=list)  # what it is the office of, behind the title

    def alone(self, start: int) -> Candidate:
        """Return the mention of the office itself."""
        return Candidate(
            *self.row.mention(start, self.end),
            Form.OFFICE,
            role=self.role,
            kind=self.what.words,
            owner=self.owner,
            acts=True,
            sure=self.what.alone,
        )


def read(row: Row, i: int, *, before: Candidate | None) -> Found | None:
    """Return who is named by an office that begins at word `i`, and where it ends; None when no office begins there.

    `before` is the mention that ends right before word `i` ("[Azerbaijan's defense ministry] spokesman X").
    """
    owner: Known | None = None
    mentions: list[Candidate] = []
    former = False
    k = i
    while k < len(row) and k - i < LONGEST:
        hit, title = row.known_of(k, Sort.ADJECTIVE, Sort.PLACE, Sort.ACTOR), row.titles[k]
        if title is not None and (hit is None or hit[0] <= title[0]):  # "Lord's Resistance Army" is no lord
            stop, what = longest_title(row, k, title)
            role = role_of(what, owner, before if owner is None else None)
            office = _Office(row, i, k, _after_title(row, stop), what, role, owner, mentions)
            found = _with_name(office) or _without_name(office)
            if former and found is not None:
                found = [*found[0][:-1], replace(found[0][-1], role=Role.ELI)], found[1]
            return found
        if hit is not None:
            owner = hit[1]
            if owner.sort is Sort.ACTOR:
                mentions.append(named(row, k, k + hit[0], owner))
            k += hit[0] + row.possessive(k + hit[0])
        elif _is_service(row, k):
            k += 1
        elif row.low[k] in heads.title_modifiers() or row.low[k].startswith("ex-"):
            former = former or row.low[k] == "former" or row.low[k].startswith("ex-")
            k += 1
        else:
            return None
    return None


def _is_service(row: Row, k: int) -> bool:
    """Tell whether a service stands before the rank of one of its officers ("Navy Capt. X")."""
    rank = row.titles[k + 1] if k + 1 < len(row) else None
    return row.low[k] in _SERVICES and rank is not None and rank[1].role is Role.MIL and all(row.capital[k : k + 2])


def longest_title(row: Row, k: int, title: tuple[int, Title]) -> tuple[int, Title]:
    """Return where the title at word `k` ends, and the title: "deputy chief" goes on as "chief of staff"."""
    end, what = k + title[0], title[1]
    for j in range(k + 1, end):
        further = row.titles[j]
        if further is not None and j + further[0] > end:
            return j + further[0], further[1]
    return end, what


def _with_name(office: _Office) -> Found | None:
    """Return the person whose name follows the office, right behind it or after a comma."""
    row = office.row
    end = _further_titles(office, _take_complement(office))
    comma = row.word(end) == ","
    first = _further_titles(office, end + 1) if comma else end  # "Sudan's army chief, General X"
    if comma and not (
        row.possessive(office.title - 1) or office.complement or row.word(office.start - 1) in _DETERMINERS
    ):
        return None
    name = personal.name(row, first, sure=True)
    if name is None:
        return None
    what, stop = name
    if comma and not row.possessive(office.title - 1) and not _is_apposed(row, stop):
        return None
    person = personal.candidate(
        row, first, stop, role=office.role, owner=office.owner, title=office.what.words, known=what
    )
    # "Azerbaijan's president, Ilham Aliyev" mentions him twice.
    start = office.title if office.mentions else office.start  # a party's name stays its own
    alone = [office.alone(start)] if comma and not office.complement and office.owner is not None else []
    inner = [c for c in office.complement if c.form is not Form.KNOWN or (c.known and c.known.sort is Sort.ACTOR)]
    return [*office.mentions, *alone, *inner, person], stop


def _take_complement(office: _Office) -> int:
    """Read what the office is of behind its title ("President of Azerbaijan"), and return where that ends."""
    row, end = office.row, _after_topics(office.row, office.end)
    if end > office.end:
        return end  # "Minister of Justice and Security X"
    behind = complement(row, end + 1) if row.word(end) in LINKS else None
    if behind is None:
        return end
    office.complement, end = behind
    if office.complement:
        body = office.complement[-1]
        office.role = role_of(office.what, body.owner or body.known, body)
        office.owner = office.owner or body.owner or body.known
    return end


def _after_topics(row: Row, end: int) -> int:
    """Return where the fields of a ministry behind "of" or "for" end ("Minister of Justice and Security")."""
    if row.word(end) not in {"of", "for"} or row.word(end - 1) not in _OF_FIELDS:
        return end
    k = end + 1 + (row.word(end + 1) == "the")
    stop = end
    while k < len(row) and k - end < _LONGEST_FIELDS:
        if row.low[k] in heads.fields():
            stop = k + 1
        elif row.low[k] not in {",", "and", "&", "the"}:
            break
        k += 1
    return stop


def _further_titles(office: _Office, end: int) -> int:
    """Read titles behind the first ("Prime Minister Sheikh X"), and return where they end."""
    row = office.row
    for _ in range(LONGEST):
        end += end < len(row) and _is_service(row, end)
        further = row.titles[end] if end < len(row) else None
        if further is None or not row.capital[end] or row.known_of(end, Sort.PERSON) is not None:
            break
        office.role = further[1].role if office.role in (Role.UNK, Role.CVL) else office.role
        end = _after_title(row, end + further[0])
    return end


def _after_title(row: Row, end: int) -> int:
    """Return where a title ends with the full stop of its abbreviation ("Gen.")."""
    return end + (row.word(end) == "." and len(row.words[end - 1]) <= _LONGEST_ABBREVIATION and end + 1 < len(row))


def _is_apposed(row: Row, end: int) -> bool:
    """Tell whether a name between commas belongs to the office before it, not to a list that goes on."""
    return row.word(end) in {",", ".", ""} or standing.is_verb(row.word(end))


def _without_name(office: _Office) -> Found | None:
    """Return an office that no name follows: with its state it names one person ("Thailand's foreign minister")."""
    owner = office.owner
    if office.complement:
        owner = office.owner = None  # what follows is read on its own
    if owner is not None and owner.sort is not Sort.ACTOR and office.start < office.title and office.what.alone:
        return [office.alone(office.start)], office.end
    return [*office.mentions, office.alone(office.title)], office.end


def complement(row: Row, k: int) -> Found | None:
    """Return what an office is of, and where that ends: a place, a body, an office, or plain words before a name."""
    k += row.word(k) in {"the", "its", "his", "their"}
    if k >= len(row):
        return None
    at = k + (row.low[k] in heads.title_modifiers() and row.titles[k] is None)
    held = row.titles[at] if at < len(row) else None
    if held is not None and not row.capital[at]:  # "spokesman for the provincial governor"
        return [Candidate(*row.mention(k, at + held[0]), Form.OFFICE, role=held[1].role)], at + held[0]
    described = descriptions.read(row, k)
    if described is not None:
        return described
    k += row.known[k] is None and row.low[k] in heads.modifiers()  # "the self-proclaimed Donetsk People's Republic"
    if k >= len(row):
        return None
    hit = row.known_of(k, Sort.PLACE, Sort.ACTOR)
    if hit is not None:
        end = k + hit[0]
        return [named(row, k, end, hit[1])], end + row.possessive(end)
    place = _place(row, k)
    if place is not None:
        return place
    end = k
    while end < len(row) and end - k < 4 and row.low[end].isalpha() and not row.capital[end]:
        end += 1
    return ([], end) if k < end < len(row) and row.capital[end] else None  # "head of intelligence X"


def _place(row: Row, k: int) -> Found | None:
    """Return the town or province that an office is of ("Governor of Odesa Oblast X", "Mayor of Kharkiv Y")."""
    if not personal.begins(row, k):
        return None
    end = personal.end_of(row, k)
    noun = next((j for j in range(k + 1, end) if row.low[j] in shapes("places", "divisions")), None)
    if noun is not None:
        return landmarks.read(row, k, noun + 1)
    for j in range(min(end, k + 3), k, -1):
        towns = gazetteer.towns(row.joined(k, j))
        if towns:
            return [Candidate(*row.mention(k, j), Form.TOWN, towns=towns, located=True, sure=True)], j
    return None


def role_of(title: Title, owner: Known | None, body: Candidate | None) -> Role:
    """Return the bearer's role: that of the body for spokespersons and the like, GOV for those of a state."""
    if title.role is Role.GOV and owner is not None and owner.place is not None and owner.place.role is Role.PRE:
        return Role.PRE  # "Abkhazia's foreign minister"
    if not title.of_body:
        return title.role
    if body is not None and body.role is not None and _has_members(body):
        return body.role
    if owner is not None and owner.sort is Sort.ACTOR and owner.role is not None:
        return Role.GOV if owner.role is Role.STATE else owner.role
    if owner is not None and owner.place is not None and title.role is Role.UNK:
        return owner.place.role if owner.place.role is Role.PRE else Role.GOV
    return title.role


def _has_members(body: Candidate) -> bool:
    """Tell whether a mention is of a body, group or organisation (or an office that has its own spokespersons)."""
    if body.form is Form.KNOWN:
        return body.known is not None and body.known.sort is Sort.ACTOR
    return body.form in (Form.BODY, Form.GROUP, Form.ORGANISATION, Form.OFFICE)


def named(row: Row, start: int, end: int, what: Known) -> Candidate:
    """Return the mention of a known name."""
    is_place = what.sort is Sort.PLACE
    return Candidate(
        *row.mention(start, end),
        Form.KNOWN,
        known=what,
        role=what.role,
        acts=standing.acts(row, start, end),
        located=is_place and standing.located(row, start, end),
        weakly=is_place and standing.follows_preposition(row, start),
    )
