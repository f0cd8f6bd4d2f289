"""The words before the noun of a description: whose it is, and what kind ("Azerbaijan's | defense | ministry")."""

from __future__ import annotations

from dataclasses import dataclass

from app.extraction.entities import heads, known, standing
from app.extraction.entities.heads import Head
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.rows import Row
from app.extraction.lexicon import load
from app.vocabulary import Role

_LONGEST = 10  # words looked at from the first to the noun
_TENS = frozenset({"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"})
_LONGEST_NAME = 4  # words of an unknown name before the noun


@dataclass(slots=True, eq=False)
class Phrase:
    """A description as words: `[start, noun)` stand before the noun, `[noun, end)` are the noun."""

    row: Row
    start: int
    noun: int
    end: int
    head: Head
    owners: list[tuple[int, int, Known]]  # first word, end and what is known of it
    before: int  # number of words before the noun that are no owner's
    opposed: bool  # "anti-…"
    named: bool  # whether a capitalised word that no table knows stands before the noun
    allied: bool  # "U.S.-led": on somebody's side

    @property
    def owner(self) -> Known | None:
        """Return whose the body or group is, as far as the words before the noun tell."""
        return self.owners[-1][2] if self.owners else None

    @property
    def proper(self) -> bool:
        """Tell whether the noun is capitalised inside the sentence."""
        return self.row.capital[self.noun] and not self.row.opens(self.noun)


def read(row: Row, i: int) -> Phrase | None:
    """Return the description that begins at word `i`; None when there is none."""
    if not _may_begin(row, i):
        return None
    reader = _Reader(row, i)
    while reader.at < len(row) and reader.at - i < _LONGEST:
        found = reader.noun()
        if found is not None:
            return reader.phrase(*found)
        if not reader.advance():
            return None
    return None


def _may_begin(row: Row, i: int) -> bool:
    return (
        row.known[i] is not None
        or row.nouns[i] is not None
        or row.low[i] in heads.modifiers()
        or "-" in row.words[i]
        or (row.capital[i] and not row.opens(i) and row.low[i] not in standing.closed())
    )


class _Reader:
    """Goes from the first word to the noun."""

    def __init__(self, row: Row, start: int) -> None:
        self.row = row
        self.start = start
        self.at = start
        self.owners: list[tuple[int, int, Known]] = []
        self.before = 0
        self.opposed = False
        self.named = False
        self.allied = False

    def noun(self) -> tuple[int, Head] | None:
        """Return where the noun that begins here ends, and the noun; the last one of a row of nouns counts."""
        row, k = self.row, self.at
        people = row.known_of(k, Sort.PEOPLE)
        if people is not None and not self._begins_name(k + people[0]):
            return k + people[0], Head(people[1].name, Role.CVL)
        found, name = row.nouns[k], row.known[k]
        if found is None or (name is not None and name[0] >= found[0]):
            return None
        end, head = k + found[0], found[1]
        while end < len(row) and (further := row.nouns[end]) is not None and row.low[end - 1] in heads.modifiers():
            end, head = end + further[0], further[1]
            self.before += 1
        return end, head

    def _begins_name(self, k: int) -> bool:
        """Tell whether a people's name is the first word of a longer one ("Oromo Liberation Army")."""
        row = self.row
        return k < len(row) and row.capital[k] and row.known[k] is None and not row.headline

    def phrase(self, end: int, head: Head) -> Phrase:
        """Return the description whose noun stands here."""
        noun, start = self.at, self.start
        if head.kind is None:  # words that only a ministry may have before it do not belong to people
            for k in range(start, self.owners[0][0] if self.owners else noun):
                word = self.row.low[k]
                if not self.row.capital[k] and "-" not in word and word not in heads.of_people():
                    self.before -= k - start + 1
                    start = k + 1
        return Phrase(
            self.row,
            start,
            noun,
            end,
            head,
            self.owners,
            self.before,
            opposed=self.opposed,
            named=self.named,
            allied=self.allied,
        )

    def advance(self) -> bool:
        """Take the word here as one before the noun; tell whether it can be one."""
        row, k = self.row, self.at
        hit = row.known[k]
        if hit is not None and hit[1].sort is not Sort.PEOPLE:
            end = k + hit[0]
            if row.word(end) == "-" and f"-{row.word(end + 1)}" in load("bodies")["usage"]["allied"]:
                self.before, self.allied, self.at = self.before + 1, True, end + 2  # "U.S.-led", in three tokens
                return True
            return self._owner(end, hit[1])
        word = row.low[k]
        if word.startswith(("pro-", "anti-")):
            self._side(word, k)
        elif word in heads.modifiers():
            self.before += 1
        elif "-" in word and word[0].isalpha():
            self.before += word.partition("-")[0] not in _TENS
        elif self._may_be_named(k):
            self.before += 1
            self.named = True
        elif word != "and" or not {row.word(k - 1), row.word(k + 1)} <= heads.modifiers() or k == self.start:
            return False  # nor "federal and state prosecutors"
        self.at += 1
        return True

    def _owner(self, end: int, what: Known) -> bool:
        """Take a known name as the owner; in "American, French and British forces" each is one."""
        row = self.row
        if what.sort is Sort.PERSON and end < len(row) and row.titles[end] is not None:
            return False
        self.owners.append((self.at, end, what))
        self.at = end + row.possessive(end)
        if (
            self.at == end
            and row.word(end) in {",", "and", "/", "-"}
            and (what.sort is Sort.ADJECTIVE or what.adjective)
        ):
            if row.known_of(end + 1, Sort.ADJECTIVE, Sort.PLACE) is not None:
                self.at = end + 1
            elif row.word(end + 1) == "and" and row.known_of(end + 2, Sort.ADJECTIVE) is not None:
                self.at = end + 2
        return True

    def _side(self, word: str, k: int) -> None:
        """Take "pro-…" or "anti-…"; "pro-Gaddafi forces" are Gaddafi's."""
        self.before += 1
        self.opposed = word.startswith("anti-")
        friend = known.names().at((self.row.words[k][4:],), 0) if not self.opposed else None
        if friend is not None and friend[1].sort is Sort.PERSON:
            self.owners.append((k, k + 1, friend[1]))

    def _may_be_named(self, k: int) -> bool:
        """Tell whether a capitalised word may be part of a name that ends in the noun."""
        row = self.row
        if not row.capital[k] or row.headline or row.opens(k) or k - self.start >= _LONGEST_NAME:
            return False
        return row.words[k][0].isalpha() and row.titles[k] is None and row.low[k] not in standing.closed()
