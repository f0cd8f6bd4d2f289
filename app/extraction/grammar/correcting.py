"""What the parse corrects in the classes of words: only where it agrees with itself, and the lists may be wrong.

The lists know which words may be verbs and how news uses them ("Police arrest", "Reuters reports"), which the parser
learned from other texts; the parser knows the sentence as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.extraction.grammar import verbs
from app.extraction.parsing.tree import FINITE, PARTICIPLE, Tree

_OPEN = frozenset("bBzZdnegN")  # raw classes that a neighbour or the parse may change
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "expl"})
_OBJECTS = frozenset({"obj", "obl", "nmod"})
_OWN = frozenset({"amod", "det", "case", "nummod", "nmod:poss", "compound"})
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ"})
_SUBORDINATING = frozenset({"as", "when", "while", "after", "before", "since", "until", "than"})


def correct(tags: list[str], raws: Sequence[str], named: Sequence[object], tree: Tree) -> None:
    """Change in `tags` what the parse knows better; `raws` are the classes that the words have in the lists."""
    for i, raw in enumerate(raws):
        if raw not in _OPEN or named[i] is not None:
            continue
        decided = _decide(i, tags[i], tree)
        if decided is None and raw in "bBzZ" and tags[i] == "N" and _goes_on(i, tags, tree):
            decided = "V"
        if decided is not None:
            tags[i] = decided


def _decide(i: int, tag: str, tree: Tree) -> str | None:
    pos, form = tree.pos[i], tree.forms[i]
    if pos == "VERB" and form == FINITE and tag in "NE":
        telling = tag == "N" or _has_object(i, tree) or tree.low[i] in verbs.intransitive()
        return "V" if telling and _has_subject(i, tree) else None
    if tag == "V" and tree.relations[i] in {"amod", "acl"} and not _has_subject(i, tree):
        return "E" if (form == PARTICIPLE or pos == "ADJ") and _is_governed(i, tree) else None
    if tag in "VG" and pos in _NOMINAL and tree.relations[i] in _OBJECTS:
        return "N" if _has_own_words(i, tree) and _is_governed(i, tree) else None
    return None


def _goes_on(i: int, tags: Sequence[str], tree: Tree) -> bool:
    """Tell "rolls off the road and crashes" from a noun behind a conjunction."""
    head = tree.heads[i]
    joined = tree.relations[i] == "conj" and head >= 0 and tags[head] == "V" and tags[i - 1] in ",CA"
    return joined and tree.pos[i] == "VERB" and tree.forms[i] == FINITE


def _has_subject(i: int, tree: Tree) -> bool:
    return any(tree.relations[k] in _SUBJECTS and k < i for k in tree.children[i])


def _has_object(i: int, tree: Tree) -> bool:
    """Tell "that conducted strikes" from "several others injured"."""
    return any(tree.relations[k] in {"obj", "ccomp"} and k > i for k in tree.children[i])


def _has_own_words(i: int, tree: Tree) -> bool:
    """Tell "multiple calls", "in the press releases" from a noun that nothing before it belongs to."""
    before = [k for k in tree.children[i] if k < i]
    opened = any(tree.relations[k] == "case" and tree.low[k] in _SUBORDINATING for k in before)
    joined = "cc" in tree.relations[tree.span(i)[0] : i]  # "with Ethiopia and the UN calls" is two phrases
    return not (opened or joined) and any(tree.relations[k] in _OWN for k in before)


def _is_governed(i: int, tree: Tree) -> bool:
    """Tell whether the clause has another word as its finite verb; a parse that makes it a noun phrase is wrong."""
    verb = tree.predicate(i)
    if verb is None or not tree.is_finite(verb):
        return False
    if verb < i or tree.relations[i] in _OBJECTS:
        return verb < i
    subjects = [tree.span(k) for k in tree.children[verb] if tree.relations[k] in _SUBJECTS]
    return len(subjects) == 1 and subjects[0][0] <= i <= subjects[0][1]  # a verb with two subjects is misread
