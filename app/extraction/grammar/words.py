"""A sentence as words: their classes, the mentions on them and the quotations they stand in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.extraction.grammar import tagging
from app.extraction.paragraphs import Sentence
from app.extraction.parsing.tree import Tree
from app.extraction.reading import Entity
from app.text import Span


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """A mention of an entity as a range `[first, last]` of words of one sentence."""

    entity: Entity
    span: Span
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A sentence as words. Ranges of words are `[first, last]`, both included."""

    sentence: Sentence
    low: tuple[str, ...]  # in lower case
    tags: Sequence[str]  # their classes (see tagging.py)
    mentions: tuple[Mention, ...]  # in order of their start, longer ones first
    at: Sequence[Mention | None]  # for each word the longest mention it is in
    quoted: Sequence[int]  # for each word the number of the quotation it is in, from 1; 0 outside
    tree: Tree | None = None  # the parse, where there is one

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.low)

    def span(self, first: int, last: int) -> Span:
        """Return the characters from word `first` to word `last`."""
        return Span(self.sentence.tokens[first].start, self.sentence.tokens[last].end)


class Reader:
    """Reads sentences as words, each once; the mentions and quotations of the text are sorted once."""

    def __init__(
        self, quoted: Sequence[Span], entities: Sequence[Entity], trees: Mapping[Span, Tree] | None = None
    ) -> None:
        """Take the quotations in order, the entities, and the parses of the sentences by their spans."""
        self._trees = trees or {}
        found = ((m.start, -m.end, n, entity) for n, entity in enumerate(entities) for m in entity.mentions)
        self._mentions = [(start, -end, entity) for start, end, _, entity in sorted(found, key=lambda x: x[:3])]
        self._starts = [start for start, _, _ in self._mentions]
        self._quoted = quoted
        self._closings = [span.end for span in quoted]
        self._read: dict[Span, Words] = {}

    def read(self, sentence: Sentence) -> Words:
        """Return the words of `sentence`, the same object whenever it is asked for."""
        if sentence.span not in self._read:
            self._read[sentence.span] = self._words(sentence)
        return self._read[sentence.span]

    def _words(self, sentence: Sentence) -> Words:
        low = tuple([token.text.lower() for token in sentence.tokens])
        mentions = self._within(sentence)
        at: list[Mention | None] = [None] * len(low)
        for mention in mentions:
            for i in range(mention.first, mention.last + 1):
                held = at[i]
                if held is None or mention.last - mention.first > held.last - held.first:
                    at[i] = mention
        tree = self._trees.get(sentence.span)
        tags = tagging.tag(sentence.tokens, low, at, tree)
        return Words(sentence, low, tags, mentions, at, self._quotations(sentence), tree)

    def _within(self, sentence: Sentence) -> tuple[Mention, ...]:
        first = bisect_left(self._starts, sentence.span.start)
        beyond = bisect_left(self._starts, sentence.span.end, first)
        if first == beyond:
            return ()
        starts = [token.start for token in sentence.tokens]
        found = []
        for start, end, entity in self._mentions[first:beyond]:
            if end <= sentence.span.end:
                last = bisect_left(starts, end) - 1
                found.append(Mention(entity, Span(start, end), min(bisect_right(starts, start) - 1, last), last))
        return tuple(found)

    def _quotations(self, sentence: Sentence) -> Sequence[int]:
        flags = [0] * len(sentence.tokens)
        number = bisect_right(self._closings, sentence.span.start)
        if number == len(self._quoted) or self._quoted[number].start >= sentence.span.end:
            return flags
        for i, token in enumerate(sentence.tokens):
            while number < len(self._quoted) and self._quoted[number].end <= token.start:
                number += 1
            if number == len(self._quoted):
                break
            if self._quoted[number].start <= token.start:
                flags[i] = number + 1
        return flags
