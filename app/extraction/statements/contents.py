"""What a clause is like: whose act it tells, when, whether it is negated, whether it harms, whether it is a state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, cached_property

from app.extraction import lexicon
from app.extraction.grammar import verbs
from app.extraction.grammar.inflection import conjugate
from app.extraction.grammar.words import Words
from app.extraction.reading import Entity
from app.extraction.statements.memory import is_person
from app.vocabulary import EntityKind, Role

_FUTURE = frozenset({"will", "would", "shall", "won't", "wouldn't", "we'll", "i'll", "they'll", "it'll", "won’t"})
_OFFICIAL = frozenset({Role.STATE, Role.GOV, Role.MIL, Role.COP, Role.SPY})
_NOMINAL = 4  # words in which a content without a verb is hedged
_GROUP = 5  # words a verb and its auxiliaries take with their adverbs
_PASSED = frozenset({"been", "being", "be", "first", "once", "twice"})  # "was first captured"
_OBJECT = 6  # words in which "held a first round of talks" shows what was held
_HAVE = frozenset({"have", "has", "had", "having"})


@cache
def terms(name: str, key: str = "words") -> frozenset[str]:
    """Return a list of functions.toml: words as they are, verbs (`key` "verbs") in all forms."""
    listed = lexicon.load("functions")[name].get(key, "").split()
    if key != "verbs":
        return frozenset(listed)
    return frozenset(form for lemma in listed for form, _ in conjugate(lemma))


@cache
def _phrases(name: str) -> tuple[tuple[str, ...], ...]:
    phrases = lexicon.load("functions")[name].get("phrases", "").split(";")
    return tuple(tuple(phrase.split()) for phrase in phrases if phrase.strip())


@cache
def harmful() -> frozenset[str]:
    """Return the forms of verbs and the nouns of violence and force."""
    events = lexicon.load("events")
    found: set[str] = set()
    for code in ("ASSAULT", "COERCE"):
        found |= {form for lemma in events[code]["verbs"].split() for form, _ in conjugate(lemma)}
        found |= {*events[code]["nouns"].split(), *events[code]["signs"].split()}
    return frozenset(found)


def matches(name: str, low: Sequence[str]) -> bool:
    """Tell whether one of the words, verbs or phrases listed under `name` in functions.toml stands in `low`."""
    if not terms(name).isdisjoint(low) or not terms(name, "verbs").isdisjoint(low):
        return True
    for phrase in _phrases(name):
        size = len(phrase)
        if phrase[0] in low and any(tuple(low[k : k + size]) == phrase for k in range(len(low) - size + 1)):
            return True
    return False


class Content:
    """The words `[first, last]` of a sentence as a clause that `speaker` says; `direct`: in his own words."""

    def __init__(self, words: Words, first: int, last: int, speaker: Entity | None, *, direct: bool) -> None:
        """Take the range; everything else is looked at when asked for."""
        self.words, self.first, self.last, self.speaker = words, first, last, speaker
        self.direct = direct
        self.low = words.low[first : last + 1]
        self.tags = words.tags[first : last + 1]
        self.verb = main_verb(words, first, last)
        self.group = words.low[self.verb : self.verb + 4] if self.verb is not None else ()

    @cached_property
    def ours(self) -> bool:
        """Whether its subject is "we" or "I", "our" or "my"."""
        if self.low[0] in terms("own", "first_person"):
            return True
        k = self.verb - 1 if self.verb is not None else -1
        while k > self.first and self.words.tags[k] == "A":
            k -= 1
        return k >= self.first and self.words.low[k] in {"we", "i"}  # "In May we will meet"

    @cached_property
    def own(self) -> bool:
        """Whether its subject is the speaker or his side."""
        if self.verb is None:
            return False
        first = self.low[0]
        if self.ours:
            return True
        if not self.direct and first in terms("own", "third_person"):
            return self.speaker is None or first not in {"he", "she"} or is_person(self.speaker)
        if self.verb == self.first:
            return False
        mention = self.words.at[self.first] or self.words.at[min(self.first + 1, self.verb)]
        return mention is not None and self._sides(mention.entity)

    def _sides(self, entity: Entity) -> bool:
        """Tell whether an actor is the speaker or his state or its forces."""
        speaker = self.speaker
        if speaker is None or entity is speaker:
            return speaker is not None
        official = entity.role in _OFFICIAL and speaker.role in _OFFICIAL and not is_person(entity)
        return official and entity.iso3 is not None and entity.iso3 == speaker.iso3

    @cached_property
    def others(self) -> bool:
        """Whether its subject is an actor other than the speaker; "he", "they" and a missing verb count as such."""
        if self.verb is None or self.low[0] in {"he", "she", "they", "it"}:
            return True
        mentions = (self.words.at[k] for k in range(self.first, self.verb))
        return any(m is not None and EntityKind.ACTOR in m.entity.kinds and not self._sides(m.entity) for m in mentions)

    @property
    def future(self) -> bool:
        """Whether its verb is in the future."""
        return bool(self.group) and (self.group[0] in _FUTURE or self.group[1:3] == ("going", "to"))

    @property
    def negated(self) -> bool:
        """Whether its verb is negated."""
        return any(word in {"not", "never"} or word.endswith(("n't", "n’t")) for word in self.group)

    @cached_property
    def harm(self) -> bool:
        """Whether it speaks of violence or force anywhere."""
        return not harmful().isdisjoint(self.low)

    @property
    def harms(self) -> bool:
        """Whether its verb is one of violence or force."""
        start = self.first if self.verb is None else self.verb
        group = range(start, min(start + 5, self.last + 1))
        return any(self.words.tags[k] in "VEGB" and self.words.low[k] in harmful() for k in group)

    @property
    def suffers(self) -> bool:
        """Whether a wrong is done to its subject: "we were deceived"."""
        if self.verb is None or self.words.tags[self.verb] != "X":
            return False
        group = range(self.verb + 1, min(self.verb + 4, self.last + 1))
        return any(self.words.tags[k] == "E" and self.words.low[k] in terms("accuse", "verbs") for k in group)

    @property
    def conditional(self) -> bool:
        """Whether it states a condition."""
        return not terms("threaten", "conditions").isdisjoint(self.low) or self.low[:3] == ("as", "long", "as")

    @property
    def threatens(self) -> bool:
        """Whether it announces harm: "will attack", "there will be consequences"; not "will not attack"."""
        if self.future and not terms("threaten").isdisjoint(self.low):
            return True
        if self.future and self.negated and self.conditional:
            return not terms("cease", "verbs").isdisjoint(self.group)  # "will not halt … until"
        tags, low = self.words.tags, self.words.low
        for k in range(self.first, self.last + 1):
            if tags[k] == "M" and low[k] in _FUTURE:
                group = range(k + 1, min(k + 6, self.last + 1))
                harms = any(tags[i] == "B" and low[i] in terms("threaten", "verbs") for i in group)
                if harms and not any(low[i] in {"not", "never"} for i in group):
                    return True
        return False


def main_verb(words: Words, first: int, last: int) -> int | None:
    """Return the first finite verb of a clause that stands in no relative clause: "those who came *will* go"."""
    tags = words.tags
    k = next((k for k in range(first, last + 1) if tags[k] in "VXM"), None)
    if k is None or "R" not in tags[first + 1 : k]:
        return k
    relative = next(i for i in range(k - 1, first, -1) if tags[i] == "R")
    if tags[relative - 1] == ",":  # "the army, which includes reservists, has left"
        closing = next((i for i in range(k, last) if tags[i] == ","), last)
        return closing + 1 if tags[closing + 1 : closing + 2] in (["V"], ["X"], ["M"]) else k
    if "," in tags[relative:k]:
        return k
    group = k
    while group < last and tags[group] in "VXMEBA":
        group += 1
    behind = (i for i in range(group, last + 1) if tags[i] in "VXM" or tags[i] in ",;S")
    second = next(behind, None)
    return second if second is not None and tags[second] in "VXM" else k


def own_words(words: Words, first: int, last: int) -> Iterator[int]:
    """Yield the words that say something of the clause itself, not of what is named in it ("who *allegedly* left")."""
    verb = main_verb(words, first, last)
    if verb is None:
        yield from range(first, min(first + _NOMINAL, last + 1))
        return
    for k in range(first, verb):
        if words.tags[k] in "PR":
            break
        yield k
    for k in range(verb, min(verb + _GROUP, last + 1)):
        if words.tags[k] in "PRST,;" and k > verb:
            break
        yield k


def stative(words: Words, first: int, last: int) -> bool:
    """Tell a clause about a state, quantity or relation from one about a happening, by its first finite verb."""
    tags, low = words.tags, words.low
    k = main_verb(words, first, last)
    if k is None:
        return False
    if tags[k] == "V":
        return is_stative(low[k]) and not _meets(words, k, last)
    following = k + 1
    while following <= last and (tags[following] in 'AM"' or low[following] in _PASSED):
        following += 1
    if following + 2 <= last and low[following] == "on" and tags[following + 2] == "E":
        following += 2  # "was on Monday rammed"
    if following > last:
        return tags[k] == "X"
    if low[k] in _HAVE and tags[following] in "EB":
        return low[k + 1] != "been" and is_stative(low[following])
    if tags[following] in "EG":
        return low[following] in terms("states")
    return is_stative(low[following]) if tags[following] == "B" else low[following] not in {"dead", "killed", "hit"}


def _meets(words: Words, verb: int, last: int) -> bool:
    """Tell "held talks", "had a meeting": what happens, told with a verb of having."""
    if verbs.forms().get(words.low[verb], ("", ""))[1] not in {"hold", "have"}:
        return False
    for k in range(verb + 1, min(verb + _OBJECT, last + 1)):
        if words.low[k] in terms("held"):
            return True
        if words.tags[k] in "VXMSR,;":
            return False
    return False


def is_stative(word: str) -> bool:
    """Tell a verb of being, having or staying."""
    form = verbs.forms().get(word)
    return form is not None and form[1] in terms("status", "lemmas")
