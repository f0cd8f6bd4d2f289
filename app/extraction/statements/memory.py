"""Who and where was spoken of last in a text, for pronouns and for "the ministry", "the statement", "the region"."""

from __future__ import annotations

from collections import Counter
from functools import cache

from app.extraction import lexicon
from app.extraction.grammar.words import Words
from app.extraction.reading import Entity, Reference
from app.vocabulary import EntityKind, Role

_NOT_PERSONS = frozenset({Role.STATE, Role.IGO, Role.NGO, Role.UAF, Role.PRE, Role.PTY})


@cache
def _bodies() -> frozenset[str]:
    return frozenset(lexicon.load("speakers")["bodies"].split())


class Memory:
    """What a reader has in mind at a point of the text; each sentence and each speaker is noted in order."""

    def __init__(self) -> None:
        """Start knowing nobody."""
        self.person: Entity | None = None
        self.body: Entity | None = None
        self.speaker: Entity | None = None
        self.announced: Entity | None = None  # whose statement without quotation marks is being read
        self.area: Entity | None = None  # the place, no state, that was named most often so far
        self.state: Entity | None = None  # the state that is a place and was named last
        self.settlement: Entity | None = None  # the place, no state, that was named last
        self._named: Counter[Entity] = Counter()
        self.scene: Reference | None = None  # where the last claim of the paragraph happens

    def note(self, words: Words) -> None:
        """Remember the actors and places of a sentence that has been read: its subjects before others."""
        if not words.mentions:
            return
        verb = next((k for k, tag in enumerate(words.tags) if tag in "VX"), len(words))
        seen_person = seen_body = False
        for mention in words.mentions:
            entity = mention.entity
            if EntityKind.PLACE in entity.kinds and entity.iso3 is not None:
                self.state = entity
            if EntityKind.PLACE in entity.kinds and entity.iso3 is None:
                self.settlement = entity
                self._named[entity] += 1
                if self.area is None or self._named[entity] >= self._named[self.area]:
                    self.area = entity
            if EntityKind.ACTOR not in entity.kinds:
                continue
            early = mention.first < verb
            if is_person(entity):
                if early or not seen_person:
                    self.person = entity
                    seen_person = True
            elif early and not seen_body:
                self.body = entity
                seen_body = True

    def said(self, entity: Entity | None) -> None:
        """Remember who spoke."""
        if entity is None:
            return
        self.speaker = entity
        if is_person(entity):
            self.person = entity
        else:
            self.body = entity

    def pronoun(self, word: str) -> Entity | None:
        """Return whom a pronoun means."""
        if word in {"he", "she", "him", "her", "his"}:
            return self.person
        if word in {"we", "i"}:
            return self.announced or self.speaker
        if self.speaker is not None and not is_person(self.speaker):
            return self.speaker
        return self.body


def is_person(entity: Entity) -> bool:
    """Tell, from name and role, a person from a body or a group."""
    if entity.kinds != {EntityKind.ACTOR} or entity.role in _NOT_PERSONS:
        return False
    name = entity.name.split()
    if len(name) < 2 or not name[-1][:1].isupper() or not name[0][:1].isupper():
        return False
    return not any(word.lower().strip("()'’") in _bodies() for word in name)
