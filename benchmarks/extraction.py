"""How fast extraction is: the first result, articles a second by stage, growth with length, and a bulk of news.

    python -m benchmarks.extraction [--records 5000] [--all] [--jobs 0] [--only-bulk]

Times are CPU seconds of one core unless they are called wall. `eval/dev` is read where it is there, else the labelled
articles of this project; the bulk is `corpora/current-events/history.jsonl.xz`, which lies beside the repository.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from typing import Annotated, Any

import typer

from app import extraction
from app.ingestion import store
from app.ingestion.executors import cores
from app.ingestion.submission import Submission
from benchmarks.bulk import HISTORY, bulk
from evaluation import articles

STAGES = ("split", "parse", "find", "resolve", "pair", "attribute", "claims_of", "figures_of")
"""The functions of `app.extraction` that a text goes through, by the names they have there."""

_PASSES = 3
_LONGEST = 1_000_000  # characters: the largest text the service takes by default
_FIRST = """
from app.extraction import read
assert read("Armenia said two soldiers were killed.").claims
"""


def first_result() -> float:
    """Return the wall seconds from the start of a process to its first record: the best of five."""
    return min(_wall([sys.executable, "-c", _FIRST]) for _ in range(5))


def submissions() -> list[Submission]:
    """Return the articles that are read."""
    labelled = articles.labels(articles.SETS["dev"]) or articles.labels(articles.SETS["labelled"])
    return [articles.submission(label) for label in labelled]


def speed(texts: list[Submission]) -> tuple[float, float]:
    """Return articles and words per CPU second, reading and rendering: the best of some passes."""
    store.preview(texts[0])
    took = min(_cpu(lambda: [store.preview(text) for text in texts]) for _ in range(_PASSES))
    return len(texts) / took, _words(texts) / took


def by_stage(texts: list[Submission]) -> dict[str, float]:
    """Return the words per CPU second of each stage alone."""
    with _timed() as spent:
        for text in texts * _PASSES:
            store.preview(text)
    return {stage: _words(texts) * _PASSES / seconds for stage, seconds in spent.items()}


def growth(texts: list[Submission]) -> list[tuple[int, float]]:
    """Return the microseconds a word takes in texts of growing numbers of words: about the same when it is linear."""
    found = []
    for times in (1, 4, 16):
        # What a text repeats is not read again, so that each paragraph needs a number.
        paragraphs = [line for text in texts * times for line in text.text.split("\n") if line.strip()]
        joined = "\n\n".join(f"In report {n}, {line}" for n, line in enumerate(paragraphs, start=1))
        text = Submission(text=joined[:_LONGEST])
        micros = _cpu(partial(store.preview, text)) * 1e6 / _words([text])
        found.append((_words([text]), micros))
    return found


@contextmanager
def _timed() -> Iterator[defaultdict[str, float]]:
    """Sum up the CPU seconds of each stage, by standing before it."""
    spent: defaultdict[str, float] = defaultdict(float)
    places: list[tuple[Any, str]] = [*((extraction, name) for name in STAGES), (store, "render")]
    kept = [getattr(place, name) for place, name in places]
    try:
        for (place, name), function in zip(places, kept, strict=True):
            setattr(place, name, _standing_before(function, name, spent))
        yield spent
    finally:
        for (place, name), function in zip(places, kept, strict=True):
            setattr(place, name, function)


def _standing_before(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    @wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            spent[name] += time.process_time() - began

    return timed


def _words(texts: list[Submission]) -> int:
    return sum(len(text.text.split()) for text in texts)


def _cpu(function: Callable[[], object]) -> float:
    began = time.process_time()
    function()
    return time.process_time() - began


def _wall(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - began


def main(
    *,
    records: Annotated[int, typer.Option(help="Records of the bulk.")] = 5000,
    everything: Annotated[bool, typer.Option("--all", help="All 112,787 records in the bulk.")] = False,
    jobs: Annotated[int, typer.Option(min=0, help="Processes that read the bulk; 0 takes one for each core.")] = 0,
    only_bulk: Annotated[bool, typer.Option("--only-bulk", help="The bulk alone.")] = False,
    database: Annotated[str | None, typer.Option(help="An empty database for the bulk, instead of a new file.")] = None,
) -> None:
    """Print the figures."""
    if not only_bulk:
        texts = submissions()
        typer.echo(f"{'first result':44} {first_result():10.2f} s wall")
        rate, words = speed(texts)
        typer.echo(
            f"{f'{len(texts)} articles, {_words(texts):,} words':44} {rate:10.1f} articles/s, {words:,.0f} words/s"
        )
        for stage, found in by_stage(texts).items():
            typer.echo(f"  {stage:42} {found:10,.0f} words/s")
        for length, micros in growth(texts):
            typer.echo(f"{f'one text of {length:,} words':44} {micros:10.1f} µs a word")
    if HISTORY.exists():
        jobs = jobs or cores()
        typer.echo(f"{f'the bulk, read by {jobs}':44}")
        for name, value in bulk(None if everything else records, jobs=jobs, database=database).items():
            typer.echo(f"  {name:42} {value:10,.1f}")


if __name__ == "__main__":
    typer.run(main)
