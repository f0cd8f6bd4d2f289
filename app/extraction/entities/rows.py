"""A sentence as a row of words, each with what the tables know to begin there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.extraction.entities import heads, known
from app.extraction.entities.heads import Head, Title
from app.extraction.entities.known import Known, Sort
from app.extraction.grammar.wording import plain
from app.extraction.paragraphs import Sentence, Token
from app.text import Span

_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad")
_ENDS = frozenset(".!?…")
_OPENING = frozenset('"“„«([-–—:')


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """The words of one sentence. All lists are parallel; `known`, `nouns` and `titles` hold a length and a value."""

    tokens: Sequence[Token]
    words: list[str]  # as written, with plain apostrophes and hyphens
    low: list[str]  # in lower case
    capital: list[bool]  # whether a word begins with a capital letter
    known: list[tuple[int, Known] | None]
    nouns: list[tuple[int, Head] | None]
    titles: list[tuple[int, Title] | None]
    number: int  # of the sentence in the text
    paragraph: int  # number of its paragraph
    headline: bool  # whether most of its words begin with a capital letter, so that capitals mean little

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.words)

    def span(self, start: int, end: int) -> Span:
        """Return the characters of words `start` to `end` (exclusive)."""
        return Span(self.tokens[start].start, self.tokens[end - 1].end)

    def joined(self, start: int, end: int) -> str:
        """Return words `start` to `end` (exclusive), with one space where the text has any between them."""
        if end == start + 1:
            return self.words[start]
        tokens, words = self.tokens, self.words
        gaps = (" " if tokens[k].start > tokens[k - 1].end else "" for k in range(start + 1, end))
        return words[start] + "".join(gap + word for gap, word in zip(gaps, words[start + 1 : end], strict=True))

    def mention(self, start: int, end: int) -> tuple[Span, str, int, int]:
        """Return span and name of words `start` to `end` (exclusive), and the numbers of sentence and paragraph."""
        return self.span(start, end), self.joined(start, end), self.number, self.paragraph

    def word(self, i: int) -> str:
        """Return word `i` in lower case, or nothing when there is none."""
        return self.low[i] if 0 <= i < len(self.low) else ""

    def opens(self, i: int) -> bool:
        """Tell whether word `i` begins the sentence or a part of it, so that its capital letter means nothing."""
        return i == 0 or self.words[i - 1] in _OPENING

    def known_of(self, i: int, *sorts: Sort) -> tuple[int, Known] | None:
        """Return the known name at word `i` if it is of one of `sorts`."""
        hit = self.known[i] if i < len(self.known) else None
        return hit if hit is not None and hit[1].sort in sorts else None

    def possessive(self, i: int) -> int:
        """Return 1 if word `i` is a possessive 's or the apostrophe after a final s, else 0."""
        if not 0 < i < len(self.words) or self.tokens[i].start != self.tokens[i - 1].end:
            return 0
        word = self.low[i]
        return int(word == "'s" or (word == "'" and self.low[i - 1].endswith("s")))


def row(sentence: Sentence, *, number: int, paragraph: int) -> Row:
    """Return the words of `sentence`."""
    tokens = sentence.tokens
    if any(token.text in _INVISIBLE for token in tokens):
        tokens = tuple(token for token in tokens if token.text not in _INVISIBLE)
    words = [plain(token.text) for token in tokens]
    low = [word.lower() for word in words]
    names, nouns, titles = known.names(), heads.nouns(), heads.titles()
    capital = [word[0].isupper() for word in words]
    alphabetic = sum(word[0].isalpha() for word in words)
    return Row(
        tokens,
        words,
        low,
        capital,
        names.along(words),
        nouns.along(low),
        titles.along(low),
        number,
        paragraph,
        not _ENDS.intersection(words[-1:]) and alphabetic > 4 and sum(capital) > 0.7 * alphabetic,
    )
