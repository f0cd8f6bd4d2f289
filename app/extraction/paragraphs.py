"""From a text to its paragraphs, sentences and words, and what each paragraph is. No meaning is read here.

Everything runs in time linear in the length of the text. Lines end at `\\n` only (`str.splitlines` would split at
U+2028 too) and nothing is normalised, so spans are those of the text as received.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from app.extraction.lexicon import load
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
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}): *")
_TOPIC = re.compile(r"([^.:\n]{3,70}): +")
_MOST_SOURCES = 12  # brackets with outlets behind a paragraph
_CLOSED = frozenset(".!?\"”'’")
_AGENCY = re.compile(
    r"[A-Z][A-Z'’.-]{2,30}(?: [A-Z][A-Z'’.-]{1,30}){0,3}(?:, [A-Z][\w.'’ -]{1,40})?"
    r"(?: ?\([^()\n]{1,40}\))?(?: ?[—–]| ?--| -(?= )) ?(?=\S)"
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
    """One paragraph (a line of the text that is not blank) and its sentences.

    Sentences leave out the dateline at its start ("2020-11-04:", "BAKU, Azerbaijan (AP) —") and the outlets named in
    brackets at its end ("(Al Jazeera; AP)"). `day` is the dateline's date when it has one. Claims are read in neither
    headings nor furniture, names and figures in headings too.
    """

    span: Span
    sentences: tuple[Sentence, ...]
    heading: bool = False  # a headline, caption label or date line: no sentence
    furniture: bool = False  # a repeated headline, comment policy, subscription offer: nothing is read in it
    dateline: tuple[Token, ...] = ()
    day: date | None = None

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
        start, day = _dateline(text, span)
        end = _sources(text, start, span.end)
        body = strip(text, start, end)
        paragraphs.append(
            Paragraph(
                span,
                tuple(_sentences(text, body)) if body else (),
                heading=(title is not None and words == title.strip()) or _is_heading(words),
                furniture=words in seen or _is_furniture(words),
                dateline=tuple(tokens(text, span.start, start)),
                day=day,
            )
        )
        seen.add(words)
    return tuple(paragraphs)


def _is_heading(words: str) -> bool:
    return len(words) <= 120 and words[-1] not in ".!?…:;,\"”'’)" and len(words.split()) <= 16


def _is_furniture(words: str) -> bool:
    return 8 <= len(words) <= 400 and _furniture().search(words) is not None


@cache
def _furniture() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(phrase) for phrase in load("furniture")["phrases"]), re.IGNORECASE)


@cache
def _topics() -> frozenset[str]:
    return frozenset(load("furniture")["topics"])


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(load("abbreviations")["words"])


def _dateline(text: str, span: Span) -> tuple[int, date | None]:
    """Return where the paragraph's own words start, and the date in front of them."""
    if match := _DATE.match(text, span.start, span.end):
        try:
            day = date.fromisoformat(match[1])
        except ValueError:
            return span.start, None
        topic = _TOPIC.match(text, match.end(), span.end)
        if topic and topic[1].split()[-1].lower() in _topics():
            return topic.end(), day
        return match.end(), day
    match = _AGENCY.match(text, span.start, span.end)
    return (match.end() if match else span.start), None


def _sources(text: str, start: int, end: int) -> int:
    """Return where the paragraph ends without the outlets in brackets behind it: "(BBC), (The Week (UK))"."""
    last = end
    for _ in range(_MOST_SOURCES):
        while last > start and text[last - 1] in ", ":
            last -= 1
        opening = _opening(text, max(start, last - 160), last)
        if opening <= start:
            return end
        names = re.split(r"; ?|, | via (?:the )?", text[opening + 1 : last - 1])
        if not all(name[:1].isupper() or name[:1].isdigit() for name in names):
            return end
        last = opening
        while text[last - 1] == " " and last > start:
            last -= 1
        if text[last - 1] in _CLOSED:
            return last
        if text[last - 1] not in "),":
            return end
    return end


def _opening(text: str, start: int, end: int) -> int:
    """Return where the bracket opens that closes right before `end`, -1 when none does after `start`."""
    if text[end - 1 : end] != ")":
        return -1
    depth = 0
    for k in range(end - 1, start - 1, -1):
        depth += (text[k] == ")") - (text[k] == "(")
        if depth == 0:
            return k
    return -1


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start and (span := strip(text, start, end)):
            yield span
        start = end + 1


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the words, numbers and marks of `text[start:end]`."""
    return [Token(m.start(), m.end(), m.group()) for m in _WORD.finditer(text, start, end)]


def _sentences(text: str, span: Span) -> Iterator[Sentence]:
    found = tokens(text, span.start, span.end)
    first = 0
    for i, token in enumerate(found):
        if i + 1 < len(found) and not _ends(found, i, token):
            continue
        part = tuple(found[first : i + 1])
        yield Sentence(Span(part[0].start, part[-1].end), part)
        first = i + 1


def _ends(found: list[Token], i: int, token: Token) -> bool:
    """Tell whether a sentence ends after token `i`, which is not the last."""
    following = found[i + 1]
    if token.end == following.start:
        return False
    mark = token
    j = i
    while mark.text in _CLOSING and j > 0 and i - j < 3:  # a bound, so that rows of marks stay linear
        j -= 1
        mark = found[j]
    if mark.text not in ".!?…" and not (mark.text.endswith(".") and mark.is_word):
        return False
    opener = following
    if opener.text in _OPENING and i + 2 < len(found):
        opener = found[i + 2]
    if not (opener.is_capitalised or opener.text[0].isdigit() or opener.text in _OPENING):
        return False
    if mark.text != ".":
        return mark.text in "!?…" or not following.is_word
    before = found[j - 1] if j > 0 else mark
    if before.end != mark.start or not before.is_word:
        return True
    if before.lower in {"no", "nos"}:
        return not opener.text[0].isdigit()
    return not (before.lower in _abbreviations() or (len(before.text) == 1 and before.is_capitalised))
