"""The ranges of the records anchored in a claim (claims and figures), narrowed by the claims' filters.

What leads is the index in which the fewest rows are to be looked at, by the counts kept of each: the keys of an entity
when a filter names one, of its records in a place and with a code when those are asked too. What the lead does not
cover is looked up for each of its rows.
"""

# ruff: noqa: S608 - statements are put together from names of ours; what is asked goes in as values

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import inf
from typing import NamedTuple

from app.queries import kept, names
from app.queries.filters import ClaimFilters, inside
from app.queries.kinds import Key, Kind
from app.queries.listing import Listing, Order, Selection, Sort
from app.queries.names import Meant
from app.queries.ranges import Conditions, Ranges, each
from app.queries.sql import LIMIT, NEVER, Sql, one_of
from app.storage import positions, words
from app.storage.codes import ANY, Facet, Owner, Part
from app.storage.reading import Ask

PARTS = {"speaker": Part.SPEAKER, "target": Part.TARGET, "actor": Part.ACTOR}

_MOST_RANGES = 64
"""Above so many ranges of keys, another lead is taken or the rows are looked up one by one."""

_FEW = 2000
"""Fewer rows than this are read and sorted where no index has the order."""


class Lead(NamedTuple):
    """An index that can lead: about how many rows its ranges hold, the filters it covers, and the ranges.

    They are those of keys, or else conditions on the records, each a range of an index of theirs.
    """

    size: float
    covers: frozenset[str] = frozenset()
    keys: tuple[Key, ...] = ()
    ranges: tuple[Conditions, ...] = ()


_WHOLE = Lead(inf, ranges=((),))


