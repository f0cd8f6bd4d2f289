"""Nouns that make a phrase a mention of somebody: bodies, groups of people, offices. Read from the tables once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.extraction.entities.known import Phrases
from app.extraction.lexicon import load
from app.vocabulary import Role


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A noun, or a few words that act as one, and whom it stands for."""

    noun: str
    role: Role
    kind: str | None = None  # of a body: what two mentions of one owner must share to mean the same; None: a group
    needy: bool = False  # counts only where something says whose or which
    proper: bool = False  # counts only as part of a capitalised name
    is_place: bool = False  # a building too ("embassy")
    skip: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Title:
    """An office or title."""

    words: str
    role: Role
    of_body: bool  # whether the bearer's role is that of the body it belongs to
    alone: bool = False  # whether with its state it names one definite person ("Thailand's foreign minister")


@cache
def nouns() -> Phrases[Head]:
    """Return bodies and groups by their nouns in lower case."""
    return Phrases([*_bodies(), *_ministries(), *_groups()])


def _bodies() -> list[tuple[str, Head]]:
    return [
        (
            noun,
            Head(
                noun,
                Role(row["role"]),
                row["kind"],
                needy=row.get("owned", False),
                proper=row.get("proper", False),
                is_place=row.get("place", False),
                skip=row.get("skip", False),
            ),
        )
        for noun, row in load("bodies")["nouns"].items()
    ]


def _ministries() -> list[tuple[str, Head]]:
    found = []
    for words, topic in load("bodies")["ministries"].items():
        head = Head(f"{topic} ministry", Role.GOV, f"{topic} ministry")
        if words != "the interior":
            found += [(f"{words} {noun}", head) for noun in ("ministry", "department")]
        found += [(f"{noun} of {words}", head) for noun in ("ministry", "department")]
        found.append((f"ministry for {words}", head))
    return found


def _groups() -> list[tuple[str, Head]]:
    groups = load("groups")
    needy = frozenset(groups["needy"]["nouns"]) - frozenset(groups["needy"]["without"])
    return [
        (noun, Head(noun, Role(role), needy=noun in needy)) for role, nouns in groups["nouns"].items() for noun in nouns
    ]


@cache
def group_nouns() -> frozenset[str]:
    """Return the nouns for groups of people."""
    return frozenset(noun for noun, _ in _groups())


@cache
def titles() -> Phrases[Title]:
    """Return offices and titles by their words in lower case."""
    table = load("titles")
    of_body, alone = frozenset(table["of_body"]["titles"]), frozenset(table["alone"]["titles"])
    ends = tuple(table["alone"]["ends"])
    return Phrases(
        (
            words,
            Title(words, Role(role), words in of_body, role == "GOV" and (words in alone or words.endswith(ends))),
        )
        for role, listed in table["titles"].items()
        for title in listed
        for words in {title, title.replace(" ", "-") if role == "MIL" else title}  # "Major-General"
    )


@cache
def modifiers() -> frozenset[str]:
    """Return words that may stand between an owner and a body's or group's noun."""
    groups, bodies = load("groups"), load("bodies")
    return frozenset(groups["modifiers"]["words"]) | frozenset(bodies["modifiers"]["words"]) | fields()


@cache
def fields() -> frozenset[str]:
    """Return words for the fields of ministries."""
    return frozenset(word for words in load("bodies")["ministries"] for word in words.split()) - {"the", "of"}


@cache
def of_people() -> frozenset[str]:
    """Return words that may stand before a noun for people."""
    return frozenset(load("groups")["modifiers"]["words"])


@cache
def title_modifiers() -> frozenset[str]:
    """Return words that may stand before a title and belong to it."""
    return frozenset(load("titles")["before"]["words"])


@cache
def members() -> frozenset[str]:
    """Return nouns that add nothing to the organisation named before them."""
    return frozenset(load("groups")["members"]["nouns"])


@cache
def organisations() -> dict[str, Role]:
    """Return last words of organisations' names with their roles."""
    return {word: Role(role) for role, words in load("shapes")["organisations"].items() for word in words}


@cache
def shapes(table: str, name: str) -> frozenset[str]:
    """Return a word list of the table of shapes."""
    return frozenset(load("shapes")[table][name])


@cache
def place_nouns() -> Phrases[str]:
    """Return nouns, in lower case, that end the name of a place."""
    return Phrases((words, words) for words in load("shapes")["places"]["spoken"])
