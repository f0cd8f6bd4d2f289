"""One article, one transaction, once, whoever stores it at the same time."""

from __future__ import annotations

import hashlib
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from typing import Any

import orjson
import pytest
from sqlalchemy import func, insert, select

from app.errors import IdCollision
from app.extraction.reading import Reading
from app.identity import parse
from app.ingestion import store
from app.ingestion.rendering import render
from app.ingestion.store import Stored
from app.ingestion.submission import Submission
from app.records import ArticleRecord, ClaimRecord, FigureRecord
from app.storage import audit, database, tables
from app.storage.database import Database
from app.vocabulary import ProblemCode
from tests.ingestion import readings

NOTHING = Reading((), (), (), ())


@pytest.fixture
def stored(empty: Database) -> Stored:
    return store.write(empty, render(readings.SUBMISSION, readings.reading()))


def _rows(opened: Database, table: Any) -> list[Any]:
    with opened.read() as connection:
        return list(connection.execute(select(table)).all())


def _everything(opened: Database) -> dict[str, list[Any]]:
    return {table.name: _rows(opened, table) for table in tables.METADATA.sorted_tables}


def test_an_article_is_stored_with_everything(empty: Database, stored: Stored) -> None:
    assert stored.created
    numbers = {name: len(rows) for name, rows in _everything(empty).items() if rows}
    assert numbers == {
        "articles": 1, "entities": 5, "names": 13, "mentions": 5, "claims": 5, "claim_entities": 8,
        "figures": 2, "figure_entities": 12,
    }  # fmt: skip
    assert list(audit.faults(empty)) == []


def test_the_records_are_those_of_the_preview(empty: Database, stored: Stored) -> None:
    article = render(readings.SUBMISSION, readings.reading()).article
    (row,) = _rows(empty, tables.articles)
    shown = ArticleRecord.model_validate_json(row.record)
    assert shown.id == stored.id == article.id
    assert shown.stored_at is not None
    assert datetime.now(UTC) - shown.stored_at < timedelta(minutes=1)
    assert row.text == readings.TEXT
    assert orjson.loads(row.problems) == [problem.model_dump(mode="json") for problem in article.problems]
    claims = [ClaimRecord.model_validate_json(row.record) for row in _rows(empty, tables.claims)]
    assert {claim.id: claim for claim in claims} == {claim.id: claim for claim in article.claims or []}
    figures = [FigureRecord.model_validate_json(row.record) for row in _rows(empty, tables.figures)]
    assert {figure.id: figure for figure in figures} == {figure.id: figure for figure in article.figures or []}


def test_columns_repeat_what_filters_need(empty: Database, stored: Stored) -> None:
    day = int(datetime(2023, 9, 20, tzinfo=UTC).timestamp() * 1_000_000)
    claims = {row.claim_type: row for row in _rows(empty, tables.claims)}
    assert set(claims) == {"accusation", "denial", "event_report", "status_report"}
    accusation, denial = claims["accusation"], claims["denial"]
    assert (accusation.voice, accusation.event_from, accusation.event_until) == (
        "attributed",
        "2023-09-19",
        "2023-09-19",
    )
    assert (denial.negated, denial.quoted, denial.event_from) == (True, True, None)
    figures = _rows(empty, tables.figures)
    assert {(row.measure, row.unit, row.value, row.claim) for row in figures} == {
        ("killed", "person", 27.0, accusation.id),
        ("killed", "person", 2.0, accusation.id),
    }
    for row in [*claims.values(), *figures, *_rows(empty, tables.articles)]:
        assert (row.published, row.publisher_folded) == (day, "the example")


def test_parts_say_who_speaks_is_meant_and_where(empty: Database, stored: Stored) -> None:
    named = {row.id: row.name for row in _rows(empty, tables.entities)}
    types = {row.id: row.claim_type for row in _rows(empty, tables.claims)}
    rows = _rows(empty, tables.claim_entities)
    assert {(types[row.claim], row.part, named[row.entity]) for row in rows} == {
        ("accusation", "speaker", "Armenia"),
        ("accusation", "actor", "Armenia"),
        ("accusation", "target", "Azerbaijan"),
        ("accusation", "actor", "Azerbaijan"),
        ("accusation", "place", "Khankendi"),
        ("accusation", "place", "Karabakh"),
        ("denial", "speaker", "Azerbaijan"),
        ("denial", "actor", "Azerbaijan"),
    }
    assert all(row.claim_type == types[row.claim] for row in rows)
    figures = {(row.part, named[row.entity]) for row in _rows(empty, tables.figure_entities)}
    assert figures == {(part, name) for type_, part, name in {
        (types[row.claim], row.part, named[row.entity]) for row in rows
    } if type_ == "accusation"}  # fmt: skip


def test_entities_are_found_by_names_aliases_and_codes(empty: Database, stored: Stored) -> None:
    named = {row.id: row.name for row in _rows(empty, tables.entities)}
    found = {(row.folded, named[row.entity]) for row in _rows(empty, tables.names)}
    assert found == {
        ("khankendi", "Khankendi"), ("stepanakert", "Khankendi"), ("xankandi", "Khankendi"), ("q1", "Khankendi"),
        ("karabakh", "Karabakh"), ("artsakh", "Karabakh"),
        ("armenia", "Armenia"), ("arm", "Armenia"), ("q399", "Armenia"),
        ("azerbaijan", "Azerbaijan"), ("aze", "Azerbaijan"), ("q227", "Azerbaijan"), ("protesters", "Protesters"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "words", "number"),
    [
        (tables.articles, "shelling", 1),
        (tables.articles, "gathered", 1),
        (tables.claims, "children", 1),
        (tables.claims, "replied", 1),
        (tables.claims, '"azerbaijan had shelled"', 1),
        (tables.figures, "armenia tuesday", 2),
        (tables.figures, "gathered", 0),
        (tables.entities, "xankendi", 0),
        (tables.entities, "xankəndi", 1),
        (tables.entities, "artsakh", 1),
    ],
)
def test_everything_is_found_by_its_words(empty: Database, stored: Stored, table: Any, words: str, number: int) -> None:
    with empty.read() as connection:
        assert len(connection.execute(select(table.c.id).where(database.matching(table, words))).all()) == number


