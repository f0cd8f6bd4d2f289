"""What the words right before or after a number say happened to those it counts: killed, wounded, evacuated …

Shallow rules on words. They read a number's own neighbours; lists and parts are read in `bindings`.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.extraction import lexicon
from app.extraction.grammar import inflection
from app.extraction.numbers.counted import Counted
from app.extraction.numbers.measures import HAPPENINGS, NOUNS, STATES, SUFFERED, SUFFERING, VERBS, VERBS_BEFORE, Verb
from app.extraction.paragraphs import Token
from app.vocabulary import Measure, Unit

_SMALL = lexicon.load("function_words")
BE = frozenset(_SMALL["be"])
HELPERS = BE | frozenset(_SMALL["helpers"])
PREPOSITIONS = frozenset(_SMALL["prepositions"])
CONJUNCTIONS = frozenset(_SMALL["conjunctions"])
DETERMINERS = frozenset(_SMALL["determiners"])
INCREMENTS = frozenset(_SMALL["increments"])
_BETWEEN = DETERMINERS | INCREMENTS | {"also", "both", "about"}
_LEANING = frozenset(_SMALL["leaning"])
_REACH = 14  # words between a number and the verb that tells what happened; farther ones belong to other things
_INTENT = frozenset(_SMALL["intent"])
_SUBORDINATE = frozenset(["after", "before", "since", "as", "following", "until"])
_HAVE = frozenset(["has", "have", "had", "having"])
_ASIDES = {",": ",", "(": ")", "—": "—", "–": "–"}
_GOING_ON = frozenset(["who", "that", "which", "and"])
_PARTITIVE = frozenset(["which", "whom", "them", "these", "those"])
_COLLECTIVES = frozenset(["family", "group", "crew", "team", "party", "gang", "squad", "patrol", "household"])
_CLOSING_QUOTES = frozenset(['"', "”", "’"])
_POSSESSIVES = frozenset(["his", "her", "its", "their"])
_CONTAINING = frozenset(["contain", "contains", "contained", "containing", "with", "holding", "holds"])
_GRAVES = frozenset(["grave", "graves", "gravesite", "gravesites"])
_HARM = frozenset([Measure.KILLED, Measure.INJURED])


def before(lowers: Sequence[str], item: Counted) -> Measure | None:
    """Return what a verb or noun right before the number says: "killing", "deaths of", "the dead include"."""
    i = item.first - 1
    nearest = max(-1, i - 4)
    while i > nearest and (lowers[i] in _BETWEEN or lowers[i].endswith("ly")) and not VERBS_BEFORE.at(lowers, i):
        i -= 1
    if i > 1 and lowers[i] == "of" and lowers[i - 1] in _COLLECTIVES:
        i -= 2  # "kills a family of eight"
        while i > nearest and lowers[i] not in _BETWEEN:
            i -= 1
        i -= 1
    if i < 0:
        return None
    if lowers[i] == "death" and lowers[i - 1] == "to":
        return Measure.KILLED  # "stabbed to death five people"
    if verb := VERBS_BEFORE.at(lowers, i):
        if takes_object(lowers, verb.first, verb.value) and not _is_intent(lowers, verb.first, verb.value):
            if (state := STATES.at(lowers, item.last)) and state.value is Measure.KILLED:
                return Measure.KILLED  # "shoot two migrants dead"
            return _with_other(verb.value.measure, _verb_before(lowers, verb.first))
        return None
    if lowers[i] in ("of", "to", "for") and (noun := HAPPENINGS.at(lowers, i - 1)):
        return _with_other(noun.value, _noun_before(lowers, noun.first))
    if lowers[i] in _CONTAINING and any(word in _GRAVES for word in lowers[max(0, i - _REACH) : i]):
        return Measure.KILLED  # "a mass grave believed to contain 87 people"
    if lowers[i] in BE or lowers[i] in ("include", "includes", "included"):
        fixed = NOUNS.at(lowers, i - 1)
        if fixed and not fixed.value.open and fixed.value.unit is Unit.PERSON:
            return fixed.value.measure
    return None


def takes_object(lowers: Sequence[str], i: int, verb: Verb) -> bool:
    """Tell an active form of `verb` at word `i` ("killed five") from a passive one ("were killed")."""
    if not verb.transitive:
        return False
    passive = verb.form in (inflection.PAST, inflection.PARTICIPLE) and i > 0 and lowers[i - 1] in BE
    return not passive


def _is_intent(lowers: Sequence[str], i: int, verb: Verb) -> bool:
    """Tell whether the harm is only threatened or possible: "threatens to kill two", "could kill thousands"."""
    return verb.measure in _HARM and verb.form == inflection.BASE and i > 0 and lowers[i - 1] in _INTENT


def _with_other(measure: Measure, other: Measure | None) -> Measure:
    """Return `casualties` where dead and wounded are counted together: "killing or wounding", "killed and injured"."""
    return Measure.CASUALTIES if other and {measure, other} == _HARM else measure


def _verb_before(lowers: Sequence[str], i: int) -> Measure | None:
    """Return the measure of the verb joined with "and" or "or" to the one at word `i`, before it."""
    joined = i > 1 and lowers[i - 1] in ("and", "or") and VERBS_BEFORE.at(lowers, i - 2)
    return joined.value.measure if joined else None


def _noun_before(lowers: Sequence[str], i: int) -> Measure | None:
    joined = i > 1 and lowers[i - 1] in ("and", "or") and HAPPENINGS.at(lowers, i - 2)
    return joined.value if joined else None


def _verb_after(lowers: Sequence[str], j: int) -> Measure | None:
    """Return the measure of the participle joined with "and" or "or" to the word that ends before word `j`."""
    if j + 1 >= len(lowers) or lowers[j] not in ("and", "or"):
        return None
    verb = VERBS.at(lowers, j + 1)
    return verb.value.measure if verb and verb.value.participle else None


def after(words: Sequence[Token], lowers: Sequence[str], item: Counted) -> tuple[Measure, int, bool] | None:
    """Return what the words after the phrase say: "… were killed", "… in the West Bank are shot dead", "… died".

    With the measure come the index after the words that say so and whether they take the counted as part of a whole
    ("… are among the dead").
    """
    end = min(len(lowers), item.last + _REACH)
    if item.last >= end:
        return None
    quoted = item.head is None and lowers[item.last] in _CLOSING_QUOTES  # "“around 30” were killed"
    if said := _said(words, lowers, item.last + quoted, end):
        return said
    predicate = _predicate(words, lowers, item.last, end)
    if predicate is not None and (said := _said(words, lowers, predicate, end)):
        return said
    verb = VERBS.at(lowers, item.last)
    if verb and not verb.value.transitive:  # "500 people fleeing the fighting"
        return verb.value.measure, verb.last, False
    return None


def _predicate(words: Sequence[Token], lowers: Sequence[str], j: int, end: int) -> int | None:
    """Return where the verb of a subject that ends before word `j` may start, past what stands between them."""
    if lowers[j] == "of" and lowers[j + 1 : j + 2] and lowers[j + 1] in _PARTITIVE:
        j += 2  # "three of which were shot down"
    elif lowers[j] in _ASIDES:
        j = _after_aside(lowers, j, end)
    elif lowers[j] in PREPOSITIONS or lowers[j] in _GOING_ON or lowers[j].endswith("ing"):
        j += 1
    else:
        return None
    while j < end and lowers[j] not in HELPERS:
        if lowers[j] == "," and j + 2 < end and lowers[j + 2] == "," and words[j + 1].is_capitalised:
            j += 3  # "in Tehran, Iran, were"
            continue
        if lowers[j : j + 2] == [",", "including"]:
            return _after_aside(lowers, j, end)  # "of one family, including two children, are killed"
        if lowers[j] in CONJUNCTIONS or lowers[j] in _SUBORDINATE or lowers[j] in ",;:":
            return None
        verb = VERBS.at(lowers, j)
        named = verb is not None and NOUNS.at(lowers, verb.last, j) is not None  # "firefighters and rescue workers"
        if verb and verb.value.form != inflection.GERUND and not (named and verb.value.form == inflection.BASE):
            return j
        j += 1
    return j


def _after_aside(lowers: Sequence[str], j: int, end: int) -> int:
    """Return the index after ", including a child," or "(…)" that opens at word `j`; `end` when it does not close."""
    for k in range(j + 1, end - 1):
        if lowers[k] == _ASIDES[lowers[j]]:
            verb = VERBS.at(lowers, k + 1)
            gerund = verb is not None and verb.value.transitive and verb.value.form == inflection.GERUND
            if lowers[k + 1] in HELPERS or (not gerund and (verb or lowers[k + 1].endswith("ing"))):
                return k + 1
            if lowers[j + 1] == "including":
                break
    if lowers[j + 1 : j + 2] == ["including"]:  # the comma that should close it is often left out
        return next((k for k in range(j + 1, end - 1) if lowers[k] in BE), end)
    return end


def _said(words: Sequence[Token], lowers: Sequence[str], start: int, end: int) -> tuple[Measure, int, bool] | None:
    """Read (helpers and) a participle, state, intransitive verb or "among the dead" at word `start`."""
    j = start
    while j < end and _may_help(lowers, j) and not STATES.at(lowers, j):
        j += 1
    if j >= end:
        return None
    helped = lowers[start:j]
    if "among" in helped:
        return _among(lowers, j)
    if state := STATES.at(lowers, j):
        return _with_other(state.value, _verb_after(lowers, state.last)), state.last, False
    if lowers[j + 1 : j + 3] == ["to", "death"]:
        return Measure.KILLED, j + 3, False
    if lowers[j] in SUFFERING and any(word in SUFFERED for word in lowers[j + 1 : j + 4]):
        return Measure.INJURED, j + 1, False
    verb = VERBS.at(lowers, j)
    if verb is None:
        return None
    passive = any(word in BE for word in helped)
    if not verb.value.transitive:
        unfinished = verb.value.form == inflection.GERUND and not passive
        return None if unfinished else (verb.value.measure, verb.last, False)
    active = not passive and (any(word in _HAVE for word in helped) or _is_acted_on(words, lowers, verb.last))
    if not verb.value.participle or active:
        return None
    return _with_other(verb.value.measure, _verb_after(lowers, verb.last)), verb.last, False


def _may_help(lowers: Sequence[str], j: int) -> bool:
    if lowers[j] == "as":
        return lowers[j - 1] in HELPERS and lowers[j - 1] not in BE  # "are reported as missing"
    return lowers[j] in HELPERS or lowers[j] in _LEANING or lowers[j].endswith("ly")


def _among(lowers: Sequence[str], j: int) -> tuple[Measure, int, bool] | None:
    """Read "(are among the) dead", "(were among those) arrested" at word `j`."""
    noun = NOUNS.at(lowers, j)
    if noun and not noun.value.open and noun.value.unit is Unit.PERSON:
        return noun.value.measure, noun.last, True
    verb = VERBS.at(lowers, j)
    return (verb.value.measure, verb.last, True) if verb and verb.value.participle else None


def _is_acted_on(words: Sequence[Token], lowers: Sequence[str], j: int) -> bool:
    """Tell whether the object of an active verb starts at word `j`: "five soldiers killed a man"."""
    if j >= len(lowers):
        return False
    if lowers[j] in DETERMINERS or words[j].text[0].isdigit():
        return True
    return words[j].is_capitalised and lowers[j] not in PREPOSITIONS and lowers[j] not in CONJUNCTIONS


def through_list(lowers: Sequence[str], item: Counted, free: int) -> Measure | None:
    """Return what is said of a list that starts without a number: "killing a commander and nine children".

    Nothing before word `free`, where another number ends, belongs to it.
    """
    i = item.first - 1
    i -= i > 0 and lowers[i] in _POSSESSIVES  # "killing a woman and her two children"
    joined = lowers[max(0, i - 1) : i + 1] in (["along", "with"], ["together", "with"])
    if joined and (verb := VERBS_BEFORE.at(lowers, i - 2)) and verb.value.participle:
        return verb.value.measure  # "he was killed along with two guards"
    if i < 2 or not (lowers[i] in ("and", ",", "plus", "another") or lowers[i - 2 : i + 1] == ["as", "well", "as"]):
        return None
    for j in range(i - 1, max(free - 1, i - _REACH), -1):
        if lowers[j] in ";:." or (lowers[j] in CONJUNCTIONS and lowers[j] != "and"):
            return None
        if verb := VERBS_BEFORE.at(lowers, j):
            objectless = lowers[verb.last] in PREPOSITIONS  # "photos released of the scene showed … and …"
            return verb.value.measure if not objectless and takes_object(lowers, verb.first, verb.value) else None
        if lowers[j] in ("of", "to") and (noun := HAPPENINGS.at(lowers, j - 1)):
            return noun.value
        if lowers[j] in BE:
            return None
    return None
