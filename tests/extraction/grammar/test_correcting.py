"""What the parse corrects in the classes of words, and what it must not."""

from __future__ import annotations

import pytest

from app.extraction.grammar import tagging
from tests.extraction.parsing.docs import own, tree

ESCAPE = """
Ten NUM 2 nummod
people NOUN 3 nsubj:pass
die VERB 0 root
and CCONJ 7 cc
six NUM 6 nummod
others NOUN 7 nsubj
escape VERB 3 conj
in ADP 9 case
Gaza PROPN 7 obl
"""
CONDUCTED = """
The DET 2 det
coalition NOUN 3 nsubj
conducted VERB 0 root
strikes NOUN 3 obj
"""
INJURED = """
Ten NUM 3 nsubj:pass
were AUX 3 aux:pass
killed PART 0 root
and CCONJ 6 cc
30 NUM 6 nsubj
injured VERB 3 conj
"""
LANDED = """
They PRON 2 nsubj
fled VERB 0 root
after SCONJ 6 mark
one NUM 5 nummod
shell NOUN 6 nsubj
landed VERB 2 advcl
near ADP 8 case
Gaza PROPN 6 obl
"""
ALLEGED = """
They PRON 2 nsubj
protested VERB 0 root
over ADP 5 case
the DET 5 det
crisis NOUN 2 obl
and CCONJ 8 cc
alleged PART 8 amod
corruption NOUN 5 conj
"""
TWO_SUBJECTS = """
The DET 2 det
meeting NOUN 9 nsubj
focused PART 2 acl
on ADP 5 case
talks NOUN 3 obl
, PUNCT 9 punct
and CCONJ 9 cc
Carter PROPN 9 nsubj
thanked VERB 0 root
him PRON 9 obj
"""
CALLS = """
The DET 2 det
war NOUN 4 nsubj
has AUX 4 aux
prompted PART 0 root
international ADJ 6 amod
calls NOUN 4 obj
for ADP 8 case
peace NOUN 6 nmod
"""
REPORTS = """
The DET 2 det
Observatory PROPN 6 nsubj:pass
reports NOUN 2 nmod
ten NUM 5 nummod
people NOUN 6 nsubj:pass
killed PART 0 root
"""
JOINED = """
Sudan PROPN 2 nsubj
closes VERB 0 root
borders NOUN 2 obj
with ADP 8 case
Egypt PROPN 8 compound
and CCONJ 7 cc
Chad PROPN 5 conj
calls NOUN 2 obl
for ADP 10 case
peace NOUN 8 nmod
"""
SINKS = """
A DET 2 det
boat NOUN 3 nsubj
capsizes VERB 0 root
and CCONJ 5 cc
sinks VERB 3 conj
"""


def tags(lines: str, word: str, *, parsed: bool) -> str:
    text, parse = tree(lines)
    tokens = own(text)
    low = tuple(token.lower for token in tokens)
    return tagging.tag(tokens, low, [None] * len(low), parse if parsed else None)[low.index(word)]


@pytest.mark.parametrize(
    ("lines", "word", "without", "with_tree"),
    [
        (ESCAPE, "escape", "N", "V"),
        (CONDUCTED, "conducted", "V", "V"),
        (INJURED, "injured", "E", "E"),
        (LANDED, "landed", "E", "V"),
        (ALLEGED, "alleged", "V", "E"),
        (TWO_SUBJECTS, "focused", "V", "V"),
        (CALLS, "calls", "V", "N"),
        (REPORTS, "reports", "V", "V"),
        (JOINED, "calls", "V", "V"),
        (SINKS, "sinks", "N", "V"),
    ],
)
def test_classes(lines: str, word: str, without: str, with_tree: str) -> None:
    assert (tags(lines, word, parsed=False), tags(lines, word, parsed=True)) == (without, with_tree)
