"""The verbs that report what someone says, as cues.toml lists them, and where in a sentence they do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.extraction import lexicon
from app.extraction.grammar import verbs
from app.extraction.grammar.words import Words
from app.extraction.reading import Cue
from app.extraction.statements import complements

_BACK = 30  # words looked back for the auxiliary of a passive: "was met by X and accused"
_SUBJECT = 12  # words before a passive in which its subject shows its noun
_OBJECT = 6  # words in which "released the following …" shows its noun
_CALLED = frozenset({("on",), ("upon",), ("for",), ("up",), ("off",), ("in",), ("out",)})  # is no label
_CLAUSAL = frozenset({"that", "person that"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "remain", "remains", "remained"})
_NEAR = 9  # words in which the object of "expressed …" shows its noun


@dataclass(frozen=True, slots=True)
class Sense:
    """One use of a cue: the words that belong to the verb, what it does and the complements it takes."""

    does: str
    takes: tuple[str, ...]
    lemma: str
    rest: tuple[str, ...]
    objects: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A cue in a sentence: word `at` is its verb, `after` the word behind the phrase, `start` the content's first."""

    at: int
    after: int
    start: int
    does: str
    take: str
    lemma: str
    through: int = 0  # the word the content reaches at least ("as" in "justified the strike, which …, as defensive")
    passive: bool = False


@cache
def senses() -> dict[str, tuple[Sense, ...]]:
    """Return the senses of each lemma, longest phrase first, otherwise in the order of the list."""
    table: dict[str, list[Sense]] = {}
    for entry in lexicon.load("cues")["sense"]:
        objects = frozenset(entry.get("objects", "").split())
        for phrase in entry["phrases"].split(";"):
            lemma, *rest = phrase.split()
            table.setdefault(lemma, []).append(Sense(entry["does"], tuple(entry["takes"]), lemma, tuple(rest), objects))
    return {lemma: tuple(sorted(found, key=lambda s: -len(s.rest))) for lemma, found in table.items()}


def says(words: Words, k: int) -> bool:
    """Tell whether word `k` is a verb of saying."""
    return words.low[k] in verbs.sayings() and words.tags[k] in "VE"


def tells(cue: Cue | None) -> bool:
    """Tell whether by this cue a text goes on to somebody's words, whoever's statement stood before."""
    return cue is not None and cue.lemma in lexicon.load("cues")["statement"]["others"].split()


def gives_statement(words: Words, k: int) -> bool:
    """Tell whether word `k` is the verb of "issued a statement", "released the following remarks"."""
    lists = lexicon.load("cues")["statement"]
    if words.tags[k] not in "VE" or lemma(words, k) not in lists["verbs"].split():
        return False
    nouns = frozenset(lists["nouns"].split())
    return any(words.low[j] in nouns for j in range(k + 1, min(len(words), k + _OBJECT)))


def lemma(words: Words, k: int) -> str:
    """Return the dictionary form of the verb at word `k`."""
    return verbs.forms().get(words.low[k], ("", words.low[k]))[1]


@cache
def _carriers() -> tuple[frozenset[str], dict[str, str]]:
    express = lexicon.load("cues")["express"]
    nouns = {noun: does for does, words in express["objects"].items() for noun in words.split()}
    return frozenset(express["verbs"].split()), nouns


def find(words: Words) -> list[Match]:
    """Return the cues of a sentence outside its quotations, in order; the subject is not looked at."""
    found = []
    forms, table = verbs.forms(), senses()
    carriers, _ = _carriers()
    for i, word in enumerate(words.low):
        if word in _reactions() and (match := _reaction(words, i)) is not None:
            found.append(match)
            continue
        form = forms.get(word)
        if form is None or words.tags[i] not in "VBGE" or words.quoted[i] or _modifies(words, i):
            continue
        base = form[1]
        if base not in table and base not in carriers:
            continue
        passive = words.tags[i] == "E" and _passive(words, i)
        match = _match(words, i, base, passive=passive)
        if match is not None:
            found.append(match)
    return found


@cache
def _reactions() -> dict[str, str]:
    table = lexicon.load("cues")["predicative"]
    return {word: does for does, listed in table.items() if does != "links" for word in listed.split()}


def _reaction(words: Words, i: int) -> Match | None:
    """Match "X is deeply concerned by …" and "X was encouraged that …"; "we are concerned" is said as a whole."""
    k = i - 1
    while k > 0 and words.tags[k] == "A":
        k -= 1
    if k < 1 or words.quoted[i] or words.low[k] not in _BE or words.low[k - 1] in {"we", "i"}:
        return None
    if words.low[i + 1 : i + 2] == ("that",) and i + 2 < len(words):
        start: int | None = i + 2
        take = "that"
    elif words.low[i + 1 : i + 2] and words.low[i + 1] in lexicon.load("cues")["predicative"]["links"].split():
        start = complements.opening(words, i + 2, "np")
        take = "np"
    else:
        return None
    does = _reactions()[words.low[i]]
    if does == "condemn" and words.low[i + 1] == "for":
        return None  # "concerned for his safety"
    return Match(i, i + 1, start, does, take, words.low[i], start) if start is not None else None


