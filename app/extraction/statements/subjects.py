"""Which words are a verb's subject: the noun phrase left (or right) of it, or that of the verb it is joined to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.extraction import lexicon
from app.extraction.grammar import verbs
from app.extraction.grammar.words import Words
from app.extraction.parsing.tree import FINITE
from app.extraction.statements import clauses

_BACK = 60  # words looked back for a subject; longer ones are rare, and the bound keeps any text linear
_HOPS = 6  # verbs a subject is handed along ("launched A, captured B and claimed C")
_MEANS = 6  # words between a gerund and "by" with another that tells how
_DASHES = frozenset("-–—")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase as a range `[first, last]` of words; `start` is where the clause it opens starts."""

    first: int
    last: int
    start: int
    shared: bool = False  # handed on from another verb: it does not stand at this one
    postposed: bool = False  # "…, the ministry said": the clause before it is what was said


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("speakers")[name].split())


@cache
def _times() -> frozenset[str]:
    lists = lexicon.load("words")
    return frozenset([*lists["weekdays"].split(), *lists["months"].split(), *lists["time_nouns"].split()])


def subject(words: Words, verb: int) -> Phrase | None:
    """Return the subject of the verb at word `verb`, or None."""
    return None if _hangs_on_noun(words, verb) else _subject(words, verb, 0) or _parsed(words, verb)


def _hangs_on_noun(words: Words, verb: int) -> bool:
    """Tell "has a duty to press them" from "wants to press them": what a noun is for is not done by the subject."""
    tree = words.tree
    return tree is not None and words.tags[verb] == "B" and tree.relations[verb] == "acl"


def _parsed(words: Words, verb: int) -> Phrase | None:
    """Return the subject that the parse finds before a verb where the words around it show none."""
    tree = words.tree
    if tree is None or words.tags[verb] == "B":
        return None
    found = tree.understood_subject(verb)
    if found is None or found.word >= verb:
        return None
    first, last = tree.phrase(found.word)
    while first < found.word and words.tags[first] in "P,C":
        first += 1  # the noun without what it hangs by
    if last >= verb or any(tag in "VXM" for tag in words.tags[first:last]):
        return None
    before = words.tags[verb - 1]
    if words.tags[verb] == "G":
        if before == "P" or (before == "," and last == verb - 2):
            return None  # "the newspaper, citing officials, reported" is read with the cue behind it
        if before != "," and last < verb - 1:
            return Phrase(first, last, first)  # "protesters are killed demanding reforms"
    elif found.shared and last < verb - 1 and (tree.forms[verb] != FINITE or before not in "CRA,"):
        return None
    return Phrase(first, last, verb if found.shared else first, shared=found.shared)


def _subject(words: Words, verb: int, hops: int) -> Phrase | None:
    tags, low = words.tags, words.low
    j = verb - 1
    while j >= 0 and (tags[j] in 'AXM"' or low[j] in {"been", "being"}) and verb - j < 8:
        j -= 1
    if j < 0:
        return None
    group = j + 1
    if tags[j] == "T" or (tags[verb] == "B" and tags[j] in ",C"):
        return handed(words, j, hops)
    if tags[verb] == "G" and not any(tags[k] == "X" for k in range(group, verb)):
        return _of_participle(words, j, hops)
    if tags[j] == "C":
        return handed(words, j, hops)
    if tags[j] == "R":
        end = j - 1 if j and tags[j - 1] != "," else j - 2
        phrase = _leftward(words, end) if end >= 0 else None
        return Phrase(phrase.first, phrase.last, j, shared=True) if phrase else None
    plural = tags[verb] == "V" and group == verb and verbs.forms().get(low[verb], ("", ""))[0] in {"b", "B"}
    return _leftward(words, j, plural=plural)


