"""The benchmark of serving: its articles are sound for the project's own audit, and every contestant answers it all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.storage import audit
from app.storage.database import connect
from benchmarks.serve import databases, exports, ours, report, widening
from benchmarks.serve.articles import CLAIMS, FIGURES, Writer
from benchmarks.serve.asks import SHARES, Ask, Asks
from benchmarks.serve.contestants import FLOOR, OURS, Contestant, all_of
from benchmarks.serve.servers import requests_file

_CLAIMS = 200


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a database of 200 made claims, stored as the benchmark stores them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENCHMARK_FOLDER", str(tmp_path_factory.mktemp("benchmark")))
        patch.setitem(databases.SIZES, "200", _CLAIMS)
        yield databases.ready("200")


def _counts(path: Path) -> dict[str, int]:
    opened = connect(str(path))
    try:
        with opened.read() as connection:
            return audit.counts(connection)
    finally:
        opened.close()


def test_made_articles_pass_the_audit(database: Path) -> None:
    opened = connect(str(database))
    try:
        assert list(audit.faults(opened)) == []
    finally:
        opened.close()
    counts = _counts(database)
    assert counts["claims"] == _CLAIMS
    assert counts["figures"] == _CLAIMS // CLAIMS * FIGURES


def test_a_seed_gives_the_same_articles() -> None:
    (first,), (again,) = (list(Writer(seed=3).articles(5, 1)) for _ in range(2))
    assert first.article == again.article
    assert first.article != next(Writer(seed=4).articles(5, 1)).article
    assert 400 < len(first.article.text.split()) < 800


def test_a_widened_database_has_everything_many_times(database: Path, tmp_path: Path) -> None:
    wide = tmp_path / "wide.db"
    widening.widen(database, wide, copies=3)
    before, after = _counts(database), _counts(wide)
    for table in ("articles", "claims", "figures"):
        assert after[table] == 3 * before[table]
    assert after["entities"] == before["entities"]
    asked = Asks(database)
    urls = [ours.path(ask) for ask in (*asked.only("total", 20), *asked.only("search", 20))]
    urls = [url if "include=total" in url else f"{url}&include=total" for url in urls]
    with ours.serving(database) as narrow, ours.serving(wide) as broad:
        for url in urls:
            totals = [json.loads(server.get(url)[2])["total"] for server in (narrow, broad)]
            assert totals[1] == 3 * totals[0]
    with pytest.raises(ValueError, match="copies"):
        widening.widen(database, tmp_path / "other.db", copies=61)


def test_every_contestant_answers_the_whole_mix(database: Path) -> None:
    asks = Asks(database)
    mixed = [ask for kind in SHARES for ask in asks.only(kind, 8)]
    with all_of(database, bytes_of_answer=lambda _: 1000) as contestants:
        assert [one.name for one in contestants][:2] == [OURS, FLOOR]
        for number, one in enumerate(contestants):
            found = one.server.under(requests_file(one.requests(mixed), f"test-{number}"), 0.5)
            assert found.requests > 0
            assert found.cpu > 0
            assert one.server.memory() > 1
        _say_the_same(contestants, asks)


def _say_the_same(contestants: list[Contestant], asks: Asks) -> None:
    """Compare pages, articles and counts of ours, the plain version's and Datasette's."""
    first, _, plain, canned = contestants

    def answers(ask: Ask) -> list[Any]:
        urls = [(one, one.requests([ask])[0][1].split(b" ")[1].decode()) for one in (first, plain, canned)]
        return [json.loads(one.server.get(url)[2]) for one, url in urls]

    for ask in [*asks.only("page", 10), *asks.only("figures", 10)]:
        items, same, rows = answers(ask)
        assert items["items"] == same["items"] == [json.loads(row["record"]) for row in rows]
    for ask in asks.only("article", 3):
        article, same, rows = answers(ask)
        assert article == same
        assert len(rows) == 1 + sum(len(article[part]) for part in ("entities", "claims", "figures"))
    for ask in asks.only("total", 10):
        page, same, rows = answers(ask)
        assert page["total"] == same["total"] == (rows[0]["number"] if rows else 0)
    for ask in asks.only("facets", 20):
        counts, same, rows = answers(ask)
        for name, buckets in counts["facets"].items():
            assert sorted(one["count"] for one in buckets) == sorted(one["count"] for one in same["facets"][name])
        assert len(rows) == sum(len(buckets) for buckets in counts["facets"].values())


def test_exports_are_counted(database: Path) -> None:
    found = exports.run("200")
    assert found["rows"] == _CLAIMS
    assert "200 claims as `.jsonl`" in report.markdown({"export": found})


def test_a_report_says_what_was_reached() -> None:
    ratios = {
        "Datasette's CPU time / ours": 6.0, "ORM's CPU time / ours": 16.0, "our CPU time / floor's": 2.5,
        "our 304 / floor's 304": 1.0, "our memory / Datasette's": 0.2,
    }  # fmt: skip
    told = report.markdown({"mix": {"ratios": ratios, "mix": {}, "kinds": {}, "size": "1m"}})
    verdicts = [line.split("|")[5].strip() for line in told.splitlines() if line.startswith("| ") and "**" in line]
    assert verdicts == ["yes", "aim", "no", "aim", "yes"]
