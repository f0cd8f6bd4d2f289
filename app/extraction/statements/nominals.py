"""What nouns report: "Iran's claim that …", "the UN's call for …", "amid accusations of …"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from app.extraction import lexicon
from app.extraction.grammar.words import Words
from app.extraction.reading import Cue, Reference
from app.extraction.statements import clauses
from app.extraction.statements.memory import Memory
from app.extraction.statements.reported import Attribution
from app.vocabulary import EntityKind

_MOST = 60  # words that a noun reports at most: longer ones are no text
_OWNER = 4  # words between an owner and the noun: "Iran's latest public claim"


@cache
def nouns() -> dict[str, str]:
    """Return what each reporting noun does."""
    table = lexicon.load("cues")["nominal"]
    return {noun: does for does, listed in table.items() if does != "links" for noun in listed.split()}


@cache
def links() -> frozenset[str]:
    """Return the words between a reporting noun and what it reports."""
    return frozenset(lexicon.load("cues")["nominal"]["links"].split())


def read(words: Words, taken: Sequence[tuple[int, int]], memory: Memory) -> Iterator[Attribution]:
    """Yield what nouns with an owner report, outside the words `taken`."""
    if nouns().keys().isdisjoint(words.low):
        return
    covered = bytearray(len(words))
    for first, last in taken:
        covered[first : last + 1] = b"\1" * (last + 1 - first)
    for k in range(1, len(words) - 2):
        does = nouns().get(words.low[k])
        if does is None or words.tags[k] not in "NV" or words.quoted[k] or covered[k]:
            continue
        owner = _owner(words, k, memory)
        content = complement(words, k) if owner is not None else None
        if owner is None or content is None:
            continue
        first, last = content
        yield Attribution(
            speaker=owner,
            cue=Cue(words.span(k, k), words.low[k]),
            content=words.span(first, last),
            words=words,
            first=first,
            last=last,
            extent=(k, last),
            does=does,
            take="nominal",
            at=k,
        )


def complement(words: Words, k: int) -> tuple[int, int] | None:
    """Return the words that the noun at word `k` reports: a clause, or what hangs on it by "for", "of" or "to"."""
    link = words.low[k + 1]
    if link not in links():
        return None
    start = k + 1 if link == "to" else k + 2
    last = _held(words, k)
    if last is None:
        if link not in {"for", "of"}:
            return None
        reach = range(start, min(start + _MOST, len(words)))
        last = next((i - 1 for i in reach if words.tags[i] in "VXMSR,;." or words.low[i] == "by"), reach[-1])
    if last < start or any(words.tags[i] == ";" for i in range(k + 1, last)):
        return None
    return clauses.trim(words, start, last)


def _held(words: Words, k: int) -> int | None:
    """Return the last word of what the parse hangs on the noun at word `k` from the next word on, but for its "by"."""
    tree = words.tree
    if tree is None:
        return None
    held = next((c for c in tree.children[k] if c > k + 1 and tree.span(c)[0] == k + 1), None)
    if held is None:
        return None
    last = min(tree.span(held)[1], k + _MOST)
    by = (i for i in range(k + 2, last) if words.low[i] == "by" and tree.heads[tree.heads[i]] == k)
    return min(last, next(by, last + 1) - 1)


def _owner(words: Words, k: int, memory: Memory) -> Reference | None:
    """Return whose claim, call or threat it is, where that is named right before it."""
    for i in range(k - 1, max(0, k - _OWNER), -1):
        if words.tags[i] == "F":
            mention = words.at[i - 1]
            known = mention is not None and EntityKind.ACTOR in mention.entity.kinds
            return Reference(mention.span, mention.entity) if known and mention is not None else None
        if words.low[i] in {"his", "her", "its", "their"}:
            entity = memory.pronoun("he" if words.low[i] in {"his", "her"} else "it")
            return Reference(words.span(i, i), entity) if entity is not None else None
        if words.tags[i] not in "NAG#":
            return None
    return None