def behind_comma(words: Words, verb: int) -> Phrase | None:
    """Return the subject that stands between the verb and a comma behind a whole clause: "A hit B and C, X said"."""
    tags = words.tags
    last = verb - 1
    while last > 0 and tags[last] in "XA" and verb - last < 8:
        last -= 1
    first = last + 1
    while first > 0 and tags[first - 1] in "N#DOoFPA" and verb - first < _BACK:
        first -= 1
    if first > last or tags[first] not in "N#DOo" or first < 2 or tags[first - 1] != ",":
        return None
    comma = first - 1
    if tags[verb + 1 : verb + 2] == [","]:  # "When troops came, X said, …" goes on
        complete = _closes_coordination(words, comma)
    else:
        complete = any(tag in "VXM" for tag in tags[max(0, comma - _BACK) : comma])
    return Phrase(first, last, first, postposed=True) if complete else None


def _closes_coordination(words: Words, comma: int) -> bool:
    """Tell whether a conjunction before the comma joins objects of a verb before it, and no clause opens behind it."""
    for k in range(comma - 1, max(-1, comma - _BACK), -1):
        tag = words.tags[k]
        if tag == "C":
            return k + 1 < comma and _finite_before(words, k)
        if tag in ",;SRVXM":
            return False
    return False


def handed(words: Words, j: int, hops: int = 0) -> Phrase | None:
    """Return the subject of the finite verb before word `j`, which the verb behind it shares."""
    for k in range(j - 1, max(-1, j - _BACK), -1):
        if words.tags[k] in "VXM":
            phrase = _subject(words, k, hops + 1) if hops < _HOPS else None
            return phrase and Phrase(phrase.first, phrase.last, j, shared=True)
    return None


def is_joined(words: Words, verb: int) -> bool:
    """Tell whether a verb is joined to one before it without a subject of its own: "… but said that"."""
    k = verb - 1
    while k > 0 and words.tags[k] in 'AXM"' and verb - k < 8:
        k -= 1
    return k > 0 and words.tags[k] == "C"


def _of_participle(words: Words, j: int, hops: int) -> Phrase | None:
    tags, low = words.tags, words.low
    if low[j] == "by" and "G" in tags[max(0, j - _MEANS) : j]:
        return None  # "arrested him for insulting the army by criticising": not the subject does
    if tags[j] in ",C;(" or low[j] in _list("gerund_openers"):
        return handed(words, j, hops)
    if tags[j] not in "N#)oF":
        return None
    first = j
    while first > 0 and (tags[first - 1] in 'N#DFA"' or low[first - 1] in {"of", "and"}) and j - first < _BACK:
        first -= 1
    if low[j] in _list("documents"):
        issued = any(
            form is not None and form[1] in _list("issuing")
            for form in map(verbs.forms().get, low[max(0, first - 4) : first])
        )
        return handed(words, first, hops) if issued else None
    opens = first > 0 and low[first - 1] == "with"
    return Phrase(first, j, first - 1 if opens else first)


def _leftward(words: Words, j: int, *, plural: bool = False) -> Phrase | None:
    """Return the noun phrase that ends at or before word `j` and opens the clause there."""
    tags, low = words.tags, words.low
    start = 0
    postposed = False
    k = j
    while k >= 0:
        if j - k > _BACK:
            return None
        tag = tags[k]
        if tag == ";" and low[k] in _DASHES:
            opening = next(
                (i for i in range(k - 1, max(-1, k - _BACK), -1) if tags[i] == ";" and low[i] in _DASHES), None
            )
            if opening is not None:
                k = opening - 1
                continue
        if tag in ";SR" or low[k] == "what" or (tag == "." and k < j):
            start = k + 1
            break
        listed = plural and "," in tags[max(0, k - 8) : k]  # "Europe, the US and the Arab world vow"
        if tag == "C" and k < j and not listed and _finite_before(words, k) and not clauses.joins_nouns(words, k):
            start = k + 1
            break
        if tag in "VXM":
            relative = _relative(words, k)
            if relative is not None:
                k = relative - 1
                continue
            comma = _comma_after(words, k, j)
            if comma is None:
                return None
            start, postposed = comma + 1, True
            break
        k -= 1
    return _trim(words, start, j, postposed=postposed)


