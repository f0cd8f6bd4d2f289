"""From numbers to figures: what is counted, of whom, who says so, where and when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.extraction import times
from app.extraction.numbers import bindings, cardinals, counted, governing, labels, numbers, selection
from app.extraction.numbers.bindings import Bound
from app.extraction.numbers.counted import Counted
from app.extraction.numbers.surroundings import Surroundings
from app.extraction.paragraphs import Paragraph, Sentence, Token
from app.extraction.parsing.tree import Tree
from app.extraction.reading import Claim, Entity, Figure, Problem, Reference
from app.text import Span
from app.vocabulary import Measure, ProblemCode, Qualifier, Unit

# How sure each kind of rule is that the number measures what it says, judged on the development articles.
_CONFIDENCE = {
    "noun": 0.95,
    "before": 0.95,
    "after": 0.9,
    "toll": 0.9,
    "part": 0.85,
    "list": 0.8,
    "governed": 0.8,
    "like": 0.7,
    "default": 0.6,
}


def figures(
    text: str,
    page: Sequence[Paragraph],
    claims: Sequence[Claim],
    entities: Sequence[Entity],
    published_at: date | None,
    *,
    trees: Mapping[Span, Tree] | None = None,
) -> tuple[Figure, ...]:
    """Return the figures of `text`, in order; `trees` are the parses of its sentences by their spans."""
    around = Surroundings(text, claims, entities, published_at)
    found: list[Figure] = []
    for paragraph in page:
        if not paragraph.furniture:
            found.extend(_Paragraph(text, paragraph, around, trees or {}).figures())
    # A toll ("the toll in its second year rose to 5") begins before a number inside it.
    return tuple(sorted(found, key=lambda figure: figure.span))


def problems(page: Sequence[Paragraph]) -> tuple[Problem, ...]:
    """Return the numbers that no figure holds because they are too large to store, in order."""
    detail = f"a number above {numbers.LARGEST:,.0f} is not stored"
    return tuple(
        Problem(ProblemCode.NUMBER_OUT_OF_RANGE, detail, span)
        for paragraph in page
        if not paragraph.furniture
        for sentence in paragraph.sentences
        for span in numbers.too_large(cardinals.words(sentence))
    )


class _Paragraph:
    """The figures of one paragraph; what one sentence counted is known to the next."""

    def __init__(self, text: str, paragraph: Paragraph, around: Surroundings, trees: Mapping[Span, Tree]) -> None:
        self._trees = trees
        self._text = text
        self._paragraph = paragraph
        self._around = around
        self._place: Reference | None = None  # where the last figure with a place was counted
        self._wholes: dict[Measure, Figure] = {}  # the last figure of each measure that is no part itself

    def figures(self) -> Iterator[Figure]:
        """Yield the figures."""
        for sentence in self._paragraph.sentences:
            words = cardinals.words(sentence)
            lowers = [word.lower for word in words]
            items = _items(self._text, sentence, words, lowers)
            made: dict[int, Figure] = {}
            for k, (item, bound) in enumerate(zip(items, bindings.bind(words, lowers, items), strict=True)):
                if selection.is_figure(lowers, item, bound):
                    made[k] = self._figure(sentence, words, item, self._governed(sentence, words, item, bound), made)
                    yield made[k]

    def _figure(
        self, sentence: Sentence, words: Sequence[Token], item: Counted, bound: Bound, made: dict[int, Figure]
    ) -> Figure:
        number, toll = item.number, bound.toll
        span = _span(words, item, bound)
        measure = _measure(item, bound)
        claim = self._around.claim(span)
        place = self._around.place(span, measure, sentence)
        if place is None and self._around.continues(measure):
            place = self._place
        self._place = place or self._place
        figure = Figure(
            span=span,
            sentence=sentence.span,
            measure=measure,
            qualifier=Qualifier.TOTAL
            if toll and toll.total and number.qualifier is Qualifier.EXACT
            else number.qualifier,
            unit=_unit(item, bound),
            noun=words[item.head].text if item.head is not None else None,
            value=number.value,
            low=number.low,
            high=number.high,
            group=item.group or bound.group,
            part_of=self._whole(bound, made),
            claim=claim,
            speaker=claim.speaker if claim else None,
            place=place,
            time=self._around.time(self._paragraph, sentence, span, claim),
            confidence=_CONFIDENCE[bound.kind],
        )
        if figure.part_of is None:
            self._wholes[measure] = figure
        return figure

    def _governed(self, sentence: Sentence, words: Sequence[Token], item: Counted, bound: Bound) -> Bound:
        """Return what the parse finds that happened to people of whom the words around them tell nothing."""
        tree = self._trees.get(sentence.span)
        if tree is None or bound.kind != "default" or bound.measure not in (None, Measure.OTHER):
            return bound
        if item.head is not None and not (item.noun and item.noun.open):
            return bound
        start = words[item.number.core if item.head is None else item.head].start
        at = bisect_right(sentence.tokens, start, key=lambda token: token.start) - 1
        measure = governing.measure(tree, at)
        return bound if measure is None else replace(bound, measure=measure, kind="governed")

    def _whole(self, bound: Bound, made: dict[int, Figure]) -> Figure | None:
        if bound.whole is None:
            return None
        return made.get(bound.whole) if bound.whole >= 0 else self._wholes.get(bound.measure or Measure.OTHER)


def _items(text: str, sentence: Sentence, words: Sequence[Token], lowers: Sequence[str]) -> list[Counted]:
    """Return what the numbers of a sentence count, without dates, clock times and numbers that only label."""
    found = [number for number in numbers.find(words) if not labels.is_label(words, lowers, number)]
    if not found:
        return []
    dates = [e.span for e in times.expressions(text, sentence.span) if e.calendar]
    ends = [span.end for span in dates]
    free = []
    for number in found:
        i = bisect_right(ends, words[number.core].start)
        if i == len(dates) or dates[i].start >= words[number.last - 1].end:
            free.append(number)
    stops = [number.first for number in free[1:]] + [len(words)]
    read = (counted.read(words, lowers, number, stop) for number, stop in zip(free, stops, strict=False))
    return [_with_hedge_behind(lowers, item) for item in read if item]


def _with_hedge_behind(lowers: Sequence[str], item: Counted) -> Counted:
    number = numbers.trailed(lowers, item.number, item.last)
    return item if number is item.number else replace(item, number=number)


def _span(words: Sequence[Token], item: Counted, bound: Bound) -> Span:
    """Return the words of a figure; without a noun they are taken as far as they say what is counted."""
    first, last = item.first, item.last
    if item.head is None and bound.toll:
        first = bound.toll.first
    if item.head is None and bound.kind == "after":
        last = max(last, bound.end)
    return Span(words[first].start, words[last - 1].end)


def _measure(item: Counted, bound: Bound) -> Measure:
    if item.number.unit in (Unit.PERCENT, Unit.RATIO):
        return Measure.SHARE
    if item.number.unit is not None:
        return Measure.MONEY
    return bound.measure or Measure.OTHER


def _unit(item: Counted, bound: Bound) -> Unit:
    if unit := item.unit or item.number.unit:
        return unit
    if noun := item.noun or bound.noun:
        return noun.unit
    is_people = item.head is None and bound.measure not in (Measure.EQUIPMENT, Measure.MUNITIONS)
    return Unit.PERSON if is_people else Unit.ITEM
