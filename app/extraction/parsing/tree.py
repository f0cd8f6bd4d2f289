"""The parse of one sentence, over the sentence's own words: the one way in which rules look at it.

Words are indices into the sentence's tokens. Whatever scheme the pipeline labels in, the answers are the same (see
schemes.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

FINITE, INFINITIVE, PARTICIPLE, ING = "finite", "infinitive", "participle", "ing"

_SUBJECTS = frozenset({"nsubj", "csubj", "nsubj:outer"})
_PASSIVE_SUBJECTS = frozenset({"nsubj:pass", "csubj:pass"})
_MODIFIERS = frozenset({"amod", "compound", "nmod:desc", "nmod:poss", "acl"})
_NAMES = frozenset({"flat", "fixed", "goeswith", "part"})
_NOT_OF_PHRASE = frozenset({"conj", "appos", "acl", "acl:relcl", "advcl", "parataxis", "punct", "cc"})
_CLIMB = 12  # heads climbed for a subject; a longer chain of verbs is a wrong parse


@dataclass(frozen=True, slots=True)
class Understood:
    """The subject of a verb, and whether it stands at another verb or noun from which the verb has it."""

    word: int
    shared: bool


@dataclass(frozen=True, eq=False)
class Tree:
    """Heads (-1: root), relations, universal parts of speech and verb forms of the words of one sentence.

    `forms` holds `finite`, `infinitive`, `participle` (past), `ing` or nothing; `lemmas` the words in lower case, for
    prepositions.
    """

    heads: Sequence[int]
    relations: Sequence[str]
    pos: Sequence[str]
    forms: Sequence[str]
    low: Sequence[str]

    @cached_property
    def children(self) -> Sequence[Sequence[int]]:
        """Return for each word the words that hang on it, in order."""
        children: list[list[int]] = [[] for _ in self.heads]
        for i, head in enumerate(self.heads):
            if head >= 0:
                children[head].append(i)
        return children

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Return the first and the last word of the subtree of each word."""
        first, last = list(range(len(self.heads))), list(range(len(self.heads)))
        for word in self._upwards:
            head = self.heads[word]
            if head >= 0:
                first[head] = min(first[head], first[word])
                last[head] = max(last[head], last[word])
        return first, last

    @cached_property
    def _upwards(self) -> list[int]:
        """Return the words so that each comes before its head."""
        order = [i for i, head in enumerate(self.heads) if head < 0]
        for word in order:  # grows while it is walked
            order.extend(self.children[word])
        return order[::-1]

    def head(self, word: int) -> int | None:
        """Return the word that `word` hangs on."""
        head = self.heads[word]
        return head if head >= 0 else None

    def relation(self, word: int) -> str:
        """Return how it hangs there, in the labels of Universal Dependencies."""
        return self.relations[word]

    def span(self, word: int) -> tuple[int, int]:
        """Return the first and last word of all that hangs on `word`, itself included."""
        return self._edges[0][word], self._edges[1][word]

    def phrase(self, noun: int) -> tuple[int, int]:
        """Return the noun phrase of `noun` without what is coordinated, put in beside it or told of it in clauses."""
        first = last = noun
        for k in self.children[noun]:
            if self.relations[k] not in _NOT_OF_PHRASE:
                first, last = min(first, self._edges[0][k]), max(last, self._edges[1][k])
        return first, last

    def subject(self, verb: int) -> int | None:
        """Return the subject of an active verb or of a predicate noun or adjective."""
        return self._first(verb, _SUBJECTS)

    def passive_subject(self, verb: int) -> int | None:
        """Return the subject of a passive."""
        return self._first(verb, _PASSIVE_SUBJECTS)

    def understood_subject(self, verb: int) -> Understood | None:
        """Return the subject of a verb, its own or that of the verb or noun from which it has it.

        That is the first verb's of a coordination ("A hit B and left"), the noun's that a clause is told of ("the man
        who left", "troops seeking to leave"), the one that is asked to ("ordered troops to leave"), else the main
        verb's ("A left, saying", "A wants to leave").
        """
        shared = False
        for _ in range(_CLIMB):
            own = self._first(verb, _SUBJECTS | _PASSIVE_SUBJECTS)
            if own is not None and not (self.relations[verb] == "acl:relcl" and self._is_relative(own)):
                return Understood(own, shared)
            head, relation = self.heads[verb], self.relations[verb]
            if head < 0:
                return None
            shared = True
            if relation in {"acl:relcl", "acl"}:
                return Understood(head, shared)
            if relation == "xcomp" and (controller := self.object(head)) is not None and controller != verb:
                return Understood(controller, shared)
            if relation not in {"conj", "xcomp", "advcl", "parataxis", "ccomp"}:
                return None
            verb = head
        return None

    def agent(self, verb: int) -> int | None:
        """Return who a passive says did it, behind "by"."""
        found = self._first(verb, frozenset({"obl:agent"}))
        return self.oblique(verb, "by") if found is None and self.is_passive(verb) else found

    def object(self, verb: int) -> int | None:
        """Return the direct object."""
        return self._first(verb, frozenset({"obj"}))

    def indirect_object(self, verb: int) -> int | None:
        """Return the indirect object: "told reporters that"."""
        return self._first(verb, frozenset({"iobj"}))

    def clausal_complement(self, verb: int) -> int | None:
        """Return the verb or predicate of a clause that is the object: "said that it left"."""
        return self._first(verb, frozenset({"ccomp"}))

    def open_complement(self, verb: int) -> int | None:
        """Return the verb or predicate of a complement without a subject: "wants to leave"."""
        return self._first(verb, frozenset({"xcomp"}))

    def oblique(self, verb: int, preposition: str) -> int | None:
        """Return the noun that hangs on a verb or noun by `preposition`: "blamed on rebels", "calls for talks"."""
        return next((noun for held, noun in self.obliques(verb) if held == preposition), None)

    def obliques(self, verb: int) -> Iterator[tuple[str, int]]:
        """Yield the prepositions and nouns that hang on a verb or noun."""
        for k in self.children[verb]:
            if self.relations[k].partition(":")[0] in {"obl", "nmod"}:
                case = next((c for c in self.children[k] if self.relations[c] == "case"), None)
                if case is not None:
                    yield self.low[case], k

    def conjuncts(self, word: int) -> Sequence[int]:
        """Return the words coordinated to `word`, the first of them, in order."""
        return [k for k in self.children[word] if self.relations[k] == "conj"]

    def first_conjunct(self, word: int) -> int:
        """Return the first of the words that `word` is coordinated with, itself when there is none."""
        return self.heads[word] if self.relations[word] == "conj" and self.heads[word] >= 0 else word

    def modifiers(self, noun: int) -> Sequence[int]:
        """Return the adjectives, nouns, owners and participles that hang on a noun."""
        return [k for k in self.children[noun] if self.relations[k] in _MODIFIERS]

    def number_of(self, noun: int) -> int | None:
        """Return the number that counts a noun."""
        return self._first(noun, frozenset({"nummod"}))

    def counted(self, number: int) -> int | None:
        """Return the noun that a number counts."""
        return self.heads[number] if self.relations[number] == "nummod" and self.heads[number] >= 0 else None

    def apposition(self, noun: int) -> int | None:
        """Return the noun put beside another: "the president, X"."""
        return self._first(noun, frozenset({"appos"}))

    def marker(self, verb: int) -> int | None:
        """Return the word that opens a subordinate clause: "that", "after", "to"."""
        return self._first(verb, frozenset({"mark"}))

    def is_passive(self, verb: int) -> bool:
        """Tell a passive by its auxiliary or subject, or a participle by the one behind its "by"."""
        kinds = {self.relations[k] for k in self.children[verb]}
        return not kinds.isdisjoint({"aux:pass", "nsubj:pass", "csubj:pass", "obl:agent"})

    def is_finite(self, verb: int) -> bool:
        """Tell whether a verb or predicate is finite, by itself or by its auxiliary or copula."""
        if self.forms[verb] == FINITE:
            return True
        helping = (k for k in self.children[verb] if self.relations[k] in {"aux", "aux:pass", "cop"})
        return any(self.forms[k] == FINITE for k in helping)

    def predicate(self, word: int) -> int | None:
        """Return the nearest verb or predicate above `word`: the one that governs a noun."""
        for _ in range(len(self.heads)):
            word = self.heads[word]
            if word < 0:
                return None
            if self.pos[word] in {"VERB", "AUX"} or self._first(word, frozenset({"cop"})) is not None:
                return word
        return None

    def _first(self, word: int, relations: frozenset[str]) -> int | None:
        return next((k for k in self.children[word] if self.relations[k] in relations), None)

    def _is_relative(self, word: int) -> bool:
        return self.pos[word] == "PRON" and self.low[word] in {"who", "which", "that", "whom"}
