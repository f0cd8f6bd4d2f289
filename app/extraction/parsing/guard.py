"""Pipe `sentence_guard`: before the parser, it says where a sentence may, must and cannot start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from spacy.attrs import SENT_START  # type: ignore[import-not-found]  # compiled, without types
from spacy.language import Language
from spacy.tokens import Doc

# Tokens that may stand between the full stop and the next sentence.
_CLOSERS = frozenset("\"'”’»›)]}*_") | {"''", "’’"}
_CLOSING_ONLY = frozenset("”’»›)]}")
_CLOSING_QUOTES = frozenset("\"”'’")
_DOUBLE_QUOTES = frozenset('"“')
_TERMINALS = frozenset(".?!…。？！")
# Abbreviations that no sentence ends with.
_TITLES = frozenset(
    [
        *("Mr.", "Mrs.", "Ms.", "Dr.", "Gen.", "Lt.", "Col.", "Maj.", "Capt.", "Sgt.", "Cpl.", "Brig.", "Adm."),
        *("Cmdr.", "Sen.", "Rep.", "Gov.", "Prof.", "Rev.", "Hon.", "Messrs.", "vs.", "e.g.", "i.e."),
    ]
)
_LONGER_THAN_ABBREVIATIONS = 3  # letters


def ends_sentence(text: str) -> bool:
    """Tell whether a token can be the last word or mark of a sentence (closing quotes apart)."""
    return text not in _TITLES and text.rstrip("\"'”’»)]")[-1:] in _TERMINALS


def guard_starts(words: Sequence[str], spaces: Sequence[bool]) -> list[int]:
    """Return 1 (must start), 0 (the parser decides) or -1 (cannot start) for each token of a text.

    A sentence starts only after `.?!…` plus closing quotes or brackets, or after a newline; it must start after an
    empty line. White-space tokens never start one, except the first token of the text. A quotation mark that closes (no
    space before, space or nothing after) belongs to what it closes; after one that opens, the next word starts nothing.
    `spaces` tells which tokens are followed by a space.
    """
    result: list[int] = []
    can_start = 1
    apart = True  # white space, or the beginning, stands before the token
    for index, word in enumerate(words):
        space = spaces[index] or index + 1 == len(words) or words[index + 1].isspace()
        if word.isspace():
            result.append(-1 if result else 1)
            breaks = sum(word.count(c) for c in "\n\u2028") + 2 * word.count("\u2029")
            if breaks:
                can_start = 1 if breaks > 1 or can_start == 1 else 0
            apart = True
            continue
        if word in _CLOSERS:
            closes = word in _CLOSING_ONLY or (not apart and space)
            result.append(-1 if closes and can_start != 1 else can_start)
            if can_start == 1 or (apart and not space and not closes):
                can_start = -1
        else:
            result.append(can_start)
            can_start = 0 if ends_sentence(word) else -1
        apart = space
    return result


def certain_starts(words: Sequence[str], spaces: Sequence[bool], starts: Sequence[int]) -> list[int]:
    """Turn free starts that the treebanks hardly ever contradict into certain ones (`guard_starts` gives `starts`).

    A sentence starts at a double quotation mark that opens before a capital, after a full stop; at a capital after a
    full stop with closing quotation mark; and at a capital after a full stop whose word is small and too long for an
    abbreviation.
    """
    result = list(starts)
    for index in range(2, len(words)):
        if starts[index] or not spaces[index - 1]:
            continue
        word, last, before = words[index], words[index - 1], words[index - 2]
        if last == ".":
            if word in _DOUBLE_QUOTES and not spaces[index]:
                certain = index + 1 < len(words) and words[index + 1][:1].isupper()
            else:
                full = len(before) > _LONGER_THAN_ABBREVIATIONS and before.islower() and not spaces[index - 2]
                certain = word[:1].isupper() and full
        else:
            closed = last in _CLOSING_QUOTES and before == "." and not spaces[index - 2]
            certain = closed and word[:1].isupper()
        if certain:
            result[index] = 1
    return result


def write_starts(doc: Doc, starts: Sequence[int]) -> None:
    """Set the sentence starts of a document at once (setting them one by one costs quadratic time)."""
    column: Any = np.array(starts, dtype=np.int64).astype(np.uint64).reshape(-1, 1)
    doc.from_array([SENT_START], column)


class SentenceGuard:
    """Writes the starts of `guard_starts` and `certain_starts` into a document (training uses the first alone)."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the starts."""
        if len(doc):
            words, spaces = [t.text for t in doc], [bool(t.whitespace_) for t in doc]
            write_starts(doc, certain_starts(words, spaces, guard_starts(words, spaces)))
        return doc

    def to_disk(self, path: Path, exclude: Iterable[str] = ()) -> None:
        """Keep nothing: there is nothing to keep."""

    def from_disk(self, path: Path, exclude: Iterable[str] = ()) -> SentenceGuard:  # noqa: ARG002 - spaCy's signature
        """Return the guard as it is."""
        return self


@Language.factory("sentence_guard", assigns=["token.is_sent_start"])
def make_sentence_guard(nlp: Language, name: str) -> SentenceGuard:  # noqa: ARG001 - spaCy's signature
    """Make the pipe."""
    return SentenceGuard()
