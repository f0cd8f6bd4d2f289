"""What the numbers of one sentence measure, taken together: lists, parts of a whole, running totals, ellipses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.extraction.numbers import ellipses, happenings, tolls
from app.extraction.numbers.counted import Counted
from app.extraction.numbers.ellipses import DOWNED
from app.extraction.numbers.happenings import DETERMINERS, INCREMENTS
from app.extraction.numbers.measures import DAMAGING, NOUNS, OF_THINGS, PARTS, STATES, TAKING, VERBS, WORKS, Noun
from app.extraction.numbers.tolls import Toll
from app.extraction.paragraphs import Token
from app.vocabulary import Group, Measure, Unit

_LINKS = (
    DETERMINERS
    | INCREMENTS
    | frozenset([",", "and", "or", "plus", "as", "well", "along", "with", "also", "&", "both", "(", ")"])
)
# What becomes of people says less than what they are: "8,000 refugees stranded" are refugees.
_WEAK = frozenset(
    [Measure.AFFECTED, Measure.POPULATION, Measure.PERSONNEL, Measure.CROWD, Measure.SHELTERED, Measure.VOTES]
)
_FORCES = frozenset(
    [Group.SOLDIER, Group.POLICE, Group.COMBATANT, Group.MILITANT, Group.REBEL, Group.PEACEKEEPER, Group.ATTACKER]
)
_SOMEBODY = Noun(Measure.OTHER, Unit.PERSON, open=True)
# What happens to people alone, so that a noun in no list is theirs: "kills twelve gardeners".
_TO_PEOPLE = frozenset([Measure.KILLED, Measure.INJURED, Measure.DETAINED, Measure.ABDUCTED])
_HELD = ("-held", "-controlled", "-occupied")
_REACH = 12  # words before a thing within which the verb that destroyed it stands
_BACK = 12  # numbers looked back at for the whole of a part


@dataclass(frozen=True, slots=True)
class Bound:
    """What a counted number measures and how that was found.

    `kind` is one of `noun`, `before`, `after`, `list`, `part`, `toll`, `like`, `default`, or `governed` where the parse
    found it. `whole` is the index of the number it is a part of, -1 for one in an earlier sentence. `noun` stands for a
    noun the text leaves out, `end` is the index after the words that say what happened, `toll` the running total the
    number completes.
    """

    measure: Measure | None
    kind: str
    whole: int | None = None
    noun: Noun | None = None
    group: Group | None = None
    end: int = 0
    toll: Toll | None = None


def bind(words: Sequence[Token], lowers: Sequence[str], items: Sequence[Counted]) -> list[Bound]:
    """Return what each of `items`, the counted numbers of a sentence in order, measures."""
    bounds = [_alone(words, lowers, items, k) for k in range(len(items))]
    listed = [k > 0 and _are_listed(lowers, items[k - 1], items[k]) for k in range(len(items))]
    for k in range(len(items)):
        bounds[k] = _after_earlier(lowers, items, bounds, k, listed=listed[k])
    for k in range(len(items) - 1, 0, -1):
        if listed[k] and bounds[k].kind in ("after", "list") and _is_unbound(items[k - 1], bounds[k - 1]):
            bounds[k - 1] = replace(bounds[k], kind="list", end=0)  # "four police and two civilians are killed"
    _take_apart(lowers, items, bounds)
    for k, item in enumerate(items):
        if _is_unbound(item, bounds[k]):
            bounds[k] = _from_afar(lowers, item, items[k - 1].last if k else 0) or bounds[k]
        if item.more and k and item.head is None and item.group is None and bounds[k].kind != "default":
            bounds[k] = replace(bounds[k], group=items[k - 1].group)  # "700 asylum seekers and 200 more"
        elif (
            k
            and bounds[k - 1].kind == bounds[k].kind == "after"
            and ellipses.is_gapped(lowers, item, said=bounds[k - 1].end, end=bounds[k].end)
        ):
            bounds[k] = replace(bounds[k], group=items[k - 1].group)  # "ten soldiers were killed and 30 wounded"
    return bounds


def _take_apart(lowers: Sequence[str], items: Sequence[Counted], bounds: list[Bound]) -> None:
    """Bind those taken out of a whole: "12 guards (ten men and two women) die", "three of the five are killed"."""
    whole: int | None = None
    for k in range(1, len(items)):
        item, earlier = items[k], items[k - 1]
        between = lowers[earlier.last : item.first]
        if between == ["("] and _is_open(earlier) and _is_open(item):
            whole = k - 1
        elif ")" in between or not between:
            whole = None
        if whole is not None and _is_open(item) and bounds[k].kind in ("default", "list", "after", "part"):
            bounds[k] = replace(bounds[k], measure=bounds[whole].measure, kind="part", whole=whole, end=0)
        elif ellipses.is_of_next(lowers, earlier, item) and bounds[k].kind == bounds[k - 1].kind == "after":
            bounds[k - 1] = replace(bounds[k - 1], group=item.group)
            bounds[k] = Bound(item.noun.measure if item.noun else None, "default")


def _is_unbound(item: Counted, bound: Bound) -> bool:
    return bound.kind == "default" and _is_open(item)


def _after_earlier(
    lowers: Sequence[str], items: Sequence[Counted], bounds: Sequence[Bound], k: int, *, listed: bool
) -> Bound:
    """Return what number `k` measures as a part, a list's next or an echo of the one before it."""
    item, own = items[k], bounds[k]
    earlier = bounds[k - 1] if k else None
    of_people = k > 0 and _counts_people(items[k - 1], bounds[k - 1])
    if k and own.kind in ("default", "list") and ellipses.is_some_of_them(lowers, item, of_people=of_people):
        return _some_of_them(lowers, items, bounds, k)
    if earlier and own.kind == "toll" and own.measure is None:
        return replace(own, measure=earlier.measure)  # "killing five, raising the total to 69"
    if _is_part(lowers, item) and (_is_open(item) or item.head is None):
        return _part(items, bounds, k)
    if not _is_unbound(item, own):
        return own
    if earlier and listed and earlier.kind == "after" and earlier.end > item.last:
        return Bound(earlier.measure, "part", k - 1)  # "three people, two police and a guard, were killed"
    if earlier and listed and earlier.kind in ("before", "list", "part", "toll"):
        return Bound(earlier.measure, "part" if earlier.kind == "part" else "list", earlier.whole)
    if earlier and earlier.kind in ("before", "after", "list", "toll"):
        said = max(earlier.end, items[k - 1].last)
        if ellipses.is_broken_down(lowers, item, said=said):
            return Bound(earlier.measure, "part", k - 1)
        if ellipses.is_joined(lowers, item, said=said):
            return Bound(earlier.measure, "list", earlier.whole)
    if earlier and (left_out := _ellipsis(lowers, items, bounds, k)):
        return left_out
    of_next = k + 1 < len(items) and ellipses.is_of_next(lowers, item, items[k + 1])
    return _like(items, bounds, k + 1) if of_next else own


