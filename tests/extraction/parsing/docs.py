"""Parsed documents made by hand: the same sentences, labelled as Universal Dependencies and as ClearNLP do."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.vocab import Vocab

from app.extraction.paragraphs import Token, tokens
from app.extraction.parsing.conversion import Converter
from app.extraction.parsing.schemes import Scheme
from app.extraction.parsing.tree import Tree

_FEATURES = {
    "VERB": "VerbForm=Fin",
    "INF": "VerbForm=Inf",
    "PART": "Tense=Past|VerbForm=Part",
    "ING": "VerbForm=Ger",
    "AUX": "VerbForm=Fin",
}
_POS = {"INF": "VERB", "PART": "VERB", "ING": "VERB"}


@dataclass(frozen=True)
class Sentence:
    """A sentence and its trees: one line a token, `word pos head relation head relation`, UD first.

    Heads are counted from 1, 0 is the root. `pos` may be INF, PART and ING for those forms of verbs.
    """

    name: str
    lines: str

    @property
    def words(self) -> list[str]:
        """Return the words."""
        return [line.split()[0] for line in self.lines.strip().splitlines()]

    def at(self, word: str) -> int:
        """Return where `word` stands; it stands there once."""
        (found,) = [i for i, other in enumerate(self.words) if other == word]
        return found

    def tree(self, scheme: Scheme) -> Tree:
        """Return the tree as a pipeline with these labels gives it."""
        rows = [line.split() for line in self.lines.strip().splitlines()]
        column = 2 if scheme is Scheme.UD else 4
        words = self.words
        doc = Doc(
            Vocab(),
            words=words,
            spaces=[True] * len(words),
            heads=[int(row[column]) - 1 if row[column] != "0" else i for i, row in enumerate(rows)],
            deps=["ROOT" if row[column + 1] == "root" else row[column + 1] for row in rows],
            pos=[_POS.get(row[1], row[1]) for row in rows],
            morphs=[_FEATURES.get(row[1], "") for row in rows],
        )
        return Converter(doc.vocab, scheme).tree(doc, own(" ".join(words)))


def own(text: str) -> list[Token]:
    """Return the words of `text` as the extraction makes them."""
    return tokens(text, 0, len(text))


SAID = Sentence(
    "a reported clause with a passive",
    """
    Officials NOUN 5 nsubj 5 nsubj
    in ADP 3 case 1 prep
    Gaza PROPN 1 nmod 2 pobj
    reportedly ADV 5 advmod 5 advmod
    said VERB 0 root 0 root
    that SCONJ 9 mark 9 mark
    troops NOUN 9 nsubj:pass 9 nsubjpass
    were AUX 9 aux:pass 9 auxpass
    killed PART 5 ccomp 5 ccomp
    by ADP 12 case 9 agent
    three NUM 12 nummod 12 nummod
    rebels NOUN 9 obl:agent 10 pobj
    """,
)
JOINED = Sentence(
    "verbs that share a subject, objects joined, a participle behind",
    """
    Russia PROPN 2 nsubj 2 nsubj
    attacked VERB 0 root 0 root
    Kyiv PROPN 2 obj 2 dobj
    and CCONJ 5 cc 3 cc
    Odesa PROPN 3 conj 3 conj
    , PUNCT 7 punct 5 punct
    Lviv PROPN 3 conj 5 conj
    and CCONJ 9 cc 2 cc
    left VERB 2 conj 2 conj
    , PUNCT 11 punct 2 punct
    saying ING 9 advcl 9 advcl
    it PRON 13 nsubj 13 nsubj
    won VERB 11 ccomp 11 ccomp
    """,
)
ASKED = Sentence(
    "control, a person asked, an infinitive",
    """
    The DET 2 det 2 det
    ministry NOUN 3 nsubj 3 nsubj
    ordered VERB 0 root 0 root
    soldiers NOUN 3 obj 3 dobj
    seeking ING 4 acl 4 acl
    talks NOUN 5 obj 5 dobj
    to PART 8 mark 8 aux
    leave INF 3 xcomp 3 xcomp
    """,
)
RELATIVE = Sentence(
    "a relative clause, an apposition, a copula",
    """
    Assad PROPN 11 nsubj 10 nsubj
    , PUNCT 4 punct 1 punct
    the DET 4 det 4 det
    president NOUN 1 appos 1 appos
    , PUNCT 1 punct 1 punct
    who PRON 7 nsubj 7 nsubj
    fled VERB 1 acl:relcl 1 relcl
    the DET 9 det 9 det
    country NOUN 7 obj 7 dobj
    is AUX 11 cop 0 root
    safe ADJ 0 root 10 acomp
    in ADP 13 case 10 prep
    Moscow PROPN 11 obl 12 pobj
    """,
)
BLAMED = Sentence(
    "prepositions in a row and joined, one before a clause",
    """
    Attacks NOUN 3 nsubj:pass 3 nsubjpass
    were AUX 3 aux:pass 3 auxpass
    blamed PART 0 root 0 root
    on ADP 6 case 3 prep
    armed ADJ 6 amod 6 amod
    rebels NOUN 3 obl 4 pobj
    from ADP 9 case 6 prep
    outside ADP 9 case 7 prep
    Iraq PROPN 6 nmod 8 pobj
    after SCONJ 11 mark 3 prep
    leaving ING 3 advcl 10 pcomp
    Mosul PROPN 11 obj 11 dobj
    """,
)
ALL = (SAID, JOINED, ASKED, RELATIVE, BLAMED)


def tree(lines: str) -> tuple[str, Tree]:
    """Return the text and the tree of a sentence given as lines of `word pos head relation` in UD."""
    made = Sentence("", "\n".join(f"{line} {' '.join(line.split()[2:])}" for line in lines.strip().splitlines()))
    return " ".join(made.words), made.tree(Scheme.UD)
