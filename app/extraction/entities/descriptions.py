"""Bodies and groups by a noun and whose they are: "Azerbaijan's defense ministry", "ethnic Armenians", "police"."""

from __future__ import annotations

from dataclasses import replace

from app.extraction.entities import gazetteer, heads, modifiers, personal, standing
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.gazetteer import Place
from app.extraction.entities.heads import Head
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.modifiers import Phrase
from app.extraction.entities.rows import Row
from app.extraction.lexicon import load
from app.vocabulary import Role

Found = tuple[list[Candidate], int]

_CLAUSES = frozenset({"that", "after", "as", "when", "while", "where", "because", "but", "says", "said"})
_DEFINITE = frozenset({"the", "its", "their", "his", "her", "our", "both", "and", "'s"})
_BEFORE_NAMES = frozenset({"group", "movement", "faction", "militia"})
_WITH_PEOPLE = frozenset({"people", "members", "population"})  # groups that "of" and a name complete


def read(row: Row, i: int) -> Found | None:
    """Return the body or group whose description begins at word `i`, and where it ends; None when none begins there."""
    phrase = modifiers.read(row, i)
    if phrase is None or _is_part(phrase) or _is_said_of_another(phrase):
        return None
    owner, end = phrase.owner, phrase.end
    named = _name(phrase)
    if named is not None:
        return named
    is_member = row.low[end - 1] in heads.members()
    if owner is None:
        behind = _behind(row, end, phrase.head)
        if behind is not None:
            owner, end = behind
    if owner is not None and owner.sort is Sort.ACTOR and is_member:
        return None  # "Hamas fighters" and "forces of Hamas" are Hamas
    if _is_too_general(phrase, owner):
        return None
    return _described(phrase, owner, end)


def _is_part(phrase: Phrase) -> bool:
    """Tell whether the noun is part of a longer name or only an adjective before another noun."""
    row, head, end = phrase.row, phrase.head, phrase.end
    if head.skip or (head.proper and not phrase.proper):
        return True
    if (
        phrase.proper
        and head.noun == "intelligence"
        and end < len(row)
        and row.capital[end]
        and row.titles[end] is None
    ):
        return True  # "Information and Intelligence System"
    if phrase.proper and row.possessive(end) and personal.end_of(row, phrase.noun) > end:
        return True  # "Korean People's Navy"
    if phrase.proper and end < len(row) and row.capital[end] and row.low[end] in heads.shapes("places", "named"):
        return True  # "Pakistan Air Force Base Nur Khan"
    if phrase.proper and phrase.owner is None and not phrase.before and row.word(end) in {"of", "for"}:
        k = end + 1 + (row.word(end + 1) == "the")
        if k < len(row) and row.capital[k] and row.known_of(k, Sort.PLACE, Sort.ACTOR) is None:
            return True  # "Council of Imams"
    if head.kind is None and phrase.proper and head.noun in heads.group_nouns() and (phrase.named or not phrase.owners):
        return True
    adjectival = head.noun in load("bodies")["usage"]["adjectival"] and (not phrase.proper or head.noun == "military")
    if adjectival and _is_subject(row, phrase.start, end):
        return False
    return adjectival and standing.is_noun(row, end)  # "military equipment"


def _is_subject(row: Row, start: int, end: int) -> bool:
    """Tell a verb from a noun after a clause's first words: "French police release" has no article for a noun."""
    first = row.opens(start) or row.word(start - 1) in _CLAUSES
    return first and end < len(row) and not row.low[end].endswith("s") and standing.is_verb_with_object(row, end)


def _is_said_of_another(phrase: Phrase) -> bool:
    """Tell whether the description only says what somebody else is, who is named beside it."""
    row, end = phrase.row, phrase.end
    if row.word(phrase.start - 1) == "as" and phrase.owner is None and not standing.may_be_verb(row.word(end)):
        return True  # "named both as terrorists"
    if end >= len(row):
        return False
    hit = row.known_of(end, Sort.ACTOR)
    if hit is not None and (hit[1].role is phrase.head.role or row.low[end - 1] in heads.members()):
        return True  # "the militant group Hamas"
    return phrase.head.kind is None and row.low[end - 1] in _BEFORE_NAMES and personal.begins(row, end)


def _name(phrase: Phrase) -> Found | None:
    """Return the organisation whose proper name the description is or holds."""
    row, head, owner, end = phrase.row, phrase.head, phrase.owner, phrase.end
    is_longer = end < len(row) and row.capital[end] and row.low[end] in heads.organisations()
    in_name = all(row.capital[phrase.start : end]) and not row.headline and end - phrase.noun > 1
    if is_longer and in_name and owner is None and head.kind is not None:  # "Civil Defense | Authority director X"
        return [_organisation(phrase, end + 1, heads.organisations()[row.low[end]], None)], end + 1
    if phrase.proper and head.kind is not None and owner is not None:
        if end < len(row) and row.capital[end] and row.low[end] in heads.organisations():
            role = heads.organisations()[row.low[end]]  # "Saudi Arabia's Civil Defense Authority"
            return [_organisation(phrase, end + 1, role, owner)], end + 1
        if phrase.named:
            return [_organisation(phrase, end, head.role, owner)], end  # "Puntland Dervish Force"
    is_member = head.kind is None and head.role is Role.REB and row.low[end - 1] in heads.members()
    if is_member and phrase.named and owner is None and all(row.capital[phrase.start : phrase.noun]):
        return [_organisation(phrase, phrase.noun, Role.REB, None)], end  # "Ahrar al-Sham fighters"
    return None


