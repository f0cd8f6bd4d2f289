"""Pipe `cached_lemmatizer`: spaCy's English rule lemmatizer with a bounded cache and a few rules more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.pipeline.lemmatizer import lemmatizer_score
from spacy.tokens import Token

_LIMIT = 100_000  # words in the cache


class CachedLemmatizer(EnglishLemmatizer):
    """English rule lemmatizer that looks a (form, part of speech, features, position) up once.

    Over spaCy's: the exceptions hold for every part of speech and may give a capital ("palestinian" -> "Palestinian");
    function words at the start of a sentence lose their capital; adjectives inside a sentence keep it; plural proper
    nouns lose their ending ("Palestinians" -> "Palestinian").
    """

    def rule_lemmatize(self, token: Token) -> list[str]:
        """Return the lemma as spaCy wants it: in a list."""
        morph: Any = token.morph
        key = (token.orth, token.pos, morph.key, bool(token.is_sent_start))
        found = self.cache.get(key)
        if found is None:
            if len(self.cache) >= _LIMIT:
                self.cache.clear()
            found = self.cache[key] = [self._lemma(token)]
        return list(found)

    def _lemma(self, token: Token) -> str:
        text, pos = token.text, token.pos_
        known = self.lookups.get_table("lemma_exc").get(pos.lower(), {}).get(token.lower_)
        if known:
            return str(known[0])
        if pos == "PROPN":
            plural = "Number=Plur" in str(token.morph) and len(text) > 3 and text[-1] == "s" and text[-2] not in "su"
            if plural:
                return text[:-3] + "y" if text.endswith("ies") else text[:-1]
            return text
        if pos in {"NUM", "SYM", "X", "PUNCT", "SPACE", ""} or any(c.isdigit() for c in text):
            return text
        if token.lower_.endswith("ss"):
            return token.lower_
        lemma = str(super().rule_lemmatize(token)[0])
        if pos == "ADJ" and text[:1].isupper() and not text.isupper() and not token.is_sent_start:
            return lemma[:1].upper() + lemma[1:]
        return lemma.lower() if lemma == text else lemma


@Language.factory(
    "cached_lemmatizer",
    assigns=["token.lemma"],
    default_config={"overwrite": True, "scorer": {"@scorers": "spacy.lemmatizer_scorer.v1"}},
    default_score_weights={"lemma_acc": 1.0},
)
def make_cached_lemmatizer(
    nlp: Language,
    name: str,
    overwrite: bool,  # noqa: FBT001 - spaCy's signature
    scorer: Callable[..., dict[str, Any]] | None = lemmatizer_score,
) -> CachedLemmatizer:
    """Make the pipe."""
    return CachedLemmatizer(nlp.vocab, None, name, mode="rule", overwrite=overwrite, scorer=scorer)
