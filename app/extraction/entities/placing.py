"""Which place of the world a name means: by the states the text names, the place behind it, and how many live there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import log10

from app.extraction.entities import gazetteer
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.gazetteer import Place, matching
from app.extraction.entities.known import Known, generic, names, weak
from app.extraction.grammar.wording import words_of
from app.extraction.lexicon import load

# Weights of the evidence, tried on labelled articles; the number of people counts by its logarithm (0 to 4.6).
_NAMED_BEHIND, _STATE_NAMED, _STATE_FOREMOST, _OTHER_NAME, _OTHER_DIVISION = 9.0, 3.0, 1.0, -1.5, -3.0
_BIG = 300  # thousands of people from which a town is meant even where nothing else speaks of its state
_HUGE = 1000  # thousands of people from which a town is meant even where nothing says that a place is meant
_UNIQUE = 10  # thousands of people from which a town is meant when no other state has one of that name
# How many times more people than its namesakes elsewhere a town must have to be the one meant.
_TIMES = 4
_SMALL = 100  # thousands of people below which a town without any context is not taken for the one meant


_OFTEN = 5  # mentions of a state from which a text may be about it alone
_ALONE = 0.6  # share of the mentions of states from which a text is about one of them


@dataclass(frozen=True, slots=True)
class World:
    """How often the text names each state (alpha-3 code), by itself or through its adjectives, bodies and towns."""

    states: Counter[str]
    regions: frozenset[str]  # keys of the regions it names
    near: frozenset[str]  # states that the regions it names point to without lying in them for certain
    decided: dict[str, Place]  # of places that share a name, the one in which a town named with it lies

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> World:
        """Count the states that `candidates` point to."""
        states: Counter[str] = Counter()
        regions: set[str] = set()
        near: set[str] = set()
        decided: dict[str, Place] = {}
        for candidate in candidates:
            if candidate.name in weak() or candidate.name in generic():
                continue
            for what in (candidate.known, candidate.owner, candidate.around):
                if what is not None and what.place is not None and what.place.key in gazetteer.shared_names():
                    states.update([what.place.state] if what.place.state else ())  # "Punjab" points to neither
                elif what is not None and (country := country_of(what)):
                    states[country] += 1
                if what is not None and what.place is not None and what.place.state is None:
                    regions.add(what.place.key)
                    near.update(what.place.near)
            if candidate.around is not None and candidate.around.place is not None and candidate.towns:
                for same in gazetteer.namesakes().get(candidate.around.place.name, ()):
                    if any(lies_in(town, same) for town in candidate.towns):
                        decided.setdefault(candidate.around.place.name, same)  # "Atlanta, Georgia"
            if candidate.towns and candidate.towns[0].is_capital and candidate.towns[0].country:
                states[candidate.towns[0].country] += 1
        return cls(states, frozenset(regions), frozenset(near), decided)

    def choose(
        self, places: Sequence[Place], behind: Iterable[Known], *, sure: bool, opens: bool = False
    ) -> Place | None:
        """Return the place meant by a name that several may have; None rather than a wrong one.

        `behind` are the places named right behind it; `sure` says that the words beside it make it a place, `opens`
        that it begins a sentence, so that it may be an ordinary word.
        """
        around = [place for what in behind if (place := self.sense(what)) is not None]
        foremost = self.states.most_common(1)[0][0] if self.states else None

        def score(place: Place) -> float:
            value = log10(place.people + 1)
            if any(lies_in(place, larger) for larger in around):
                value += _NAMED_BEHIND
            if place.within in self.regions:
                value += _STATE_NAMED + _STATE_FOREMOST
            elif self._points_to(place):
                value += _STATE_NAMED + (_STATE_FOREMOST if place.country == foremost else 0)
            if self._in_another_division(place):
                value += _OTHER_DIVISION
            return value + (_OTHER_NAME if place.is_other_name else 0)

        best = max(places, key=score, default=None)
        if best is None:
            return None
        if around and not any(lies_in(best, larger) or may_lie_in(best, larger) for larger in around):
            return best if best.country in self.states and best.people >= _BIG else None
        if self._is_likely(best) or any(lies_in(best, larger) for larger in around):
            return best
        in_complete = best.country in load("countries")["complete"]
        alone = (
            (in_complete or not self.states)
            and len({place.country for place in places}) == 1
            and best.people >= _UNIQUE
        )
        if not sure:
            return best if alone and best.people >= _SMALL and not opens else None
        rivals = [place.people for place in places if place.country != best.country]
        foremost_of_name = best.people >= _TIMES * max(rivals, default=0) or not self.states
        known = alone or best.people >= _BIG or (best.people >= _SMALL and foremost_of_name)
        return best if known and (in_complete or not best.is_other_name or best.people >= _BIG) else None

    def _is_likely(self, place: Place) -> bool:
        """Tell whether the text speaks of the state or region around a place, or the place is known everywhere."""
        if place.people >= _HUGE or place.key in gazetteer.by_key() or place.within in self.regions:
            return True
        return self._points_to(place) and not self._in_another_division(place)

    def _points_to(self, place: Place) -> bool:
        return (
            place.country in self.states
            or place.country in self.near
            or any(iso3 in self.states for iso3 in place.near)
        )

    def _in_another_division(self, place: Place) -> bool:
        """Tell whether the text names divisions of the town's state (US states), but not the town's own."""
        own = gazetteer.by_key().get(place.within or "")
        if own is None or own.state is not None or own.within is None or own.key in self.regions:
            return False
        return any(gazetteer.by_key()[key].within == own.within for key in self.regions if key in gazetteer.by_key())

    def is_foremost(self, owner: Known | None) -> bool:
        """Tell whether the text names no state more often than that of `owner`."""
        country = country_of(owner) if owner is not None else None
        return country is not None and self.states[country] == max(self.states.values(), default=0)

    def is_about_one_state(self) -> bool:
        """Tell whether most of the states that the text names are one."""
        return max(self.states.values(), default=0) >= max(_OFTEN, _ALONE * self.states.total())

    def is_about(self, iso3: str | None) -> bool:
        """Tell whether the text names a state at least a quarter as often as the one it names most."""
        return iso3 is not None and self.states[iso3] > 0 and 4 * self.states[iso3] >= max(self.states.values())

    def sense(self, what: Known) -> Place | None:
        """Return the place that a known name means, homonyms decided ("Georgia", "Punjab")."""
        if what.place is None:
            return None
        name = gazetteer.shared_names().get(what.place.key)
        if name is None:
            return what.place
        others = gazetteer.namesakes()[name]
        options = [*others, *([what.place] if what.place not in others else [])]
        return self.decided.get(name) or max(options, key=lambda p: (self._support(p), p.state is not None))

    def _support(self, place: Place) -> float:
        if place.state is not None:
            near = _neighbours().get(place.state, ())
            return self.states[place.state] + 0.5 * sum(self.states[iso3] for iso3 in near) + 0.5
        return 0.9 * self.states[place.country or ""]


def country_of(what: Known) -> str | None:
    """Return the state (ISO 3166-1 alpha-3) that a known name belongs to."""
    return what.place.country if what.place is not None else what.iso3


def lies_in(place: Place, larger: Place) -> bool:
    """Tell whether `place` lies in `larger`, as far as the tables know."""
    if larger.is_division and place.region is not None:
        return f"{place.region}.".startswith(f"{larger.region}.") and place.key != larger.key
    seen = 0
    within = place.within
    while within is not None and seen < 8:
        if within == larger.key:
            return True
        parent = gazetteer.by_key().get(within)
        within = parent.within if parent else None
        seen += 1
    return larger.state is not None and place.country == larger.state


def may_lie_in(place: Place, larger: Place) -> bool:
    """Tell whether a town may lie in a region whose towns the tables do not list: both are in the same state."""
    if larger.state is not None or larger.country is None or larger.country != place.country:
        return False
    return larger.key not in gazetteer.with_towns()


@cache
def capitals() -> dict[str, str]:
    """Return the states (ISO 3166-1 alpha-3) by the matching form of their capital's name."""
    found = {matching(row["capital"]): iso3 for iso3, row in load("states").items() if "capital" in row}
    return found | {"kiev": "UKR", "washington": "USA", "washington, d.c.": "USA", "sana'a": "YEM", "peking": "CHN"}


@cache
def _neighbours() -> dict[str, tuple[str, ...]]:
    return {"GEO": ("RUS", "ARM", "AZE", "TUR", "UKR")}


def is_named_after(candidate: Candidate) -> bool:
    """Tell whether a place's name is a known region's with the word for what it is ("Punjab province")."""
    what = candidate.owner
    if candidate.form is not Form.PLACE or what is None or what.place is None or what.place.is_town or what.place.state:
        return False
    words = words_of(candidate.name)
    hit = names().at(words, 0)
    same = {
        *load("shapes")["places"]["divisions"],
        "mountain",
        "mountains",
        "river",
        "valley",
        "island",
        "islands",
        "lake",
        "desert",
    }
    return hit is not None and hit[0] == len(words) - 1 and words[-1].lower() in same
