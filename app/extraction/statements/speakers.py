"""Which entity a subject means: a name, a title, a spokesman for someone, a pronoun, "the ministry"."""

from __future__ import annotations

from functools import cache

from app.extraction import lexicon
from app.extraction.grammar.words import Mention, Words
from app.extraction.reading import Entity, Reference
from app.extraction.statements.memory import Memory, is_person
from app.extraction.statements.subjects import Phrase
from app.vocabulary import EntityKind

_SUBJECT = 30  # words in which a sentence names its subject


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("speakers")[name].split())


@cache
def speaking() -> frozenset[str]:
    """Return the nouns for those who speak without a name."""
    return _list("people") | _list("persons") | _list("bodies") | _list("documents") | _list("mouths")


def can_speak(words: Words, phrase: Phrase, speaker: Reference, *, says: bool = False) -> bool:
    """Tell whether a subject can say something: an actor, a pronoun for one, or a noun for people or documents.

    Any noun can where the verb `says` something by its meaning alone ("the inquiry claims").
    """
    if speaker.entity is not None:
        return True
    if phrase.first == phrase.last and words.tags[phrase.first] in "Oo":
        return words.low[phrase.first] in _list("pronouns")
    head = _head(words, phrase)
    if words.low[head] in speaking():
        return True
    if words.tags[head] != "N":
        return False
    return says or (words.sentence.tokens[head].is_capitalised and (head > 0 or _is_proper(words, head)))


def _is_proper(words: Words, k: int) -> bool:
    """Tell by the parse whether a word with a capital is a name."""
    return words.tree is not None and words.tree.pos[k] == "PROPN"


def _head(words: Words, phrase: Phrase) -> int:
    """Return the last word of the phrase before what qualifies it."""
    head = phrase.first
    if words.low[head + 1 : head + 2] == ("of",) and head + 2 <= phrase.last and words.tags[head] == "#":
        head += 2  # "hundreds of protesters"
    while head < phrase.last and words.tags[head + 1] not in "P,(RGE":
        head += 1
    return head


def refer(words: Words, phrase: Phrase, memory: Memory) -> Reference:
    """Return the words that name the speaker and the entity they mean."""
    first, last = phrase.first, phrase.last
    low, tags = words.low, words.tags
    if first == last and tags[first] in "Oo":
        entity = _named_before(words, first) or memory.pronoun(low[first])
        return Reference(words.span(first, last), entity)
    head = _head(words, phrase)
    mention = _head_mention(words, first, head)
    coordinated = "C" in tags[first : last + 1]
    if mention is None and not coordinated:
        mention = (
            _parsed(words, phrase) or _titled(words, last) or _behind(words, first, head, last) or _apposed(words, last)
        )
    if mention is not None and not coordinated:
        return Reference(mention.span, mention.entity)
    while first < last and low[first] in {"the", "a", "an", "both", "either", "neither"}:
        first += 1
    if mention is None and not coordinated:
        return Reference(words.span(first, last), _described(words, phrase.first, head, last, memory))
    return Reference(words.span(first, last), mention.entity if mention else None)


def is_hearsay(words: Words, phrase: Phrase) -> bool:
    """Tell "early reports" from what names a source: nobody in particular says so."""
    last = phrase.last
    return words.low[last] in _list("hearsay") and not any(tag in "FCP" for tag in words.tags[phrase.first : last])


def _named_before(words: Words, k: int) -> Entity | None:
    """Return whom a pronoun at word `k` means that has its noun as the subject of the same sentence."""
    verb = next((i for i in range(min(k, _SUBJECT)) if words.tags[i] in "VXM"), None)
    if verb is None or words.low[k] not in {"it", "they", "he", "she"}:
        return None
    person = words.low[k] in {"he", "she"}
    for mention in words.mentions:
        if mention.last >= verb:
            return None
        if EntityKind.ACTOR in mention.entity.kinds and is_person(mention.entity) == person:
            return mention.entity
    return None


def _head_mention(words: Words, first: int, head: int) -> Mention | None:
    """Return the actor named by the last words of `[first, head]`; the first of several joined by "and"."""
    end = next((k - 1 for k in range(first, head + 1) if words.tags[k] == "C"), head)
    found = None
    for k in range(first, end + 1):
        mention = words.at[k]
        if mention is None or mention.first < first - 1:
            continue
        if mention.last >= end or (k + 1 <= end and words.tags[mention.last + 1 if mention.last < end else end] in "A"):
            found = mention
    return found


def _behind(words: Words, first: int, head: int, last: int) -> Mention | None:
    """Return whom "a spokesman for X", "a statement by X", "X's office" speaks for."""
    if words.low[head] in _list("mouths") or words.low[head] in _list("documents"):
        for k in range(first, last + 1):
            mention = words.at[k]
            if mention is not None and EntityKind.ACTOR in mention.entity.kinds:
                return mention
    return None


def _parsed(words: Words, phrase: Phrase) -> Mention | None:
    """Return the actor that the parse makes the head of the phrase: "President of Azerbaijan Ilham Aliyev"."""
    if words.tree is None:
        return None
    inside = range(phrase.first, phrase.last + 1)
    heads = [k for k in inside if words.tree.head(k) not in inside]
    mention = words.at[heads[0]] if len(heads) == 1 else None
    return mention if mention is not None and EntityKind.ACTOR in mention.entity.kinds else None


def _titled(words: Words, last: int) -> Mention | None:
    """Return who is named behind an office: "Secretary of State X"."""
    mention = words.at[last]
    if mention is not None and mention.first > 0 and words.tags[mention.first - 1] == "N" and is_person(mention.entity):
        return mention
    return None


def _apposed(words: Words, last: int) -> Mention | None:
    """Return who is named right behind the phrase: "One of the groups, the X, said"."""
    if last + 2 >= len(words) or words.tags[last + 1] != ",":
        return None
    k = last + 3 if words.tags[last + 2] == "D" else last + 2
    mention = words.at[k] if k < len(words) else None
    return mention if mention is not None and mention.first == k and EntityKind.ACTOR in mention.entity.kinds else None


def _described(words: Words, first: int, head: int, last: int, memory: Memory) -> Entity | None:
    """Return whom "the ministry", "the country", "the statement" means: who was last spoken of."""
    if words.low[first] not in {"the", "this", "that", "his", "her", "their", "its"}:
        return None
    noun = words.low[head]
    if head < last and words.at[last] is None and words.sentence.tokens[last].is_capitalised:
        return None  # "the ambassador to Russia John Smith" has a name
    if noun in _list("documents"):
        return memory.speaker or memory.body
    if noun in _list("persons"):
        return memory.person
    if noun in _list("bodies"):
        return memory.body or memory.speaker
    return None