def _organisation(phrase: Phrase, end: int, role: Role, owner: Known | None) -> Candidate:
    mention = phrase.row.mention(phrase.start, end)
    return Candidate(*mention, Form.ORGANISATION, role=role, owner=owner, acts=True)


def _is_too_general(phrase: Phrase, owner: Known | None) -> bool:
    """Tell whether a description without an owner could mean anybody."""
    row, head = phrase.row, phrase.head
    if head.kind == "office":
        return owner is None or owner.sort is not Sort.PERSON
    if owner is not None:
        return False
    if head.kind is None:
        return head.needy and not phrase.before and not _is_of_known(row, phrase.end)
    words_before = row.words[phrase.start : phrase.noun]
    if head.needy and not phrase.proper and not any("-" in word for word in words_before):
        return True
    if phrase.before:  # "Northern Command": a name of its own
        return row.capital[phrase.noun] and all(row.capital[phrase.start : phrase.noun])
    if head.noun in load("bodies")["usage"]["bare"]:
        return True
    definite = row.word(phrase.start - 1) in _DEFINITE or row.opens(phrase.start)
    return head.noun in load("bodies")["usage"]["singular"] and not phrase.proper and not definite


def _described(phrase: Phrase, owner: Known | None, end: int) -> Found:
    row, head, start = phrase.row, phrase.head, phrase.start
    found = Candidate(
        *row.mention(start, end),
        Form.BODY if head.kind is not None else Form.GROUP,
        role=_role(head, owner),
        kind=head.kind or head.noun,
        owner=owner,
        acts=True,
        located=head.is_place and standing.located(row, start, end),
        local=phrase.opposed or (head.kind is not None and _is_not_its_own(phrase)),
        towns=_site(row, end) if head.is_place else (),
    )
    if len(phrase.owners) == 2 and head.kind is not None and row.low[phrase.owners[0][1]] == "and":
        (first, stop, what), (second, _, _) = phrase.owners
        alone = replace(found, span=row.span(first, stop), name=row.joined(first, stop), owner=what)
        if what.sort is Sort.PLACE:  # "United States and Armenian forces"
            alone = replace(alone, form=Form.KNOWN, known=what, owner=None, kind=None, role=what.role)
        return [alone, replace(found, span=row.span(second, end), name=row.joined(second, end))], end
    return [replace(found, owner=None, local=True) if len(phrase.owners) > 2 else found], end


def _is_not_its_own(phrase: Phrase) -> bool:
    """Tell whether a body is of somebody the words do not settle: "government-backed forces", "Hamas's X forces"."""
    row, before = phrase.row, phrase.row.low[phrase.start : phrase.noun]
    if (
        phrase.allied
        or "ethnic" in before
        or any(word.endswith(tuple(load("bodies")["usage"]["allied"])) for word in before)
    ):
        return True
    if phrase.owners:
        return False
    named = row.possessive(phrase.start - 1) and row.capital[phrase.start - 2]
    return phrase.named or bool(named)


def _behind(row: Row, end: int, head: Head) -> tuple[Known, int] | None:
    """Return whose body or group it is when that stands behind the noun, and where that ends ("government of Iraq")."""
    word = row.word(end)
    if word == "loyal" and row.word(end + 1) == "to":
        hit = row.known_of(end + 2, Sort.PERSON, Sort.ACTOR, Sort.PLACE)
        return (hit[1], end + 2 + hit[0]) if hit is not None else None
    taken = word == "of" and (head.kind is not None or head.noun in _WITH_PEOPLE)
    if not taken and not (word == "in" and head.kind == "government"):
        return None
    k = end + 1 + (row.word(end + 1) == "the")
    hit = row.known_of(k, Sort.PLACE, Sort.ACTOR)
    if hit is None or (word == "in" and hit[1].role is None):
        return None
    return hit[1], k + hit[0]


def _site(row: Row, end: int) -> tuple[Place, ...]:
    """Return the towns that an embassy may stand in ("the US embassy in Baghdad")."""
    if row.word(end) != "in":
        return ()
    hit = row.known_of(end + 1, Sort.PLACE)
    if hit is not None:
        return (hit[1].place,) if hit[1].place is not None and hit[1].place.is_town else ()
    stop = end + 1
    while stop < min(len(row), end + 4) and row.capital[stop]:
        stop += 1
    return next((found for k in range(stop, end + 1, -1) if (found := gazetteer.towns(row.joined(end + 1, k)))), ())


def _is_of_known(row: Row, end: int) -> bool:
    """Tell whether "of" and a known name stand behind a noun ("leaders of Armenia and Azerbaijan")."""
    k = end + 1 + (row.word(end + 1) == "the")
    return row.word(end) == "of" and row.known_of(k, Sort.PLACE, Sort.ACTOR) is not None


def _role(head: Head, owner: Known | None) -> Role:
    """Return the role of a body: a government of a de facto state is PRE, forces of an armed group are its own."""
    if owner is None:
        return head.role
    role = owner.place.role if owner.place is not None else owner.role
    if head.role is Role.GOV and role is Role.PRE:
        return Role.PRE
    if head.role is Role.MIL and role is Role.PRE:
        return Role.REB  # "Abkhaz forces"
    if head.kind is not None and owner.sort is Sort.ACTOR and role in (Role.REB, Role.IGO, Role.PTY):
        return role
    return head.role
