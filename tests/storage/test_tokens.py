"""Words are told apart as FTS5 tells them apart."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pysqlite3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.storage import tokens
from tests.conftest import SEED_DATA


@pytest.fixture(scope="module")
def fts5() -> Iterator[Any]:
    raw = pysqlite3.connect(":memory:")
    raw.execute(f"CREATE VIRTUAL TABLE t USING fts5(text, tokenize='{tokens.TOKENIZER}')")
    raw.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance')")
    yield raw
    raw.close()


def by_fts5(raw: Any, text: str) -> list[str]:
    raw.execute("DELETE FROM t")
    raw.execute("INSERT INTO t VALUES (?)", (text,))
    return [term for (term,) in raw.execute("SELECT term FROM v ORDER BY offset")]


_ASCII = st.characters(max_codepoint=127)


@given(texts=st.lists(st.text(_ASCII, max_size=40) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)))
@example(["", "Six soldiers", "a\0b", "Xankəndi’s", "İstanbul", "e\u0301", "½ ² ①", "\ue000", "A_b c-d'e", "ﷺ"])
def test_words_are_those_of_fts5(fts5: Any, texts: list[str]) -> None:
    assert tokens.of([*texts, None]) == [*(by_fts5(fts5, text) for text in texts), []]


@pytest.mark.parametrize("letter", ["a", "é"])
def test_of_a_very_long_word_the_beginning_counts(fts5: Any, letter: str) -> None:
    text = f"{letter * 40_000} {letter * 32_769} end"
    assert tokens.of([text]) == [by_fts5(fts5, text)]


def test_articles_are_read_alike_by_many_threads(fts5: Any) -> None:
    texts = [path.read_text() for path in SEED_DATA.glob("*.txt")]
    expected = [by_fts5(fts5, text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert all(found == expected for found in pool.map(tokens.of, [texts] * 24))
