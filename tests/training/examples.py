"""A small made treebank, and checks of what every annotated paragraph must hold."""

from __future__ import annotations

import lzma
from itertools import pairwise
from pathlib import Path

from training import treebanks
from training.annotated import Paragraph

CONLLU = """\
# newdoc id = GUM_news_made
# sent_id = made-1
# newpar
# text = The ministry said that 27 people were killed in Aleppo.
1	The	the	DET	DT	Definite=Def|PronType=Art	2	det	_	_
2	ministry	ministry	NOUN	NN	Number=Sing	3	nsubj	_	_
3	said	say	VERB	VBD	Mood=Ind|Tense=Past|VerbForm=Fin	0	root	_	_
4	that	that	SCONJ	IN	_	8	mark	_	_
5	27	27	NUM	CD	NumForm=Digit|NumType=Card	6	nummod	_	_
6	people	people	NOUN	NNS	Number=Plur	8	nsubj:pass	_	_
7	were	be	AUX	VBD	Mood=Ind|Tense=Past|VerbForm=Fin	8	aux:pass	_	_
8	killed	kill	VERB	VBN	Tense=Past|VerbForm=Part|Voice=Pass	3	ccomp	_	_
9	in	in	ADP	IN	_	10	case	_	_
10	Aleppo	Aleppo	PROPN	NNP	Number=Sing	8	obl	_	_
11	.	.	PUNCT	.	_	3	punct	_	_

# sent_id = made-2
# text = It doesn't know "why".
1	It	it	PRON	PRP	Case=Nom	4	nsubj	_	_
2-3	doesn't	_	_	_	_	_	_	_	_
2	does	do	AUX	VBZ	_	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	know	know	VERB	VB	VerbForm=Inf	0	root	_	_
4.1	_	_	_	_	_	_	_	_	_
5	"	"	PUNCT	``	_	6	punct	_	_
6	why	why	ADV	WRB	_	4	ccomp	_	_
7	"	"	PUNCT	''	_	6	punct	_	_
8	.	.	PUNCT	.	_	4	punct	_	_

# sent_id = made-3
# newpar
# text = Iran and Iraq
1	Iran	Iran	PROPN	NNP	Number=Sing	0	root	_	_
2	and	and	CCONJ	CC	_	3	cc	_	_
3	Iraq	Iraq	PROPN	NNP	Number=Sing	1	conj	_	_

# sent_id = made-4
# text = Both states deny it
1	Both	both	DET	DT	_	2	det	_	_
2	states	state	NOUN	NNS	Number=Plur	3	nsubj	_	_
3	deny	deny	VERB	VBP	Tense=Pres	0	root	_	_
4	it	it	PRON	PRP	Case=Acc	3	obj	_	_

# sent_id = made-5
# text = Forms that do not spell it
1	Other	other	ADJ	JJ	_	2	amod	_	_
2	forms	form	NOUN	NNS	_	0	root	_	_

"""

NAMES = {"made-1": [(48, 54, "LOC")], "made-2": [], "made-3": [(0, 4, "LOC"), (9, 13, "LOC")], "made-4": []}


def write_treebank(file: Path, times: int = 1) -> Path:
    """Write the treebank, so many times over."""
    with lzma.open(file, "wt", encoding="utf-8") as handle:
        handle.write(CONLLU * times)
    return file


def paragraphs(folder: Path) -> list[Paragraph]:
    """Return the two paragraphs of the treebank."""
    return treebanks.read(write_treebank(folder / "made-train.conllu.xz"), NAMES, newline=True)


def check(paragraph: Paragraph) -> None:
    """Fail unless words spell their text in order, each sentence is one tree, and names lie inside the text."""
    bounds = [*paragraph.starts, len(paragraph.words)]
    sentence_of = {
        index: number for number, (first, after) in enumerate(pairwise(bounds)) for index in range(first, after)
    }
    position = 0
    for index, word in enumerate(paragraph.words):
        assert position <= word.start <= word.end <= len(paragraph.text)
        assert word.start == word.end or paragraph.text[word.start : word.end] == word.form
        position = word.end
        assert sentence_of[word.head] == sentence_of[index]
        steps, at = 0, index
        while paragraph.words[at].head != at:
            at = paragraph.words[at].head
            steps += 1
            assert steps < len(paragraph.words)
        assert paragraph.words[at].deprel == "ROOT"
    for number in range(len(paragraph.starts)):
        roots = [i for i, word in enumerate(paragraph.words) if word.head == i and sentence_of[i] == number]
        assert len(roots) == 1
    for start, end, _ in paragraph.names or ():
        assert 0 <= start < end <= len(paragraph.text)