def test_the_same_text_again_changes_nothing(empty: Database, stored: Stored) -> None:
    before = _everything(empty)
    again = readings.SUBMISSION.model_copy(update={"title": "Another", "published_at": None, "language": "fr"})
    assert store.write(empty, render(again, readings.reading())) == Stored(stored.id, created=False)
    assert store.store(empty, again) == Stored(stored.id, created=False)
    assert _everything(empty) == before


def test_the_same_text_at_once_is_stored_once_by_threads(empty: Database) -> None:
    rendered = render(readings.SUBMISSION, readings.reading())
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: store.write(empty, rendered), range(16)))
    assert sorted(result.created for result in results) == [False] * 15 + [True]
    assert len({result.id for result in results}) == 1
    assert list(audit.faults(empty)) == []


def _store_all(url: str) -> list[bool]:
    """Store ten texts that share their entities; run in a process of its own."""
    opened = database.connect(url)
    created = []
    for i in range(10):
        submission = Submission(text=f"{readings.TEXT} {i}")
        created.append(store.write(opened, render(submission, readings.reading())).created)
    opened.close()
    return created


def test_the_same_texts_at_once_are_stored_once_by_processes(empty: Database) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(_store_all, [str(empty.path)] * 2))
    assert [sum(created) for created in zip(*results, strict=True)] == [1] * 10
    assert list(audit.faults(empty)) == []
    with empty.read() as connection:
        azerbaijan = tables.entities.c.name == "Azerbaijan"
        columns = tables.entities.c.articles, tables.entities.c.claims, tables.entities.c.figures
        assert connection.execute(select(*columns).where(azerbaijan)).one() == (10, 20, 20)
        local = select(func.count()).where(tables.entities.c.name == "Protesters").select_from(tables.entities)
        assert connection.execute(local).scalar_one() == 10


def test_a_text_that_derives_the_id_of_another_is_refused(empty: Database) -> None:
    rendered = render(readings.SUBMISSION, readings.reading())
    row = {
        "id": parse("art", rendered.article.id), "text_sha256": "0" * 64, "text": "x", "publisher_folded": "",
        "published": 0, "stored": 0, "record": b"{}", "problems": b"[]",
    }  # fmt: skip
    with empty.write() as connection:
        connection.execute(insert(tables.articles), row)
    with pytest.raises(IdCollision, match="derive the same id"):
        store.write(empty, rendered)
    with pytest.raises(IdCollision, match="derive the same id"):
        store.store(empty, readings.SUBMISSION)


def test_a_claim_that_derives_the_id_of_another_is_refused_whole(empty: Database) -> None:
    store.write(empty, render(Submission(text="another"), NOTHING))
    rendered = render(readings.SUBMISSION, readings.reading())
    with empty.write() as connection:
        row = {
            "id": parse("clm", (rendered.article.claims or [])[-1].id), "start": 0, "end": 1, "claim_type": "denial",
            "article": connection.execute(select(tables.articles.c.id)).scalar_one(), "voice": "narrator",
            "negated": False, "quoted": False, "publisher_folded": "", "published": 0, "stored": 0, "record": b"{}",
        }  # fmt: skip
        connection.execute(insert(tables.claims), row)
    before = _everything(empty)
    with pytest.raises(IdCollision, match="belongs to another record"):
        store.write(empty, rendered)
    assert _everything(empty) == before


def test_an_article_without_a_date_sorts_last(empty: Database) -> None:
    store.write(empty, render(Submission(text="x"), NOTHING))
    (row,) = _rows(empty, tables.articles)
    assert row.published == tables.UNDATED < tables.microseconds(datetime(1, 1, 1, tzinfo=UTC))
    assert ArticleRecord.model_validate_json(row.record).published_at is None


def test_a_text_in_another_language_is_stored_unread(empty: Database) -> None:
    submission = readings.SUBMISSION.model_copy(update={"language": "fr"})
    article = store.preview(submission)
    assert (article.entities, article.claims, article.figures) == ([], [], [])
    assert [problem.code for problem in article.problems] == [ProblemCode.LANGUAGE]
    assert store.store(empty, submission).created
    (row,) = _rows(empty, tables.articles)
    assert orjson.loads(row.problems)[0]["detail"] == "the text is said to be fr; only English is read"


@pytest.mark.parametrize("text", ["\ufeffBOM\r\nCRLF\u2028\u0085 nbsp\xa0 e\u0301 🛑 \U0010ffff\t ", "\x01\x7f a"])
def test_text_is_stored_exactly_as_received(empty: Database, text: str) -> None:
    store.store(empty, Submission(text=text))
    (row,) = _rows(empty, tables.articles)
    assert row.text == text
    assert row.text_sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_what_is_read_is_stored_as_previewed(empty: Database) -> None:
    article = store.preview(readings.SUBMISSION)
    stored = store.store(empty, readings.SUBMISSION)
    assert (stored.id, stored.created) == (article.id, True)
    claims = {ClaimRecord.model_validate_json(row.record).id for row in _rows(empty, tables.claims)}
    assert claims == {claim.id for claim in article.claims or []}
    assert claims