def _ellipsis(lowers: Sequence[str], items: Sequence[Counted], bounds: Sequence[Bound], k: int) -> Bound | None:
    """Return what number `k` measures when it leaves out what the number before it says."""
    item, before, earlier = items[k], items[k - 1], bounds[k - 1]
    if ellipses.is_like(lowers, before, item, told=earlier.kind == "toll"):
        return _like(items, bounds, k - 1)
    if earlier.kind == "noun" and ellipses.is_of_them(lowers, item):
        return Bound(earlier.measure, "part", k - 1, before.noun)
    if earlier.kind == "after" and ellipses.is_some_of(lowers, before, item, said=earlier.end):
        return Bound(earlier.measure, "part", k - 1, group=before.group)
    return _like(items, bounds, k - 1) if ellipses.is_elsewhere(lowers, before, item) else None


def _from_afar(lowers: Sequence[str], item: Counted, free: int) -> Bound | None:
    """Return what is said of a list that begins without a number, or the noun a bare number leaves out."""
    if measure := happenings.through_list(lowers, item, free):
        return Bound(measure, "list")
    noun = ellipses.left_out(lowers, item)
    return Bound(noun.measure, "like", noun=noun) if noun else None


def _is_open(item: Counted) -> bool:
    """Tell whether the verb decides: people, or nothing named ("killed five", "103 others")."""
    return item.unit is None and item.number.unit is None and (item.noun.open if item.noun else item.head is None)


def _alone(words: Sequence[Token], lowers: Sequence[str], items: Sequence[Counted], k: int) -> Bound:
    """Return what the words around one number say, without its list."""
    item = items[k]
    if item.unit is not None or item.number.unit is not None:
        return Bound(item.measure, "noun")
    own = item.noun.measure if item.noun else None
    if item.noun and not item.noun.open:
        return Bound(_of_place(lowers, item) or own, "noun")
    if not _is_open(item):
        works = Measure.INFRASTRUCTURE if _is_works(lowers, item) else None
        return _unlisted(words, lowers, item) or Bound(works, "default")
    if (measure := happenings.before(lowers, item)) and _prevails(measure, own) and measure not in DOWNED:
        return Bound(measure, "before")
    counts = [other.last for other in items[max(0, k - _BACK) : k] if other.unit is None]
    toll = tolls.read(lowers, item, counts[-1] if counts else 0)
    if toll and (toll.measure or k):
        return Bound(toll.measure, "toll", noun=toll.noun, group=toll.group, toll=toll)
    said = happenings.after(words, lowers, item)
    if said and said[0] in DOWNED:
        noun = ellipses.downed(items[:k]) if item.head is None else None
        if noun or (item.head is None and said[0] is Measure.EQUIPMENT):
            return Bound(noun.measure if noun else said[0], "after", end=said[1], noun=noun)
    elif said and _prevails(said[0], own):
        return Bound(said[0], "after", whole=-1 if said[2] else None, end=said[1])
    if (kind := _kind_of_people(lowers, item)) and _prevails(kind, own):
        return Bound(kind, "noun")
    return Bound(Measure.PERSONNEL if own is Measure.OTHER and item.group in _FORCES else own, "default")


