"""Text with gold annotation: words with their tree, sentences, names; and how paragraphs are cut and joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

LONG = 160  # words of a paragraph that is cut between sentences; longer ones only slow the batches down

Name = tuple[int, int, str]  # start, end, kind


@dataclass(frozen=True)
class Word:
    """One syntactic word; `start` and `end` are offsets in the text of its paragraph, `head` an index in its words.

    A word that is its own head is the root of its sentence. Words that the text does not spell ("to" and "gonna") are
    empty: their start is their end.
    """

    start: int
    end: int
    form: str
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str


@dataclass(frozen=True)
class Paragraph:
    """Text, words, the index of each sentence's first word, and names (None where names were not annotated)."""

    text: str
    words: tuple[Word, ...] = ()
    starts: tuple[int, ...] = ()
    names: tuple[Name, ...] | None = None
    genre: str = ""


def split_long(paragraph: Paragraph, limit: int = LONG) -> Iterator[Paragraph]:
    """Cut a long paragraph between sentences into pieces of about `limit` words."""
    if len(paragraph.words) <= limit or len(paragraph.starts) < 2:
        yield paragraph
        return
    bounds = [*paragraph.starts, len(paragraph.words)]
    begin = 0
    for left, right in pairwise(bounds[1:]):
        if right - begin > limit:
            yield cut(paragraph, begin, left)
            begin = left
    yield cut(paragraph, begin, bounds[-1])


def cut(paragraph: Paragraph, begin: int, end: int) -> Paragraph:
    """Return the sentences that hold the words `begin` to `end`, which must be bounds of sentences."""
    part = paragraph.words[begin:end]
    shift, stop = part[0].start, max(word.end for word in part)
    names = paragraph.names
    return replace(
        paragraph,
        text=paragraph.text[shift:stop],
        words=tuple(replace(w, start=w.start - shift, end=w.end - shift, head=w.head - begin) for w in part),
        starts=tuple(start - begin for start in paragraph.starts if begin <= start < end),
        names=names and tuple((a - shift, b - shift, kind) for a, b, kind in names if a >= shift and b <= stop),
    )


def join(first: Paragraph, second: Paragraph) -> Paragraph:
    """Return two paragraphs as one, with an empty line between them."""
    gap = "\n\n"
    shift, count = len(first.text) + len(gap), len(first.words)
    names = None
    if first.names is not None and second.names is not None:
        names = first.names + tuple((a + shift, b + shift, kind) for a, b, kind in second.names)
    return Paragraph(
        first.text + gap + second.text,
        first.words
        + tuple(replace(w, start=w.start + shift, end=w.end + shift, head=w.head + count) for w in second.words),
        first.starts + tuple(start + count for start in second.starts),
        names,
    )


def without_word(paragraph: Paragraph, index: int) -> Paragraph:
    """Take a word that heads no other, and the space after it, out of a paragraph."""
    gone = paragraph.words[index]
    size = gone.end + 1 - gone.start

    def place(offset: int) -> int:
        return offset - size if offset > gone.start else offset

    kept = [word for number, word in enumerate(paragraph.words) if number != index]
    names = paragraph.names
    return replace(
        paragraph,
        text=paragraph.text[: gone.start] + paragraph.text[gone.end + 1 :],
        words=tuple(replace(w, start=place(w.start), end=place(w.end), head=w.head - (w.head > index)) for w in kept),
        starts=tuple(start - (start > index) for start in paragraph.starts),
        names=names and tuple((place(a), place(b), kind) for a, b, kind in names),
    )
