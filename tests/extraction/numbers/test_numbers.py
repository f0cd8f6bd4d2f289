"""Numbers in digits and words: their value, bounds and hedge, and where they begin and end."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction.numbers import cardinals, numbers
from app.extraction.numbers.numbers import Number
from app.extraction.paragraphs import Token, split
from app.vocabulary import Qualifier, Unit

# fmt: off
ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# fmt: on


def spelled(n: int) -> str:
    """Write a number below a billion in English words."""
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10 - 2] + ("-" + ONES[n % 10] if n % 10 else "")
    for scale, word in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= scale:
            rest = n % scale
            joint = " and " if scale == 100 or 0 < rest < 100 else " "
            return f"{spelled(n // scale)} {word}" + (joint + spelled(rest) if rest else "")
    raise AssertionError(n)


def read(text: str) -> list[tuple[str, Number]]:
    found = []
    for paragraph in split(text):
        for sentence in paragraph.sentences:
            words = cardinals.words(sentence)
            found += [(written(text, words, number), number) for number in numbers.find(words)]
    return found


def written(text: str, words: tuple[Token, ...], number: Number) -> str:
    return text[words[number.first].start : words[number.last - 1].end]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Some 1,234 left", 1234),
        ("1.5 million people", 1_500_000),
        ("3.5m people", 3_500_000),
        ("10k refugees", 10_000),
        ("2bn", 2_000_000_000),
        ("12,345,678", 12_345_678),
        ("1,00,000 people", 100_000),
        ("2 lakh", 200_000),
        ("twenty-seven", 27),
        ("Twenty seven", 27),
        ("one hundred and five", 105),
        ("two thousand three hundred", 2300),
        ("half a million", 500_000),
        ("a half-million", 500_000),
        ("a quarter of a million", 250_000),
        ("two and a half years", 2.5),
        ("three-and-a-half million", 3_500_000),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("two dozen", 24),
        ("a hundred", 100),
        ("a hundred and twenty people", 120),
        ("half an hour", 0.5),
        ("for a third day", 3),
        ("a pair of bombs", 2),
        ("twin blasts", 2),
    ],
)
def test_value(text: str, value: float) -> None:
    [(_, number)] = read(text)
    assert number.value == value


@pytest.mark.parametrize(
    ("text", "part", "low", "high", "qualifier"),
    [
        ("at least 30 died", "at least 30", 30, None, Qualifier.AT_LEAST),
        ("no fewer than 300 tents", "no fewer than 300", 300, None, Qualifier.AT_LEAST),
        ("one or more events", "one or more", 1, None, Qualifier.AT_LEAST),
        ("20-plus months", "20-plus", 20, None, Qualifier.AT_LEAST),
        ("more than five million", "more than five million", 5_000_000, None, Qualifier.MORE_THAN),
        ("over 60 posts", "over 60", 60, None, Qualifier.MORE_THAN),
        ("up to 40", "up to 40", None, 40, Qualifier.AT_MOST),
        ("as many as 900 men", "as many as 900", None, 900, Qualifier.AT_MOST),
        ("fewer than 12", "fewer than 12", None, 12, Qualifier.LESS_THAN),
        ("nearly 500 civilians", "nearly 500", 500, 500, Qualifier.NEARLY),
        ("almost 3,000", "almost 3,000", 3000, 3000, Qualifier.NEARLY),
        ("approximately 2,000", "approximately 2,000", 2000, 2000, Qualifier.APPROXIMATE),
        ("some 300 people", "some 300", 300, 300, Qualifier.APPROXIMATE),
        ("An estimated 120,000", "An estimated 120,000", 120_000, 120_000, Qualifier.ESTIMATED),
        ("a total of 7,000", "a total of 7,000", 7000, 7000, Qualifier.TOTAL),
        ("a total of at least 30", "a total of at least 30", 30, None, Qualifier.AT_LEAST),
        ("up to an estimated 1,000", "up to an estimated 1,000", None, 1000, Qualifier.AT_MOST),
        ("between 20 and 30 men", "between 20 and 30", 20, 30, Qualifier.RANGE),
        ("from 20 to 30 men", "from 20 to 30", 20, 30, Qualifier.RANGE),
        ("5 to 10 men", "5 to 10", 5, 10, Qualifier.RANGE),
        ("20–30 men", "20–30", 20, 30, Qualifier.RANGE),
        ("20 or 30 men", "20 or 30", 20, 30, Qualifier.RANGE),
        ("two to three million", "two to three million", 2_000_000, 3_000_000, Qualifier.RANGE),
        ("dozens of rockets", "dozens", None, None, Qualifier.VAGUE),
        ("tens of thousands of people", "tens of thousands", None, None, Qualifier.VAGUE),
        ("several hundred people", "several hundred", None, None, Qualifier.VAGUE),
        ("just 12 left", "12", 12, 12, Qualifier.EXACT),
    ],
)
def test_bounds(text: str, part: str, low: float | None, high: float | None, qualifier: Qualifier) -> None:
    [(found, number)] = read(text)
    assert (found, number.low, number.high, number.qualifier) == (part, low, high, qualifier)


@pytest.mark.parametrize(
    ("text", "part", "value", "unit"),
    [
        ("$2 million in aid", "$2 million", 2_000_000, Unit.USD),
        ("US$40m", "US$40m", 40_000_000, Unit.USD),
        ("2 billion dollars", "2 billion dollars", 2_000_000_000, Unit.USD),
        ("€3bn", "€3bn", 3_000_000_000, Unit.EUR),
        ("over £5", "over £5", 5, Unit.GBP),
        ("20,000 shekels", "20,000 shekels", 20_000, Unit.ILS),
        ("300,000 rupees", "300,000 rupees", 300_000, Unit.CURRENCY_OTHER),
        ("85% of votes", "85%", 85, Unit.PERCENT),
        ("33.3 per cent", "33.3 per cent", 33.3, Unit.PERCENT),
        ("half of the town", "half", 0.5, Unit.RATIO),
        ("a third of them", "a third", 0.333, Unit.RATIO),
        ("two-thirds of the men", "two-thirds", 0.667, Unit.RATIO),
        ("one in five children", "one in five", 0.2, Unit.RATIO),
    ],
)
def test_unit(text: str, part: str, value: float, unit: Unit) -> None:
    [(found, number)] = read(text)
    assert (found, number.value, number.unit) == (part, value, unit)


def test_change_is_no_range() -> None:
    assert [number.value for _, number in read("The toll rose from 20 to 30")] == [20, 30]


def test_tons_are_no_pounds_sterling() -> None:
    assert [number.unit for _, number in read("50 pounds of TNT")] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "the G7",
        "an F-16",
        "the 9/11 attacks",
        "at 10:30",
        "a 3-0 win",
        "Boeing 737-200",
        "M23 rebels",
        "#4",
        "1.2.3",
        "٣ ٤",
    ],
)
def test_parts_of_names_are_no_numbers(text: str) -> None:
    assert read(text) == []


def test_huge_numbers_are_left_out() -> None:
    assert read("9" * 1_000_000 + " people") == []
    assert read("There were 2000000000000000 people") == []
    assert read("999999999 trillion") == []


@given(st.integers(0, 999_999_999))
def test_words_and_digits_read_the_same(n: int) -> None:
    for text in (spelled(n), str(n), f"{n:,}"):
        [(found, number)] = read(f"They saw {text} soldiers")
        assert (found, number.value) == (text, n)


@given(
    st.lists(
        st.sampled_from(
            [
                "two",
                "hundred",
                "and",
                "million",
                "a",
                "half",
                "-",
                "dozen",
                "5",
                "to",
                "or",
                "at least",
                "%",
                "$",
                "no",
                "of",
                "–",
            ]
        )
    )
)
def test_numbers_follow_each_other_without_overlap(parts: list[str]) -> None:
    text = " ".join(parts)
    for paragraph in split(text):
        for sentence in paragraph.sentences:
            last = 0
            for number in numbers.find(cardinals.words(sentence)):
                assert last <= number.first <= number.core < number.last
                assert all(end is None or math.isfinite(end) for end in (number.low, number.high))
                last = number.last
