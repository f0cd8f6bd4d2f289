"""Coarse classes of the words of a sentence, from word lists and their neighbours: enough to tell clauses from phrases.

One letter for each word:
`V` finite verb, `X` finite be/have/do, `M` modal, `B` infinitive, `G` -ing form, `E` participle, `T` "to" before one,
`N` noun, name or adjective, `#` number, `D` determiner, `F` possessive 's, `O` subject pronoun, `o` other pronoun,
`P` preposition, `C` and/or/but, `S` subordinator, `R` relative pronoun, `A` adverb, `,` `;` `.` `"` `(` `)` marks.
A parser would know better; this costs microseconds and errs on rare words only. One pass, bounded looks aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from app.extraction import lexicon
from app.extraction.grammar import correcting, verbs, wordclasses
from app.extraction.grammar.wordclasses import is_plural
from app.extraction.paragraphs import Token
from app.extraction.parsing.tree import Tree

_FIXED = frozenset('DF#OoPAMXRCNEG,;.()"')  # raw classes that no neighbour changes
_OBJECT = frozenset({"D", "O", "o", "that", "to"})
# What a form of each raw class is behind a modal, "to" before a verb, an auxiliary, a pronoun, a subordinator.
_BEHIND = {
    "M": {"b": "B", "B": "B", "d": "E", "n": "E"},
    "T": {"b": "B", "B": "B", "d": "E", "n": "E"},
    "X": {"d": "E", "n": "E", "g": "G", "b": "B", "B": "B", "e": "E"},
    "O": {"g": "G", "n": "E"},
    "R": {"g": "G", "n": "E"},
    "S": {"g": "G", "e": "V", "d": "E", "n": "E"},
}
_ELSE = {"M": "V", "T": "N", "X": "N", "O": "V", "R": "V", "S": "N"}
_AHEAD = 14  # words looked at for a later verb of the same clause: longer noun phrases are rare
_BACK = 40  # words looked back for the verb that a conjunction continues


@cache
def _origin_endings() -> tuple[str, ...]:
    return tuple(lexicon.load("words")["origin_endings"].split())


def tag(tokens: Sequence[Token], low: Sequence[str], named: Sequence[object], tree: Tree | None = None) -> list[str]:
    """Return the class of each word; `named[i]` is not None where word `i` is part of a name or description.

    `tree` is the parse of the sentence, where there is one.
    """
    tagger = _Tagger(tokens, low, named)
    tags = tagger.run()
    if tree is not None:
        correcting.correct(tags, tagger.raws, named, tree)
    return tags


class _Tagger:
    """The state of one pass: what is known of the words ahead (`raws`) and decided of those behind (`tags`)."""

    def __init__(self, tokens: Sequence[Token], low: Sequence[str], named: Sequence[object]) -> None:
        self.low = low
        self.named = named
        self.raws = wordclasses.look_up(tokens, low, named)
        self.tags: list[str] = []
        self.before = "."  # class of the last word that is neither adverb nor quotation mark
        self.verb = False  # whether the clause has its finite verb
        self.joined = False  # whether a conjunction has come since that verb
        self.leading = False  # in a phrase before the subject, up to its comma
        self.commas = 0
        self.tentative = -1  # the last -ed form taken for a past tense that may yet be a participle

    def run(self) -> list[str]:
        low, raws, tags = self.low, self.raws, self.tags
        outside = ""  # the class of the word before an opening dash, which a closing one brings back
        self.leading = bool(raws) and raws[0] in {"P", "g", "to"}
        for i, raw in enumerate(raws):
            decided = raw
            if raw not in _FIXED:
                decided = self._decide(i, raw)
            elif raw == "X" and self.before in "TM" and low[i] in {"have", "do"}:
                decided = "B"
            if decided not in "NDPA#F":
                self._note(i, raw, decided)
            tags.append(decided)
            if decided == ";" and low[i] in wordclasses.DASHES:
                outside, self.before = ("", outside) if outside else (self.before, decided)
            elif decided not in 'A"':
                perfect = low[i] in {"been", "being"} or (decided == "B" and low[i] in {"be", "have"})
                self.before = "X" if perfect else decided
        return tags

    def _note(self, i: int, raw: str, decided: str) -> None:
        """Keep track of the clause."""
        if decided in "VXM":
            if self.tentative >= 0 and (raw in "ezXM" or self.before == ","):
                self.tags[self.tentative] = "E"  # "areas held by rebels were": the later verb is the finite one
            word = self.low[i]
            reports = word in verbs.clause_takers() or (self.before == "," and word in verbs.reporters())
            self.tentative = i if decided == "V" and raw == "d" and not reports and not self._has_object(i) else -1
            self.verb = decided != "V" or word not in verbs.clause_takers()
            self.leading = False
        elif decided in "GB":
            if self.low[i] in verbs.clause_takers():
                self.verb = False
        elif decided in "SR;":
            self.verb, self.tentative, self.joined = False, -1, False
        elif decided == ",":
            if self.tentative > 0 and self.tags[self.tentative - 1] != ",":
                self.tentative = -1  # but "X, founded in 1976, will": the comma closes what another opened
            self.commas += 1
            if self.low[0] in wordclasses.OPENERS:
                self.verb = False  # "After Turkey left, Egypt rejected": another clause comes
            self.leading = self._raw(i + 1) in {"P", "g"}
        elif decided == "C":
            self.leading = False
            self.joined = True
            self.verb = self.verb and self.before != ","
        elif decided == "O" and self.before in "C,":
            self.verb = False

    def _raw(self, i: int) -> str:
        return self.raws[i] if i < len(self.raws) else "."

    def _has_object(self, i: int) -> bool:
        return self._raw(i + 1) in {"D", "N", "O", "o", "#", "that", '"'}

    def _past_adverbs(self, i: int) -> int:
        k = i
        while k < len(self.raws) and self.raws[k] in 'A"' and k < i + 3:
            k += 1
        return k

    def _decide(self, i: int, raw: str) -> str:
        if raw == "to":
            k = self._past_adverbs(i + 1)
            bare = k < len(self.low) and (self.low[k] in {"have", "do"} or verbs.is_base(self.low[k]))
            return "T" if bare or self._raw(k) in {"b", "B"} else "P"
        if raw == "that":
            return self._that(i)
        if raw == "S":
            word = self.low[i]
            return (
                "P"
                if word in wordclasses.words("prepositions") and not self._clause_ahead(i + 1, far=word == "as")
                else "S"
            )
        decided = self._verbal(i, raw)
        if decided == "V" and raw == "d" and self.leading and self._phrase_goes_on(i):
            return "E"  # "In a statement issued on Monday, X said": no subject has come yet
        return decided

    def _phrase_goes_on(self, i: int) -> bool:
        """Tell "In a live televised address, X …" from "In Gaza Israel attacked …"."""
        return self.named[i - 1] is None and "," in self.raws[i + 1 : i + _AHEAD]

    def _that(self, i: int) -> str:
        following = self._raw(i + 1)
        if self.before == "P":
            return "D"
        if self.before in "VEBGX," and following not in {"b", "z"}:
            return "S"
        if following in {"X", "M", "z", "e", "Z", "d"} and self.before in "NF)":
            return "R"
        if self.before in "N)":
            return "S"
        return "D" if following in {"N", "B"} else "S"

    def _clause_ahead(self, start: int, *, far: bool) -> bool:
        """Tell whether a finite verb comes before the next comma; `far`: or behind a list or an apposition."""
        raws, low = self.raws, self.low
        for k in range(start, min(len(raws), start + _AHEAD)):
            raw, before = raws[k], raws[k - 1]
            if raw in {"X", "M", "z", "e"}:
                return True
            if (
                k > start
                and before == "N"
                and (
                    (raw == "b" and is_plural(low[k - 1]))
                    or (raw == "Z" and (self._raw(k + 1) in _OBJECT or low[k : k + 2] in verbs.phrasal()))
                )
            ):
                return True
            if raw == "d" and before in {"N", ")", "O", "o", "#"} and self._raw(k + 1) != "P":
                return True
            if raw == ",":
                if far and "C" in raws[k : k + 8]:
                    continue  # "as officials from Europe, the US and the Arab world vow"
                closing = next((n for n in range(k + 1, min(len(raws), k + _AHEAD)) if raws[n] == ","), None)
                return far and closing is not None and self._clause_ahead(closing + 1, far=False)
            if raw in {";", ".", "S", "R", "that"}:
                return False
        return False

    def _verb_ahead(self, start: int, *, past: bool = False, single: bool = False) -> bool:
        """Tell whether the same clause has another word that can only be its finite verb.

        `past`: -ed forms count too; `single`: a conjunction ends the clause.
        """
        before = ""
        for raw in self.raws[start : start + _AHEAD]:
            if raw in {"X", "M", "z", "e"} or (past and raw == "d"):
                return before != "C"  # a verb right behind "and" goes on from one before it
            before = raw
            if single and raw == "C":
                return False
            if raw in {",", ";", ".", "S", "R", "that", "("}:
                return False
        return False

    def _verbal(self, i: int, raw: str) -> str:
        """Return the class of a word that may be a verb."""
        before = self.before
        if before in _BEHIND:
            return _BEHIND[before].get(self._base(i, raw), _ELSE[before])
        if before in "DF":
            return "V" if raw == "e" or (raw in "bz" and self.low[i - 1] in wordclasses.words("quantities")) else "N"
        if raw in "gne":
            return self._unambiguous(i, raw)
        if before == "P":
            return "N"
        if raw == "d":
            return self._past_or_participle(i)
        if raw in "zb":
            return self._present(raw)
        return self._noun_or_verb(i, raw)

    def _base(self, i: int, raw: str) -> str:
        """Return the raw class of an infinitive for a past form that may be one, behind a modal or "to"."""
        return "b" if self.before in "MT" and verbs.is_base(self.low[i]) else raw

    def _unambiguous(self, i: int, raw: str) -> str:
        if raw == "g":
            noun = self.low[i] in wordclasses.words("ing_nouns")
            if noun and (self.before == "P" or (self.before in "N#" and self._raw(i + 1) not in _OBJECT)):
                return "N"
            return "G"
        if self.before == "P":
            return "N"
        return "E" if raw == "n" else "V"

    def _present(self, raw: str) -> str:
        """Decide on a present form that is seldom a noun."""
        if raw == "b" and self.before in ",C":
            last = self._continued()
            return "B" if last == "B" else ("V" if self.before == "C" or last == "V" else "N")
        return "V" if self.before in "N#o)" or (raw == "z" and self.before in ",C") else "N"

    def _past_or_participle(self, i: int) -> str:
        before = self.before
        if before == "C" and verbs.is_base(self.low[i]) and self._continued() == "B":
            return "B"
        if self._raw(i + 1) == "P" and self.low[i + 1] == "by" and self._raw(i + 2) != "g":
            return "E"
        if before in "N#o)":
            adjective = self._raw(i + 1) == "N" and self._verb_ahead(i + 1, single=True)
            if adjective and self.low[i] not in verbs.clause_takers():
                return "E"  # "two suspected militants were"
            return "V" if not self.verb or (self.joined and self._has_object(i)) else "E"
        if before == "C":
            return "E" if self._continued() == "E" else "V"
        if before == ",":
            return "E" if self.verb and not self._has_object(i) else "V"  # "…, located near X"
        return "N" if before in "VBGE" else "E"

    def _continued(self) -> str:
        """Return the class of the verb that a conjunction continues; a participle counts only behind its auxiliary."""
        recent = self.tags[-_BACK:]
        for k in range(len(recent) - 1, -1, -1):
            decided = recent[k]
            if decided in "VB":
                return decided
            if decided == "E" and any(tag in "XB" for tag in recent[max(0, k - 3) : k]):
                return decided
            if decided in "XSR;":
                break
        return "V"

    def _noun_or_verb(self, i: int, raw: str) -> str:
        """Return the class of a form that is a noun as often as a verb ("strikes", "report")."""
        k = self._past_adverbs(i + 1)
        if self.before in ",C":
            return self._joined_verb(i, raw, self._raw(k))
        if self.before == "#" and self.low[i - 1] not in wordclasses.words("plural_nouns"):
            return "V" if raw == "B" and self._raw(k) in {"D", "that", "to"} and not self.verb else "N"
        if self.before not in "N#o)":
            return "N"
        return "V" if self._is_predicate(i, raw, k) else "N"

    def _joined_verb(self, i: int, raw: str, following: str) -> str:
        """Decide behind a conjunction or a comma, by the verb that it continues."""
        last = self._continued()
        infinitive = raw == "B" and last == "B"
        if self.before == "C":
            nominal = following in {"N", "#"} and ((raw == "Z" and last != "E") or infinitive)
            if following in _OBJECT or nominal or self.low[i : i + 2] in verbs.phrasal():
                return "B" if infinitive else "V"
            return "N"
        if infinitive and following in {"D", "o"}:
            return "B"  # "to apologise for the attack, express his condolences and …"
        apposed = not self.verb and self.commas > 1 and not self._verb_ahead(i + 1)
        return "V" if apposed else "N"  # "A worker at a factory in X, Y, shoots 13 colleagues"

    def _is_predicate(self, i: int, raw: str, k: int) -> bool:
        """Decide behind a noun or name that may be the subject; word `k` is the next that is no adverb."""
        following = self._raw(k)
        end = i - 1
        while end > 0 and self.tags[end] == "A":
            end -= 1  # "the Taliban later claim"
        named = self.named[end] is not None
        plural = self._plural_subject(end)
        alone = plural or (named and not (raw == "B" and self._verb_ahead(i + 1)))  # no "ministry report to Y alleges"
        if self.low[i : i + 2] in verbs.phrasal() and (raw == "Z" or alone):
            return True
        if not self.verb and self.low[i] in verbs.clause_takers() and (named or plural) and following in {"#", "N"}:
            return True  # "witnesses claim two of them were": the later verb is the complement's
        counts = self._raw(i + 1) == "#" or (i + 1 < len(self.named) and self.named[i + 1] is not None)
        if raw == "Z" and named and counts and not self.verb and self.low[i] in verbs.reporters():
            return True  # "Reuters reports Russia has": no name stands right behind a plural noun
        if self.verb and self.before != ")" and not (self.joined and self._raw(i + 1) in _OBJECT):
            return False
        if following in {"X", "M", "z", "e", "F", {"Z": "b", "B": "Z"}[raw]} or self._is_origin(i - 1):
            return False
        if following == "d" and self._raw(i + 1) != '"' and self._raw(k + 1) not in {".", ",", ";"}:
            return False
        if following == "P" and not named and not (raw == "B" and plural):
            several = self.low[i - 1].endswith(("s", "men"))
            return not (raw == "B" or several or self.leading or self._verb_ahead(i + 1, past=True))
        if following in _OBJECT or following == "S" or (k > i + 1 and named):
            return raw == "Z" or plural or following != "to"
        if self._verb_ahead(i + 1):
            return False
        return plural or named if raw == "B" else named or not self.low[i - 1].endswith("s")

    def _is_origin(self, i: int) -> bool:
        """Tell an adjective of origin ("Syrian"), behind which a noun follows, from a name."""
        word = self.low[i]
        if word in wordclasses.words("origins"):
            return True
        longer = self.named[i] is not None and i > 0 and self.named[i - 1] is self.named[i]
        return not longer and word.endswith(_origin_endings())

    def _plural_subject(self, i: int) -> bool:
        if is_plural(self.low[i]):
            return True
        recent = self.tags[max(0, i - 6) : i]
        if "C" not in recent:
            return False
        return not any(tag in "VXMP," for tag in recent[recent.index("C") :])