def _unlisted(words: Sequence[Token], lowers: Sequence[str], item: Counted) -> Bound | None:
    """Return what happened to those whose noun is in no list, where it happens to people alone."""
    if item.head is None or words[item.head].is_capitalised:
        return None
    measure = happenings.before(lowers, item)
    if measure in _TO_PEOPLE and not any(word in OF_THINGS for word in lowers[max(0, item.first - 3) : item.first]):
        return Bound(measure, "before", noun=_SOMEBODY)
    said = happenings.after(words, lowers, item)
    if said and said[0] in _TO_PEOPLE and not any(word in OF_THINGS for word in lowers[item.last : said[1]]):
        return Bound(said[0], "after", end=said[1], noun=_SOMEBODY)
    return None


def _kind_of_people(lowers: Sequence[str], item: Counted) -> Measure | None:
    """Return what a participle in the phrase says: "20 wounded soldiers", "several missing civilians"."""
    for i in range(item.number.last, item.head or 0):
        if state := STATES.at(lowers, i):
            return state.value
        if (verb := VERBS.at(lowers, i)) and verb.value.participle:
            return verb.value.measure
    return None


def _prevails(measure: Measure, own: Measure | None) -> bool:
    return measure not in _WEAK or own in (None, Measure.OTHER)


def _of_place(lowers: Sequence[str], item: Counted) -> Measure | None:
    """Return what is measured by villages or military posts: ground when taken, buildings when hurt."""
    place = item.noun is not None and item.noun.unit is Unit.PLACE
    if not (place or "military" in lowers[item.number.last : item.last]):
        return None
    if any(word in TAKING for word in lowers[max(0, item.first - 4) : item.first]):
        return Measure.TERRITORY
    if any(word.endswith(_HELD) for word in lowers[item.number.last : item.last]):
        return Measure.TERRITORY  # "three rebel-held districts"
    near = [*lowers[max(0, item.first - 4) : item.first], *lowers[item.last : item.last + 4]]
    return Measure.BUILDINGS if place and any(word in DAMAGING for word in near) else None


def _is_works(lowers: Sequence[str], item: Counted) -> bool:
    """Tell whether things in no list are works that were hurt: "destroyed three gas compressors"."""
    hurt = any(word in DAMAGING for word in lowers[max(0, item.first - _REACH) : item.first])
    return hurt and any(word in WORKS for word in lowers[item.number.last : item.head])


def _are_listed(lowers: Sequence[str], a: Counted, b: Counted) -> bool:
    between = lowers[a.last : b.first]
    if not 0 < len(between) <= 4 or between[0] in DETERMINERS or ("with" in between and "along" not in between):
        return False
    if between[0] == "of" and between[-1] in ("and", ","):
        return not any(VERBS.at(between, i) for i in range(len(between)))  # "two guards of the minister and a child"
    return all(word in _LINKS for word in between)


def _is_part(lowers: Sequence[str], item: Counted) -> bool:
    i = item.first - 1
    while i >= 0 and i > item.first - 4 and lowers[i] in DETERMINERS:
        i -= 1
    return PARTS.at(lowers, i) is not None


def _counts_people(item: Counted, bound: Bound) -> bool:
    """Tell whether a number counts people, named or not ("nine killed")."""
    if item.noun is not None:
        return item.noun.open
    return item.head is None and bound.measure in _TO_PEOPLE and bound.kind in ("before", "after", "toll", "list")


def _some_of_them(lowers: Sequence[str], items: Sequence[Counted], bounds: Sequence[Bound], k: int) -> Bound:
    """Return what "37 of whom" measures: some of the people counted last, and of the same group."""
    for i in range(k - 1, max(-1, k - 1 - _BACK), -1):
        noun, whole = items[i].noun, bounds[i]
        if whole.kind != "part" and whole.measure is not None and (_is_open(items[i]) or (noun and noun.open)):
            told = NOUNS.at(lowers, items[k].last + 2)  # "two of them children"
            group = told.value.group if told and told.value.open else None
            return Bound(whole.measure, "part", i, noun, group or items[i].group or whole.group)
    return replace(bounds[k], whole=-1)


def _part(items: Sequence[Counted], bounds: Sequence[Bound], k: int) -> Bound:
    """Return what a part measures: what its whole does, unless its own verb says more."""
    for i in range(k - 1, max(-1, k - 1 - _BACK), -1):
        whole = bounds[i]
        if whole.kind == "part" or whole.measure is None or items[i].unit is not None:
            continue
        noun = items[i].noun
        if _is_open(items[i]) or (noun and noun.unit is Unit.PERSON) or items[k].head is None:
            measure = whole.measure if bounds[k].kind == "default" else bounds[k].measure
            left_out = noun if items[k].head is None else None
            return Bound(measure, "part", i if measure is whole.measure else None, left_out)
    return replace(bounds[k], whole=-1)


def _like(items: Sequence[Counted], bounds: Sequence[Bound], i: int) -> Bound:
    noun = bounds[i].noun or items[i].noun
    return Bound(bounds[i].measure, "like", noun=noun, group=items[i].group)
