"""What happened to those counted, by the parse: for numbers whose neighbours do not say it."""

from __future__ import annotations

from app.extraction.numbers.measures import VERBS
from app.extraction.parsing.tree import INFINITIVE, PARTICIPLE, Tree
from app.vocabulary import Measure

_CLIMB = 5  # nouns climbed over to the verb's own: "ten people, including two children and a guard, are killed"


def measure(tree: Tree, word: int) -> Measure | None:
    """Return what the verb says that governs the counted noun, or the number, at `word`."""
    noun = tree.counted(word)
    word = word if noun is None else noun
    for _ in range(_CLIMB):
        told = _told_behind(tree, word)
        if told is not None:
            return told
        head = tree.head(word)
        if head is None:
            return None
        relation = tree.relation(word)
        if relation in {"nsubj", "nsubj:pass", "obj"}:
            return _by_verb(tree, head, relation)
        if relation not in {"conj", "appos", "nmod", "nummod"} or ("of", word) in tree.obliques(head):
            return None  # what happens to "three of the six" does not happen to the six
        word = head
    return None


def _told_behind(tree: Tree, noun: int) -> Measure | None:
    """Return what a participle or relative clause says: "people killed in the raid", "the six who died"."""
    for verb in tree.children[noun]:
        if tree.relation(verb) == "acl" and tree.forms[verb] == PARTICIPLE:
            return _of(tree, verb, "nsubj:pass")
        if tree.relation(verb) == "acl:relcl" and (tree.subject(verb) or tree.passive_subject(verb)):
            return _of(tree, verb, "nsubj:pass" if tree.is_passive(verb) else "nsubj")
    return None


def _by_verb(tree: Tree, verb: int, relation: str) -> Measure | None:
    told = _of(tree, verb, relation)
    if told is not None or relation == "obj":
        return told
    for joined in tree.conjuncts(verb):  # "were stopped and detained"
        if tree.subject(joined) is None and tree.passive_subject(joined) is None:
            told = told or _of(tree, joined, relation)
    return told


def _of(tree: Tree, verb: int, relation: str) -> Measure | None:
    """Return what a verb says of its object or subject; nothing where it may happen ("could kill ten") or did not."""
    found = VERBS.at(tree.low, verb)
    if found is None or tree.forms[verb] == INFINITIVE:
        return None
    if any(tree.low[k] in {"not", "never"} or tree.low[k].endswith(("n't", "n’t")) for k in tree.children[verb]):
        return None
    suits = relation != "nsubj" if found.value.transitive else relation == "nsubj"
    return found.value.measure if suits else None
