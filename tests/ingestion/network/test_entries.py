"""Entries: dates, languages and addresses are taken when they are some, and nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingestion.network.entries import Entry, address, language, line, moment


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("2023-09-20", date(2023, 9, 20)),
        ("2023-09", "2023-09"),
        (" 2023-09-20T08:00:00.5+04:00\n", datetime(2023, 9, 20, 4, 0, 0, 500_000, tzinfo=UTC)),
        ("2023-09-20 08:00", datetime(2023, 9, 20, 8, tzinfo=UTC)),
        ("2023-09-20t08:00z", datetime(2023, 9, 20, 8, tzinfo=UTC)),
        ("Wed, 20 Sep 2023", date(2023, 9, 20)),
        ("20 September 2023", date(2023, 9, 20)),
        ("Wed, 20 Sep 2023 00:00:00 GMT", datetime(2023, 9, 20, tzinfo=UTC)),
        ("20 Sep 23 08:00 -0030", datetime(2023, 9, 20, 8, 30, tzinfo=UTC)),
        ("20 Sep 23 08:00 +0400", datetime(2023, 9, 20, 4, tzinfo=UTC)),
        ("Wed, 20 Sep 2023 23:30:00 EST", datetime(2023, 9, 21, 4, 30, tzinfo=UTC)),
        ("Wed, 20 Sep 2023 08:00:60 Z", datetime(2023, 9, 20, 8, 0, 59, tzinfo=UTC)),
        ("Wed, 20 Sep 2023 08:00:00 CEST", date(2023, 9, 20)),  # a zone that nobody has fixed
        ("Wed, 20 Sep 2023 08:00:00", datetime(2023, 9, 20, 8, tzinfo=UTC)),
        ("Wed, 20 Foo 2023 08:00:00 GMT", None),
        ("Wed, 32 Sep 2023 08:00:00 GMT", None),
        ("Wed, 20 Sep 2023 25:00:00 GMT", None),
        ("Wed, 20 Sep 2023 08:00:00 +9999", None),
        ("2023-13-01", None),
        ("2023-13", None),
        ("2023-09-20T25:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("99999-09-20T08:00:00Z", None),
        ("12", None),
        ("2023", None),
        ("1695196800", None),
        ("20230920", None),
        ("-2023", None),
        ("1000 BC", None),
        ("09/10/2023", None),
        ("yesterday", None),
        ("٢٠٢٣-٠٩-٢٠", None),
        ("", None),
        (None, None),
        (20230920, None),
        ("2" * 1_000_000, None),
    ],
)
def test_dates(said: Any, taken: object) -> None:
    assert moment(said) == taken
    assert type(moment(said)) is type(taken)


@given(st.text(alphabet="0123456789 -+:.,TZWedSepEST", max_size=60))
def test_any_text_is_a_date_or_none(said: str) -> None:
    when = moment(said)
    assert not isinstance(when, datetime) or when.tzinfo is UTC


@pytest.mark.parametrize(
    ("said", "taken"),
    [("en", "en"), ("en_GB", "en-GB"), ("English", None), ("", None), (5, None), ("en-" + "x-" * 30 + "x", None)],
)
def test_languages(said: Any, taken: str | None) -> None:
    assert language(said) == taken


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        (" https://a.example/x ", "https://a.example/x"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("ftp://a.example", None),
        ("https://a.example/a b", None),
        ("https://a.example/" + "x" * 2000, None),
        ("/a", None),
        (None, None),
    ],
)
def test_addresses(said: Any, taken: str | None) -> None:
    assert address(said) == taken


def test_words_stand_on_one_line() -> None:
    assert line(" a\n\tb\u2028c ") == "a b c"
    assert line(" \n") is None
    assert line(["a"]) is None


def test_a_changed_entry_has_another_key() -> None:
    entry = Entry(link="https://a.example/", title="a\ud800")
    assert entry.key == Entry(link="https://a.example/", title="a\ud800").key
    assert entry.key != Entry(link="https://a.example/", title="b").key
