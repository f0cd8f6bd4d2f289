"""End-to-end scores from raw text: tokens, sentences, tags, trees and names against gold annotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Token

from training.annotated import Paragraph
from training.names import Named

Span = tuple[int, int]

_COUNTED = ("tokens", "upos", "feats", "lemma", "uas", "las")


@dataclass(frozen=True)
class Scores:
    """In percent; `words` counts the gold words.

    All but the last two are F1 over treebank words as in the CoNLL 2018 shared task (words match by characters);
    `uas_aligned` and `las_aligned` are accuracies over matched words that are no punctuation, which is what spaCy
    prints. LAS counts subtypes of labels.
    """

    words: int
    tokens: float
    sentences: float
    upos: float
    feats: float
    lemma: float
    uas: float
    las: float
    uas_aligned: float
    las_aligned: float


def evaluate(nlp: Language, paragraphs: Sequence[Paragraph]) -> Scores:
    """Read the texts of the paragraphs and compare."""
    count: Counter[str] = Counter()
    for paragraph, doc in zip(paragraphs, nlp.pipe(p.text for p in paragraphs), strict=True):
        _compare_sentences(paragraph, doc, count)
        _compare_words(paragraph, doc, count)
    aligned = max(count["aligned"], 1)
    return Scores(
        words=count["gold"],
        sentences=f1(count["sentences"], count["sentences_given"], count["sentences_gold"]),
        **{key: f1(count[key], count["given"], count["gold"]) for key in _COUNTED},
        uas_aligned=round(100 * count["uas_aligned"] / aligned, 2),
        las_aligned=round(100 * count["las_aligned"] / aligned, 2),
    )


def evaluate_names(nlp: Language, rows: Sequence[Named]) -> dict[str, float]:
    """Return F1 of each kind, of all (`typed`), and of all whatever their kind (`mention`); `gold` counts them."""
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for (_, spans), doc in zip(rows, nlp.pipe(text for text, _ in rows), strict=True):
        wanted = set(spans)
        found = {(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents}
        right.update(kind for *_, kind in wanted & found)
        gold.update(kind for *_, kind in wanted)
        given.update(kind for *_, kind in found)
        right["mention"] += len({span[:2] for span in wanted} & {span[:2] for span in found})
    result = {kind: f1(right[kind], given[kind], gold[kind]) for kind in ("PERSON", "ORG", "LOC")}
    result["typed"] = f1(right.total() - right["mention"], given.total(), gold.total())
    result["mention"] = f1(right["mention"], given.total(), gold.total())
    return result | {"gold": gold.total()}


def f1(right: int, given: int, gold: int) -> float:
    """Return F1 in percent."""
    return round(200 * right / (given + gold), 2) if given + gold else 0.0


def _compare_sentences(paragraph: Paragraph, doc: Doc, count: Counter[str]) -> None:
    words = paragraph.words
    bounds = pairwise([*paragraph.starts, len(words)])
    gold = {(words[left].start, words[right - 1].end) for left, right in bounds}
    sentences = [[token for token in sentence if not token.is_space] for sentence in doc.sents]
    given = {(tokens[0].idx, _span(tokens[-1])[1]) for tokens in sentences if tokens}
    count.update(sentences=len(gold & given), sentences_gold=len(gold), sentences_given=len(given))


def _compare_words(paragraph: Paragraph, doc: Doc, count: Counter[str]) -> None:
    tokens = {_span(token): token for token in doc if not token.is_space}
    count.update(gold=len(paragraph.words), given=len(tokens))
    for word in paragraph.words:
        token = tokens.get((word.start, word.end))
        if token is None:
            continue
        head = paragraph.words[word.head]
        attached = _span(token.head) == (head.start, head.end)
        labelled = attached and token.dep_ == word.deprel
        count.update(
            tokens=1,
            upos=token.pos_ == word.upos,
            feats=str(token.morph) == "|".join(sorted(word.feats.split("|"))),
            lemma=token.lemma_ == word.lemma,
            uas=attached,
            las=labelled,
        )
        if word.deprel != "punct":
            count.update(aligned=1, uas_aligned=attached, las_aligned=labelled)


def _span(token: Token) -> Span:
    return token.idx, token.idx + len(token)
