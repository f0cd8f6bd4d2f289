"""Organisations whose own name says that they are one: "Moro Islamic Liberation Front", "the rebel group X"."""

from __future__ import annotations

from app.extraction.entities import gazetteer, heads, known, landmarks, personal, standing
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.descriptions import Found
from app.extraction.entities.heads import shapes
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.rows import Row
from app.extraction.numbers.measures import DAMAGING
from app.vocabulary import Role

_LINKS = frozenset({"of", "for", "and", "the", "on", "in", "&", "to", "against"})
_FIRST_LINKS = frozenset({"of", "for", "&", "the", "against"})  # the ones that may stand right behind the noun
_LONGEST = 12
INSTITUTION = "institution: "
"""What the kind of a mention by a noun alone begins with."""


def read(row: Row, i: int, end: int) -> Found | None:
    """Return the organisation named by the capitalised words `i` to `end`: the last, or last before "of", says so."""
    kind = 2 if row.word(end) == "news" and row.word(end + 1) in shapes("organisation_names", "newsrooms") else 1
    is_outlet = kind == 2 or row.word(end) in shapes("organisation_names", "outlets")
    if is_outlet and not standing.is_noun(row, end + kind):
        return _outlet(row, i, end + kind)
    end = _over_and(row, i, end)
    last = next((k for k in range(end - 1, i - 1, -1) if row.low[k] in heads.organisations()), None)
    if last is None or (end - 1 > last and row.low[last] not in shapes("organisation_names", "goes_on")):
        return None
    if row.low[last] == "department" and _is_place(row, i, end):
        return None  # "Córdoba Department, Colombia"
    role = _role(row, i, last, end)
    k = _with_links(row, i, end) if end - 1 == last else end
    if k - i == 1 or _is_plain(row, i, k):
        return None
    if (role is Role.JRN and standing.in_brackets_as_source(row, i, k)) or _is_indefinite(row, i, k):
        return [], k
    if row.low[last] in shapes("organisation_names", "sites") and _is_site(row, i, k):
        return [Candidate(*row.mention(i, k), Form.PLACE, located=True)], k
    found = Candidate(*row.mention(i, k), Form.ORGANISATION, role=role, owner=_state(row, i, k), acts=True)
    return [found], k


def of_state(row: Row, i: int) -> Found | None:
    """Return the body or airline whose name is its field and a state ("Environment Canada", "Air France")."""
    is_airline = row.low[i] == "air"
    is_first = is_airline or row.low[i] in shapes("organisation_names", "fields")
    hit = row.known_of(i + 1, Sort.PLACE) if is_first else None
    if hit is None or hit[1].place is None or hit[1].place.state is None or not row.capital[i] or row.headline:
        return None
    end = i + 1 + hit[0]
    role, owner = (Role.BUS, None) if is_airline else (Role.GOV, hit[1])
    return [Candidate(*row.mention(i, end), Form.ORGANISATION, role=role, owner=owner, acts=True)], end


def _is_site(row: Row, i: int, k: int) -> bool:
    """Tell whether an institution is meant as a building: where something is, or what was hit."""
    hit = row.word(i - 1 - (row.word(i - 1) == "the")) in DAMAGING
    return (hit or standing.located(row, i, k)) and not standing.acts(row, i, k)


def _over_and(row: Row, i: int, end: int) -> int:
    """Return where a name of ordinary words with "and" inside ends ("Peace and Democracy Party"), else `end`."""
    if row.word(end) != "and" or row.opens(i) or end + 1 >= len(row) or not row.capital[end + 1]:
        return end
    stop = personal.end_of(row, end + 1)
    plain = all(row.low[k] in known.ordinary() for k in range(i, stop))
    return stop if plain and stop > end + 2 and row.low[stop - 1] in heads.organisations() else end


def institution(row: Row, i: int) -> Candidate | None:
    """Return the mention of an organisation by its noun alone ("the Church"); which one, the text has said before."""
    if row.low[i] not in shapes("organisation_names", "institutions") or row.word(i - 1) != "the":
        return None
    after = row.word(i + 1)
    named = i + 1 < len(row) and row.capital[i + 1]
    if named or after in _LINKS - {"and", "on", "in", "to", "against", "the"} or standing.is_noun(row, i + 1):
        return None
    if row.low[i] == "coalition":  # of states, named by the noun alone where it has a capital letter
        named = row.capital[i] and not row.headline
        return Candidate(*row.mention(i, i + 1), Form.ORGANISATION, role=Role.IGO, acts=True) if named else None
    return Candidate(*row.mention(i, i + 1), Form.BODY, kind=INSTITUTION + row.low[i], acts=True)


