"""How many articles a second the one process that writes can take, when reading costs nothing.

    python -m benchmarks.coordinating [--articles 600]

Articles of the seed data, each with a line of its own, are read first; then they are written again as if any number of
machines had read them: what travels between processes is unpickled, looked up, and written to a new SQLite file.
"""

from __future__ import annotations

import pickle
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from itertools import cycle, islice
from pathlib import Path
from typing import Annotated, Any

import typer

from app.ingestion import batch, extracting, sources
from app.ingestion.batch import Counts
from app.ingestion.executors import collect_seldom
from app.ingestion.sources import Found
from app.storage import database, migrations

SEED_DATA = Path(__file__).parents[1] / "seed_data"


class _Read(Executor):
    """Gives at once what has been read before."""

    def __init__(self, read: dict[str, bytes]) -> None:
        self._read = read

    def submit(self, _fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result([pickle.loads(self._read[one.text]) for one in args[0]])  # noqa: S301 - made here
        return future


def articles(number: int) -> list[Found]:
    """Return so many articles of their own."""
    seed = [one for one in sources.find([str(SEED_DATA)], max_text_bytes=1_000_000) if isinstance(one, Found)]
    texts = (one.submission for one in islice(cycle(seed), number))
    changed = (text.model_copy(update={"text": f"{text.text}\n\nNumber {i}."}) for i, text in enumerate(texts))
    return [Found(str(i), text) for i, text in enumerate(changed)]


def main(number: Annotated[int, typer.Option("--articles", help="How many are written.")] = 600) -> None:
    """Print the rates."""
    found = articles(number)
    read = {one.submission.text: pickle.dumps(extracting.read([one.submission], None)[0]) for one in found}
    words = sum(len(text.split()) for text in read) / number
    size = sum(map(len, read.values())) / number
    typer.echo(f"{number} articles of {words:,.0f} words, {size:,.0f} bytes each as they travel")
    collect_seldom()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "coordinating.db"))
        migrations.upgrade(path)
        opened = database.connect(path)
        for what in ("written", "skipped, as they are there"):
            counts = Counts()
            began, cpu = time.perf_counter(), time.process_time()
            for _ in batch.ingest(opened, found, counts, executor=_Read(read), at_once=lambda: 2):
                pass
            wall, cpu = time.perf_counter() - began, time.process_time() - cpu
            typer.echo(f"{what}: {number / wall:,.0f} a second, {number / cpu:,.0f} a CPU second")
        opened.close()


if __name__ == "__main__":
    typer.run(main)
