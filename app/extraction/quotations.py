"""Which stretches of a text stand in quotation marks. Whether they are speech, and whose, is not read here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.extraction.paragraphs import Paragraph
from app.extraction.reading import Problem
from app.text import Span
from app.vocabulary import ProblemCode

_MARK = re.compile("[\"“”„«»'‘’]")
_CLOSES = {'"': '"', "“": "”", "„": "“”", "«": "»", "‘": "’", "'": "'"}
_SINGLE = "'‘’"


def pair(text: str, page: Sequence[Paragraph]) -> tuple[tuple[Span, ...], tuple[Problem, ...]]:
    """Return the outer quotations of `text`, marks included, in order, and a problem for each mark without a partner.

    Marks are paired within a paragraph. A quotation left open at a paragraph's end goes on in the next one when that
    opens with the same mark again, or when its first mark can only close.
    """
    quotations: list[Span] = []
    problems: list[Problem] = []
    read = [paragraph.span for paragraph in page if not paragraph.furniture]
    continued: str | None = None
    for i, paragraph in enumerate(read):
        found, opened = _pair(text, paragraph, continued)
        quotations += found
        continued = None
        if opened is None:
            continue
        mark = text[opened]
        following = read[i + 1] if i + 1 < len(read) else None
        first = _MARK.search(text, following.start, following.end) if following else None
        if first is not None and following is not None and text[following.start] == mark:
            quotations.append(Span(opened, paragraph.end))
        elif first is not None and first[0] in _CLOSES[mark] and _shuts(text, first.start()):
            quotations.append(Span(opened, paragraph.end))
            continued = _CLOSES[mark]
        else:
            detail = "this quotation mark has no partner in its paragraph"
            problems.append(Problem(ProblemCode.UNCLOSED_QUOTATION, detail, Span(opened, opened + 1)))
    return tuple(quotations), tuple(problems)


def _pair(text: str, paragraph: Span, continued: str | None) -> tuple[list[Span], int | None]:
    """Return the outer quotations of one paragraph and the offset of the mark left open, if any.

    `continued` are the marks that close a quotation open since the paragraph before.
    """
    found: list[Span] = []
    opened = paragraph.start if continued else None
    closes = continued or ""
    curly = text.rfind("”", paragraph.start, paragraph.end)  # behind the last one, a straight mark closes too
    for match in _MARK.finditer(text, paragraph.start, paragraph.end):
        mark, at = match[0], match.start()
        if opened is None:
            if mark in _CLOSES and (mark not in _SINGLE or _opens(text, at)):
                opened, closes = at, _CLOSES[mark]
        elif (mark in closes and (mark not in _SINGLE or _shuts(text, at))) or (
            mark == '"' and text[opened] == "“" and at > curly and _shuts(text, at)
        ):
            found.append(Span(opened, at + 1))
            opened = None
    if opened is not None and text[opened] in _SINGLE:
        return found, None  # an apostrophe that looked like an opening mark
    return found, opened


def _opens(text: str, at: int) -> bool:
    """Tell whether a single mark at `at` stands before a word and after none."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return not before.isalnum() and before not in ".,;!?" and after.isalnum()


def _shuts(text: str, at: int) -> bool:
    """Tell whether a mark at `at` stands after a word or its punctuation, and before none."""
    after = text[at + 1] if at + 1 < len(text) else " "
    return at > 0 and not text[at - 1].isspace() and not after.isalnum()
