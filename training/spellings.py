"""Build `app/extraction/lexicon/spellings.tsv`: places by what the spellings of their name have in common.

    python -m training.spellings

It is made from the tables of towns and divisions, for the countries whose places are written in many ways. A spelling
that several places of a country share tells none of them and is left out.
"""

from __future__ import annotations

import sys
import tomllib
from collections import defaultdict
from pathlib import Path

from app.extraction.entities.spelling import skeleton

HERE = Path(__file__).parent
LEXICON = HERE.parent / "app/extraction/lexicon"
TARGET = LEXICON / "spellings.tsv"
HEADER = """\
# Places by the consonants of their name, sorted; made by training/spellings.py.
# Data: GeoNames (geonames.org), CC BY 4.0.
# consonants, GeoNames id, folded name
"""


def main() -> int:
    """Write the table and say how large it is."""
    choice = tomllib.loads((HERE / "gazetteer.toml").read_text(encoding="utf-8"))
    countries = {*choice["every_town"], *choice["other_names"]}
    towns, divisions = _by_spelling("places.tsv", countries), _by_spelling("divisions.tsv", countries)
    lines = [
        f"{key}\t{geonames}\t{name}\n".encode()
        for (key, _), places in {**divisions, **towns}.items()
        if len(places) == 1
        for geonames, name in places.items()
    ]
    TARGET.write_bytes(HEADER.encode() + b"".join(sorted(lines)))
    print(f"{len(lines)} spellings, {TARGET.stat().st_size / 1e6:.2f} MB", file=sys.stderr)  # noqa: T201 a script's own last line
    return 0


def _by_spelling(table: str, countries: set[str]) -> dict[tuple[str, str], dict[str, str]]:
    """Return GeoNames ids with a name of the places in a table, by spelling and country."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for line in (LEXICON / table).read_text(encoding="utf-8").split("\n")[:-1]:
        columns = line.split("\t")
        if line.startswith("#") or columns[1].startswith("="):
            continue
        name, geonames, code = columns[:3]
        if code[:2] in countries and (key := skeleton(name)):
            found[key, code[:2]].setdefault(geonames, name)
    return found


if __name__ == "__main__":
    sys.exit(main())
