"""Where reported content ends inside its sentence: contrasts, asides, relative clauses, another source."""

from __future__ import annotations

from app.extraction.grammar.wordclasses import DASHES, OPENERS
from app.extraction.grammar.words import Words
from app.extraction.statements import clauses, complements, cues

_PAIRED = 40  # words between the two dashes of a parenthesis at most
_AHEAD = 12  # words in which ", the ministry said" is over
_WHEN = frozenset({"as", "after", "before", "because", "while"})
_BEHIND_COMMA = frozenset({"after", "as", "despite", "because"})
_CONCEDING = frozenset({"although", "though", "whereas"})
_ASIDE = frozenset({"following", "amid", "amidst"})


def cuts(words: Words) -> list[int]:
    """Return, in order, the words before which any reported content ends."""
    found = []
    opening = opening_clause(words)
    for k in range(1, len(words)):
        tag = words.tags[k]
        if tag == ",":
            if k == opening or _ends_at_comma(words, k):
                found.append(k)
        elif tag == "S" and words.low[k] in _CONCEDING and not words.quoted[k]:
            if clauses.has_subject_and_verb(words, k + 1) and k > 1:
                found.append(k)
        elif words.low[k] == "according":
            if words.low[k + 1 : k + 2] == ("to",):
                found.append(k)
        elif tag == ";" and not words.quoted[k] and not (words.low[k] in DASHES and _in_pair(words, k)):
            if words.low[k] == ";" and clauses.goes_on(words, k):
                continue
            found.append(k)
    return found


def noun_cuts(words: Words) -> list[int]:
    """Return, in order, the words before which a reported noun phrase ends: what says when or why is not said."""
    found = []
    for k in range(1, len(words)):
        if words.tags[k] == ",":
            if _phrase_ends_at_comma(words, k):
                found.append(k)
        elif not words.quoted[k]:
            start = _starts_aside(words, k)
            if start is not None:
                found.append(start - 1 if words.tags[start - 1] == "," else start)
    return found


def opening_clause(words: Words) -> int:
    """Return the comma behind the clause that opens a sentence ("After X said …, Y left"), else 0."""
    if words.low[0] not in OPENERS or words.quoted[0]:
        return 0
    finite = False
    for k in range(1, len(words)):
        if words.tags[k] in "VXM":
            finite = True
        elif finite and words.tags[k] == "," and clauses.has_subject_and_verb(words, k + 1):
            return 0 if words.quoted[k] or words.tags[k + 1] == "C" else k
    return 0


def _ends_at_comma(words: Words, k: int) -> bool:
    following = k + 1
    if following >= len(words):
        return False
    tag, word = words.tags[following], words.low[following]
    if tag == '"' and words.quoted[following]:
        return following + 1 < len(words) and words.sentence.tokens[following + 1].is_capitalised
    if words.quoted[k]:
        return False
    if tag == "R":
        return word != "that" and not _goes_on(words, following)
    if tag == "P":
        return word == "according" or words.tags[following + 1 : following + 2] == ["R"]
    if tag == "S":
        return word in clauses.CONTRASTS
    if word == "but":
        return clauses.has_subject_and_verb(words, following + 1)
    return _says_behind(words, following)


def _goes_on(words: Words, relative: int) -> bool:
    """Tell whether the verb of the clause stands behind a relative clause: "the attack, which …, was accidental"."""
    closing = next((i for i in range(relative, min(len(words), relative + _PAIRED)) if words.tags[i] == ","), None)
    return closing is not None and words.tags[closing + 1 : closing + 2] in (["V"], ["X"], ["M"])


def _says_behind(words: Words, k: int) -> bool:
    """Tell ", the ministry said." from the start of another clause."""
    for i in range(k, min(len(words), k + _AHEAD)):
        if words.tags[i] in "VE":
            if i == k or not cues.says(words, i):
                return False
            end = complements.circumstances(words, i + 1)
            return end >= len(words) or words.tags[end] in ".,;"
        if words.tags[i] not in "N#DFPA":
            return False
    return False


def _in_pair(words: Words, k: int) -> bool:
    """Tell a dash that opens or closes a parenthesis from one that ends a clause."""
    near = range(max(0, k - _PAIRED), min(len(words), k + _PAIRED))
    return any(i != k and words.low[i] in DASHES and words.tags[i] == ";" for i in near)


def _phrase_ends_at_comma(words: Words, k: int) -> bool:
    if k + 1 >= len(words):
        return False
    tag, word = words.tags[k + 1], words.low[k + 1]
    if tag == "E":  # "a grave, believed to hold 20" is all reported, "a town, located near the river" is not
        return words.tags[k + 2 : k + 3] != ["T"]
    if words.low[k + 1 : k + 4] == ("as", "well", "as"):
        return False
    return tag in "GVX" or word == "but" or (tag in "SP" and word in _BEHIND_COMMA)


def _starts_aside(words: Words, k: int) -> int | None:
    """Return where the aside or clause starts that word `k` opens, if it opens one."""
    tags, low = words.tags, words.low
    if low[k] in _ASIDE or (low[k] == "in" and low[k + 1 : k + 3] == ("response", "to")):
        return k
    if low[k] in _WHEN and tags[k + 1 : k + 2] == ["G"]:
        return k
    if tags[k] == "S":
        return k if low[k] in _WHEN else None
    if tags[k] == "C" and low[k] != "or" and not clauses.joins_nouns(words, k):
        return k if clauses.verb_at(words, k + 1) or clauses.has_subject_and_verb(words, k + 1) else None
    if low[k] == "alleged" and k > 2 and tags[k - 1] == "D" and tags[k - 2] == "P":
        return k - 2  # "after an alleged attack": somebody else's word
    return None
