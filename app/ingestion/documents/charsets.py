"""From the bytes of a page to its characters: what it says of its charset is believed where the bytes bear it out."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from app.errors import UnreadableSource

# What a label stands for in a browser (encoding.spec.whatwg.org): those who write Latin-1 mean Windows-1252, and so on.
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
# Codecs of Python that are charsets of pages; others unpack, run in more than linear time, or run what they read.
_KNOWN = re.compile(
    r"utf-8|utf-16(?:-le|-be)?|cp125[0-8]|cp874|cp932|cp949|cp866|iso8859-(?:[2-8]|1[03-6])|koi8-[ru]|mac-roman"
    r"|gb18030|big5hkscs|euc_jp|iso2022_jp"
)
_STATEFUL = "iso2022_jp"  # of ASCII bytes alone, which are other characters
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARATION = re.compile(
    rb"(?:<meta\b[^<>]{0,200}?\bcharset|<\?xml\b[^<>]{0,100}?\bencoding)\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})",
    re.IGNORECASE,
)
_DECLARED_IN = 4096  # bytes; browsers look at the first 1,024
_MOST_FOREIGN = 0.03  # of all bytes: text in another script than ours has far more that are not ASCII


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a page; `damaged` unless its bytes are whole in `charset`: U+FFFD stands where they are not."""

    text: str
    charset: str
    damaged: bool = False


def decode(content: bytes, charset: str | None = None) -> Decoded:
    """Return the characters of a page that was sent as `charset`, if that was said.

    A byte order mark decides, then whether the bytes are UTF-8, then `charset`, then the page's own `meta`; a page that
    says nothing and is nearly all ASCII is Windows-1252, as in browsers. Raises UnreadableSource when it is anything.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], name)
    declared = _declared(content, charset)
    if _STATEFUL not in declared and b"\0" not in content:
        try:
            return Decoded(content.decode(), "utf-8")
        except UnicodeDecodeError:
            pass
    for name in declared:
        try:
            return Decoded(content.decode(name), name)
        except UnicodeDecodeError:
            continue
    if declared:
        return _decoded(content, declared[0])
    # Latin letters and quotation marks of Windows-1252 that make a sequence of UTF-8 hardly stand side by side.
    if any(character > "\x7f" for character in content.decode(errors="ignore")):
        return _decoded(content, "utf-8")
    foreign = len(content.translate(None, bytes(range(128))))
    if foreign > _MOST_FOREIGN * len(content) or b"\0" in content:
        raise UnreadableSource("names no charset and is no UTF-8")
    return _decoded(content, "cp1252")


def _declared(content: bytes, charset: str | None) -> list[str]:
    """Return the charsets that a page was sent with and names itself, the likelier one first."""
    match = _DECLARATION.search(content, 0, _DECLARED_IN)
    sent, named = _codec(charset), _codec(match[1].decode("ascii", "replace")) if match else None
    if named and named.startswith("utf-16"):
        named = "utf-8"  # else its name could not have been read
    if sent == "cp1252" and named:  # what servers say when nobody has told them
        sent, named = named, sent
    return list(dict.fromkeys(name for name in (sent, named) if name))


def _codec(label: str | None) -> str | None:
    try:
        name = codecs.lookup((label or "").strip(" \"'")).name
    except (LookupError, UnicodeError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if _KNOWN.fullmatch(name) else None


def _decoded(content: bytes, name: str) -> Decoded:
    try:
        return Decoded(content.decode(name), name)
    except UnicodeDecodeError:
        return Decoded(content.decode(name, "replace"), name, damaged=True)
