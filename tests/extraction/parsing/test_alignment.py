"""A pipeline's tokens become our words."""

from __future__ import annotations

import pytest

from app.extraction.parsing.alignment import Parsed, align
from tests.extraction.parsing.docs import own


def parsed(text: str, tokens: str, heads: list[int]) -> Parsed:
    """Return a parse of `text` into the pieces of `tokens`, which stand in it in order."""
    starts, at = [], 0
    for token in tokens.split():
        at = text.index(token, at)
        starts.append(at)
        at += len(token)
    letters = [f"r{i}" for i in range(len(starts))]
    pos = ["PUNCT" if piece in "-.," else f"P{i}" for i, piece in enumerate(tokens.split())]
    return Parsed(starts, heads, letters, pos, letters)


@pytest.mark.parametrize(
    ("text", "tokens", "heads", "expected", "relations"),
    [
        ("They left Kyiv", "They left Kyiv", [1, -1, 1], [1, -1, 1], "r0 r1 r2"),
        # "Russian" and "-" hang on "backed": the word is what "backed" is
        ("Russian-backed men left", "Russian - backed men left", [2, 2, 3, 4, -1], [1, 2, -1], "r2 r3 r4"),
        # both "do" and "n't" hang on the verb: the first stands for the word
        ("They don't go", "They do n't go", [3, 3, 3, -1], [2, 2, -1], "r0 r1 r3"),
        # the first token is a mark that hangs outside: the second stands for the word
        ("the-man left", "the - man left", [2, 3, 3, -1], [1, -1], "r2 r3"),
        # one token over two of our words
        ("weapons etc. fell", "weapons etc. fell", [2, 0, -1], [3, 0, 1, -1], "r0 r1 part r2"),
        # "Shui" hangs on "Chen" and that on "bian": the word is what "bian" is, for no word may be its own head's head
        ("Chen Shui-bian spoke", "Chen Shui - bian spoke", [3, 0, 0, 4, -1], [1, 2, -1], "r0 r3 r4"),
        # the root is a part of a word
        ("a self-rule", "a self - rule", [3, 3, 3, -1], [1, -1], "r0 r3"),
    ],
)
def test_words(text: str, tokens: str, heads: list[int], expected: list[int], relations: str) -> None:
    tree = align(parsed(text, tokens, heads), own(text))
    assert list(tree.heads) == expected
    assert list(tree.relations) == relations.split()
    assert len(tree.low) == len(expected)
