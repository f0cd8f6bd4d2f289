"""Build `ordinary.txt` and `given.txt` of `app/extraction/lexicon`: common English words and people's first names.

    python training/words.py ../shared/corpora

Both are counted in the open corpora of that folder (Wikipedia's current events, CC BY-SA; GUM, wikigold, WNUT17 and
Universal NER sentences, CC BY and CC BY-SA). An ordinary word tells that a capital letter at the start of a sentence or
headline means nothing; a first name tells that the capitalised words behind it are a person's.
"""

from __future__ import annotations

import json
import lzma
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.extraction import paragraphs
from app.extraction.paragraphs import Token
from app.identity import fold

LEXICON = Path(__file__).parent.parent / "app/extraction/lexicon"
LEAST = 3  # times a word must stand in lower case to be ordinary
SHARE = 0.25  # least share of lower case among its occurrences inside sentences
AFTER_TITLE = 0.01  # least share of a first name's occurrences that stand behind a title, each with another surname


def main() -> int:
    """Write both lists and say how long they are."""
    corpora = Path(sys.argv[1])
    titles = tomllib.loads((LEXICON / "titles.toml").read_text(encoding="utf-8"))
    before_names = {title for words in titles["titles"].values() for title in words if " " not in title}
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    surnames: dict[str, set[str]] = defaultdict(set)
    for record in read(corpora / "current-events/history.jsonl.xz"):
        for page in paragraphs.split(record["text"]):
            for sentence in page.sentences:
                count(sentence.tokens, lower, upper)
                names(sentence.tokens, before_names, surnames)
    for record in read(corpora / "names/sentences.jsonl.xz"):
        for entity in record["entities"]:
            words = entity["text"].split()
            if entity["label"].lower() in {"per", "person"} and len(words) in {2, 3}:
                surnames[words[0]].add(words[-1])
    ordinary = {w for w, n in lower.items() if n >= LEAST and n >= SHARE * (n + upper[w]) and w.isascii()}
    not_names = before_names | states() | {"the", "saint", "north", "south", "east", "west", "new", "los", "san"}
    given = {
        fold(name)
        for name, behind in surnames.items()
        if name.isalpha() and name[:1].isupper() and not name.isupper() and len(name) > 1
        and name.lower() not in not_names and len(behind) >= AFTER_TITLE * upper[name.lower()]
        and (name.lower() not in ordinary or (len(behind) > 2 and upper[name.lower()] > lower[name.lower()]))
    }  # fmt: skip
    for target, words in (("ordinary", ordinary), ("given", given)):
        (LEXICON / f"{target}.txt").write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
    print(f"{len(ordinary)} ordinary words, {len(given)} first names", file=sys.stderr)  # noqa: T201 a script's last line
    return 0


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Return the records of a packed JSON Lines file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def states() -> set[str]:
    """Return the words of the names and adjectives of states."""
    table = tomllib.loads((LEXICON / "states.toml").read_text(encoding="utf-8"))
    return {w.lower() for s in table.values() for n in [s["name"], *s["adjectives"]] for w in n.split()}


def count(tokens: tuple[Token, ...], lower: Counter[str], upper: Counter[str]) -> None:
    """Count each word by its first letter's case, capitals at the start of the sentence left out."""
    for i, token in enumerate(tokens):
        if token.is_word and token.text[0].islower():
            lower[token.text] += 1
        elif token.is_word and i > 0 and tokens[i - 1].is_word:
            upper[token.lower] += 1


def names(tokens: tuple[Token, ...], titles: set[str], surnames: dict[str, set[str]]) -> None:
    """Collect pairs of capitalised words behind a title: "President Emmanuel Macron"."""
    for i in range(len(tokens) - 2):
        first, second = tokens[i + 1], tokens[i + 2]
        named = all(token.is_word and token.is_capitalised for token in (first, second))
        if named and tokens[i].lower in titles and first.lower not in titles:
            surnames[first.text].add(second.text)


if __name__ == "__main__":
    sys.exit(main())
