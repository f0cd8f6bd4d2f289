"""What a row is found by: the text around a record, and the made words for what the filters narrow by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.storage import words

Span = tuple[int, int]
"""Start and end, in code points of the article's text."""


def around(text: str, record: Span, sentence: Span) -> str:
    """Return the record's words and those of the sentence around it, once each where one holds the other."""
    if record[0] < sentence[1] and sentence[0] < record[1]:
        return text[min(record[0], sentence[0]) : max(record[1], sentence[1])]
    return f"{text[record[0] : record[1]]}\n{text[sentence[0] : sentence[1]]}"


def of_article(publisher: int) -> str:
    """Return the made words of an article by the number of its publisher, 0 for none."""
    return f" {words.published_by(publisher)}" if publisher else ""


def of_record(code: str, numbers: Mapping[str, Sequence[int]], publisher: int) -> str:
    """Return the made words of a claim ("c" and its code) or figure ("m" and its code).

    `numbers` are those of its entities by their part.
    """
    entities = [f"{letter}{number}" for part, letter in words.TOKENS.items() for number in numbers[part]]
    return f"{' '.join([code, *entities])}{of_article(publisher)}"
