"""From the words of a time expression to the whole days they mean; no text is searched here."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from app.extraction import lexicon

_LEXICON = lexicon.load("times")
_MONTHS = {name.lower(): n for n, names in enumerate(_LEXICON["months"], 1) for name in names}
_SOON = 62  # days
_WEEKDAYS = {name.lower(): n for n, name in enumerate(_LEXICON["weekdays"])}
AMOUNTS: dict[str, int] = {"a": 1, "an": 1} | lexicon.load("numbers")["values"]
"""Small numbers in words, articles included, by their value."""

_PARTS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "late": 2, "end": 2}
_DAYS = {"hour": 0, "minute": 0, "day": 1, "week": 7}
_MONTHS_IN = {"month": 1, "year": 12, "decade": 120}
_WORD = re.compile(r"[0-9]+|[^\W\d_]+")


class Interval(NamedTuple):
    """Days from `since` to `until`, both included; `relative` when they were counted from the day of speaking."""

    since: date
    until: date
    relative: bool


def resolve(words: str, kind: str, today: date | None, *, ahead: bool = False) -> Interval | None:
    """Return the days meant by `words`, an expression of one of the kinds of `app.extraction.times`.

    `ahead` says that the sentence speaks of what is to come. None when there is no such day, or no `today` to count
    from.
    """
    parts = [part.lower() for part in _WORD.findall(words)]
    try:
        return _stated(parts, kind) or (_counted(parts, kind, today, ahead=ahead) if today else None)
    except (ValueError, OverflowError):  # 31 February, the year 0
        return None


def shifted(day: date, days: int) -> date:
    """Return the day so many days later; the same day at the ends of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def _stated(parts: list[str], kind: str) -> Interval | None:
    """Return the days of an expression that names its year."""
    numbers = [int(part) for part in parts if part.isdigit() and len(part) == 4]
    if not numbers:
        return None
    months = [_MONTHS[part] for part in parts if part in _MONTHS]
    days = _days(parts)
    third = next((_PARTS[part] for part in parts if part in _PARTS), None)
    match kind:
        case "iso":
            day = date(numbers[0], int(parts[1]), int(parts[2]))
            return Interval(day, day, relative=False)
        case "day_first" | "month_first":
            return Interval(
                date(numbers[0], months[0], days[0]), date(numbers[0], months[-1], days[-1]), relative=False
            )
        case "month_year":
            return _month(numbers[0], months[0], third, relative=False)
        case "decade":
            first, last = {None: (0, 9), 0: (0, 3), 1: (4, 6), 2: (7, 9)}[third]
            return Interval(date(numbers[0] + first, 1, 1), date(numbers[0] + last, 12, 31), relative=False)
        case "year" | "years":
            return Interval(*_third(date(numbers[0], 1, 1), date(numbers[-1], 12, 31), third), relative=False)
    return None


def _counted(parts: list[str], kind: str, today: date, *, ahead: bool) -> Interval | None:
    """Return the days of an expression relative to `today`."""
    match kind:
        case "day_first" | "month_first":
            months = [_MONTHS[part] for part in parts if part in _MONTHS]
            days = _days(parts)
            first = date(2000, months[0], days[0])
            year = _year(first, today, ahead=ahead) if ahead or not _soon(first, today) else _coming(first, today)
            return Interval(date(year, months[0], days[0]), date(year, months[-1], days[-1]), relative=True)
        case "month":
            month = next(_MONTHS[part] for part in parts if part in _MONTHS)
            third = next((_PARTS[part] for part in parts if part in _PARTS), None)
            return _month(_year(date(2000, month, 1), today, ahead=ahead), month, third, relative=True)
        case "weekday":
            return _weekday(parts, today, ahead=ahead)
        case "ago":
            return _ago(parts, today)
        case "stretch":
            return _stretch(parts, today)
        case "named":
            return _named(parts, today)
    return None


def _days(parts: list[str]) -> list[int]:
    return [int(part) for part in parts if part.isdigit() and len(part) < 3]


def _year(day: date, today: date, *, ahead: bool) -> int:
    """Return the year of the nearest such month and day not after `today` (`ahead`: not before it)."""
    passed = (day.month, day.day) <= (today.month, today.day)
    if ahead:
        return today.year if (day.month, day.day) >= (today.month, 1) else today.year + 1
    return today.year if passed else today.year - 1


def _coming(day: date, today: date) -> int:
    """Return the year of the nearest such month and day after `today`."""
    return today.year + ((day.month, day.day) <= (today.month, today.day))


