"""From bytes to characters: right, or told to be damaged; never other characters without a word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UnreadableSource
from app.ingestion.documents.charsets import Decoded, decode

_META = "<meta charset='%s'>"
_HTTP_EQUIV = '<META http-equiv=Content-Type content="text/html; charset=%s">'
_XML = '<?xml version="1.0" encoding="%s"?>'


@pytest.mark.parametrize("way", [_META, _HTTP_EQUIV, _XML, None])
@pytest.mark.parametrize(
    ("words", "label", "codec"),
    [
        ("“Zwölf” — Médecins", "windows-1252", "cp1252"),
        ("“Zwölf” — Médecins", "ISO-8859-1", "cp1252"),
        ("“Zwölf” — Médecins", "us-ascii", "cp1252"),
        ("Erdoğan", "iso-8859-9", "cp1254"),
        ("Łódź", "iso-8859-2", "iso8859-2"),
        ("Президент", "windows-1251", "cp1251"),
        ("Президент", "koi8-r", "koi8-r"),
        ("新闻 €", "gb2312", "gb18030"),
        ("新聞", "big5", "big5hkscs"),
        ("ニュース", "shift_jis", "cp932"),
        ("ニュース", "euc-jp", "euc_jp"),
        ("ニュース", "iso-2022-jp", "iso2022_jp"),
        ("뉴스", "euc-kr", "cp949"),
    ],
)
def test_what_is_declared_is_read(words: str, label: str, codec: str, way: str | None) -> None:
    page = f"{way % label if way else ''}<p>{words}"
    assert decode(page.encode(codec), None if way else label) == Decoded(page, codec)


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1251", "shift_jis", "utf-16", "nonsense", None])
def test_utf_8_is_read_whatever_is_declared(declared: str | None) -> None:
    page = f"{_META % declared if declared else ''}<p>“Zwölf” Президент"
    assert decode(page.encode(), declared) == Decoded(page, "utf-8")
    assert decode(b"\xef\xbb\xbf" + page.encode(), declared) == Decoded(page, "utf-8")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_with_its_mark_or_when_it_is_declared(codec: str) -> None:
    page = "<p>“Zwölf”"
    assert decode(("\ufeff" + page).encode(codec), "iso-8859-1") == Decoded(page, codec)
    assert decode(page.encode(codec), codec) == Decoded(page, codec)
    with pytest.raises(UnreadableSource, match="names no charset and is no UTF-8"):
        decode(page.encode(codec))


def test_what_a_server_says_of_everything_yields_to_the_page() -> None:
    page = (_META % "windows-1251" + "<p>Президент").encode("cp1251")
    assert decode(page, "iso-8859-1").charset == "cp1251"
    assert decode(page, "koi8-r").charset == "koi8-r"


def test_nearly_ascii_without_a_charset_is_that_of_browsers() -> None:
    page = "<p>" + "The ministry said nothing. " * 20 + "“Zwölf”, it said."
    assert decode(page.encode("cp1252")) == Decoded(page, "cp1252")
    for words, codec in (("Президент сказал", "cp1251"), ("ニュース", "cp932")):
        with pytest.raises(UnreadableSource, match="names no charset and is no UTF-8"):
            decode(f"<p>{words}".encode(codec))


@pytest.mark.parametrize(
    ("content", "charset", "expected"),
    [
        ("“No”".encode("cp1252"), "utf-8", Decoded("\ufffdNo\ufffd", "utf-8", damaged=True)),
        ("Zwölf “No”".encode()[:-1], None, Decoded("Zwölf “No\ufffd", "utf-8", damaged=True)),
        (b"\xef\xbb\xbfa\xff", None, Decoded("a\ufffd", "utf-8", damaged=True)),
        (b"\xff\xfea\0b", None, Decoded("a\ufffd", "utf-16-le", damaged=True)),
        (b"a\x81b", "windows-1252", Decoded("a\ufffdb", "cp1252", damaged=True)),
        (b"a" * 99 + b"\x81", None, Decoded("a" * 99 + "\ufffd", "cp1252", damaged=True)),
    ],
)
def test_damage_is_told(content: bytes, charset: str | None, expected: Decoded) -> None:
    assert decode(content, charset) == expected


@pytest.mark.parametrize(
    "label",
    ["unicode_escape", "idna", "punycode", "rot13", "hex", "zlib", "utf-7", "utf-8-sig", "mbcs", "a" * 99, "\0"],
)
def test_what_is_no_charset_of_pages_is_not_believed(label: str) -> None:
    page = _META % label.replace("\0", "") + "<p>\\u0041 +AEE- xn--a" + " and so on" * 20
    assert decode(page.encode(), label) == Decoded(page, "utf-8")
    assert decode(f"{page} é".encode("cp1252"), label) == Decoded(f"{page} é", "cp1252")


@given(st.binary(max_size=100), st.none() | st.text(max_size=12) | st.sampled_from(["gbk", "utf-16", "iso-2022-jp"]))
def test_any_bytes_are_characters_or_refused(content: bytes, charset: str | None) -> None:
    try:
        found = decode(content, charset)
    except UnreadableSource:
        return
    found.text.encode()


def test_time_is_linear() -> None:
    for piece in (b"<meta ", b"<meta charset", b"\xe9", b"<?xml encoding=", b"\0"):
        began = time.process_time()
        try:
            decode(piece * (4_000_000 // len(piece)))
        except UnreadableSource:
            assert piece in {b"\xe9", b"\0"}
        assert time.process_time() - began < 1
