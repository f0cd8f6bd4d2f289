"""The command: `python -m evaluation` prints the table of each set of articles and compares it with its floors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evaluation import articles, floors
from evaluation.counting import F1, Counted


def table(counted: Counted, pinned: dict[str, float]) -> str:
    """Return the measures as lines; an F1 with its precision and recall, an accuracy without."""
    others = sorted(set(counted.tallies) - {*F1, "offsets_wrong"})
    lines = [f"{'':26} precision  recall   value   floor      of"]
    for measure in (*F1, *others):
        tally = counted.tallies[measure]
        both = f"{tally.precision:9.3f} {tally.recall:7.3f}" if measure in F1 else " " * 17
        floor = f"{pinned[measure]:7.2f}" if measure in pinned else " " * 7
        lines.append(f"{measure:26} {both} {counted.value(measure):7.3f} {floor} {tally.labelled:7}")
    return "\n".join([*lines, f"{'offsets_wrong':26} {counted.value('offsets_wrong'):25.0f}"])


def main(
    *,
    errors: Annotated[bool, typer.Option("--errors", help="List every error, article by article.")] = False,
    higher: Annotated[bool, typer.Option("--raise", help="Raise the floors to what was measured.")] = False,
    folder: Annotated[Path | None, typer.Option(help="Measure the labelled articles of this folder instead.")] = None,
) -> None:
    """Measure extraction on labelled articles; exit code 1 when a measure is below its floor."""
    pinned = floors.load()
    failed = False
    for name, place in ({folder.name: folder} if folder else articles.SETS).items():
        labelled = articles.labels(place)
        if not labelled:
            typer.echo(f"{name}: no labelled articles at {place}\n")
            continue
        counted = articles.measure(labelled)
        own = {} if folder else pinned.setdefault(name, {})
        typer.echo(f"{name}: {len(labelled)} articles\n{table(counted, own)}\n")
        if errors:
            typer.echo("\n".join([*counted.errors, ""]))
        for line in floors.missed(own, counted):
            failed = True
            typer.echo(f"{name}: {line}", err=True)
        if not folder:
            pinned[name] = floors.raised(own, counted)
    if higher:
        floors.save(pinned)
    if failed:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