@dataclass(slots=True)
class Anchored:
    """The claims or figures that pass `filters`, have one of `codes` (any when empty) and meet `others`.

    `others` are conditions on the record itself.
    """

    ask: Ask
    kind: Kind
    filters: ClaimFilters
    codes: Sequence[str]
    others: Conditions
    parts: dict[str, Meant] = field(init=False)
    publishers: list[int] = field(init=False)
    articles: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Look up what the names and ids mean."""
        filters = self.filters
        self.parts = {part: names.meant(self.ask, values) for part, values in filters.parts().items()}
        self.publishers = names.publishers(self.ask, filters.publisher) if filters.publisher else []
        self.articles = names.articles(self.ask, filters.article) if filters.article else []

    @property
    def code_numbers(self) -> list[int]:
        """Return the numbers of the codes asked for, each once."""
        return [self.kind.numbers[code] for code in dict.fromkeys(self.codes)]

    def ranges(self, *, by_stored: bool = False) -> Ranges:
        """Return where the records are; `by_stored` when their order is that in which they were stored."""
        if self.filters.q is not None:
            return self._of_words(self.filters.q)
        lead = self._lead(sized=by_stored)
        if by_stored and (lead.size >= _FEW or len(lead.keys or lead.ranges) > 1):
            lead = _WHOLE
        records, record_key = self.kind.records, f"{self.kind.records}.position"
        if lead.ranges:
            # Those stored lately are in another order than the list: found by that, and sorted.
            key = f"+{record_key}" if "updated" in lead.covers else record_key
            return self._narrowed(Ranges(records, record_key, records, key, lead.ranges), lead.covers)
        keyed = "lead.part = ? AND lead.entity = ? AND lead.place = ? AND lead.code = ?"
        ranges = tuple((Sql(keyed, key),) for key in lead.keys)
        lead_table = f"{self.kind.keys} AS lead"
        return self._narrowed(Ranges(records, record_key, lead_table, "lead.position", ranges), lead.covers)

    def order(self, ranges: Ranges, sort: Sort) -> Order:
        """Return the order `sort` of these ranges."""
        if sort == "relevance":
            return Order((ranges.score, ranges.key), (float, int))
        if sort == "-stored_at":
            return Order((f"{self.kind.records}.stored", ranges.key), (int, int))
        rises = sort == "published_at"
        return Order((ranges.key,), (int,), descending=not rises, undated_last=rises)

    def key(self) -> Key | None:
        """Return the one key whose range holds exactly the records asked for; None where there is none."""
        return None if self.filters.narrows_otherwise() or self.others or self.publishers else self._named_key()

    def _named_key(self) -> Key | None:
        """Return the one key whose range holds exactly the records with these parts and codes, if there is one."""
        if len(self.codes) > 1:
            return None
        part, entity, place = Part.ANY, ANY, ANY
        for name, found in self.parts.items():
            if not isinstance(found, list) or len(found) != 1 or (name != "place" and part is not Part.ANY):
                return None
            if name == "place":
                (place,) = found
            else:
                part, (entity,) = PARTS[name], found
        if place and part in {Part.SPEAKER, Part.TARGET}:
            return None
        return int(part), entity, place, next(iter(self.code_numbers), ANY)

    def known_total(self) -> int | None:
        """Return how many records there are, where that is kept; None where they must be counted."""
        if [] in self.parts.values():
            return 0
        key = self.key()
        return None if key is None else kept.sizes(self.ask, self.kind, [key]).get(key, 0)

    def _lead(self, *, sized: bool) -> Lead:
        """Return the lead with the fewest rows; how many they are is told only when it has to be."""
        key = None if sized or self.filters.narrows_elsewhere() else self._named_key()
        if key is not None and self.parts:
            return Lead(inf, frozenset({*self.parts, "code"}), keys=(key,))
        leads = list(self._leads())
        return min(leads, key=lambda lead: lead.size) if leads else _WHOLE

    def _leads(self) -> Iterator[Lead]:
        records = self.kind.records
        if self.filters.article:
            yield Lead(0, frozenset({"article"}), ranges=each(f"{records}.article", self.articles) or ((NEVER,),))
        if self.filters.publisher:
            of_each = kept.tally(self.ask, self.kind, (Owner.ANY, ANY), Facet.PUBLISHER, self.publishers)
            ranges = each(f"{records}.publisher", self.publishers) or ((NEVER,),)
            yield Lead(sum(of_each.values()), frozenset({"publisher"}), ranges=ranges)
        if self.filters.updated_since is not None:
            since = self.filters.updated_since
            few = f"SELECT count(*) FROM (SELECT 1 FROM {records} WHERE stored >= ?{LIMIT}) AS latest"
            ((number,),) = self.ask(few, (since, _FEW))
            if number < _FEW:
                latest = Sql(f"{records}.stored >= ?", (since,))
                yield Lead(number, frozenset({"updated"}), ranges=((latest,),))
        keyed = list(self._keyed())
        codes = [(ANY, ANY, ANY, number) for number in self.code_numbers]
        sizes = kept.sizes(self.ask, self.kind, {*codes, *(key for keys, _ in keyed for key in keys)})
        for keys, covers in keyed:
            yield Lead(sum(sizes.get(key, 0) for key in keys), covers, keys=keys)
        if codes:
            size = sum(sizes.get(key, 0) for key in codes)
            yield Lead(size, frozenset({"code"}), ranges=each(self.kind.code, tuple(dict.fromkeys(self.codes))))

    def _keyed(self) -> Iterator[tuple[tuple[Key, ...], frozenset[str]]]:
        """Give the ranges of keys that hold all records asked for, and what each choice of them covers."""
        listed_parts = {part: found for part, found in self.parts.items() if isinstance(found, list)}
        places = listed_parts.pop("place", None)
        actors = listed_parts.get("actor")
        for part, entities in listed_parts.items():
            if places is None:
                yield self._product(PARTS[part], entities, [ANY], covers={part})
            elif part == "actor":
                yield self._product(Part.ACTOR, entities, places, covers={"actor", "place"})
            else:
                yield self._product(PARTS[part], entities, [ANY], covers={part})
                if actors is None:  # a speaker or target is an actor too, and only actors are combined with places
                    yield self._product(Part.ACTOR, entities, places, covers={"place"})
        if places is not None and actors is None:
            yield self._product(Part.ANY, [ANY], places, covers={"place"})
        if self.filters.bbox is not None:
            box = inside(self.filters.bbox, "entities")
            found = self.ask(f"SELECT number FROM entities WHERE {box.text}{LIMIT}", (*box.values, _MOST_RANGES + 1))
            if len(found) <= _MOST_RANGES:
                yield self._product(Part.ANY, [ANY], [number for (number,) in found], covers=set())

    def _product(
        self, part: Part, entities: list[int], places: list[int], *, covers: set[str]
    ) -> tuple[tuple[Key, ...], frozenset[str]]:
        numbers = self.code_numbers
        if numbers and len(entities) * len(places) * len(numbers) <= _MOST_RANGES:
            return tuple(product([int(part)], entities, places, numbers)), frozenset(covers | {"code"})
        return tuple(product([int(part)], entities, places, [ANY])), frozenset(covers)

    def _narrowed(self, ranges: Ranges, covers: Iterable[str]) -> Ranges:
        """Return `ranges` with the conditions for all that is asked and not covered."""
        filters, records = self.filters, self.kind.records
        on_keys: list[Sql] = []
        on_records = [*self.others]
        if filters.narrows_otherwise():
            on_keys += filters.published_conditions(ranges.key)
            on_records += [*filters.record_conditions(records), *filters.event_conditions(records)]
        for part, meant in self.parts.items():
            if part not in covers and isinstance(meant, list):
                on_keys.append(self._has(part, meant, ranges.key))
            elif part not in covers and isinstance(meant, Sql):
                text = f"EXISTS (SELECT 1 FROM json_each({records}.parts, '$.{part}') WHERE value IN ({meant.text}))"
                on_records.append(Sql(text, meant.values))
        if self.codes and "code" not in covers:
            on_records.append(one_of(f"+{self.kind.code}", self.codes))
        if filters.publisher and "publisher" not in covers:
            on_records.append(one_of(f"+{records}.publisher", self.publishers))
        if filters.article and "article" not in covers:
            low, high = positions.around(self.articles)
            on_keys.append(Sql(f"{ranges.key} BETWEEN ? AND ?", (low, high)))
            on_records.append(one_of(f"+{records}.article", self.articles))
        if filters.bbox is not None:
            box = inside(filters.bbox, "entities")
            text = (
                f"EXISTS (SELECT 1 FROM json_each({records}.parts, '$.point') CROSS JOIN entities"
                f" ON entities.number = value WHERE {box.text})"
            )
            on_records.append(Sql(text, box.values))
        return ranges._replace(conditions=tuple(on_keys), on_records=tuple(on_records))

    def _of_words(self, asked: str) -> Ranges:
        """Return the records that hold the words, found with what else is asked by the made words beside them."""
        records = self.kind.records
        listed_parts = {part: found for part, found in self.parts.items() if isinstance(found, list)}
        wanted = {part: [f"{words.TOKENS[part]}{one}" for one in found] for part, found in listed_parts.items()}
        if self.codes:
            wanted["code"] = [f"{self.kind.token}{number}" for number in self.code_numbers]
        if self.filters.publisher:
            wanted["publisher"] = [words.published_by(number) for number in self.publishers]
        found = self.ask.full_text.find(records, asked, keys=list(wanted.values()))
        holds = (Sql(found.condition, found.values),)
        ranges = (holds,) if all(wanted.values()) else ()
        key = f"{records}.position"
        return self._narrowed(Ranges(records, key, found.lead, found.key, ranges, score=found.score), wanted)

    def _has(self, part: str, entities: list[int], key: str) -> Sql:
        """Return the condition that one of the entities has this part: a look-up by the whole primary key."""
        number, column, other = (Part.ANY, "place", "entity") if part == "place" else (PARTS[part], "entity", "place")
        one = one_of(f"probe.{column}", entities)
        text = (
            f"EXISTS (SELECT 1 FROM {self.kind.keys} AS probe WHERE probe.part = ? AND {one.text}"
            f" AND probe.{other} = 0 AND probe.code = 0 AND probe.position = {key})"
        )
        return Sql(text, (int(number), *one.values))


def selection(listing: Listing, sort: Sort, anchored: Anchored) -> Selection:
    """Return the selection of a listing of claims or figures."""
    ranges = anchored.ranges(by_stored=sort == "-stored_at")
    order = anchored.order(ranges, sort)
    return listing.select(anchored.ask, ranges, order, columns=f"{ranges.records}.record", known=anchored.known_total)
