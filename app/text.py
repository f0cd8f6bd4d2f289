"""Spans of the source text: the unit every record is anchored in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`[start, end)` in Unicode code points of a source text; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a span that holds nothing."""
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        """Return the number of code points."""
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters of `text` in this span."""
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether at least one code point is shared."""
        return self.start < other.end and other.start < self.end


def strip(text: str, start: int, end: int, characters: str | None = None) -> Span | None:
    """Return `[start, end)` without `characters` (white space when None) at its ends; None if nothing is left."""
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip(characters))
    right = len(inner.rstrip(characters))
    return Span(start + left, start + right) if left < right else None
