"""HTML that was left in a text: the text is read without it, at the same offsets."""

from __future__ import annotations

import html
import re
from html.entities import html5

from app.extraction.reading import Problem
from app.text import Span
from app.vocabulary import ProblemCode

_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|center|cite|code|del|dfn|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strike"
    "|strong|sub|sup|time|tt|u|var|wbr"
)
_BLOCK = (
    "address|article|aside|audio|blockquote|body|br|button|canvas|caption|col|colgroup|dd|details|div|dl|dt|embed"
    "|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|img|input|legend|li|link|main|meta|nav"
    "|noscript|object|ol|optgroup|option|p|param|picture|pre|script|section|select|source|style|summary|svg|table|tbody"
    "|td|template|textarea|tfoot|th|thead|title|tr|ul|video"
)
# No part runs over the next "<", so that the time is linear whatever is left open.
_MARKUP = re.compile(
    r"(?P<block><(?:script|style)\b[^<>]*>[^<]*</(?:script|style)\s*>|<!(?:--[^<>]*--|doctype\b[^<>]*)>"
    rf"|</?(?:{_BLOCK})(?:[\s/][^<>]*)?>)"
    rf"|(?P<inline></?(?:{_INLINE})(?:[\s/][^<>]*)?>)"
    r"|&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}[0-9]{0,2});",
    re.IGNORECASE,
)


def without(text: str) -> tuple[str, tuple[Problem, ...]]:
    """Return `text` as it is to be read, as long as it was, and a problem when HTML stood in it.

    Tags become blanks; those that end a paragraph, a line end. An entity becomes its character, then blanks.
    """
    found: list[Span] = []

    def blank(match: re.Match[str]) -> str:
        if (instead := _instead(match)) != match[0]:
            found.append(Span(*match.span()))
        return instead.ljust(len(match[0]))

    readable = _MARKUP.sub(blank, text)
    if not found:
        return text, ()
    detail = "HTML was left in the text"
    if len(found) > 1:
        detail += f", {len(found):,} times from here on"
    return readable, (Problem(ProblemCode.MARKUP, f"{detail}; it is read as white space", found[0]),)


def _instead(match: re.Match[str]) -> str:
    if match["block"]:
        return "\n"
    if match["inline"]:
        return ""
    if match[0][1] != "#" and match[0][1:] not in html5:
        return match[0]  # "AT&Tower;" is no entity
    character = html.unescape(match[0])
    return character if len(character) == 1 and character.isprintable() and character != "\ufffd" else ""
