"""Spans: never empty, never outside, half open."""

from __future__ import annotations

import pytest

from app.text import Span, strip


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 2)])
def test_a_span_holds_something(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_a_span_reads_its_text() -> None:
    assert Span(3, 7).of("In Baku.") == "Baku"
    assert len(Span(3, 7)) == 4


def test_spans_are_half_open() -> None:
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert Span(0, 4).overlaps(Span(3, 5))
    assert Span(0, 5).holds(Span(0, 5))
    assert not Span(1, 5).holds(Span(0, 5))


@pytest.mark.parametrize(
    ("text", "characters", "expected"),
    [("  Baku ", None, "Baku"), ('"Baku"', '"', "Baku"), ("   ", None, None), ("Baku\u2028", None, "Baku")],
)
def test_strip_keeps_offsets(text: str, characters: str | None, expected: str | None) -> None:
    span = strip(text, 0, len(text), characters)
    assert (span.of(text) if span else None) == expected
