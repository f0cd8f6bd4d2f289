"""From a text to its paragraphs, sentences and words, and which paragraphs are furniture. No meaning is read here.

Everything runs in time linear in the length of the text. Lines end at `\\n` only (`str.splitlines` would split at
U+2028 too) and nothing is normalised, so spans are those of the text as received.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.text import Span, strip

# A number with its separators, a word with inner apostrophes, hyphens and dots ("U.S.", "al-Assad", "Azerbaijan's" is
# split before the 's), or one other character that is not white space.
_WORD = re.compile(
    r"[0-9]+(?:[.,][0-9]+)*"
    r"|(?:[^\W\d_]\.){2,}"
    r"|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+|[-‐‑][^\W_]+)*"
    r"|['’]s\b"
    r"|\S"
)
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "lt",
        "col",
        "maj",
        "capt",
        "sgt",
        "cpl",
        "cmdr",
        "adm",
        "brig",
        "sen",
        "rep",
        "gov",
        "pres",
        "rev",
        "hon",
        "st",
        "mt",
        "ft",
        "no",
        "nos",
        "vs",
        "etc",
        "jr",
        "sr",
        "inc",
        "ltd",
        "co",
        "corp",
        "dept",
        "univ",
        "approx",
        "est",
        "fig",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
        "al",
    ]
)
_OPENING = "\"'“‘«([{"
_CLOSING = "\"'”’»)]}"


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark."""

    start: int
    end: int
    text: str

    @property
    def lower(self) -> str:
        """Return the word in lower case, for matching only (its length may differ)."""
        return self.text.lower()

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return Span(self.start, self.end)

    @property
    def is_word(self) -> bool:
        """Tell a word from a number or a mark."""
        return self.text[0].isalpha()

    @property
    def is_capitalised(self) -> bool:
        """Tell whether the first letter is upper case."""
        return self.text[0].isupper()


@dataclass(frozen=True)
class Sentence:
    """One sentence and its words; `span` has no white space around it."""

    span: Span
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph (a line of the text that is not blank) and its sentences."""

    span: Span
    sentences: tuple[Sentence, ...]
    furniture: bool  # a repeated headline, comment policy, caption: nothing is read in it

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Return the words of all its sentences."""
        return tuple(token for sentence in self.sentences for token in sentence.tokens)


def split(text: str, *, title: str | None = None) -> tuple[Paragraph, ...]:
    """Return the paragraphs of `text` in order."""
    paragraphs = []
    seen: set[str] = set()
    for span in _lines(text):
        words = span.of(text)
        repeated = words in seen or (title is not None and words == title.strip())
        seen.add(words)
        paragraphs.append(Paragraph(span, tuple(_sentences(text, span)), repeated))
    return tuple(paragraphs)


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start and (span := strip(text, start, end)):
            yield span
        start = end + 1


def _sentences(text: str, span: Span) -> Iterator[Sentence]:
    tokens = [Token(m.start(), m.end(), m.group()) for m in _WORD.finditer(text, span.start, span.end)]
    first = 0
    for i, token in enumerate(tokens):
        if i + 1 < len(tokens) and not _ends(tokens, i, token):
            continue
        part = tuple(tokens[first : i + 1])
        yield Sentence(Span(part[0].start, part[-1].end), part)
        first = i + 1


def _ends(tokens: list[Token], i: int, token: Token) -> bool:
    """Tell whether a sentence ends after token `i`, which is not the last."""
    following = tokens[i + 1]
    if token.end == following.start:
        return False
    mark = token
    j = i
    while mark.text in _CLOSING and j > 0 and i - j < 3:  # a bound, so that rows of marks stay linear
        j -= 1
        mark = tokens[j]
    if mark.text not in ".!?…" and not (mark.text.endswith(".") and mark.is_word):
        return False
    opener = following
    if opener.text in _OPENING and i + 2 < len(tokens):
        opener = tokens[i + 2]
    if not (opener.is_capitalised or opener.text[0].isdigit() or opener.text in _OPENING):
        return False
    if mark.text != ".":
        return mark.text in "!?…" or not following.is_word
    before = tokens[j - 1] if j > 0 else mark
    if before.end != mark.start or not before.is_word:
        return True
    return not (before.lower in _ABBREVIATIONS or (len(before.text) == 1 and before.is_capitalised))
