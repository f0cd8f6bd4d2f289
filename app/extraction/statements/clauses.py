"""The clauses a stretch of a sentence falls into, and ranges of words without what frames them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.extraction.grammar.words import Words

CONTRASTS = frozenset({"while", "whereas", "although", "though", "whilst", "as"})

_NOUNS = frozenset({"NOUN", "PROPN"})
_AHEAD = 12  # words within which a clause shows its verb: longer subjects are rare
_SHORT = 5  # words: a shorter first clause stays with the one coordinated to it


def verb_at(words: Words, k: int) -> bool:
    """Tell whether a finite verb follows at once, but for adverbs."""
    return next((tag for tag in words.tags[k : k + 4] if tag not in "AC"), "") in {"V", "X"}


def goes_on(words: Words, semicolon: int) -> bool:
    """Tell whether what stands behind a semicolon has its subject before it: "; destroyed two; and hit a road"."""
    k = semicolon + 1
    while k < len(words) and words.tags[k] in "AC":
        k += 1
    if k >= len(words) or words.low[semicolon] != ";":
        return verb_at(words, semicolon + 1)
    return words.tags[k] in "VX" or (words.tags[k] == "E" and words.low[k + 1 : k + 2] != ("by",))


def has_subject_and_verb(words: Words, k: int) -> bool:
    """Tell whether a new subject and its finite verb follow at word `k`."""
    nominal = False
    for i in range(k, min(len(words), k + _AHEAD)):
        tag = words.tags[i]
        if tag in "N#Oo":
            nominal = True
        elif tag in "VXM":
            return nominal
        elif tag == ",":
            return nominal and verb_behind_apposition(words.tags, i)
        elif tag in "SR;." or (tag == "C" and verb_at(words, i + 1)):
            return False
    return False


def joins_nouns(words: Words, k: int) -> bool:
    """Tell by the parse whether conjunction `k` joins nouns, with the verb behind it theirs or of a relative clause."""
    tree = words.tree
    if tree is None or tree.relations[k] != "cc":
        return False
    second = tree.heads[k]
    if tree.relations[second] != "conj" or not {tree.pos[second], tree.pos[tree.heads[second]]} <= _NOUNS:
        return False
    verb = next((i for i in range(k + 1, min(len(words), k + _AHEAD)) if words.tags[i] in "VXM"), None)
    if verb is None:
        return True
    if tree.relations[verb] in {"aux", "aux:pass", "cop"}:
        verb = tree.heads[verb]
    if tree.relations[verb] == "acl:relcl":
        return True
    if tree.pos[verb] in _NOUNS:
        return False  # "borders with Ethiopia and the UN calls": no parse of the sentence as it is read
    subject = tree.subject(verb)
    subject = tree.passive_subject(verb) if subject is None else subject
    if subject is None:  # "sanctions on entities and individuals and threatens": else a verb without one is misread
        return any(tree.relations[i] == "cc" and i > k for i in tree.children[verb])
    return subject < k


def verb_behind_apposition(tags: Sequence[str], comma: int) -> bool:
    """Tell whether a finite verb stands right behind the comma that closes what the comma at `comma` opens."""
    behind = tags[comma + 1 : comma + _AHEAD]
    closing = next((n for n, tag in enumerate(behind) if tag in ",;."), None)
    return closing is not None and behind[closing] == "," and any(tag in "VXM" for tag in behind[closing + 1 :][:2])


def split(words: Words, first: int, last: int) -> list[tuple[int, int]]:
    """Return the clauses of `[first, last]` that stand on their own, as ranges of words."""
    parts = []
    start = first
    finite = False
    for k in range(first, last + 1):
        if words.tags[k] in "VXM":
            finite = True
        elif not words.quoted[k] and _ends_clause(words, k, start, last, finite=finite):
            if finite:  # the topic before a colon has no verb and is no clause
                parts.append((start, k - 1))
            start, finite = k + 1, False
            while start <= last and (words.tags[start] in 'CA,;"' or words.low[start] in CONTRASTS):
                start += 1
    parts.append((start, last))
    return [part for part in parts if part[0] <= part[1]]


def _ends_clause(words: Words, k: int, start: int, last: int, *, finite: bool) -> bool:
    tags, low = words.tags, words.low
    if tags[k] == ";" and low[k] in {";", ":"}:  # but "; destroyed two tanks" has no subject
        return not goes_on(words, k) and any(tag in "VXM" for tag in tags[k + 1 : k + 2 * _AHEAD])
    if not finite or k >= last:
        return False
    if tags[k] == ",":
        if tags[k + 1] == "C":
            return has_subject_and_verb(words, k + 2) and not _counts_on(words, k + 2)
        return tags[k + 1] == "S" and low[k + 1] in CONTRASTS and not _counts_on(words, k + 2)
    if k - start < _SHORT:
        return False
    if tags[k] == "C":
        if joins_nouns(words, k):
            return False
        alone = has_subject_and_verb(words, k + 1) and not _counts_on(words, k + 1)
        return alone and not any(tag in "SR" for tag in tags[max(start, k - _AHEAD) : k])
    if tags[k] == "S" and low[k] in CONTRASTS and low[k] != "as":
        return has_subject_and_verb(words, k + 1) and {"more", "other", "others"}.isdisjoint(low[k + 1 : k + 5])
    return tags[k] == "S" and low[k] == "before"


def _counts_on(words: Words, k: int) -> bool:
    """Tell a clause that counts on what the one before counts: "and two more are wounded"."""
    counted = "#" in words.tags[k : k + 3]
    return counted and (words.tags[k - 2] != "," or not {"more", "other", "others"}.isdisjoint(words.low[k : k + 4]))


def rest(first: int, last: int, taken: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what of `[first, last]` lies outside the ranges `taken`."""
    left = []
    at = first
    for start, end in sorted(taken):
        if start > at:
            left.append((at, min(start - 1, last)))
        at = max(at, end + 1)
    if at <= last:
        left.append((at, last))
    return [(a, b) for a, b in left if a <= b]


def trim(words: Words, first: int, last: int) -> tuple[int, int] | None:
    """Leave out conjunctions, commas and the final full stop at the ends of a range; None if nothing is left."""
    tags, low = words.tags, words.low
    while first <= last and (tags[first] in ",;C.)" or low[first] == "("):
        first += 1
    while last >= first and (tags[last] in ",;CR" or (tags[last] == "." and low[last] in ".…")):
        last -= 1
    return (first, last) if first <= last else None
