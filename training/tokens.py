"""How the treebanks meet spaCy's tokenizer: its rules, a few more, and gold annotation written on the tokens it makes.

Universal Dependencies split hyphenated words, and so does spaCy's English tokenizer between letters or after a digit
("Russian-backed" and "2-year-old" are three and five tokens). Training sees the tokens that the tokenizer makes of the
raw text: one that covers several words of the treebank takes the annotation of their head; of several that make one
word the first carries its annotation and the others have none to learn from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.lang.char_classes import ALPHA, HYPHENS
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from app.extraction.parsing.guard import guard_starts, write_starts
from training.annotated import Paragraph, Word

_UNSPLIT = (
    *("non", "pre", "anti", "mid", "re", "post", "co", "pro", "cross", "sub", "semi", "ex", "e", "multi", "inter"),
    *("intra", "counter", "ultra", "neo", "mini", "pan"),
)
"""Prefixes that the treebanks leave on their word ("anti-government" is one token, "government-backed" three)."""


def tune(nlp: Language) -> None:
    """Bring spaCy's English tokenizer closer to the treebanks; the tokenizer is stored in the model."""
    tokenizer: Any = nlp.tokenizer
    infixes = [str(rule) for rule in nlp.Defaults.infixes or []]
    hyphen = next(n for n, rule in enumerate(infixes) if rule.startswith(f"(?<=[{ALPHA}0-9])(?:{HYPHENS})"))
    kept = "".join(rf"(?<!\b{form})" for prefix in _UNSPLIT for form in (prefix, prefix.capitalize()))
    infixes[hyphen] = kept + infixes[hyphen]
    infixes += [
        r"(?<=[A-Za-z0-9\]\)\"”’])[–—](?=[A-Za-z0-9\[\(\"“‘$€£])",
        r"(?<=[A-Za-z]{2})[/](?=[A-Za-z]{2})",
        r"(?<=[\)\]\"”])-(?=[A-Za-z])",
        r"(?<=[A-Za-z])-(?=[\(\[\"“])",
    ]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    runs = [r"[!?]{2,}", r"[_=*#~]{2,}", r"<{2,}", r">{2,}", r"-{2,}"]
    tokenizer.prefix_search = compile_prefix_regex(runs + list(nlp.Defaults.prefixes or [])).search
    tokenizer.suffix_search = compile_suffix_regex(runs + list(nlp.Defaults.suffixes or [])).search


def make_example(nlp: Language, paragraph: Paragraph) -> Example:
    """Return an example whose predicted side has been through the sentence guard.

    Where the gold start of a sentence contradicts the guard, the guard says nothing.
    """
    reference = gold_doc(nlp, paragraph)
    predicted = nlp.make_doc(paragraph.text)
    if paragraph.words:
        starts = guard_starts([t.text for t in predicted], [bool(t.whitespace_) for t in predicted])
        for index, token in enumerate(reference):
            if starts[index] and token.is_sent_start != (starts[index] > 0):
                starts[index] = 0
        write_starts(predicted, starts)
    return Example(predicted, reference)


def gold_doc(nlp: Language, paragraph: Paragraph) -> Doc:
    """Write a paragraph's annotation on the tokens that the tokenizer makes of its text.

    White space hangs on the word before it. Names are tags, as the pipe `name_tagger` learns them.
    """
    raw = nlp.make_doc(paragraph.text)
    spelled: dict[str, Any] = {
        "words": [token.text for token in raw],
        "spaces": [bool(token.whitespace_) for token in raw],
        "tags": _tags(raw, paragraph),
    }
    words = paragraph.words
    if not words:
        return Doc(nlp.vocab, **spelled)
    groups = _words_of_tokens(raw, words)
    token_of = {word: token for token, group in enumerate(groups) for word in group}
    columns: dict[str, list[Any]] = {"heads": [], "deps": [], "pos": [], "morphs": [], "lemmas": []}
    for token, group in zip(raw, groups, strict=True):
        values: tuple[int | None, str, str, str, str] = (None, "", "", "", "")
        if token.is_space:
            values = (token.i - 1 if token.i else min(1, len(raw) - 1), "dep", "SPACE", "", token.text)
        elif group:
            # The word nearest to the root: so merging makes no cycle.
            word = words[min(group, key=lambda index: depth(words, index))]
            values = (token_of.get(word.head, token.i), word.deprel, word.upos, word.feats, word.lemma)
        for column, value in zip(columns.values(), values, strict=True):
            column.append(value)
    return Doc(nlp.vocab, **(spelled | columns))


def _words_of_tokens(raw: Doc, words: Sequence[Word]) -> list[list[int]]:
    """Return for each token the words that begin in it, or that it is the first to cover."""
    groups: list[list[int]] = []
    index = 0
    for token in raw:
        group: list[int] = []
        start, end = token.idx, token.idx + len(token)
        while not token.is_space and index < len(words) and words[index].start < end:
            if words[index].end > start or words[index].start >= start:
                group.append(index)
            index += 1
        groups.append(group)
    return groups


def _tags(raw: Doc, paragraph: Paragraph) -> list[str] | None:
    """Return the names as one tag a token: B, I, L, U and a kind, or O."""
    if paragraph.names is None:
        return None
    tags = ["O"] * len(raw)
    for start, end, kind in paragraph.names:
        span = raw.char_span(start, end, alignment_mode="expand")
        if span is not None and kind and all(tag == "O" for tag in tags[span.start : span.end]):
            inner = [f"I-{kind}"] * (len(span) - 2)
            tags[span.start : span.end] = [f"B-{kind}", *inner, f"L-{kind}"] if len(span) > 1 else [f"U-{kind}"]
    return tags


def depth(words: Sequence[Word], index: int) -> int:
    """Return how many steps a word is away from the root of its sentence."""
    steps = 0
    while words[index].head != index:
        index = words[index].head
        steps += 1
    return steps
