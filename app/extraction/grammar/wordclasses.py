"""What class a word may have, from the word lists and its form alone: marks, closed classes, verb forms, endings.

Raw classes are those of tagging.py, and for words that may be verbs those of verbs.py; "to", "that" and `S` (words
that are prepositions or subordinators) are left to the neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from app.extraction import lexicon
from app.extraction.grammar import verbs
from app.extraction.paragraphs import Token

_MARKS = dict.fromkeys("\"“”„«»‘’'", '"') | dict.fromkeys(".!?…", ".") | dict.fromkeys(":—–-;", ";")
_MARKS |= {",": ",", "(": "(", "[": "(", ")": ")", "]": ")"}
_PROPER = frozenset("bBzZdnegMXOoRA")  # raw classes of words that with a capital are names: "May", "US", "WHO"
_QUANTIFIERS = frozenset(
    {("at", "least"), ("at", "most"), ("more", "than"), ("less", "than"), ("fewer", "than"), ("as", "many")}
)

DASHES = frozenset("-–—")

# What opens a clause put before the main one: "After X said …, Y left".
OPENERS = frozenset({"after", "when", "as", "while", "although", "though", "because", "since", "before", "once"})


@cache
def words(name: str) -> frozenset[str]:
    """Return the list `name` of words.toml."""
    return frozenset(lexicon.load("words")[name].split())


@cache
def _closed() -> dict[str, str]:
    lists = lexicon.load("words")
    table: dict[str, str] = dict(_MARKS)
    for key, code in (
        ("adverbs", "A"),
        ("number_words", "#"),
        ("pronouns", "o"),
        ("subject_pronouns", "O"),
        ("determiners", "D"),
        ("prepositions", "P"),
        ("subordinators", "S"),
        ("relatives", "R"),
        ("coordinators", "C"),
        ("modals", "M"),
        ("auxiliaries", "X"),
    ):
        table |= dict.fromkeys(lists[key].split(), code)
    table |= {
        "to": "to",
        "that": "that",
        "her": "D",
        "no": "D",
        "who": "R",
        "which": "R",
        "so": "A",
        "'s": "F",
        "’s": "F",
    }
    return table | {"be": "b", "been": "E", "being": "G", "having": "G", "doing": "G", "done": "n"}


@cache
def _raws() -> dict[str, str]:
    return {form: raw for form, (raw, _) in verbs.forms().items()} | _closed()


def is_plural(word: str) -> bool:
    """Tell a plural noun by its ending or from the list."""
    return (word.endswith(("s", "men")) and not word.endswith("ss")) or word in words("plural_nouns")


def look_up(tokens: Sequence[Token], low: Sequence[str], named: Sequence[object]) -> list[str]:
    """Return the raw class of each word; `named[i]` is not None where word `i` is part of a name or description."""
    table = _raws()
    raws: list[str] = []
    single = False  # whether a single mark has come that may open a quotation
    for i, (token, word) in enumerate(zip(tokens, low, strict=True)):
        raw = table.get(word) if not _is_compounded(tokens, i) else "N"
        text = token.text
        if raw is None:
            raw = "N" if named[i] is not None else _guess(text, word)
        elif named[i] is not None and raw not in 'DPC#"':
            raw = "N"
        elif i > 0:
            if raw in _PROPER and text[0].isupper() and word != "i" and raws[-1] != '"':
                raw = "N"  # a quotation opens with a capital, other words are names
            elif word == "." and i + 1 < len(low) and tokens[i + 1].text[0].isalnum():
                raw = "N"  # of an abbreviation: no sentence goes on behind a full stop
            elif raw == ";" and word in DASHES and tokens[i - 1].end == token.start:
                raw = "N"  # inside a compound ("11-year"); a dash stands apart
            elif raw == ";" and raws[-1] == "#" and tokens[i - 1].end == token.start and _goes_on(tokens, i):
                raw = "#"  # of the clock: "6:00"
            elif word == "am" and raws[-1] == "#":
                raw = "A"  # "at 6 am"
        if word in {"'", "’", "‘"}:
            if not single and i > 0 and named[i - 1] is not None and _is_possessive(tokens, i):
                raw = "F"
            single = True
        if i > 0 and (low[i - 1], word) in _QUANTIFIERS:
            raws[-1] = raw = "A"  # before a number they open no phrase of place
        raws.append(raw)
    return raws


def _is_compounded(tokens: Sequence[Token], i: int) -> bool:
    """Tell "led" in "U.S.-led": a participle right behind a dash and a word."""
    if i < 2 or tokens[i - 1].text not in DASHES or not tokens[i].text.endswith(("ed", "held", "built", "made", "run")):
        return False
    return tokens[i - 2].end == tokens[i - 1].start and tokens[i - 1].end == tokens[i].start


def _is_possessive(tokens: Sequence[Token], i: int) -> bool:
    """Tell the mark of "Hamas' leader": right behind an "s", with a word after a space."""
    before, behind = tokens[i - 1], tokens[i + 1 : i + 2]
    return before.end == tokens[i].start and before.text[-1] == "s" and bool(behind) and behind[0].text[0].isalnum()


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """Tell whether a digit stands at once behind token `i`."""
    behind = tokens[i + 1 : i + 2]
    return bool(behind) and behind[0].start == tokens[i].end and behind[0].text[0].isdigit()


def _guess(text: str, word: str) -> str:
    """Return the raw class of a word in no list, by its ending."""
    if text[0].isdigit():
        return "#"
    if not text[0].islower():
        return "N"
    if word.endswith("ed") and len(word) > 4:
        return "d"
    if word.endswith("ing") and len(word) > 5:
        return "g"
    return "A" if word.endswith("ly") and word not in words("not_adverbs") else "N"