def _soon(day: date, today: date) -> bool:
    """Tell whether a month and day come within two months: meant rather than that of last year, which has its year."""
    months = (day.month - today.month) % 12 if day.month != today.month else (0 if day.day > today.day else 12)
    return 0 < months * 31 + day.day - today.day <= _SOON


def _month(year: int, month: int, third: int | None, *, relative: bool) -> Interval:
    first = date(year, month, 1)
    return Interval(*_third(first, date(year, month, monthrange(year, month)[1]), third), relative=relative)


def _third(since: date, until: date, third: int | None) -> tuple[date, date]:
    """Return the early, middle or late third of a stretch; all of it when `third` is None."""
    if third is None:
        return since, until
    days = (until - since).days + 1
    return since + timedelta(days=days * third // 3), since + timedelta(days=days * (third + 1) // 3 - 1)


def _weekday(parts: list[str], today: date, *, ahead: bool) -> Interval:
    """Return the nearest such weekday not after `today`; "last" is before it, "next" or `ahead` after it."""
    wanted = next(_WEEKDAYS[part] for part in parts if part in _WEEKDAYS)
    back = (today.weekday() - wanted) % 7
    if parts[0] == "next" or (ahead and parts[0] not in ("last", "past")):
        day = today + timedelta(days=(7 - back) if parts[0] == "next" else (7 - back) % 7)
    else:
        day = today - timedelta(days=7 if back == 0 and parts[0] == "last" else back)
    return Interval(day, day, relative=True)


def _ago(parts: list[str], today: date) -> Interval:
    """Return the day, week, month or year that lies so far back, as wide as its unit."""
    amount, unit = _amount(parts[0]), parts[1].rstrip("s")
    if unit in _DAYS:
        day = today - timedelta(days=amount * _DAYS[unit])
        slack = timedelta(days=3 if unit == "week" else 0)
        return Interval(day - slack, day + slack, relative=True)
    day = _months_later(today, -amount * _MONTHS_IN[unit])
    if unit == "month":
        return _month(day.year, day.month, None, relative=True)
    return Interval(date(day.year, 1, 1), date(day.year, 12, 31), relative=True)


def _stretch(parts: list[str], today: date) -> Interval:
    """Return "the past nine months" up to `today`, "the next two days" from it on."""
    amount = _amount(parts[2]) if len(parts) > 3 else 1
    unit = parts[-1].rstrip("s")
    later = parts[1] in ("next", "coming", "following")
    sign = 1 if later else -1
    if unit in ("hour", "minute"):
        end = today + timedelta(days=sign * -(-amount // (24 if unit == "hour" else 1440)))
    elif unit in _DAYS:
        end = today + timedelta(days=sign * amount * _DAYS[unit])
    else:
        end = _months_later(today, sign * amount * _MONTHS_IN[unit])
    return Interval(today, end, relative=True) if later else Interval(end, today, relative=True)


def _named(parts: list[str], today: date) -> Interval:
    """Return "yesterday", "this morning", "last week", "next year"."""
    if parts[-1] in ("yesterday", "tomorrow"):
        day = today + timedelta(days=1 if parts[-1] == "tomorrow" else -2 if "before" in parts else -1)
        return Interval(day, day, relative=True)
    steps = {"last": -1, "past": -1, "previous": -1, "next": 1}.get(parts[0], 0)
    match parts[-1]:
        case "week":
            monday = today - timedelta(days=today.weekday() - 7 * steps)
            return Interval(monday, monday + timedelta(days=6), relative=True)
        case "weekend":
            saturday = today + timedelta(
                days=5 - today.weekday() + 7 * (steps if today.weekday() < 5 or steps > 0 else 0)
            )
            return Interval(saturday, saturday + timedelta(days=1), relative=True)
        case "month":
            day = _months_later(today, steps)
            return _month(day.year, day.month, None, relative=True)
        case "year":
            return Interval(date(today.year + steps, 1, 1), date(today.year + steps, 12, 31), relative=True)
        case "decade":
            first = (today.year // 10 + steps) * 10
            return Interval(date(first, 1, 1), date(first + 9, 12, 31), relative=True)
    day = today + timedelta(days=steps)  # "today", "tonight", "this morning", "last night"
    return Interval(day, day, relative=True)


def _amount(word: str) -> int:
    return AMOUNTS[word] if word in AMOUNTS else int(word)


def _months_later(day: date, months: int) -> date:
    """Return the same day of another month, or its last day when it is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
