"""What stands around a figure: the claim that holds it, the place it was counted at, its time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date

from app.extraction import lexicon, times
from app.extraction.paragraphs import Paragraph, Sentence
from app.extraction.reading import Claim, Entity, Reference, Time
from app.text import Span
from app.vocabulary import EntityKind, Measure, PlaceBasis

_WORDS = lexicon.load("locatives")
_BEFORE, _KINDS = "|".join(_WORDS["before"]), "|".join(_WORDS["kinds"])
_LOCATIVE = re.compile(
    rf"\b(?:{'|'.join(_WORDS['locative'])})(?: the)?(?: (?:{_BEFORE}))?(?: (?:{_KINDS}) of)?(?: the)? $", re.IGNORECASE
)
_APART = re.compile(r" (?:but|whereas|although|though) ")
_JOINED = re.compile(r",? and (?:the )?(?:[a-z ]{1,24} of )?")
_ATTACHED = re.compile(rf" (?:{'|'.join(_WORDS['locative'])})\b", re.IGNORECASE)
# What lies around a place named before it ("Kunduz, Afghanistan", "Gori, outside Tskhinvali", "X district of Y") is not
# where it was.
_BESIDE = re.compile(
    rf", |,? (?:just |right )?(?:in|outside|near|close to|not far from|(?:north|south|east|west) of)(?: the)?"
    rf"(?: (?:{_BEFORE}))? | of(?: the)? "
)
# Nor is where those who flee go.
_GOAL = re.compile(r"\b(?:to|into|toward|towards|for) (?:the )?(?:neighbou?ring )?$")
_OWNING = re.compile(r"['’]s(?: [a-z-]+){0,3} ")
_MEASURED_FROM = re.compile(r" (?:away )?(?:of|from) (?:the )?(?:[a-z]+ of )?")
_PLACELESS = frozenset([Measure.AGE, Measure.DURATION, Measure.MONEY, Measure.SENTENCE])
# Harm told in one sentence after another happens at one place unless another is named.
_CONTINUED = frozenset([Measure.KILLED, Measure.INJURED, Measure.CASUALTIES, Measure.MISSING])
# Who is counted where a state is the subject: "Turkey has two million refugees".
_HELD = frozenset([Measure.REFUGEES, Measure.POPULATION, Measure.SHELTERED])
_NEAR = 4  # place mentions looked at on each side of a figure
_BACK = 48  # characters before a mention within which its preposition stands
_FAR = 300  # characters between a figure and its place at most
_ACROSS = 25  # characters a comma or semicolon between figure and place counts as


class Surroundings:
    """Claims and places of one text by where they stand; asked in the order of the text, it takes linear time."""

    def __init__(
        self, text: str, claims: Sequence[Claim], entities: Sequence[Entity], published_at: date | None
    ) -> None:
        """Index `claims` and the places among `entities` by offset."""
        self._text = text
        self._published_at = published_at
        self._claims = sorted(claims, key=lambda claim: claim.span)
        self._next = 0
        self._open: list[Claim] = []
        places = [(mention, e) for e in entities if EntityKind.PLACE in e.kinds for mention in e.mentions]
        self._places = sorted(places, key=lambda pair: pair[0])
        self._starts = [mention.start for mention, _ in self._places]

    def claim(self, span: Span) -> Claim | None:
        """Return the smallest claim whose content holds `span`; spans are asked for in the order of the text."""
        while self._next < len(self._claims) and self._claims[self._next].span.start <= span.start:
            self._open.append(self._claims[self._next])
            self._next += 1
        self._open = [claim for claim in self._open if claim.span.end > span.start]
        holding = [claim for claim in self._open if claim.span.holds(span)]
        return min(holding, key=lambda claim: len(claim.span), default=None)

    def place(self, span: Span, measure: Measure, sentence: Sentence) -> Reference | None:
        """Return where it was counted: the nearest place the sentence names.

        The places of the claim around are not taken: most of them say where something else in it happens.
        """
        named = [] if measure in _PLACELESS else self._named(span, measure, sentence)
        if len(named) != 1:
            return None
        mention, entity = self._places[named[0]]
        return Reference(mention, entity, PlaceBasis.CONTEXT)

    @staticmethod
    def continues(measure: Measure) -> bool:
        """Tell whether a figure without a place was counted where the one before it was."""
        return measure in _CONTINUED

    def _named(self, span: Span, measure: Measure, sentence: Sentence) -> list[int]:
        """Return the index of the nearest mention of a place; two for "Syria and Iraq": neither is it alone."""
        here = bisect_left(self._starts, span.start)
        near = range(max(0, here - _NEAR), min(len(self._places), here + _NEAR))
        found = [i for i in near if self._is_where(i, span, measure, sentence)]
        if not found:
            return []
        attached = _ATTACHED.match(self._text, span.end) is not None
        best = min(found, key=lambda i: self._distance(self._places[i][0], span, attached=attached))
        joined = [i for i in (best - 1, best + 1) if self._is_joined(min(i, best))]
        return [best, *joined]

    def _is_where(self, i: int, span: Span, measure: Measure, sentence: Sentence) -> bool:
        """Tell whether mention `i` says where something is: a place that cannot act, or one after "in", "near"."""
        mention, entity = self._places[i]
        if span.holds(mention):  # "the death toll in Vietnam rises to 27"
            return _LOCATIVE.search(self._text, max(span.start, mention.start - _BACK), mention.start) is not None
        if not sentence.span.holds(mention) or mention.overlaps(span):
            return False
        start, end = (span.end, mention.start) if mention.start >= span.end else (mention.end, span.start)
        if end - start > _FAR or _APART.search(self._text, start, end):
            return False
        before = self._places[i - 1][0].end if i > 0 else -1
        if 0 < mention.start - before < _BACK and self._is_around(i, before):
            return False
        if self._owns_next(i) or (measure in _CONTINUED and self._text.endswith(" to ", 0, mention.start)):
            return False  # "Afghanistan's capital Kabul", "pilgrims on the way to Iran"
        if measure is Measure.DISTANCE:
            return mention.start - span.end in range(_BACK) and bool(
                _MEASURED_FROM.fullmatch(self._text, span.end, mention.start)
            )
        if measure is Measure.DISPLACED and _GOAL.search(self._text, max(0, mention.start - _BACK), mention.start):
            return False
        if entity.kinds == {EntityKind.PLACE} or measure in _HELD:
            return True
        return _LOCATIVE.search(self._text, max(0, mention.start - _BACK), mention.start) is not None

    def _is_around(self, i: int, before: int) -> bool:
        """Tell whether mention `i` only says where the place named before it, which ends at `before`, lies."""
        beside = _BESIDE.fullmatch(self._text, before, self._places[i][0].start)
        return beside is not None and (beside[0] == ", " or self._places[i - 1][1].kinds == {EntityKind.PLACE})

    def _owns_next(self, i: int) -> bool:
        """Tell whether mention `i` is the possessor of the next place ("Afghanistan's capital Kabul")."""
        if i + 1 >= len(self._places):
            return False
        end, start = self._places[i][0].end, self._places[i + 1][0].start
        return start - end < _BACK and _OWNING.fullmatch(self._text, end, start) is not None

    def _is_joined(self, i: int) -> bool:
        """Tell whether mention `i` and the next are said in one breath: "in Syria and Iraq"."""
        if not 0 <= i < len(self._places) - 1:
            return False
        start, end = self._places[i][0].end, self._places[i + 1][0].start
        return end - start < _BACK and _JOINED.fullmatch(self._text, start, end) is not None

    def _distance(self, mention: Span, span: Span, *, attached: bool) -> int:
        if span.holds(mention):
            return -1
        if mention.start >= span.end:
            return 0 if attached else mention.start - span.end + _ACROSS * self._marks(span.end, mention.start)
        return span.start - mention.end + _ACROSS * self._marks(mention.end, span.start)

    def _marks(self, start: int, end: int) -> int:
        return self._text.count(",", start, end) + self._text.count(";", start, end)

    def time(self, paragraph: Paragraph, sentence: Sentence, span: Span, claim: Claim | None) -> Time:
        """Return when it was counted: as its claim says, else as its sentence says."""
        if claim:
            return claim.time
        return times.when(self._text, paragraph, sentence, span, self._published_at)
