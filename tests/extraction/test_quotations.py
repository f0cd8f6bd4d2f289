"""Which words stand in quotation marks, and which marks have no partner."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction import paragraphs, quotations
from app.vocabulary import ProblemCode


def quoted(text: str) -> list[str]:
    spans, _ = quotations.pair(text, paragraphs.split(text))
    return [span.of(text) for span in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('It said the strike was "defensive" in nature.', ['"defensive"']),
        ("It said the strike was “defensive” in nature.", ["“defensive”"]),
        ("It called the strike «defensive» and left.", ["«defensive»"]),
        ("He ordered 'heightened alert' from the troops.", ["'heightened alert'"]),
        ("He ordered ‘heightened alert’ from the troops.", ["‘heightened alert’"]),
        ("The ministry's and the rebels' claims don't agree.", []),
        ("It's the army's 'last' word.", ["'last'"]),
        ('"One." he said. "Two."', ['"One."', '"Two."']),
        ("The \"so-called 'republic'\" fell.", ["\"so-called 'republic'\""]),
        ('He said: “We left."', ['“We left."']),
        ('He said: “We left the "old" town.”', ['“We left the "old" town.”']),
        ("No marks at all.", []),
    ],
)
def test_marks_are_paired(text: str, found: list[str]) -> None:
    assert quoted(text) == found


def test_a_quotation_that_opens_again_in_each_paragraph_goes_on() -> None:
    text = 'He said: "The first part ends here.\n"The second part ends it."\nNobody is quoted here.'
    assert quoted(text) == ['"The first part ends here.', '"The second part ends it."']


def test_a_quotation_closed_in_the_next_paragraph_goes_on() -> None:
    text = 'He said: "The first part ends here.\nThe second part ends it," he added.'
    assert quoted(text) == ['"The first part ends here.', 'The second part ends it,"']


def test_a_mark_without_partner_is_a_problem_and_quotes_nothing() -> None:
    text = 'The ministry said "nothing of the sort.\nAnother paragraph.'
    spans, problems = quotations.pair(text, paragraphs.split(text))
    assert spans == ()
    assert [problem.code for problem in problems] == [ProblemCode.UNCLOSED_QUOTATION]
    assert problems[0].span is not None
    assert problems[0].span.of(text) == '"'


@given(st.text(alphabet="ab .\"“”‘’'«»\n", max_size=80))
def test_quotations_are_disjoint_in_order_and_inside_the_text(text: str) -> None:
    spans, problems = quotations.pair(text, paragraphs.split(text))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(span.end <= len(text) for span in spans)
    assert all(problem.span is not None and problem.span.end <= len(text) for problem in problems)