def _modifies(words: Words, i: int) -> bool:
    """Tell "support opposing sides", "raising fears" and "assuming it holds" from participles that report."""
    if words.tags[i] != "G":
        owned = words.tree is not None and words.tree.relations[i] == "amod"
        return owned and words.low[i] == "alleged"  # "arrest alleged rebels"
    if words.low[i] == "ruling":
        return words.low[i + 1 : i + 2] != ("that",)  # "the ruling party"
    return words.low[i] in {"assuming", "raising"} or (i > 0 and words.tags[i - 1] in "VD")


def _passive(words: Words, i: int) -> bool:
    """Tell "was accused" and "accused by" from "has accused" and "has met X and accused"."""
    joined = False
    if words.tags[i - 1] == "C" and words.low[i + 1 : i + 2] == ("that",) and not _has_hearer(lemma(words, i)):
        return False  # "was shot down and claimed that"
    for k in range(i - 1, max(-1, i - _BACK), -1):
        low, tag = words.low[k], words.tags[k]
        if low in {"have", "has", "had", "having"}:
            return False
        if low in {"is", "are", "was", "were", "be", "been", "being"} and not (
            low == "been" and words.tags[k - 1] in "XA"
        ):
            return True
        joined = joined or tag == "C"
        if not joined and tag not in 'AEX"':
            return True
        if tag in "SR;VM":
            return True
    return True


def _has_hearer(base: str) -> bool:
    """Tell "tell", whose passive takes a clause too: "was hauled in and told that"."""
    return any("person that" in sense.takes for sense in senses().get(base, ()))


def _match(words: Words, i: int, lemma: str, *, passive: bool) -> Match | None:
    carriers, _ = _carriers()
    if lemma in carriers and not passive:
        match = _carried(words, i, lemma)
        if match is not None:
            return match
    group = None if passive else _negated_group(words, i)
    if group is not None:
        return _negated(words, i, lemma, group)
    if lemma in {"quote", "cite"} and (start := complements.as_saying(words, i + 1)) is not None:
        return Match(i, i + 1, start, "say", "quoted", lemma, passive=passive)
    if passive:
        return _in_passive(words, i, lemma)
    for sense in senses().get(lemma, ()):
        after = _phrase_end(words, i + 1, sense.rest)
        if after is None:
            continue
        for take in sense.takes:
            start = i if take == "any" else complements.opening(words, after, take)
            if take in {"np which", "which"} and start is not None and not _object_relative(words, i):
                continue
            if start is None:
                continue
            through = complements.reach(words, start, take) or start
            if sense.objects and not _holds(words, through, sense.objects):
                continue
            return Match(i, after, start, sense.does, take, lemma, through)
    return _of_relative(words, i, lemma) or _parsed(words, i, lemma)


def _of_relative(words: Words, i: int, lemma: str) -> Match | None:
    """Match "whom X accuses of …" and "which X blames on …", whose object is before it."""
    preposition = {"accuse": "of", "blame": "on", "suspect": "of"}.get(lemma)
    if preposition is None or words.low[i + 1 : i + 2] != (preposition,) or not _object_relative(words, i):
        return None
    return Match(i, i + 2, i + 2, "accuse", "np", lemma) if i + 2 < len(words) else None


def _parsed(words: Words, i: int, lemma: str) -> Match | None:
    """Match by the parse a cue whose clause starts far behind it: "announced, in an address on X, that …"."""
    tree = words.tree
    clause = tree.clausal_complement(i) if tree is not None else None
    if tree is None or clause is None or clause < i:
        return None
    marker = tree.marker(clause)
    for sense in senses().get(lemma, ()):
        if sense.rest or sense.objects:
            continue
        if marker is not None and i < marker and words.low[marker] == "that" and _CLAUSAL & {*sense.takes}:
            return Match(i, i + 1, marker + 1, sense.does, "that", lemma) if marker + 1 < len(words) else None
        if marker is None and "clause" in sense.takes and words.tags[i + 1 : i + 2] in (["P"], ["G"]):
            return Match(i, i + 1, i + 1, sense.does, "clause", lemma)
        opening = tree.span(clause)[0]
        if marker is None and "clause" in sense.takes and words.tags[i + 1 : i + 2] == [","] and opening > i + 2:
            return Match(i, i + 1, opening, sense.does, "clause", lemma)
    return None


