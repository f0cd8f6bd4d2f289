"""What one text says: the frozen result of `app.extraction.read`. Everything is anchored by spans of that text.

Objects are compared by identity: two claims with equal fields are still two claims. The whole is a plain tree of
dataclasses, so that it can be pickled and sent between processes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.text import Span
from app.vocabulary import (
    Certainty,
    ClaimType,
    EntityKind,
    EventCode,
    Group,
    Measure,
    PlaceBasis,
    ProblemCode,
    Qualifier,
    Role,
    TimeBasis,
    Unit,
    Voice,
)


@dataclass(frozen=True, slots=True, eq=False)
class Entity:
    """An actor, a place or both, with all its mentions in this text.

    `key` says which entity of the world it is, as far as the text and our tables tell: `wikidata:Q227`, `geonames:…`,
    `name:…` (a proper name, folded) are the same entity in every text; a key that starts with `local:` is a
    description ("protesters") that means something else in another text. `within` is the next larger known place
    around a place, or the state that an office, body or force acts for; it need not be mentioned (then `mentions` is
    empty). `lat` and `lon` are WGS 84 degrees.
    """

    key: str
    name: str
    kinds: frozenset[EntityKind]
    mentions: tuple[Span, ...]
    role: Role | None = None
    iso3: str | None = None
    wikidata: str | None = None
    geonames: str | None = None
    lat: float | None = None
    lon: float | None = None
    aliases: tuple[str, ...] = ()
    within: Entity | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Words of the text that name someone or somewhere, and the entity meant (None when it has none)."""

    span: Span
    entity: Entity | None
    basis: PlaceBasis | None = None  # set for places of a claim only


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """The words that report ("have reported") and their dictionary form ("report")."""

    span: Span
    lemma: str


@dataclass(frozen=True, slots=True, eq=False)
class Time:
    """When something happens: whole days, `since` and `until` both inclusive; either may be open (None)."""

    basis: TimeBasis
    since: date | None = None
    until: date | None = None
    span: Span | None = None  # the words that say so


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """One speaker (or the narrator), one communicative function, one stretch of content (`span`)."""

    span: Span
    sentence: Span
    type: ClaimType
    voice: Voice
    speaker: Reference | None = None
    cue: Cue | None = None
    via: Reference | None = None
    targets: tuple[Reference, ...] = ()
    places: tuple[Reference, ...] = ()
    negated: bool = False
    quoted: bool = False
    certainty: Certainty = Certainty.CERTAIN
    time: Time = field(default_factory=lambda: Time(TimeBasis.UNKNOWN))
    event_code: EventCode | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A number the text gives for something, with its noun (`span` covers both).

    `value` is the number as written when there is one; `low` and `high` are what the wording states (None: open or
    vague). `claim` is the claim whose content holds the figure; `part_of` the figure it is a part of.
    """

    span: Span
    sentence: Span
    measure: Measure
    qualifier: Qualifier
    unit: Unit
    noun: str | None
    value: float | None
    low: float | None
    high: float | None
    group: Group | None = None
    part_of: Figure | None = None
    claim: Claim | None = None
    speaker: Reference | None = None
    place: Reference | None = None
    time: Time = field(default_factory=lambda: Time(TimeBasis.UNKNOWN))
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Why part of the text, or all of it (`span` None), could not be read."""

    code: ProblemCode
    detail: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """All that was read in one text, each list in the order of the text."""

    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
