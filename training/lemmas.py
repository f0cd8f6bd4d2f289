"""Lemma tables: spaCy's for English, with exceptions that the treebanks teach."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from spacy.lookups import Lookups

from training import tables
from training.annotated import Paragraph

LEAST, SHARE = 2, 0.8  # how often, and in which share of its cases, a form must have a lemma to be an exception
_SAME_LEMMA = frozenset({"PUNCT", "NUM", "SYM", "X"})
_ENDINGS = "srtgdn"  # letters at which spaCy's rules take an ending off


def make(paragraphs: Iterable[Paragraph]) -> Lookups:
    """Return spaCy's rule tables, with exceptions for every part of speech."""
    exceptions: dict[str, dict[str, list[str]]] = {pos: dict(t) for pos, t in tables.load("lemma_exc").items()}
    index, rules = tables.load("lemma_index"), tables.load("lemma_rules")
    _learn(paragraphs, exceptions)
    _choose_verbs(exceptions["verb"], set(index["verb"]), rules["verb"])
    for table in exceptions.values():
        for form in [form for form in table if "'" in form]:
            table.setdefault(form.replace("'", "’"), table[form])
    lookups = Lookups()
    lookups.add_table("lemma_exc", exceptions)
    lookups.add_table("lemma_index", index)
    lookups.add_table("lemma_rules", rules)
    return lookups


def _learn(paragraphs: Iterable[Paragraph], exceptions: dict[str, dict[str, list[str]]]) -> None:
    """Add what the treebanks agree on and the rules would miss."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for paragraph in paragraphs:
        for word in paragraph.words:
            if word.upos not in _SAME_LEMMA and word.lemma != "_":
                seen[word.upos.lower(), word.form.lower()][word.lemma] += 1
    for (pos, form), lemmas in sorted(seen.items()):
        (lemma, count), total = lemmas.most_common(1)[0], sum(lemmas.values())
        if pos == "propn" and (not lemma[:1].isupper() or lemma.lower() == form):
            continue
        known = exceptions.get(pos, {}).get(form)
        if count >= LEAST and count / total >= SHARE and (form != lemma or known or form[-1:] in _ENDINGS):
            exceptions.setdefault(pos, {})[form] = [lemma]


def _choose_verbs(exceptions: dict[str, list[str]], verbs: set[str], rules: Any) -> None:
    """Where the rules allow several verbs, take that of the look-up table ("staged" is of "stage", not of "stag")."""
    for form, lemma in tables.load("lemma_lookup").items():
        choices = {form.removesuffix(old) + new for old, new in rules if form.endswith(old)} & verbs
        if len(choices) > 1 and lemma in choices:
            exceptions.setdefault(form, [lemma])
