"""Made articles: texts of some six hundred words, and what is read in them, rendered by the project's own rendering."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np

from app.extraction.reading import Claim, Cue, Entity, Figure, Reading, Reference, Time
from app.ingestion.rendering import Rendered, render
from app.ingestion.submission import Submission
from app.text import Span
from app.vocabulary import (
    ClaimType,
    EntityKind,
    EventCode,
    Group,
    Measure,
    PlaceBasis,
    Qualifier,
    Role,
    TimeBasis,
    Unit,
    Voice,
)  # fmt: skip
from benchmarks.serve.words import Vocabulary
from benchmarks.serve.world import Being, Conflict, World, falling, world

CLAIMS = 10
"""Claims of each article."""

FIGURES = 4
FILLERS = 14  # sentences nothing is read in
FIRST = datetime(2015, 1, 1, tzinfo=UTC)
DAYS = 3650
LAST_HOUR = 22
"""No article is published in the last hour of a day, where `widening` puts its copies."""

_CUES = [("said", "say"), ("reported", "report"), ("announced", "announce"), ("claimed", "claim"), ("denied", "deny")]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_COUNTED: list[tuple[Measure, Unit, str, Group | None]] = [
    (Measure.KILLED, Unit.PERSON, "soldiers dead", Group.SOLDIER),
    (Measure.INJURED, Unit.PERSON, "people wounded", None),
    (Measure.DISPLACED, Unit.PERSON, "residents displaced", Group.RESIDENT),
    (Measure.CASUALTIES, Unit.PERSON, "casualties", None),
    (Measure.MUNITIONS, Unit.ITEM, "drones", None),
    (Measure.EQUIPMENT, Unit.ITEM, "tanks", None),
    (Measure.INCIDENTS, Unit.EVENT, "attacks", None),
    (Measure.CAPTURED, Unit.PERSON, "fighters captured", Group.COMBATANT),
    (Measure.BUILDINGS, Unit.ITEM, "houses", None),
    (Measure.AID, Unit.T, "tonnes of food", None),
]
_MEASURES = falling(len(_COUNTED))
_HEDGES = [("", Qualifier.EXACT), ("at least ", Qualifier.AT_LEAST), ("about ", Qualifier.APPROXIMATE)]
_TYPES = falling(len(ClaimType), 1.2)
_LOCAL = [("residents", Role.CVL), ("witnesses", Role.CVL), ("protesters", Role.CVL), ("gunmen", Role.UAF)]


@dataclass(slots=True)
class _Said:
    """What one sentence says, by the stretches of the text."""

    sentence: Span
    content: Span
    type: ClaimType
    speaker: tuple[Span, Being] | None = None
    cue: Cue | None = None
    target: tuple[Span, Being] | None = None
    place: tuple[Span, Being] | None = None
    day: Span | None = None
    number: tuple[Span, Figure] | None = None


class Writer:
    """Writes articles one after the other; the same seed and numbers give the same articles."""

    def __init__(self, seed: int = 1) -> None:
        """Make the world and the vocabulary of this seed."""
        self.world: World = world(seed)
        self._vocabulary = Vocabulary(seed)
        self._seed = seed
        self._publishers = falling(len(self.world.publishers), 0.8)
        self._local = [Being(name, frozenset({EntityKind.ACTOR}), role) for name, role in _LOCAL]

    def articles(self, first: int, number: int) -> Iterator[Rendered]:
        """Give the articles from number `first` on."""
        for which in range(first, first + number):
            yield render(*self.article(which))

    def article(self, which: int) -> tuple[Submission, Reading]:
        """Return one article and what is read in it."""
        draft = _Draft(Random(self._seed << 32 | which), self._vocabulary, self.world, self._local)
        random = draft.random
        text, reading, published = draft.written()
        publisher = random.choices(self.world.publishers, cum_weights=self._publishers)[0]
        submission = Submission(
            text=text,
            title=draft.words(random.randint(5, 10)).capitalize(),
            publisher=publisher,
            published_at=published,
            url=f"https://news.example/{publisher.split()[0].lower()}/{which}",
            language="en",
            licence=None,
        )
        return submission, reading


class _Draft:
    """One article while it is written."""

    def __init__(self, random: Random, vocabulary: Vocabulary, about: World, local: list[Being]) -> None:
        self.random = random
        self._drawn = iter(vocabulary.draw(np.random.default_rng(random.getrandbits(60)), 900))
        self._conflict: Conflict = about.conflict(random)
        self._local = local
        self._pieces: list[str] = []
        self._length = 0
        self._mentions: defaultdict[Being, list[Span]] = defaultdict(list)

    def words(self, number: int) -> str:
        """Return this many words."""
        return " ".join(next(self._drawn) for _ in range(number))

    def written(self) -> tuple[str, Reading, datetime]:
        """Write all sentences; return the text, what is read in it and when it was published."""
        random, conflict = self.random, self._conflict
        at = min(conflict.begin + random.random() * conflict.length, random.uniform(0.9, 1.0))
        day = FIRST + timedelta(days=int(at * DAYS))
        published = day + timedelta(hours=random.randint(0, LAST_HOUR - 1), seconds=random.randint(0, 3599))
        counted = set(random.sample(range(CLAIMS), FIGURES))
        order = [*range(CLAIMS), *[-1] * FILLERS]
        random.shuffle(order)
        said = []
        for which in order:
            if which < 0:
                self._put(self.words(random.randint(15, 32)).capitalize())
            else:
                said.append(self._sentence(counts=which in counted))
            self._put(".\n\n" if random.random() < 0.3 else ". ")
        return "".join(self._pieces).rstrip(), self._read(said, day), published

    def _sentence(self, *, counts: bool) -> _Said:
        random, conflict = self.random, self._conflict
        begin = self._length
        speaker = cue = None
        if random.random() < 0.85:
            being = random.choice(self._local) if random.random() < 0.1 else conflict.actors.draw(random)[0]
            speaker = self._name(being)
            self._put(" ")
            word, lemma = random.choice(_CUES)
            cue = Cue(self._put(word), lemma)
            self._put(" that ")
        content = self._length
        self._put(self.words(random.randint(3, 6)))
        target = place = day = number = None
        if random.random() < 0.6:
            self._put(" ")
            target = self._name(conflict.actors.draw(random)[0])
        self._put(" " + self.words(random.randint(2, 6)))
        if random.random() < 0.8:
            self._put(" in ")
            place = self._name(conflict.places.draw(random)[0])
        if counts:
            number = self._number()
        if random.random() < 0.4:
            self._put(" on ")
            day = self._put(random.choice(_DAYS))
        self._put(" " + self.words(random.randint(2, 8)))
        kind = random.choices(conflict.types, cum_weights=_TYPES)[0]
        whole, inner = Span(begin, self._length), Span(content, self._length)
        return _Said(whole, inner, kind, speaker, cue, target, place, day, number)

    def _number(self) -> tuple[Span, Figure]:
        """Write a figure; what it stands in is not known yet."""
        random = self.random
        measure, unit, noun, group = random.choices(_COUNTED, cum_weights=_MEASURES)[0]
        hedge, qualifier = random.choice(_HEDGES)
        value = max(1, int(random.lognormvariate(3, 1.5)))
        self._put(" with ")
        span = self._put(f"{hedge}{value} {noun}")
        least = None if qualifier is Qualifier.APPROXIMATE else value
        figure = Figure(
            span, span, measure, qualifier, unit, noun, value=value, low=least,
            high=value if qualifier is Qualifier.EXACT else None, group=group,
        )  # fmt: skip
        return span, figure

    def _put(self, piece: str) -> Span:
        self._pieces.append(piece)
        self._length += len(piece)
        return Span(self._length - len(piece), self._length)

    def _name(self, being: Being) -> tuple[Span, Being]:
        span = self._put(being.name)
        self._mentions[being].append(span)
        return span, being

    def _read(self, said: list[_Said], day: datetime) -> Reading:
        entities: dict[Being, Entity] = {}
        for being in self._mentions:
            self._entity(being, entities)
        claims, figures = [], []
        for one in said:
            claim = self._claim(one, entities, day)
            claims.append(claim)
            if one.number:
                _, made = one.number
                figures.append(Figure(
                    made.span, one.sentence, made.measure, made.qualifier, made.unit, made.noun, value=made.value,
                    low=made.low, high=made.high, group=made.group, claim=claim, speaker=claim.speaker,
                    place=claim.places[0] if claim.places else None, time=claim.time, confidence=claim.confidence,
                ))  # fmt: skip
        named = tuple(entities[being] for being in self._mentions)
        return Reading(named, tuple(claims), tuple(figures), ())

    def _entity(self, being: Being, known: dict[Being, Entity]) -> Entity:
        if being not in known:
            north, east = being.point or (None, None)
            known[being] = Entity(
                f"local:{being.name}" if being in self._local else being.key, being.name, being.kinds,
                tuple(self._mentions.get(being, ())), role=being.role, lat=north, lon=east, aliases=being.aliases,
                within=self._entity(being.within, known) if being.within else None,
            )  # fmt: skip
        return known[being]

    def _claim(self, one: _Said, entities: dict[Being, Entity], day: datetime) -> Claim:
        random = self.random

        def named(words: tuple[Span, Being] | None, basis: PlaceBasis | None = None) -> tuple[Reference, ...]:
            return (Reference(words[0], entities[words[1]], basis),) if words else ()

        happened = (day - timedelta(days=random.randint(0, 6)) if one.day else day).date()
        basis = TimeBasis.RELATIVE if one.day else TimeBasis.PUBLICATION
        event = random.choice(list(EventCode)) if one.type is ClaimType.EVENT_REPORT else None
        confidence = round(random.uniform(0.5, 1), 2)
        return Claim(
            one.content, one.sentence, one.type, Voice.ATTRIBUTED if one.speaker else Voice.NARRATOR,
            speaker=next(iter(named(one.speaker)), None), cue=one.cue, targets=named(one.target),
            places=named(one.place, PlaceBasis.STATED), negated=random.random() < 0.05, quoted=random.random() < 0.2,
            time=Time(basis, happened, happened, one.day), event_code=event, confidence=confidence,
        )  # fmt: skip
