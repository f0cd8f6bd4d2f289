"""Times: which words name one, and the days they mean against the day the text speaks from."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction import times
from app.extraction.paragraphs import split
from app.extraction.reading import Time
from app.text import Span
from app.vocabulary import TimeBasis

WEDNESDAY = date(2023, 9, 20)
STATED, RELATIVE = TimeBasis.STATED, TimeBasis.RELATIVE


def when(text: str, within: str | None = None, published_at: date | None = WEDNESDAY) -> Time:
    paragraph = split(text)[0]
    sentence = paragraph.sentences[0]
    span = Span(text.index(within), text.index(within) + len(within)) if within else sentence.span
    return times.when(text, paragraph, sentence, span, published_at)


def days(text: str) -> tuple[TimeBasis, str, str]:
    time = when(text)
    return time.basis, str(time.since), str(time.until)


@pytest.mark.parametrize(
    ("text", "basis", "since", "until"),
    [
        ("They met on 20 September 2023.", STATED, "2023-09-20", "2023-09-20"),
        ("They met on September 2, 2023.", STATED, "2023-09-02", "2023-09-02"),
        ("They met on 2023-09-19.", STATED, "2023-09-19", "2023-09-19"),
        ("They met on 6–8 October 2019.", STATED, "2019-10-06", "2019-10-08"),
        ("They met on October 6-8, 2019.", STATED, "2019-10-06", "2019-10-08"),
        ("They met in August 2018.", STATED, "2018-08-01", "2018-08-31"),
        ("They met in late August 2018.", STATED, "2018-08-21", "2018-08-31"),
        ("They met in 2020.", STATED, "2020-01-01", "2020-12-31"),
        ("They met in late 2020.", STATED, "2020-09-01", "2020-12-31"),
        ("They met in the early 1990s.", STATED, "1990-01-01", "1993-12-31"),
        ("They fought between 2014 and 2016.", STATED, "2014-01-01", "2016-12-31"),
        ("They fought since late 2020.", STATED, "2020-09-01", "None"),
        ("They left before 2001.", STATED, "None", "2000-12-31"),
        ("They will leave by 2030.", STATED, "None", "2030-12-31"),
        ("They met on Sept. 19.", RELATIVE, "2023-09-19", "2023-09-19"),
        ("They met on 25 December.", RELATIVE, "2022-12-25", "2022-12-25"),
        ("They will meet on 25 December.", RELATIVE, "2023-12-25", "2023-12-25"),
        ("They meet for talks on 14 October.", RELATIVE, "2023-10-14", "2023-10-14"),
        ("They stay through the end of 2025.", STATED, "None", "2025-12-31"),
        ("They met in March.", RELATIVE, "2023-03-01", "2023-03-31"),
        ("They met last November.", RELATIVE, "2022-11-01", "2022-11-30"),
        ("They met on Wednesday.", RELATIVE, "2023-09-20", "2023-09-20"),
        ("They met last Wednesday.", RELATIVE, "2023-09-13", "2023-09-13"),
        ("They met on Tuesday night.", RELATIVE, "2023-09-19", "2023-09-19"),
        ("They met on Thursday.", RELATIVE, "2023-09-14", "2023-09-14"),
        ("They will meet on Thursday.", RELATIVE, "2023-09-21", "2023-09-21"),
        ("They meet next Wednesday.", RELATIVE, "2023-09-27", "2023-09-27"),
        ("They have met since Tuesday.", RELATIVE, "2023-09-19", "None"),
        ("They met yesterday.", RELATIVE, "2023-09-19", "2023-09-19"),
        ("They met the day before yesterday.", RELATIVE, "2023-09-18", "2023-09-18"),
        ("They met this morning.", RELATIVE, "2023-09-20", "2023-09-20"),
        ("They meet tomorrow.", RELATIVE, "2023-09-21", "2023-09-21"),
        ("They met this week.", RELATIVE, "2023-09-18", "2023-09-24"),
        ("They met last week.", RELATIVE, "2023-09-11", "2023-09-17"),
        ("They met last weekend.", RELATIVE, "2023-09-16", "2023-09-17"),
        ("They met last month.", RELATIVE, "2023-08-01", "2023-08-31"),
        ("They met last year.", RELATIVE, "2022-01-01", "2022-12-31"),
        ("They met two days ago.", RELATIVE, "2023-09-18", "2023-09-18"),
        ("They fought three years ago.", RELATIVE, "2020-01-01", "2020-12-31"),
        ("They fought for the past nine months.", RELATIVE, "2022-12-20", "2023-09-20"),
        ("They stop over the next 48 hours.", RELATIVE, "2023-09-20", "2023-09-22"),
    ],
)
def test_days(text: str, basis: TimeBasis, since: str, until: str) -> None:
    assert days(text) == (basis, since, until)


def test_the_full_stop_of_the_sentence_is_no_part_of_a_month() -> None:
    text = "They met in March."
    assert when(text, "They met in March").since == date(2023, 3, 1)


def test_what_is_told_of_somebody_aside_does_not_date_the_rest() -> None:
    text = "They met a man who was arrested in 2014."
    assert when(text).basis is TimeBasis.PUBLICATION
    assert when("They met a man who was arrested, and left in 2014.").since == date(2014, 1, 1)


def test_without_a_time_the_publication_counts() -> None:
    assert days("They met.") == (TimeBasis.PUBLICATION, "2023-09-20", "2023-09-20")
    assert when("They met at 10:30 pm.").basis is TimeBasis.PUBLICATION


def test_without_a_publication_date_relative_times_stay_unknown() -> None:
    assert when("They met on Tuesday.", published_at=None).basis is TimeBasis.UNKNOWN
    assert when("They met.", published_at=None).basis is TimeBasis.UNKNOWN
    assert when("They met in 2020.", published_at=None).since == date(2020, 1, 1)


def test_the_dateline_is_the_day_the_text_speaks_from() -> None:
    time = when("2020-11-04: The army met rebels.", "The army met rebels")
    assert (time.basis, time.since, time.until) == (STATED, date(2020, 11, 4), date(2020, 11, 4))
    text = "2020-11-04: The army met rebels yesterday."
    time = when(text, "The army met rebels yesterday")
    assert (time.basis, time.since, time.span and time.span.of(text)) == (RELATIVE, date(2020, 11, 3), "yesterday")


def test_the_time_inside_the_content_comes_first() -> None:
    text = "On Tuesday the ministry said the army met rebels in 2020."
    assert when(text, "the army met rebels in 2020").since == date(2020, 1, 1)
    assert when(text, "the army met rebels").since == date(2020, 1, 1)
    assert when(text, "On Tuesday the ministry").since == date(2023, 9, 19)


def test_a_time_of_another_clause_is_not_taken() -> None:
    text = "Since late 2020 they kept the truce, but the army left its posts."
    assert when(text, "the army left its posts").basis is TimeBasis.PUBLICATION


@pytest.mark.parametrize(
    "text", ["31 February 2020 was hot.", "That was 9999 years ago.", "It was 0000-01-01.", "The 9999 decades ago"]
)
def test_days_that_never_were(text: str) -> None:
    assert when(text).basis is TimeBasis.PUBLICATION


WORDS = (
    "on in since until before after early mid late the past last next 3 nine 31 2020 1990s September May Tuesday"
    " months days ago yesterday week year - – , . will 0001 12:30 pm of and to"
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS.split(" "))).map(" ".join)), st.dates())
def test_any_text_is_read(text: str, published_at: date) -> None:
    for paragraph in split(text):
        for sentence in paragraph.sentences:
            time = times.when(text, paragraph, sentence, sentence.span, published_at)
            assert time.since is None or time.until is None or time.since <= time.until
            assert time.span is None or paragraph.span.holds(time.span)
            for expression in times.expressions(text, sentence.span):
                assert sentence.span.holds(expression.span)
