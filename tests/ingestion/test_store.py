"""One article, one transaction, once, whoever stores it at the same time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from typing import Any

import orjson
import pytest
from sqlalchemy import func, insert, select

from app.errors import IdCollision
from app.extraction.reading import Reading
from app.identity import parse
from app.ingestion import identity, store
from app.ingestion.rendering import Rendered, render
from app.ingestion.store import Stored
from app.ingestion.submission import Submission
from app.records import ArticleRecord, ClaimRecord, FigureRecord
from app.storage import audit, database, positions, tables
from app.storage.database import Database
from app.storage.reading import full_text
from app.vocabulary import ProblemCode
from tests.conftest import New, url_of
from tests.ingestion import readings

NOTHING = Reading((), (), (), ())


@pytest.fixture
def stored(empty: Database) -> Stored:
    return store.write(empty, render(readings.SUBMISSION, readings.reading()))


def _rows(opened: Database, table: Any) -> list[Any]:
    with opened.read() as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key)).all())


def _everything(opened: Database) -> dict[str, list[Any]]:
    tables_of_records = (table for table in tables.METADATA.sorted_tables if table is not tables.commits)
    return {table.name: _rows(opened, table) for table in tables_of_records}


def _parts(opened: Database, table: Any) -> set[tuple[str, str, str]]:
    """Return the code, part and name of each entity in each record of a table."""
    named = {row.number: row.name for row in _rows(opened, tables.entities)}
    return {
        (row.claim_type if table is tables.claims else row.measure, part, named[number])
        for row in _rows(opened, table)
        for part, numbers in orjson.loads(row.parts).items()
        for number in numbers
    }


def test_an_article_is_stored_with_everything(empty: Database, stored: Stored) -> None:
    assert stored.created
    numbers = {name: len(rows) for name, rows in _everything(empty).items() if rows}
    assert numbers == {
        "articles": 1, "publishers": 1, "entities": 5, "names": 13, "mentions": 4, "claims": 5, "figures": 2,
        "claim_keys": 24, "claim_counts": 28, "claim_tallies": 28,
        "figure_keys": 40, "figure_counts": 22, "figure_tallies": 24,
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
        ("killed", "person", 27.0, accusation.position),
        ("killed", "person", 2.0, accusation.position),
    }
    for row in [*claims.values(), *figures, *_rows(empty, tables.articles)]:
        assert (row.published, row.publisher) == (day, 1)
        assert row.position >> positions.BITS == positions.since(day) >> positions.BITS
    assert [(row.folded, row.name) for row in _rows(empty, tables.publishers)] == [("the example", "The Example")]


def test_parts_say_who_speaks_is_meant_and_where(empty: Database, stored: Stored) -> None:
    accusation = {
        ("accusation", "speaker", "Armenia"),
        ("accusation", "actor", "Armenia"),
        ("accusation", "target", "Azerbaijan"),
        ("accusation", "actor", "Azerbaijan"),
        ("accusation", "place", "Khankendi"),
        ("accusation", "point", "Khankendi"),
        ("accusation", "place", "Karabakh"),
    }
    denial = {("denial", "speaker", "Azerbaijan"), ("denial", "actor", "Azerbaijan")}
    assert _parts(empty, tables.claims) == accusation | denial
    assert _parts(empty, tables.figures) == {("killed", part, name) for _, part, name in accusation}


def test_entities_are_found_by_names_aliases_and_codes(empty: Database, stored: Stored) -> None:
    named = {row.number: row.name for row in _rows(empty, tables.entities)}
    found = {(row.folded, named[row.entity]) for row in _rows(empty, tables.names)}
    assert found == {
        ("khankendi", "Khankendi"), ("stepanakert", "Khankendi"), ("xankandi", "Khankendi"), ("q1", "Khankendi"),
        ("karabakh", "Karabakh"), ("artsakh", "Karabakh"),
        ("armenia", "Armenia"), ("arm", "Armenia"), ("q399", "Armenia"),
        ("azerbaijan", "Azerbaijan"), ("aze", "Azerbaijan"), ("q227", "Azerbaijan"), ("protesters", "Protesters"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "text", "number"),
    [
        (tables.articles, "shelling", 1),
        (tables.articles, "gathered", 1),
        (tables.claims, "children", 1),
        (tables.claims, "replied", 1),
        (tables.claims, '"azerbaijan had shelled"', 1),
        (tables.figures, "armenia tuesday", 2),
        (tables.figures, "gathered", 0),
        (tables.claims, "a1", 0),
        (tables.entities, "xankendi", 0),
        (tables.entities, "xankəndi", 1),
        (tables.entities, "artsakh", 1),
    ],
)
def test_everything_is_found_by_its_words(empty: Database, stored: Stored, table: Any, text: str, number: int) -> None:
    with empty.read() as connection:
        found = full_text(connection).find(table.name, text)
        holding = f"SELECT {found.key} FROM {found.lead} WHERE {found.condition}"  # noqa: S608 - pieces of ours
        assert len(connection.exec_driver_sql(holding, found.values).all()) == number


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
        results = list(pool.map(_store_all, [url_of(empty)] * 2))
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
        "position": 1, "id": parse("art", rendered.article.id), "text_sha256": "0" * 64, "text": "x", "publisher": 0,
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
            "position": 1, "id": parse("clm", (rendered.article.claims or [])[-1].id), "start": 0, "end": 1,
            "claim_type": "denial", "article": connection.execute(select(tables.articles.c.position)).scalar_one(),
            "voice": "narrator", "negated": 0, "quoted": 0, "publisher": 0, "published": 0, "stored": 0,
            "parts": "{}", "record": b"{}",
        }  # fmt: skip
        connection.execute(insert(tables.claims), row)
    before = _everything(empty)
    with pytest.raises(IdCollision, match="belongs to another record"):
        store.write(empty, rendered)
    assert _everything(empty) == before


def _other(number: int, text: str = "") -> Rendered:
    """Return an article of its own text, read as the first one is."""
    submission = readings.SUBMISSION.model_copy(update={"text": f"{readings.TEXT} {number}{text}"})
    return render(submission, readings.reading())


def _one_by_one(opened: Database, articles: Sequence[Rendered]) -> list[Stored | Exception]:
    return [store.write(opened, one) for one in articles]


def test_many_are_stored_as_one_by_one(new: New) -> None:
    """The same rows but for when they were stored."""
    articles = [_other(i) for i in range(7)]
    found = []
    for write in (_one_by_one, store.write_many):
        with new() as opened:
            stored = write(opened, articles)
            assert stored == [Stored(one.article.id, created=True) for one in articles]
            assert list(audit.faults(opened)) == []
            found.append({
                name: [{**row._mapping, "stored": None, "record": None} for row in rows]
                for name, rows in _everything(opened).items()
            })  # fmt: skip
            times = [row.stored for row in _rows(opened, tables.articles)]
            assert len(set(times)) == len(articles)
    assert found[0] == found[1]


def test_a_bad_article_among_many_loses_only_itself(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [_other(0), _other(1), _other(0), _other(2)]
    broken = replace(articles[1], keys={})
    outcomes = store.write_many(empty, [articles[0], broken, *articles[2:]])
    assert [type(outcome) for outcome in outcomes] == [Stored, KeyError, Stored, Stored]
    assert [getattr(outcome, "created", None) for outcome in outcomes] == [True, None, False, True]
    assert len(_rows(empty, tables.articles)) == 2
    assert list(audit.faults(empty)) == []
    assert store.write_many(empty, []) == []


def test_records_whose_positions_are_taken_get_the_next(empty: Database) -> None:
    store.write(empty, render(Submission(text="another"), NOTHING))
    rendered = _other(0)
    number = identity.number("clm", (rendered.article.claims or [])[0].id)
    taken = positions.of(tables.microseconds(rendered.article.published_at), number)
    with empty.write() as connection:
        article = connection.execute(select(tables.articles.c.position)).scalar_one()
        rows = [
            {
                "position": position, "id": i, "article": article, "start": 0, "end": 1, "claim_type": "denial",
                "voice": "narrator", "negated": 0, "quoted": 0, "publisher": 0, "published": 0, "stored": 0,
                "parts": "{}", "record": b"{}",
            }
            for i, position in enumerate([taken, positions.after(taken)])
        ]  # fmt: skip
        connection.execute(insert(tables.claims), rows)
    assert store.write(empty, rendered).created
    with empty.read() as connection:
        position = connection.execute(select(tables.claims.c.position).where(tables.claims.c.id == number)).scalar_one()
    assert position == positions.after(positions.after(taken))


def test_every_writing_transaction_is_counted(empty: Database) -> None:
    def number() -> int:
        (row,) = _rows(empty, tables.commits)
        return int(row.number)

    seen = [number()]
    for one in (_other(0), _other(1)):
        store.write(empty, one)
        seen.append(number())
    with pytest.raises(ZeroDivisionError), empty.write():
        1 / 0  # noqa: B018
    assert number() == seen[-1]
    assert seen[0] < seen[1] < seen[2]


def test_an_article_without_a_date_sorts_last(empty: Database) -> None:
    store.write(empty, render(Submission(text="x"), NOTHING))
    (row,) = _rows(empty, tables.articles)
    assert row.published == positions.UNDATED
    assert row.position < positions.FIRST_DATED <= positions.since(tables.microseconds(datetime(1, 1, 1, tzinfo=UTC)))
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
