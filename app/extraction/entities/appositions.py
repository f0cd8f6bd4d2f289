"""What the words behind a person's name say of the bearer: ", spokesman for the Indonesian military", " of Amnesty"."""

from __future__ import annotations

from dataclasses import dataclass

from app.extraction.entities import descriptions, heads, offices, standing
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.heads import Title, shapes
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.rows import Row
from app.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Apposition:
    """What is said of a person: role, state or body, and the title's words."""

    role: Role | None = None
    owner: Known | None = None
    title: str | None = None


_NOTHING = Apposition()
_FAR = 5  # words from a name to the verb that tells of the bearer's office


def read(row: Row, end: int) -> Apposition:
    """Return what the words behind a name (which ends at word `end`) give its bearer.

    Reads ", spokesman for the Indonesian military", ", a US peace envoy", " of Reporters Without Borders", " was the
    deputy commander of …"; nothing of it is taken away from what is read there later.
    """
    word = row.word(end)
    if word == "of" or (word == "," and row.word(end + 1) == "of"):
        return _of_body(row, end + 1 + (word == ","))
    past = False
    k = end + 1
    if word == "," and row.word(k) == "who" and row.word(k + 1) in {"is", "was"}:
        past = row.word(k + 1) == "was"
        k += 2
    elif word != "," and not (word in {"is", "was"} and row.word(k) in {"the", "a", "an"}):
        return _told(row, end)
    loose = row.word(k) in {"the", "a", "an", "another", "one"}
    return _title(row, k + loose, loose=loose, past=past)


def _told(row: Row, end: int) -> Apposition:
    """Return the office that a person is said to get or lose: "was elected president", "resigned as party leader"."""
    for verb in range(end, min(len(row), end + _FAR)):
        if row.capital[verb] or not row.low[verb].isalpha():
            break
        if row.low[verb] in shapes("things", "office_verbs"):
            k = verb + 1 + (row.word(verb + 1) in {"down", "in", "out"})
            for words in ({"as"}, {"the", "a", "its", "their"}):
                k += row.word(k) in words
            return _title(row, k, loose=False, past=False)
    return _NOTHING


def _of_body(row: Row, k: int) -> Apposition:
    """Return the role of the body that a person is "of"; a place gives none."""
    behind = offices.complement(row, k)
    body = behind[0][-1] if behind is not None and behind[0] else None
    if body is None or (body.form is Form.KNOWN and (body.known is None or body.known.sort is not Sort.ACTOR)):
        return _NOTHING
    return Apposition(body.role, body.owner or body.known)


def _title(row: Row, k: int, *, loose: bool, past: bool) -> Apposition:
    """Return the title that follows its modifiers and whose it is; after an article plain words may come first."""
    owner: Known | None = None
    body: Candidate | None = None
    for _ in range(offices.LONGEST):
        if k >= len(row):
            return _NOTHING
        title = row.titles[k]
        if title is not None:
            end, what = offices.longest_title(row, k, title)
            return _with_body(row, end, what, owner, body, past=past)
        described = descriptions.read(row, k)
        hit = row.known_of(k, Sort.ADJECTIVE, Sort.PLACE, Sort.ACTOR, Sort.PERSON)
        if described is not None:
            body, k = described[0][-1], described[1]
        elif hit is not None:
            owner = owner if hit[1].sort is Sort.PERSON else hit[1]
            k += hit[0]
        elif row.low[k] in heads.title_modifiers() or "-" in row.low[k]:
            past = past or row.low[k] == "former"
            k += 1
            continue
        elif loose and row.low[k].isalpha() and not row.capital[k] and not standing.is_verb(row.low[k]):
            k += 1  # "a photo- and videojournalist"
            continue
        else:
            return _NOTHING
        k += row.possessive(k)
    return _NOTHING


def _with_body(
    row: Row, end: int, title: Title, owner: Known | None, body: Candidate | None, *, past: bool
) -> Apposition:
    """Return the title with what stands behind it: "director of global news for AFP"."""
    role = offices.role_of(title, owner, body)
    while end < len(row) and row.low[end] in offices.LINKS:
        behind = offices.complement(row, end + 1)
        if behind is not None:
            if behind[0]:
                body = behind[0][-1]
                role = offices.role_of(title, body.owner or body.known, body)
                owner = owner or body.owner or body.known
            break
        end = _plain_words(row, end + 1)
    return Apposition(Role.ELI if past else role, owner or (body.owner if body else None), title.words)


def _plain_words(row: Row, k: int) -> int:
    """Return where up to four plain words that begin at word `k` end; the end of the sentence when there are none."""
    end = k
    while end < min(len(row), k + 4) and row.low[end].isalpha() and not row.capital[end]:
        if row.low[end] in offices.LINKS:
            break
        end += 1
    return end if end > k else len(row)
