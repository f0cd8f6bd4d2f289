"""`python -m benchmarks.serve`: each part alone, or all of it with its table."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.serve import databases, exports, machine, mix, report, scale, storing, widening

app = typer.Typer(
    help="Serving, measured. Databases are kept in ~/.cache/conflict-records-bench or $BENCHMARK_FOLDER.",
    pretty_exceptions_enable=False,
    add_completion=False,
)
Size = Annotated[str, typer.Option(help=f"Claims in the database: {', '.join([*databases.SIZES, *widening.FACTORS])}.")]
Sizes = Annotated[str, typer.Option(help="The same, several with commas between, the smallest first.")]
Seconds = Annotated[float, typer.Option(help="Length of a slice of load.")]
Slices = Annotated[int, typer.Option(help="Slices of each contestant; the median counts.")]
Output = Annotated[Path | None, typer.Option(help="JSON file for the results; the table goes beside it as .md.")]


@app.command("generate")
def generate(size: Size = "100k") -> None:
    """Make a database and say where it is."""
    typer.echo(widening.ready(size))


@app.command("mix")
def measure_mix(size: Size = "100k", slices: Slices = 5, seconds: Seconds = 8.0, output: Output = None) -> None:
    """Compare all contestants under the mix of requests."""
    _tell({"mix": mix.run(size, slices=slices, seconds=seconds)}, output)


@app.command("scale")
def measure_scale(sizes: Sizes = "100k", output: Output = None) -> None:
    """Compare the latency of pages, facets, totals and searches over databases of several sizes."""
    _tell({"scale": scale.run(sizes.split(","))}, output)


@app.command("write")
def measure_write(size: Size = "100k", output: Output = None) -> None:
    """Compare storing with the driver alone, and readers with and without a bulk load."""
    _tell({"write": storing.run(size)}, output)


@app.command("export")
def measure_export(size: Size = "100k", output: Output = None) -> None:
    """Compare the export of all claims with sending the stored bytes."""
    _tell({"export": exports.run(size)}, output)


@app.command("all")
def measure_all(
    sizes: Sizes = "100k",
    slices: Slices = 5,
    seconds: Seconds = 6.0,
    output: Output = None,
    *,
    existing: Annotated[bool, typer.Option(help="Leave out sizes whose database is not there yet.")] = False,
) -> None:
    """Measure everything: the mix over the largest database that has everything, growth over all sizes."""
    chosen = [size for size in sizes.split(",") if not existing or databases.path(size).exists()]
    whole = [size for size in chosen if size in databases.SIZES or size in widening.WHOLE]
    for size in chosen:
        widening.ready(size)
    found: dict[str, Any] = {}
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "mix": lambda: mix.run(whole[-1], slices=slices, seconds=seconds),
        "scale": lambda: scale.run(chosen),
        "write": lambda: storing.run(whole[0]),
        "export": lambda: exports.run(whole[0]),
    }
    for name, part in parts.items():
        began = time.monotonic()
        typer.echo(f"{name} …", err=True)
        found[name] = part()
        typer.echo(f"{name}: {time.monotonic() - began:.0f} s", err=True)
    _tell(found, output)


@app.command("table")
def table(results: Path) -> None:
    """Print the table of a JSON file of results."""
    typer.echo(report.markdown(json.loads(results.read_text())))


def _tell(found: dict[str, Any], output: Path | None) -> None:
    found = {"machine": machine.described(), **found}
    shown = report.markdown(found)
    typer.echo(shown)
    if output:
        output.write_text(json.dumps(found, indent=1) + "\n")
        output.with_suffix(".md").write_text(shown + "\n")
