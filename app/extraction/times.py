"""When something happens: time expressions as intervals of whole days, against the day the text speaks from."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.extraction import intervals, lexicon
from app.extraction.intervals import Interval
from app.extraction.paragraphs import Paragraph, Sentence
from app.extraction.reading import Time
from app.text import Span
from app.vocabulary import TimeBasis

_LEXICON = lexicon.load("times")


def _after(*words: str) -> str:
    """Return the pattern of a place right after one of `words`."""
    return "(?i:" + "|".join(rf"(?<=\b{word} )" for word in words) + ")"


_MONTH = "(?:" + "|".join(rf"{name}\b\.?" for names in _LEXICON["months"] for name in names) + ")"
_WEEKDAY = "(?:" + "|".join(_LEXICON["weekdays"]) + ")"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9]|[.,:][0-9])"
_YEAR = "(?:1[5-9][0-9]{2}|20[0-9]{2})(?![0-9]|[.,:][0-9])"
_LINK = "(?: ?[-–—] ?| and | to | or | through )"
_PART = "(?:early|mid|late|(?:the )?(?:beginning|start|end) of)"
_PASSING = "morning|afternoon|evening|night"
_NUMBER = "(?:[0-9]{1,4}|" + "|".join(sorted(intervals.AMOUNTS, key=len, reverse=True)) + ")"
_UNIT = "(?:day|week|month|year|decade|hour|minute)s?"
_IN = ("in", "since", "by", "until", "during", "from")

# What each kind of expression looks like; `app.extraction.intervals` reads them.
_KINDS = {
    "iso": rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:[0-2][0-9]|3[01])(?![0-9])",
    "clock": r"(?i:[0-9]{1,2}(?:[.:][0-9]{2})? ?[ap]\.?m\b\.?|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
    r"|[0-9]{4} (?:gmt|utc|hours|local time)\b|[0-9]{1,2} o['’]clock)",
    "day_first": rf"(?:(?:the )?{_DAY}{_LINK})?(?:the )?{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?",
    "month_first": rf"{_MONTH} (?:the )?{_DAY}(?:{_LINK}(?:{_MONTH} )?{_DAY})?(?:,? {_YEAR})?",
    "month_year": rf"(?:(?i:{_PART})[ -])?{_MONTH}(?: of)?,? {_YEAR}",
    "years": rf"{_after('between', 'from')}{_YEAR} (?:and|to) {_YEAR}|{_YEAR}[-–—]{_YEAR}",
    "decade": r"(?i:(?:early|mid|late)[ -])?(?:1[5-9]|20)[0-9]0['’]?s\b",
    "year": rf"(?i:{_PART})[ -]{_YEAR}|{_after(*_IN, 'after', 'before', 'of')}{_YEAR}\b",
    "month": rf"(?:{_after(*_IN, 'last', 'next', 'this')}|(?i:{_PART})[ -]){_MONTH}",
    "weekday": rf"(?:(?i:last|next|this|past|early|late) )?{_WEEKDAY}\b(?: (?:{_PASSING}))?",
    "ago": rf"(?i:{_NUMBER} {_UNIT} ago)",
    "stretch": rf"(?i:the (?:past|last|previous|next|coming|following) (?:{_NUMBER} )?{_UNIT})\b",
    "named": r"(?i:the day before yesterday|yesterday|today|tonight|tomorrow"
    rf"|(?:this|last|next|past|previous) (?:{_PASSING}|weekend|week|month|year|decade))\b",
}
_EXPRESSION = re.compile(
    r"(?<![\w/.,-])(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()) + ")"
)
_OPENER = re.compile(
    r"\b(since|until|till|through|before|after|by|prior to|from|following)(?: the| at least| about)? $", re.IGNORECASE
)
_AHEAD = re.compile(r"\b(?:" + "|".join(_LEXICON["ahead"]) + r")\b", re.IGNORECASE)
_ASIDE = re.compile(r"\b(?:who|which|whose|where|whom)\b")
_APART = re.compile(r";| (?:but|while|whereas|although|though) ")
_MOST = 8  # times of one content tried before giving up: the first that is a day wins
_FAR = 240  # characters between a content and a time named outside it at most


@dataclass(frozen=True, slots=True)
class Expression:
    """Words that name a time, and their kind; those of a `calendar` hold numbers that count nothing."""

    span: Span
    kind: str

    @property
    def calendar(self) -> bool:
        """Tell a date or clock time from an amount of time ("three years ago", "the past nine months")."""
        return self.kind not in ("ago", "stretch")


def expressions(text: str, within: Span) -> tuple[Expression, ...]:
    """Return the time expressions of `text` inside `within`, in order."""
    matches = _EXPRESSION.finditer(text, within.start, within.end)
    return tuple(Expression(Span(m.start(), m.start() + len(m[0].rstrip("."))), m.lastgroup or "") for m in matches)


@lru_cache(maxsize=4)  # one sentence is asked about for each of its claims and figures in turn
def _times(text: str, sentence: Span) -> tuple[tuple[Expression, ...], tuple[int, ...]]:
    """Return the time expressions of a sentence, clock times left out, and where each starts."""
    found = tuple(expression for expression in expressions(text, sentence) if expression.kind != "clock")
    return found, tuple(expression.span.start for expression in found)


def when(text: str, paragraph: Paragraph, sentence: Sentence, within: Span, published_at: date | None) -> Time:
    """Return when the content `within` happens: a time named in it, else nearby in its sentence, else by default.

    The default is the day of the paragraph's dateline, else the publication. Relative times count from the same day;
    without one they stay unknown.
    """
    today = paragraph.day or published_at
    ahead = _AHEAD.search(text, within.start, within.end) is not None
    for expression in _candidates(text, sentence, within):
        interval = intervals.resolve(expression.span.of(text), expression.kind, today, ahead=ahead)
        if interval:
            since, until = _opened(text, expression.span, interval)
            basis = TimeBasis.RELATIVE if interval.relative else TimeBasis.STATED
            return Time(basis, since, until, expression.span)
    if paragraph.day:
        return Time(TimeBasis.STATED, paragraph.day, paragraph.day, _dateline(text, paragraph))
    if published_at:
        return Time(TimeBasis.PUBLICATION, published_at, published_at)
    return Time(TimeBasis.UNKNOWN)


def _dateline(text: str, paragraph: Paragraph) -> Span | None:
    """Return the words of the dateline that give its day."""
    if not paragraph.dateline:
        return None
    whole = Span(paragraph.dateline[0].start, paragraph.dateline[-1].end)
    dates = [expression.span for expression in expressions(text, whole) if expression.kind != "clock"]
    return dates[0] if dates else whole


def _candidates(text: str, sentence: Sentence, within: Span) -> list[Expression]:
    """Return the times named inside `within`, in order (a few are enough); else its neighbours, the nearer first."""
    found, starts = _times(text, sentence.span)
    i = bisect_left(starts, within.start)
    inside = [expression for expression in found[i : i + _MOST] if within.holds(expression.span)]
    if inside:
        aside = _ASIDE.search(text, within.start + 1, inside[0].span.start)
        if aside is None or "," in text[aside.end() : inside[0].span.start]:
            return inside
        return [e for e in inside[1:] if "," in text[aside.end() : e.span.start]]  # of him "who was captured in 2014"
    j = bisect_left(starts, within.end)
    gaps = [(within.start - e.span.end, e.span.end, within.start, e) for e in found[max(0, i - 1) : i]]
    gaps += [(e.span.start - within.end, within.end, e.span.start, e) for e in found[j : j + 1]]
    near = [gap for gap in gaps if 0 <= gap[0] <= _FAR and not _APART.search(text, gap[1], gap[2])]
    return [gap[3] for gap in sorted(near, key=lambda gap: gap[0])]


def _opened(text: str, span: Span, interval: Interval) -> tuple[date | None, date | None]:
    """Open the interval at one end where "since", "until", "before" or "after" stands before it."""
    opener = _OPENER.search(text, max(0, span.start - 24), span.start)
    match opener.group(1).lower() if opener else "":
        case "since":
            return interval.since, None
        case "until" | "till" | "through" | "by" | "prior to":
            return None, interval.until
        case "before":
            return None, intervals.shifted(interval.since, -1)
        case "after" | "following":
            return interval.until, None
    return interval.since, interval.until
