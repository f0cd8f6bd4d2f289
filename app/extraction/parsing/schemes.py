"""Label schemes of dependency parses, and their trees turned into one shape: that of Universal Dependencies.

A tree is two lists over its tokens: `heads` (the index of the head, -1 for a root) and `relations`. In the shape that
comes out prepositions and copulas hang on their noun or predicate (`case`, `cop`), the parts of a coordination hang
on its first part, each conjunction on the part behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

_VERBAL = frozenset({"VERB", "AUX", "ADJ", "ADV"})
_BE = frozenset({"be", "is", "are", "was", "were", "been", "being", "am", "'s", "'re", "'m", "’s", "’re", "’m"})
_PREPOSITIONS = frozenset({"prep", "agent", "dative"})
_RENAMED = {
    "ROOT": "root",
    "acomp": "xcomp",
    "auxpass": "aux:pass",
    "csubjpass": "csubj:pass",
    "dative": "iobj",
    "dobj": "obj",
    "intj": "discourse",
    "meta": "dep",
    "neg": "advmod",
    "nsubjpass": "nsubj:pass",
    "oprd": "xcomp",
    "poss": "nmod:poss",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "prt": "compound:prt",
    "quantmod": "advmod",
    "relcl": "acl:relcl",
}


class Scheme(StrEnum):
    """How a pipeline labels dependencies."""

    UD = "Universal Dependencies"
    CLEARNLP = "ClearNLP"


def recognise(labels: Iterable[str]) -> Scheme | None:
    """Return the scheme of a parser with these labels, None when it is neither."""
    known = set(labels)
    if {"nsubj", "dobj", "pobj"} <= known:
        return Scheme.CLEARNLP
    return Scheme.UD if {"nsubj", "obj", "obl", "case"} <= known else None


def from_clearnlp(
    heads: Sequence[int], labels: Sequence[str], pos: Sequence[str], low: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Return heads and relations in the shape of Universal Dependencies; `pos` are universal parts of speech."""
    shape = _Reshaping(list(heads), list(labels), pos, low)
    shape.coordinations()
    shape.prepositions()
    shape.copulas()
    return shape.heads, [shape.renamed(i) for i in range(len(heads))]


class _Reshaping:
    """A tree under change. Each step walks the tokens once and looks at their own children."""

    def __init__(self, heads: list[int], labels: list[str], pos: Sequence[str], low: Sequence[str]) -> None:
        self.heads, self.labels, self.pos, self.low = heads, labels, pos, low

    def _children(self) -> list[list[int]]:
        children: list[list[int]] = [[] for _ in self.heads]
        for i, head in enumerate(self.heads):
            if head >= 0:
                children[head].append(i)
        return children

    def coordinations(self) -> None:
        """Hang all parts on the first (ClearNLP chains them), each conjunction on the part behind it."""
        children = self._children()
        for i, label in enumerate(self.labels):
            if label == "cc":
                behind = (k for k in children[self.heads[i]] if k > i and self.labels[k] == "conj")
                self.heads[i] = next(behind, self.heads[i])
        for i, label in enumerate(self.labels):  # heads of parts stand before them: the first is known already
            head = self.heads[i]
            if label == "conj" and self.labels[head] == "conj" and head < i:
                self.heads[i] = self.heads[head]

    def prepositions(self) -> None:
        """Hang a preposition's noun or clause where the preposition hangs, the preposition on it."""
        children = self._children()
        for i, label in enumerate(self.labels):
            if label not in {"pobj", "pcomp"}:
                continue
            preposition = self.heads[i]
            chain = [preposition]
            while self.labels[preposition] in {"prep", "pcomp"} and self.pos[self.heads[preposition]] == "ADP":
                preposition = self.heads[preposition]  # "out of the town"
                chain.append(preposition)
                if len(chain) > len(self.heads):
                    break
            if self.labels[preposition] == "conj":  # "in the north and in the south"
                first = self.heads[preposition]
                earlier = next((k for k in children[first] if self.labels[k] == "case" or k in chain), None)
                self.heads[i] = earlier if earlier is not None else self.heads[first]
                self.labels[i] = "conj"
            else:
                self.heads[i] = self.heads[preposition]
                self.labels[i] = self._oblique(preposition, clause=label == "pcomp" and self.pos[i] in {"VERB", "AUX"})
            for word in chain:
                self.heads[word], self.labels[word] = i, "mark" if label == "pcomp" else "case"

    def _oblique(self, preposition: int, *, clause: bool) -> str:
        head = self.heads[preposition]
        verbal = head < 0 or self.pos[head] in _VERBAL
        if clause:
            return "advcl" if verbal else "acl"
        if self.labels[preposition] == "agent":
            return "obl:agent"
        return "obl" if verbal else "nmod"

    def copulas(self) -> None:
        """Make the predicate noun or adjective the head of its clause, the form of "be" its copula."""
        for verb, word in enumerate(self.low):
            children = [k for k, head in enumerate(self.heads) if head == verb] if word in _BE else []
            predicate = next((k for k in children if self.labels[k] in {"attr", "acomp"}), None)
            if predicate is None:
                continue
            self.heads[predicate], self.labels[predicate] = self.heads[verb], self.labels[verb]
            for k in children:
                if k != predicate:
                    self.heads[k] = predicate
            self.heads[verb], self.labels[verb] = predicate, "cop"

    def renamed(self, i: int) -> str:
        """Return the relation of token `i`."""
        label = self.labels[i]
        if label == "npadvmod":
            head = self.heads[i]
            return "obl:unmarked" if head < 0 or self.pos[head] in _VERBAL else "nmod:unmarked"
        if label in _PREPOSITIONS and label != "dative":
            return "case" if self.pos[i] == "ADP" else "obl"
        return _RENAMED.get(label, label)