def _finite_before(words: Words, k: int) -> bool:
    for i in range(k - 1, max(-1, k - _BACK), -1):
        if words.tags[i] in "VXM":
            return _relative(words, i) is None
        if words.tags[i] in ";S":
            return False
    return False


def _relative(words: Words, verb: int) -> int | None:
    """Return the relative pronoun whose clause the verb is in, if it is."""
    for k in range(verb - 1, max(-1, verb - 12), -1):
        if words.tags[k] == "R":
            return k if k > 0 else None
        if words.tags[k] in "VX;S":
            return None
    return None


def _comma_after(words: Words, verb: int, j: int) -> int | None:
    """Return the comma behind which the subject starts that ends at word `j`, in a clause put after another."""
    commas = [k for k in range(verb + 1, j + 1) if words.tags[k] == ","]
    if words.tags[j] == ",":
        commas = commas[:-2] if len(commas) > 2 else commas[:-1]
    return commas[-1] if commas else None


def _trim(words: Words, start: int, j: int, *, postposed: bool) -> Phrase | None:
    """Leave out what stands before the subject in its clause (when, where, how) and what is put in after it."""
    tags = words.tags
    while j > start and tags[j] == ";":
        j -= 1
    first = _past_circumstances(words, start, j)
    if first is None:
        return None
    last = first
    while last < j and tags[last + 1] not in ",(R;":
        last += 1
    if last < j and tags[j] not in ",)":
        if "C" in tags[first:j]:
            last = j  # a list
        elif "," in tags[first:j]:
            comma = max(k for k in range(first, j) if tags[k] == ",")
            if words.at[j] is not None and not any(tag in "PR" for tag in tags[comma:j]) and _stands_beside(words, j):
                first, last = comma + 1, j  # "the prime minister, X said"
    return Phrase(first, last, start, postposed=postposed)


def _stands_beside(words: Words, name: int) -> bool:
    """Tell by the parse a name behind a comma that means the noun before it from one that tells where it is."""
    if words.tree is None:
        return True
    while words.tree.relation(name) in {"flat", "compound", "part", "case"} and words.tree.heads[name] >= 0:
        name = words.tree.heads[name]
    return not words.tree.relation(name).startswith("nmod")  # "a man of Nashville, Tennessee"


def _past_circumstances(words: Words, start: int, j: int) -> int | None:
    """Return the first word of the subject behind "On Monday,", "Speaking in X,", "Last week"."""
    tags, low = words.tags, words.low
    first = start
    while first <= j:
        opening = tags[first]
        if opening in 'CA,"(.;' or low[first] in _times():
            first += 1
            continue
        if opening not in "PGES" and low[first] not in _list("dating"):
            return first
        comma = next((k for k in range(first, j) if tags[k] == ","), None)
        if comma is not None:
            first = comma + 1
            continue
        end = first + 1
        while end <= j and (tags[end] in "DP#" or low[end] in _times()):
            end += 1
        if end > j or end == first + 1:
            return None if opening in "PGE" else first
        first = end
    return None


def rightward(words: Words, start: int) -> Phrase | None:
    """Return the noun phrase that starts at word `start` ("…, said X of Y")."""
    tags = words.tags
    if start >= len(tags) or tags[start] not in "N#DOo":
        return None
    last = start
    while last + 1 < len(tags) and last - start < _BACK:
        tag = tags[last + 1]
        if tag in ',;.VXMSR("T' or (tag == "P" and words.low[last + 1] not in {"of", "for"}):
            break
        if tag == "C" and tags[last + 2 : last + 3] in (["E"], ["V"], ["X"]):
            break  # "rejected by X and accepted by Y"
        if (
            tag == "D"
            and tags[last] in "No"
            and words.at[last] is not None
            and words.at[last + 1] is not words.at[last]
        ):
            break  # "reported by X the attack was"
        last += 1
    return Phrase(start, last, start)
