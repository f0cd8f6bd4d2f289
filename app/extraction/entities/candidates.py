"""A mention before it is known whom or what it means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from app.extraction.entities.gazetteer import Place
from app.extraction.entities.known import Known
from app.text import Span
from app.vocabulary import Role


class Form(Enum):
    """How the text names somebody or something."""

    KNOWN = auto()  # by a name of the tables
    TOWN = auto()  # by a name that the town table has
    PLACE = auto()  # by a name whose own words say that it is a place ("Humera Airport")
    PERSON = auto()  # by a person's name
    ORGANISATION = auto()  # by a name whose own words say that it is an organisation
    NAME = auto()  # by capitalised words that may be anything
    BODY = auto()  # by what it is to an owner ("Azerbaijan's defense ministry")
    GROUP = auto()  # as people of a kind ("protesters")
    OFFICE = auto()  # by an office alone ("the prime minister")
    HINT = auto()  # not at all, but the words tell which state the text speaks of ("Israeli airstrikes")


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A mention, and what its own words and those beside it tell. The first four fields are `Row.mention`'s."""

    span: Span
    name: str  # the words, with plain apostrophes and single spaces
    sentence: int
    paragraph: int
    form: Form
    known: Known | None = None  # of KNOWN
    role: Role | None = None
    kind: str | None = None  # of BODY its kind, of GROUP its noun, of OFFICE and PERSON the title
    owner: Known | None = None  # of BODY, GROUP, OFFICE and PERSON: whose; of PLACE: the known place in its name
    towns: tuple[Place, ...] = ()  # of TOWN: the places that have the name; of PLACE: those that its name contains
    acts: bool = False  # the words beside it make it an actor
    located: bool = False  # the words beside it make it a place
    weakly: bool = False  # of KNOWN: a preposition before it may make it a place or not; of TOWN: it begins a sentence
    sure: bool = False  # of TOWN: the words beside it say that it is one; of PERSON: a title or first name does
    around: Known | None = None  # of TOWN and PLACE: the place named behind it ("Kunduz, Afghanistan")
    local: bool = False  # a description that means something else in another text
