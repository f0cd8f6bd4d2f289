"""From a pipeline's tokens to our words, by characters: the parse of a sentence as a Tree over its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.extraction.paragraphs import Token
from app.extraction.parsing.tree import Tree


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tokens of a parsed sentence: where each starts in the text, its head (-1: root), relation, class and form.

    White space is no token here.
    """

    starts: Sequence[int]
    heads: Sequence[int]
    relations: Sequence[str]
    pos: Sequence[str]
    forms: Sequence[str]


def align(parsed: Parsed, words: Sequence[Token]) -> Tree:
    """Return the tree over `words`.

    A word of several tokens ("Russian-backed", "don't") is what the one of them is that hangs outside it. Of several
    words in one token the first has what the token has; the others are `part` of it.
    """
    low = [word.text.lower() for word in words]
    of, leads = _group(parsed, words)
    tree = _tree(parsed, of, leads, low)
    # The tokens of a word may hang on different ones ("Chen Shui-bian": "Shui" on "Chen", that on "bian").
    return tree if _is_tree(tree.heads) else _tree(parsed, of, _highest(parsed, of, leads), low)


def _tree(parsed: Parsed, of: Sequence[int], leads: Sequence[int | None], low: Sequence[str]) -> Tree:
    heads: list[int] = []
    relations: list[str] = []
    pos: list[str] = []
    forms: list[str] = []
    last = 0
    for k, lead in enumerate(leads):
        if lead is None:
            heads.append(last if k else -1)
            relations.append("part" if k else "root")
            pos.append(pos[last] if k else "X")
            forms.append("")
            continue
        last = k
        head = parsed.heads[lead]
        heads.append(of[head] if head >= 0 else -1)
        relations.append(parsed.relations[lead])
        pos.append(parsed.pos[lead])
        forms.append(parsed.forms[lead])
    return Tree(heads, relations, pos, forms, low)


def _group(parsed: Parsed, words: Sequence[Token]) -> tuple[list[int], list[int | None]]:
    """Return the word of each token, and the token that stands for each word."""
    of: list[int] = []
    k = 0
    for start in parsed.starts:
        while k + 1 < len(words) and words[k + 1].start <= start:
            k += 1
        of.append(k)
    leads: list[int | None] = [None] * len(words)
    for i, k in enumerate(of):
        head = parsed.heads[i]
        held = leads[k]
        outside = head < 0 or of[head] != k
        if held is None or (outside and parsed.pos[held] == "PUNCT") or (outside and _inside(parsed, of, held)):
            leads[k] = i
    return of, leads


def _inside(parsed: Parsed, of: Sequence[int], token: int) -> bool:
    head = parsed.heads[token]
    return head >= 0 and of[head] == of[token]


def _highest(parsed: Parsed, of: Sequence[int], leads: Sequence[int | None]) -> list[int | None]:
    """Return for each word the token that is nearest to the root: so that each word's head is nearer than itself."""
    depths = _depths(parsed.heads)
    highest = list(leads)
    for i, k in enumerate(of):
        held = highest[k]
        if held is None or depths[i] < depths[held]:
            highest[k] = i
    return highest


def _is_tree(heads: Sequence[int]) -> bool:
    """Tell whether every way upwards ends at a root."""
    return all(depth >= 0 for depth in _depths(heads))


def _depths(heads: Sequence[int]) -> list[int]:
    """Return how far below its root each is; -1 where the way upwards has no end."""
    children: list[list[int]] = [[] for _ in heads]
    depths = [-1] * len(heads)
    order = []
    for i, head in enumerate(heads):
        if head >= 0:
            children[head].append(i)
        else:
            depths[i] = 0
            order.append(i)
    for i in order:  # grows while it is walked
        for child in children[i]:
            depths[child] = depths[i] + 1
        order.extend(children[i])
    return depths
