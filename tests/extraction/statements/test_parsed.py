"""What the parse adds to who says what: subjects, conjunctions between nouns, names behind offices.

The trees are made by hand, so that these tests do not change with the model.
"""

from __future__ import annotations

import pytest

from app.extraction import paragraphs
from app.extraction.grammar.words import Reader, Words
from app.extraction.statements import clauses, speakers, subjects
from app.extraction.statements.memory import Memory
from app.extraction.statements.subjects import Phrase
from tests.extraction.parsing.docs import tree
from tests.extraction.statements.cast import entities

WHO = """
Israel PROPN 2 nsubj
warned VERB 0 root
of ADP 4 case
people NOUN 2 obl
who PRON 6 nsubj
protested VERB 4 acl:relcl
against ADP 8 case
plans NOUN 6 obl
. PUNCT 2 punct
"""
CITING = """
Russia PROPN 8 nsubj
, PUNCT 3 punct
citing ING 1 acl
rebel NOUN 5 compound
groups NOUN 3 obj
, PUNCT 1 punct
has AUX 8 aux
reported PART 0 root
losses NOUN 8 obj
. PUNCT 8 punct
"""
DEMANDING = """
Two NUM 2 nummod
protesters NOUN 4 nsubj:pass
were AUX 4 aux:pass
killed PART 0 root
demanding ING 4 advcl
reforms NOUN 5 obj
. PUNCT 4 punct
"""
OF = """
Israel PROPN 2 nsubj
accuses VERB 0 root
Iran PROPN 2 obj
of SCONJ 5 mark
encouraging ING 2 advcl
rebels NOUN 5 obj
. PUNCT 2 punct
"""


DUTY = """
Russia PROPN 2 nsubj
has VERB 0 root
a DET 4 det
duty NOUN 2 obj
to PART 6 mark
condemn INF 4 acl
attacks NOUN 6 obj
. PUNCT 2 punct
"""
WANTS = """
Russia PROPN 2 nsubj
wants VERB 0 root
to PART 4 mark
condemn INF 2 xcomp
attacks NOUN 4 obj
. PUNCT 2 punct
"""


def line(lines: str, *, parsed: bool = True) -> Words:
    """Return the words of a sentence, with its tree or without."""
    text, parse = tree(lines)
    (sentence,) = paragraphs.split(text)[0].sentences
    return Reader((), entities(text), {sentence.span: parse} if parsed else None).read(sentence)


def subject(lines: str, verb: str, *, parsed: bool = True) -> str | None:
    words = line(lines, parsed=parsed)
    found = subjects.subject(words, words.low.index(verb))
    return " ".join(words.low[found.first : found.last + 1]) if found else None


@pytest.mark.parametrize(
    ("lines", "verb", "without", "with_tree"),
    [
        (WHO, "protested", None, "people"),
        (CITING, "citing", None, None),
        (DEMANDING, "demanding", None, "two protesters"),
        (OF, "encouraging", None, None),
        (DUTY, "condemn", "russia", None),
        (WANTS, "condemn", "russia", "russia"),
    ],
)
def test_subjects(lines: str, verb: str, without: str | None, with_tree: str | None) -> None:
    assert (subject(lines, verb, parsed=False), subject(lines, verb)) == (without, with_tree)


LISTED = """
In ADP 2 case
Gaza PROPN 10 obl
, PUNCT 2 punct
clashes NOUN 10 nsubj
between ADP 6 case
police NOUN 4 nmod
and CCONJ 8 cc
fans NOUN 6 conj
may AUX 10 aux
kill INF 0 root
many ADJ 12 amod
people NOUN 10 obj
. PUNCT 10 punct
"""
CLAUSES = """
Troops NOUN 2 nsubj
enter VERB 0 root
Gaza PROPN 2 obj
and CCONJ 6 cc
heavy ADJ 6 amod
fighting NOUN 3 conj
was AUX 8 aux:pass
reported PART 2 conj
there ADV 8 advmod
. PUNCT 2 punct
"""
RELATIVE = """
They PRON 2 nsubj
fight VERB 0 root
the DET 5 det
armed ADJ 5 amod
group NOUN 2 obj
and CCONJ 8 cc
the DET 8 det
threat NOUN 5 conj
it PRON 11 nsubj
may AUX 11 aux
pose INF 8 acl:relcl
. PUNCT 2 punct
"""


@pytest.mark.parametrize(("lines", "joins"), [(LISTED, True), (CLAUSES, False), (RELATIVE, True)])
def test_conjunctions_between_nouns(lines: str, joins: bool) -> None:
    words = line(lines)
    assert clauses.joins_nouns(words, words.low.index("and")) is joins
    assert not clauses.joins_nouns(line(lines, parsed=False), words.low.index("and"))


def test_a_clause_is_not_split_at_a_conjunction_between_nouns() -> None:
    parts = [len(clauses.split(words, 0, len(words) - 1)) for words in (line(RELATIVE), line(RELATIVE, parsed=False))]
    assert parts == [1, 2]


OFFICE = """
The DET 2 det
head NOUN 7 nmod:desc
of ADP 5 case
state NOUN 5 compound
security NOUN 2 nmod
Ilham PROPN 7 compound
Aliyev PROPN 8 nsubj
resigned VERB 0 root
. PUNCT 8 punct
"""
LOMBARDY = """
Lombardy PROPN 2 nsubj
announces VERB 0 root
new ADJ 4 amod
rules NOUN 2 obj
. PUNCT 2 punct
"""
ANNOUNCED = LOMBARDY.replace("PROPN", "NOUN").replace("Lombardy", "Fears")


def test_a_name_at_the_start_of_a_sentence_can_speak() -> None:
    assert _speaks(line(LOMBARDY))
    assert not _speaks(line(LOMBARDY, parsed=False))
    assert not _speaks(line(ANNOUNCED))


def _speaks(words: Words) -> bool:
    phrase = Phrase(0, 0, 0)
    return speakers.can_speak(words, phrase, speakers.refer(words, phrase, Memory()))


def test_the_head_of_the_phrase_is_the_speaker() -> None:
    found = speakers.refer(line(OFFICE), Phrase(0, 6, 0), Memory())
    assert found.entity is not None
    assert found.entity.name == "Ilham Aliyev"


ORIGIN = """
A DET 2 det
guard NOUN 7 nsubj
of ADP 4 case
Aleppo PROPN 2 nmod
, PUNCT 6 punct
Syria PROPN 4 nmod
admits VERB 0 root
losses NOUN 7 obj
. PUNCT 7 punct
"""
BESIDE = """
The DET 3 det
prime ADJ 3 amod
minister NOUN 7 nsubj
, PUNCT 6 punct
Ilham PROPN 6 compound
Aliyev PROPN 3 appos
admits VERB 0 root
losses NOUN 7 obj
. PUNCT 7 punct
"""


def test_a_place_behind_a_comma_is_not_the_speaker() -> None:
    assert subject(ORIGIN, "admits", parsed=False) == "syria"
    assert subject(ORIGIN, "admits") == "a guard of aleppo"
    assert subject(BESIDE, "admits") == "ilham aliyev"