def institution_of(name: str) -> str | None:
    """Return the kind by which an organisation of that name is referred to ("Church of Scotland": "church")."""
    noun = name.lower().partition(" of ")[0].rpartition(" ")[2]
    return INSTITUTION + noun if noun in shapes("organisation_names", "institutions") else None


def _outlet(row: Row, i: int, end: int) -> Found:
    """Return the outlet that a noun behind any name makes of it ("al-Mayadeen television")."""
    if standing.in_brackets_as_source(row, i, end) or row.low[i] in shapes("things", "never"):
        return [], end
    return [Candidate(*row.mention(i, end), Form.ORGANISATION, role=Role.JRN, acts=True)], end


def _is_place(row: Row, i: int, end: int) -> bool:
    return row.word(i - 1) == "," or standing.located(row, i, end) or landmarks.around(row, end) is not None


def by_kind(row: Row, i: int, end: int) -> Candidate | None:
    """Return the organisation that a noun before any name makes of it ("the militant group X")."""
    if row.word(i - 1) not in shapes("organisation_names", "kinds"):
        return None
    before = set(row.low[max(0, i - 4) : i])
    role = Role.NGO if "rights" in before else Role.UNK
    if before & shapes("organisation_names", "armed_kinds"):
        role = Role.REB
    return Candidate(*row.mention(i, end), Form.ORGANISATION, role=role, acts=True)


def _role(row: Row, i: int, last: int, end: int) -> Role:
    two = " ".join(row.low[max(i, last - 1) : last + 1])  # "news agency"
    role = heads.organisations().get(two, heads.organisations()[row.low[last]])
    armed = any(word in shapes("organisation_names", "armed_words") for word in row.low[i:end])
    return Role.REB if armed and role in (Role.NGO, Role.IGO) else role


def _with_links(row: Row, i: int, end: int) -> int:
    """Return where a name ends that goes on behind its noun ("Party of Regions", "Movement for Democratic Change")."""
    k = end
    while k < len(row) and k - i < _LONGEST:
        links = row.low[k] in (_LINKS if k > end else _FIRST_LINKS) and _name_follows(row, k + 1)
        if links and row.low[k] == "in" and _is_town(row, k + 1):
            break  # "the University of Africa | in Khartoum"
        if not links and not personal.begins(row, k):
            break
        k += 1
    while k > end and row.low[k - 1] in _LINKS:
        k -= 1
    return k


def _name_follows(row: Row, k: int) -> bool:
    k += row.word(k) in {"the", "of"}
    return k < len(row) and personal.begins(row, k)


def _is_town(row: Row, k: int) -> bool:
    hit = row.known_of(k, Sort.PLACE)
    if hit is not None:
        return hit[1].place is not None and hit[1].place.is_town
    return bool(gazetteer.towns(row.joined(k, personal.end_of(row, k))))


def _is_plain(row: Row, i: int, k: int) -> bool:
    """Tell whether two ordinary words with a capital at the start of a sentence are no name ("Emergency service")."""
    plain = row.opens(i) and k - i == 2 and row.low[k - 1] in shapes("organisation_names", "plain")
    return plain and all(word in known.ordinary() for word in row.low[i:k])


def _is_indefinite(row: Row, i: int, k: int) -> bool:
    """Tell whether the words before make it a kind, not a name ("a U.S.-designated Foreign Terrorist Organization")."""
    before, two = row.word(i - 1), row.word(i - 2)
    if before in {"a", "an"} and standing.is_noun(row, k):
        return False  # "a Democracy Party event": the article is the event's
    return before in {"a", "an"} or ("-" in before and two in {"a", "an"}) or (before == "designated" and "-" in two)


def _state(row: Row, i: int, k: int) -> Known | None:
    """Return the state or region in an organisation's name."""
    return next((hit[1] for j in range(i, k) if (hit := row.known_of(j, Sort.ADJECTIVE, Sort.PLACE))), None)
