"""What is taken as an article and what is not, with a pointer to each fault."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.ingestion.submission import parse


def faults(**values: Any) -> list[tuple[str | None, str]]:
    with pytest.raises(InvalidInput) as caught:
        parse(values, max_text_bytes=100)
    return [(fault.pointer, fault.detail) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "is empty"),
        (" \n\t\u2028\u3000", "holds nothing but white space"),
        ("a\0", "holds NUL at position 1"),
        ("ab\ud83d", "holds a lone surrogate at position 2"),
        ("é" * 51, "has 102 bytes; 100 are allowed"),
        (5, "is not a string"),
        (None, "is not a string"),
        (b"x", "is not a string"),
        (["x"], "is not a string"),
    ],
)
def test_texts_that_are_none(text: object, detail: str) -> None:
    assert faults(text=text) == [("/text", detail)]


@pytest.mark.parametrize("name", ["title", "publisher", "licence"])
def test_lines_that_are_none(name: str) -> None:
    for value, detail in [
        ("", "is empty"),
        (" ", "holds nothing but white space"),
        ("x" * 501, "is longer than 500 characters"),
        ("\0", "holds NUL at position 0"),
        ("\udc00", "holds a lone surrogate"),
        (1, "is not a string"),
        (True, "is not a string"),
    ]:
        assert faults(text="x", **{name: value}) == [(f"/{name}", detail)]
    assert getattr(parse({"text": "x", name: "ü" * 500}, max_text_bytes=1), name) == "ü" * 500


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org",
        "javascript:alert(1)",
        "example.org",
        "http://",
        "https://a b",
        "",
        "//example.org/x",
        "http://\n",
    ],
)
def test_urls_that_are_none(url: str) -> None:
    assert faults(text="x", url=url) == [("/url", "is no http or https URL")]


def test_a_long_url_is_refused_and_any_other_kept_as_it_is() -> None:
    assert faults(text="x", url="https://example.org/" + "x" * 2000) == [("/url", "is longer than 2,000 characters")]
    for url in ("HTTPS://Example.org", "https://example.org/wiki/A_(b)?c=d#é", "http://127.0.0.1:1/%27"):
        assert parse({"text": "x", "url": url}, max_text_bytes=1).url == url


@pytest.mark.parametrize(
    "value",
    [
        "2016-13", "2016-00", "0000-05", "2016", "2016-02-30", "0000-01-01", "20160501", "2016-W05-1", "yesterday",
        "", "٢٠١٦-٠٥-٠١",
        "2016-05-01T25:00:00Z", "2016-05-01T10", "2016-05-01T10:00:00 and more", "10000-01-01", "-001-01-01",
        "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", 1462060800, 1.5, True, ["2016-05-01"], {},
    ],
)  # fmt: skip
def test_dates_that_are_none(value: object) -> None:
    ((pointer, detail),) = faults(text="x", published_at=value)
    assert pointer == "/published_at"
    assert detail.startswith(("is no date", "is outside the years 1 to 9999"))


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("2023-09-20", date(2023, 9, 20)),
        ("2016-05", "2016-05"),
        ("0001-01-01", date(1, 1, 1)),
        ("2023-09-20T08:00:00Z", datetime(2023, 9, 20, 8, tzinfo=UTC)),
        ("2023-09-20t08:00z", datetime(2023, 9, 20, 8, tzinfo=UTC)),
        ("2023-09-20 08:00", datetime(2023, 9, 20, 8, tzinfo=UTC)),
        ("2023-09-20T08:00:00.5+04:00", datetime(2023, 9, 20, 4, 0, 0, 500_000, tzinfo=UTC)),
        (datetime(2023, 9, 20, 8), datetime(2023, 9, 20, 8, tzinfo=UTC)),  # as TOML gives it
        (datetime(2023, 9, 20, tzinfo=timezone(timedelta(hours=4))), datetime(2023, 9, 19, 20, tzinfo=UTC)),
        (date(2023, 9, 20), date(2023, 9, 20)),
        (None, None),
    ],
)
def test_dates_stay_dates_and_times_are_utc(value: object, taken: object) -> None:
    found = parse({"text": "x", "published_at": value}, max_text_bytes=1).published_at
    assert found == taken
    assert type(found) is type(taken)


def test_dates_after_tomorrow_are_none() -> None:
    now = datetime.now(UTC)
    for later in (timedelta(days=3), timedelta(days=400), timedelta(days=365 * 4000)):
        for value in (now + later, (now + later).date(), f"{now + later:%Y-%m-%dT%H:%M:%SZ}"):
            assert faults(text="x", published_at=value) == [("/published_at", "is in the future")]
    assert faults(text="x", published_at=f"{now + timedelta(days=40):%Y-%m}") == [("/published_at", "is in the future")]
    for value in (now, now.date(), now + timedelta(hours=14), f"{now:%Y-%m}"):
        assert parse({"text": "x", "published_at": value}, max_text_bytes=1).published_at == value


@pytest.mark.parametrize(
    ("language", "english"), [(None, True), ("en", True), ("EN-gb", True), ("eng", True), ("fr", False), ("enm", False)]
)
def test_what_is_read_as_english(language: str | None, english: bool) -> None:
    assert parse({"text": "x", "language": language}, max_text_bytes=1).is_english is english


@pytest.mark.parametrize("language", ["english please", "e", "en_GB", "en\n", ""])
def test_languages_that_are_none(language: str) -> None:
    assert faults(text="x", language=language) == [("/language", "is no language tag like en or en-GB")]


def test_every_fault_is_told_at_once() -> None:
    found = faults(title=1, url="x", **{"a/b~c": 1})
    assert [pointer for pointer, _ in found] == ["/text", "/title", "/url", "/a~1b~0c"]
    assert found[0][1] == "is required"
    assert "title, publisher, published_at" in found[3][1]


@given(st.text())
def test_a_text_is_taken_exactly_as_it_is_or_refused(text: str) -> None:
    try:
        taken = parse({"text": text}, max_text_bytes=10_000).text
    except InvalidInput:
        assert "\0" in text or not text.strip()
    else:
        assert taken == text


@given(st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=5) | st.floats(), max_size=4))
def test_any_object_is_taken_or_refused_with_pointers(values: dict[str, object]) -> None:
    try:
        parse(values, max_text_bytes=10)
    except InvalidInput as error:
        assert all(fault.pointer and fault.detail for fault in error.faults)  # noqa: PT017 - of every fault


def test_a_month_has_no_day_to_count_from() -> None:
    assert parse({"text": "x", "published_at": "2016-05"}, max_text_bytes=1).day is None
    assert parse({"text": "x", "published_at": "2016-05-01"}, max_text_bytes=1).day == date(2016, 5, 1)
