"""What happened to those counted, by the parse."""

from __future__ import annotations

import pytest

from app.extraction.numbers import governing
from app.vocabulary import Measure
from tests.extraction.parsing.docs import tree

APPOSED = """
Three NUM 2 nummod
people NOUN 8 nsubj:pass
, PUNCT 5 punct
two NUM 5 nummod
guards NOUN 2 appos
, PUNCT 2 punct
were AUX 8 aux:pass
killed PART 0 root
"""
DIE = """
Two NUM 3 nummod
young ADJ 3 amod
men NOUN 4 nsubj
die VERB 0 root
"""
RELATIVE = """
Seven NUM 2 nummod
pedestrians NOUN 6 nsubj
who PRON 4 nsubj
died VERB 2 acl:relcl
had AUX 6 aux
waited PART 0 root
"""
PARTICIPLE = """
Ten NUM 2 nummod
people NOUN 4 nsubj
wounded PART 2 acl
came VERB 0 root
"""
PART_OF = """
Raids NOUN 2 nsubj
killed VERB 0 root
three NUM 2 obj
of ADP 6 case
six NUM 6 nummod
guards NOUN 3 nmod
"""
NOT = """
There PRON 2 expl
were VERB 0 root
four NUM 4 nummod
guards NOUN 2 nsubj
who PRON 8 nsubj:pass
were AUX 8 aux:pass
not PART 8 advmod
injured PART 4 acl:relcl
"""
THREAT = """
They PRON 2 nsubj
want VERB 0 root
to PART 4 mark
kill INF 2 xcomp
ten NUM 6 nummod
guards NOUN 4 obj
"""
KILLER = """
Ten NUM 2 nummod
men NOUN 3 nsubj
killed VERB 0 root
him PRON 3 obj
"""


@pytest.mark.parametrize(
    ("lines", "word", "measure"),
    [
        (APPOSED, "people", Measure.KILLED),
        (APPOSED, "two", Measure.KILLED),
        (DIE, "men", Measure.KILLED),
        (DIE, "two", Measure.KILLED),
        (RELATIVE, "pedestrians", Measure.KILLED),
        (PARTICIPLE, "people", Measure.INJURED),
        (PART_OF, "three", Measure.KILLED),
        (PART_OF, "guards", None),
        (NOT, "guards", None),
        (THREAT, "guards", None),
        (KILLER, "men", None),
    ],
)
def test_measures(lines: str, word: str, measure: Measure | None) -> None:
    _, parse = tree(lines)
    assert governing.measure(parse, list(parse.low).index(word)) is measure