def _in_passive(words: Words, i: int, lemma: str) -> Match | None:
    """Match "was described as …" and "was declared by …": as a label where one follows, else as of a thing said."""
    if lemma not in _passive_verbs() or (lemma == "call" and words.low[i + 1 : i + 2] in _CALLED):
        return None
    label = words.low[i + 1 : i + 2] == ("as",) or complements.is_verdict(words, i + 1)
    plain: Sense | None = None
    for sense in senses().get(lemma, ()):
        if _phrase_end(words, i + 1, sense.rest) != i + 1 or (
            sense.objects and not _held_before(words, i, sense.objects)
        ):
            continue
        if label and any(take in {"np as", "np justified"} for take in sense.takes):
            plain = sense
            break
        if plain is None or (not label and "np" not in plain.takes and "np" in sense.takes):
            plain = sense
    return Match(i, i + 1, i + 1, plain.does, "passive", lemma, passive=True) if plain is not None else None


def _held_before(words: Words, i: int, objects: frozenset[str]) -> bool:
    """Tell whether one of the nouns stands before a passive in its clause: "the claims by X were rejected"."""
    for k in range(i - 1, max(-1, i - _SUBJECT), -1):
        if words.tags[k] == "N" and words.low[k] in objects:
            return True
        if words.tags[k] in ";S":
            return False
    return False


def _negated(words: Words, i: int, lemma: str, group: int) -> Match | None:
    """Match a negated cue: what is not confirmed, not claimed, not believed. Others report nothing."""
    if lemma in _withheld() or words.low[i + 1 : i + 2] == ("responsibility",):
        return Match(i, i + 1, group, "withhold", "any", lemma)
    if not any(sense.does == "assess" for sense in senses().get(lemma, ())):
        return None
    start = complements.opening(words, i + 1, "that") or complements.opening(words, i + 1, "clause")
    return Match(i, i + 1, start, "assess", "not", lemma) if start is not None else None


@cache
def _passive_verbs() -> frozenset[str]:
    return frozenset(lexicon.load("cues")["passive"]["verbs"].split())


@cache
def _withheld() -> frozenset[str]:
    return frozenset(lexicon.load("cues")["withheld"]["verbs"].split())


def _negated_group(words: Words, i: int) -> int | None:
    """Return where the verb group of word `i` starts if it is negated: "could not", "has not", "did not"."""
    k = i
    negated = False
    while k > 0 and (
        words.tags[k - 1] in "AXMT" or words.low[k - 1] in {"unable", "able", "yet", "been", "immediately"}
    ):
        k -= 1
        negated = (
            negated or words.low[k] in {"not", "cannot", "unable", "never"} or words.low[k].endswith(("n't", "n’t"))
        )
    return k if negated else None


def _phrase_end(words: Words, after: int, rest: tuple[str, ...]) -> int | None:
    """Return the word behind a phrase; its last preposition may follow when and where it was said."""
    if not rest:
        return after
    end = after + len(rest) - 1
    if words.low[after:end] != rest[:-1]:
        return None
    if words.low[end : end + 1] == rest[-1:]:
        return end + 1
    if len(rest) > 1 or rest[-1] in {"for", "to", "of"}:
        end = complements.circumstances(words, end)
        if words.low[end : end + 1] == rest[-1:]:
            return end + 1
    return None


def _object_relative(words: Words, i: int) -> bool:
    """Tell whether the verb's object is a relative pronoun before its subject: "which it considers …"."""
    for k in range(i - 1, max(-1, i - 8), -1):
        if words.tags[k] == "R" or words.low[k] == "what":
            return words.low[k] != "who" and i - k > 1
        if words.tags[k] in "VXMS;,":
            return False
    return False


def _carried(words: Words, i: int, lemma: str) -> Match | None:
    """Match a verb whose object says what is done: "expressed readiness for talks"."""
    start = complements.opening(words, i + 1, "np")
    if start is None or words.low[start] == "no":
        return None
    _, nouns = _carriers()
    for k in range(start, min(len(words), start + _NEAR)):
        does = nouns.get(words.low[k])
        if does is not None and words.tags[k] == "N" and words.tags[k + 1 : k + 2] != ["N"]:
            if does == "demand" and k + 1 < len(words) and words.low[k + 1] == "for" and k + 2 < len(words):
                return Match(i, k + 2, k + 2, does, "np", lemma)
            return Match(i, i + 1, start, does, "object", lemma)
        if words.tags[k] in "PTVSRGE,;.":
            break
    return None


def _holds(words: Words, start: int, objects: frozenset[str]) -> bool:
    """Tell whether the phrase at word `start` holds one of the nouns, not negated ("offers no help")."""
    if words.low[start] == "no":
        return False
    for k in range(start, min(len(words), start + _NEAR)):
        if words.low[k] in objects and words.tags[k] == "N":
            return True
        if words.tags[k] in "VXMSR;.":
            return False
    return False
