"""Which paragraphs of a text are English. Others are not read: they yield a problem and no records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from app.extraction.lexicon import load
from app.extraction.paragraphs import Paragraph
from app.extraction.reading import Problem
from app.text import Span
from app.vocabulary import ProblemCode

_WORD = re.compile(r"[^\W\d_]+")
# Letters outside the Latin blocks of Unicode.
_FOREIGN = re.compile(
    r"[^\W\d_\0-\u02ff\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f\ufb00-\ufb06\uff21-\uff5a]+"
)
_ENOUGH = 12  # words that tell a language; fewer in Latin letters are read as English
_SHARE = 0.1  # of the words, at least, are words of other languages in a text that is not English


class _Count(NamedTuple):
    """What a paragraph, or several together, is made of."""

    letters: int
    foreign: int  # letters of other scripts
    words: int
    english: int  # small words of English
    other: int  # small words of other languages, and words with letters that English does not use

    @property
    def is_english(self) -> bool | None:
        """Tell whether it is English; None where there is too little to tell."""
        if self.foreign > self.letters / 2:
            return False
        if self.words < _ENOUGH:
            return None
        # Twice, since English texts name foreign songs and parties, and other languages have words like "in" and "was".
        return self.other <= 2 * self.english or self.other < _SHARE * self.words


def english(text: str, page: Sequence[Paragraph]) -> tuple[tuple[Paragraph, ...], tuple[Problem, ...]]:
    """Return the paragraphs of `page` that are English, and a problem for each run of others (one without a span: all).

    A paragraph too short to tell is what the text is as a whole.
    """
    counts = [_count(paragraph.span.of(text)) for paragraph in page]
    whole = _Count(*map(sum, zip(*counts, strict=True))).is_english if counts else None
    verdicts = [whole if count.is_english is None else count.is_english for count in counts]
    if False not in verdicts:
        return tuple(page), ()
    if all(verdict is False for verdict in verdicts):
        return (), (Problem(ProblemCode.LANGUAGE, "the text is not in English; only English is read"),)
    read: list[Paragraph] = []
    problems: list[Problem] = []
    for is_foreign, run in groupby(zip(page, verdicts, strict=True), key=lambda judged: judged[1] is False):
        paragraphs = [paragraph for paragraph, _ in run]
        if is_foreign:
            span = Span(paragraphs[0].span.start, paragraphs[-1].span.end)
            problems.append(Problem(ProblemCode.LANGUAGE, "this is not in English; only English is read", span))
        else:
            read += paragraphs
    return tuple(read), tuple(problems)


def _count(paragraph: str) -> _Count:
    # As written, so that names ("Los Angeles", "Erdoğan") count less.
    words = _WORD.findall(paragraph.lower() if paragraph.isupper() else paragraph)
    english, other = _small_words()
    is_ascii = paragraph.isascii()
    marked = () if is_ascii else (word for word in words if not word.isascii() and word.islower())
    return _Count(
        letters=sum(map(len, words)),
        foreign=0 if is_ascii else sum(map(len, _FOREIGN.findall(paragraph))),
        words=len(words),
        english=sum(map(english.__contains__, words)),
        other=sum(map(other.__contains__, words)) + sum(word not in other for word in marked),
    )


@cache
def _small_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the small words of English, and those of all other languages in Latin letters."""
    lists = load("languages")
    return frozenset(lists["english"]), frozenset(word for words in lists["other"].values() for word in words)
