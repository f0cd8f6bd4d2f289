"""Variants of training paragraphs, so that the parser meets text as news print it and not only as treebanks do."""

from __future__ import annotations

import random
from dataclasses import replace

from training.annotated import Paragraph, without_word

SMALL_WORDS = frozenset(
    [
        *("a", "an", "the", "and", "but", "or", "nor", "for", "so", "yet", "at", "by", "in", "of", "on", "to", "up"),
        *("as", "is", "with", "from", "over"),
    ]
)
"""Words that headlines in title case leave small."""

REPORTING = frozenset(
    [
        *("accept", "acknowledge", "admit", "affirm", "agree", "allege", "announce", "argue", "assert", "assume"),
        *("believe", "boast", "caution", "charge", "claim", "comment", "complain", "concede", "conclude", "confirm"),
        *("contend", "declare", "deny", "disclose", "emphasise", "emphasize", "estimate", "expect", "explain", "fear"),
        *("feel", "find", "guess", "hear", "hint", "hold", "hope", "imagine", "imply", "indicate", "inform", "insist"),
        *("know", "learn", "maintain", "mention", "note", "observe", "pledge", "predict", "promise", "prove"),
        *("realise", "realize", "recall", "reckon", "recognise", "recognize", "remark", "remember", "repeat", "reply"),
        *("report", "reveal", "say", "see", "show", "signal", "state", "stress", "suggest", "suppose", "suspect"),
        *("swear", "tell", "testify", "think", "understand", "vow", "warn", "worry", "write"),
    ]
)
"""Verbs of speech and thought whose content clause may stand without "that"."""

WITHOUT_THAT = 0.7  # of these clauses: news leave "that" out much more often than the treebanks do


def vary(paragraph: Paragraph, rng: random.Random) -> Paragraph:
    """Draw one variant for one epoch: mostly the text as it is."""
    if not paragraph.words:
        return paragraph
    paragraph = without_that(paragraph, rng)
    if "’" in paragraph.text or "“" in paragraph.text:
        if rng.random() < 0.4:
            paragraph = straight(paragraph)
    elif rng.random() < 0.5:
        paragraph = typographic(paragraph)
    draw = rng.random()
    if draw < 0.04 and len(paragraph.starts) <= 2:
        return headline(paragraph)
    if draw < 0.05:
        return recase(paragraph, upper=True)
    if draw < 0.07:
        return recase(paragraph, upper=False)
    if draw < 0.10:
        return unstopped(paragraph)
    return paragraph


def without_that(paragraph: Paragraph, rng: random.Random, share: float = WITHOUT_THAT) -> Paragraph:
    """Drop "that" from a share of the clauses under verbs of speech and thought ("said 27 people were killed")."""
    words = paragraph.words
    drop: list[int] = []
    heads = {word.head for index, word in enumerate(words) if word.head != index}
    for index, word in enumerate(words):
        if word.deprel != "mark" or word.form != "that" or index in heads:
            continue
        clause = words[word.head]
        verb = words[clause.head]
        reported = clause.deprel == "ccomp" and verb.upos == "VERB" and verb.lemma in REPORTING
        between = clause.head < index < word.head
        spaced = paragraph.text[word.start - 1 : word.start] == paragraph.text[word.end : word.end + 1] == " "
        if reported and between and spaced and rng.random() < share:
            drop.append(index)
    for index in reversed(drop):
        paragraph = without_word(paragraph, index)
    return paragraph


def typographic(paragraph: Paragraph) -> Paragraph:
    """Turn straight quotation marks and apostrophes into typographic ones, as newspapers print them."""
    changes: dict[int, str] = {}
    text = paragraph.text
    for offset, letter in enumerate(text):
        opening = offset == 0 or text[offset - 1].isspace() or text[offset - 1] in "([{-–—“‘\"'"
        if letter == '"':
            changes[offset] = "“" if opening else "”"
        elif letter == "'":
            changes[offset] = "‘" if opening and text[offset + 1 : offset + 2] != "s" else "’"
    return respell(paragraph, changes)


def straight(paragraph: Paragraph) -> Paragraph:
    """Turn typographic quotation marks and dashes into straight ones."""
    table = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-"}
    return respell(paragraph, {at: table[letter] for at, letter in enumerate(paragraph.text) if letter in table})


def headline(paragraph: Paragraph) -> Paragraph:
    """Write a paragraph in title case, without the full stop that ends it."""
    changes: dict[int, str] = {}
    for word in paragraph.words:
        clitic = word.form.startswith(("'", "’", "n'", "n’"))
        if len(word.form) > 1 and word.form.lower() not in SMALL_WORDS and not clitic:
            upper = word.form[0].upper()
            if len(upper) == 1 and word.end > word.start:
                changes[word.start] = upper
    return unstopped(respell(paragraph, changes))


def unstopped(paragraph: Paragraph) -> Paragraph:
    """Take the last full stop off a paragraph of one sentence."""
    *before, last = paragraph.words
    stop = last.form == "." and last.end == len(paragraph.text) and all(word.head != len(before) for word in before)
    if len(paragraph.starts) > 1 or len(before) < 2 or not stop:
        return paragraph
    return replace(paragraph, text=paragraph.text[: last.start].rstrip(), words=tuple(before))


def recase(paragraph: Paragraph, *, upper: bool) -> Paragraph:
    """Write everything in capitals or everything small."""
    changes: dict[int, str] = {}
    for offset, letter in enumerate(paragraph.text):
        other = letter.upper() if upper else letter.lower()
        if other != letter and len(other) == 1:
            changes[offset] = other
    return respell(paragraph, changes)


def respell(paragraph: Paragraph, changes: dict[int, str]) -> Paragraph:
    """Put single characters in place of others: no offset moves."""
    letters = list(paragraph.text)
    for offset, letter in changes.items():
        letters[offset] = letter
    text = "".join(letters)
    words = tuple(replace(word, form=text[word.start : word.end] or word.form) for word in paragraph.words)
    return replace(paragraph, text=text, words=words)
