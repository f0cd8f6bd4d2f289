"""Reads Universal Dependencies treebanks (CoNLL-U, packed with xz) into paragraphs."""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from app.extraction.parsing.guard import guard_starts
from training.annotated import Name, Paragraph, Word

FEATURES = frozenset(
    [
        *("Aspect", "Case", "Definite", "Degree", "Gender", "Mood", "NumType", "Number", "Person", "Polarity"),
        *("Poss", "PronType", "Reflex", "Tense", "VerbForm", "Voice"),
    ]
)
"""Features that are kept: both treebanks mark them alike."""

Names = Mapping[str, Sequence[Name]]  # of each annotated sentence, by its id


@dataclass(frozen=True)
class _Sentence:
    """One block of the file; heads and offsets count inside it."""

    text: str
    words: tuple[Word, ...]
    identifier: str
    begins: bool  # a document or paragraph
    genre: str


@dataclass
class _Building:
    """A paragraph to which sentences are added."""

    genre: str
    text: str = ""
    words: list[Word] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    names: list[Name] | None = field(default_factory=list)

    def add(self, sentence: _Sentence, names: Sequence[Name] | None, *, newline: bool) -> None:
        self.text += (self._gap(newline=newline) if self.words else "") + sentence.text
        offset, first = len(self.text) - len(sentence.text), len(self.words)
        self.starts.append(first)
        for word in sentence.words:
            self.words.append(replace(word, start=word.start + offset, end=word.end + offset, head=word.head + first))
        if self.names is not None:
            self.names = None if names is None else [*self.names, *((a + offset, b + offset, k) for a, b, k in names)]

    def _gap(self, *, newline: bool) -> str:
        """Return what stands before the next sentence."""
        if not newline:
            return " "
        forms = [word.form for word in self.words]
        spaces = [after.start > before.end for before, after in pairwise(self.words)]
        return "\n" if guard_starts([*forms, "x"], [*spaces, True, False])[-1] < 0 else " "

    def build(self) -> Paragraph:
        names = None if self.names is None else tuple(self.names)
        return Paragraph(self.text, tuple(self.words), tuple(self.starts), names, self.genre)


def read(path: Path, names: Names | None = None, *, newline: bool = False) -> list[Paragraph]:
    """Read one treebank file into paragraphs; sentences whose forms do not spell their text are left out.

    The names of a paragraph are known where `names` has each of its sentences. With `newline` a newline instead of a
    space joins two sentences between which the sentence guard would allow no start (headings, list items, verse): so
    training never contradicts the guard.
    """
    result: list[Paragraph] = []
    building: _Building | None = None
    for sentence in _sentences(path):
        if building is not None and sentence.begins:
            result.append(building.build())
            building = None
        if not sentence.words:
            continue
        building = building or _Building(sentence.genre)
        building.add(sentence, (names or {}).get(sentence.identifier), newline=newline)
    if building is not None:
        result.append(building.build())
    return result


def _sentences(path: Path) -> Iterator[_Sentence]:
    """Read the sentences of a file; one whose forms do not spell its text has no words."""
    genre = ""
    with lzma.open(path, "rt", encoding="utf-8") as handle:
        blocks = handle.read().split("\n\n")
    for block in blocks:
        lines = block.split("\n")
        rows = [line.split("\t") for line in lines if line and line[0] != "#"]
        if not rows:
            continue
        about = dict(line[2:].split(" = ", 1) for line in lines if line.startswith("# ") and " = " in line)
        if "newdoc id" in about:
            genre = re.split(r"[-_]", about["newdoc id"].removeprefix("GUM_"))[0]
        begins = any(line.startswith(("# newdoc", "# newpar")) for line in lines)
        text = about["text"]
        spans = place_words(text, rows) or []
        words = [
            _word(row, number, span)
            for number, (row, span) in enumerate(zip((r for r in rows if r[0].isdigit()), spans, strict=bool(spans)))
        ]
        yield _Sentence(text, tuple(words), about["sent_id"], begins, genre)


def _word(row: Sequence[str], number: int, span: tuple[int, int]) -> Word:
    head = int(row[6])
    features = "|".join(f for f in row[5].split("|") if f.split("=")[0] in FEATURES)
    return Word(*span, row[1], row[2], row[3], features, head - 1 if head else number, row[7] if head else "ROOT")


def place_words(text: str, rows: Sequence[Sequence[str]]) -> list[tuple[int, int]] | None:
    """Find the character span of each word of a sentence; None when the forms do not spell the text.

    A row "3-4" spells what the words 3 and 4 are written as together ("don't", "gonna"); each of them takes its own
    part if it is spelled there, and the last one what is left.
    """
    spans: list[tuple[int, int]] = []
    position = 0
    inside, end, last = (
        0,
        0,
        "",
    )  # of the words that are written as one: where the next begins, where they end, the last's id
    for number, form in ((row[0], row[1]) for row in rows if "." not in row[0]):
        if not last:
            while text[position : position + 1].isspace():
                position += 1
            if not text.startswith(form, position):
                return None
            if "-" in number:
                inside, end, last = position, position + len(form), number.split("-")[1]
            else:
                spans.append((position, position + len(form)))
            position += len(form)
        elif number == last:
            spans.append((inside, end))
            last = ""
        else:
            stop = inside + len(form)
            spans.append((inside, stop if text.startswith(form, inside) and stop < end else inside))
            inside = spans[-1][1]
    return spans
