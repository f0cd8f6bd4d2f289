"""Which mentions of persons mean the same one: full names, surnames, and offices that refer back.

Every look-up goes through an index, so that a text of names alone is read in linear time.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from app.extraction.entities import known
from app.extraction.entities.candidates import Candidate, Form
from app.extraction.entities.known import Known, Sort
from app.extraction.entities.personal import PARTICLES
from app.identity import fold

_HONORIFICS = frozenset(
    {"sayyid", "sayyed", "sheikh", "shahid", "sir", "dr", "mr", "mrs", "ms", "prince", "king", "pope"}
)
_ARTICLES = ("al-", "el-", "as-", "ash-", "an-", "ar-", "ad-")
_NAMESAKES = 8  # persons of one name compared, the last named first


class Person:
    """A person of the text: the mentions, and the words of the names used."""

    def __init__(self, mention: Candidate, words: tuple[str, ...], what: Known | None) -> None:
        """Start with one mention, the words of its name, and what the tables know of the person."""
        self.known = what
        self.mentions = [mention]
        self.full = words  # of the longest name used
        self.starts = [mention.span.start]  # of the mentions, sorted

    def add(self, mention: Candidate, words: tuple[str, ...] = ()) -> None:
        """Add a mention whose name has `words`."""
        self.mentions.append(mention)
        if not self.starts or mention.span.start >= self.starts[-1]:
            self.starts.append(mention.span.start)
        else:
            insort(self.starts, mention.span.start)
        if len(words) > len(self.full):
            self.full = words
        self.known = self.known or mention.known

    def last_before(self, start: int) -> int:
        """Return where the last mention before `start` begins, or -1."""
        k = bisect_left(self.starts, start)
        return self.starts[k - 1] if k else -1

    def is_called(self, words: tuple[str, ...]) -> bool:
        """Tell whether a full name may be this person's: the same, or one has all the words of the other."""
        if words == self.full:
            return True
        if len(self.full) == 1 or len(words) == 1 or words[-1] != self.full[-1]:
            return False
        shared = set(words) & set(self.full)
        return shared in (set(words), set(self.full))


def words_of(name: str) -> tuple[str, ...]:
    """Return the folded words by which a name is compared: without particles, articles and honorifics."""
    found = []
    for word in fold(name).replace(".", " ").split():
        article = next((a for a in _ARTICLES if word.startswith(a) and len(word) > len(a) + 1), "")
        bare = word[len(article) :].strip("()[]'")
        if bare and bare not in PARTICLES and bare not in _HONORIFICS and bare != "s":
            found.append(bare)
    return tuple(found)


class People:
    """The persons of a text."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.persons: list[Person] = []
        self._by_word: dict[str, list[Person]] = {}
        self._by_title: dict[tuple[str, str | None], list[tuple[int, int]]] | None = None

    def gather(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Take the candidates that name persons; return the others.

        Full names first, over the whole text; then single words, which mean the person last named with them, else the
        next.
        """
        singles: list[tuple[Candidate, str]] = []
        rest: list[Candidate] = []
        for candidate in candidates:
            is_person = candidate.form is Form.PERSON or (
                candidate.known is not None and candidate.known.sort is Sort.PERSON
            )
            if is_person and candidate.known is not None:
                self._place(candidate, words_of(candidate.known.name) or (fold(candidate.name),))
                continue
            words = words_of(candidate.name) if is_person or candidate.form in (Form.NAME, Form.TOWN) else ()
            if is_person and len(words) > 1:
                self._place(candidate, words)
            elif len(words) == 1 and (is_person or candidate.form is Form.NAME or not candidate.located):
                singles.append((candidate, words[0]))
            else:
                rest.append(candidate)
        return rest + [candidate for candidate, word in singles if not self._refer(candidate, word)]

    def refer(self, candidate: Candidate) -> bool:
        """Put a mention of one word to a person named since `gather`; tell whether there is one."""
        words = words_of(candidate.name) if candidate.form is Form.NAME else ()
        return len(words) == 1 and self._refer(candidate, words[0])

    def add(self, candidate: Candidate) -> None:
        """Take a candidate that names a person by words that may be anything."""
        self._place(candidate, words_of(candidate.name) or (fold(candidate.name),))

    def holder(self, office: Candidate) -> Person | None:
        """Return the one person of the text who has the office that `office` names; None when none or several do."""
        if office.kind is None:
            return None
        if self._by_title is None:
            self._by_title = self._titles()
        found = self._by_title.get((office.kind, office.owner.key if office.owner is not None else None), [])
        count = len(found) if len(found) < 2 else bisect_left(found, (office.span.start, -1))
        return self.persons[found[0][1]] if count == 1 else None

    def _titles(self) -> dict[tuple[str, str | None], list[tuple[int, int]]]:
        """Return for each office, with its owner and without, who has it: first mention and number of the person."""
        held: dict[tuple[str, str | None], set[tuple[int, int]]] = {}
        for number, person in enumerate(self.persons):
            entry = (person.starts[0], number)
            for mention in person.mentions:
                if mention.kind is not None and mention.form is not Form.OFFICE:
                    owner = mention.owner.key if mention.owner is not None else None
                    for key in {(mention.kind, owner), (mention.kind, None), (mention.kind.split()[-1], None)}:
                        held.setdefault(key, set()).add(entry)
        return {key: sorted(entries) for key, entries in held.items()}

    def _place(self, mention: Candidate, words: tuple[str, ...]) -> None:
        """Put a full name to the person who has it, or to a new one."""
        for person in reversed(self._by_word.get(words[-1], ())):
            if (person.known is not None and person.known is mention.known) or person.is_called(words):
                person.add(mention, words)
                self._index(person, words)
                return
        person = Person(mention, words, mention.known)
        self.persons.append(person)
        self._index(person, words)

    def _index(self, person: Person, words: tuple[str, ...]) -> None:
        names = (person.known.name, *person.known.aliases) if person.known is not None else ()
        for word in {*words, *(word for name in names for word in words_of(name))}:
            listed = self._by_word.setdefault(word, [])
            if person not in listed:
                listed.append(person)
                del listed[:-_NAMESAKES]

    def _refer(self, candidate: Candidate, word: str) -> bool:
        """Put a single word to the person it means; tell whether there is one."""
        person = _latest(self._by_word.get(word, ()), candidate, word)
        if person is not None:
            person.add(candidate, (word,))
        elif candidate.form is Form.PERSON:
            famous = known.by_surname().get(word)
            person = Person(candidate, (word,), famous if famous is not None and _fits(candidate, famous) else None)
            self.persons.append(person)
            self._index(person, (word,))
        return person is not None


def _latest(options: Sequence[Person], candidate: Candidate, word: str) -> Person | None:
    """Return the person with `word` in the name who was named last before the mention, or else first after it.

    A word that is a town's name too must be the person's last.
    """
    best = [p for p in options if p.full[-1] == word]
    if not best and candidate.form is not Form.TOWN:
        best = list(options)
    start = candidate.span.start
    before = max(best, key=lambda p: p.last_before(start), default=None)
    if before is not None and before.last_before(start) >= 0:
        return before
    return min(best, key=lambda p: p.starts[0], default=None)


def _fits(candidate: Candidate, person: Known) -> bool:
    """Tell whether a surname with a title can be the known person's: same role, and no other state is named."""
    owner = candidate.owner.iso3 if candidate.owner is not None else None
    return candidate.role == person.role and (owner is None or owner == person.iso3)
