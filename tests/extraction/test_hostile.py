"""Whatever is handed in: no exception, every record reads its text, and the time grows as the length does."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import extraction
from app.extraction.markup import without
from app.extraction.paragraphs import split
from app.extraction.reading import Reading
from app.ingestion import store
from app.ingestion.submission import Submission
from app.records import ArticleDetail
from app.vocabulary import ProblemCode

DAY = date(2023, 9, 20)
SAID = (
    "Azerbaijan's Ministry of Defence said on Tuesday that 12 soldiers were killed near Lachin, and the president"
    " called for a ceasefire."
)
SIZE = 6_000  # characters of the texts that repeat something


def _repeat(words: str) -> str:
    return words * (SIZE // len(words))


HOSTILE = {
    "capitals": SAID.upper(),
    "lower case": SAID.lower(),
    "title case": SAID.title(),
    "no punctuation": SAID.replace(".", "").replace(",", ""),
    "one long line without a full stop": _repeat(SAID[:-1] + " "),
    "words alone on their lines": SAID.replace(" ", "\n"),
    "carriage returns": f"{SAID}\r\n\r\n{SAID}\r{SAID}",
    "line separators": f"{SAID}\u2028{SAID}\u2029{SAID}\x85{SAID}\x0b{SAID}\x0c{SAID}\x1c{SAID}",
    "combining marks": "".join(f"{letter}\u0301\u0327" for letter in SAID),
    "a tower of combining marks": f"The army said 12{chr(0x301) * SIZE} men were killed.",
    "right to left override": "The army said \u202e12 soldiers\u202c were \u2067killed\u2069 in \u200fBaku\u200e.",
    "unclosed override": f"\u202e{SAID}\u202d{SAID}\u2066",
    "zero width": "\u200b".join(SAID),
    "soft hyphens": "\u00ad".join(SAID),
    "no-break spaces": SAID.replace(" ", "\xa0"),
    "ideographic spaces": SAID.replace(" ", "\u3000"),
    "byte order marks": f"\ufeff{SAID}\ufeff",
    "controls": "".join(chr(code) for code in range(1, 32)) + SAID + "\x7f\x80\x9f",
    "no characters": "\ufffe\uffff\U0010ffff \ufdd0 " + SAID,
    "private use": f"\ue000{SAID}\uf8ff \U000f0000",
    "tags of no language": "".join(chr(0xE0000 + ord(letter)) for letter in "said killed") + SAID,
    "full width": "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in SAID),
    "mathematical letters": "".join(chr(ord(c) - 97 + 0x1D41A) if "a" <= c <= "z" else c for c in SAID),
    "letters that change their length": "İSTANBUL: İ said ŉ that 12 ﬁghters of the ẞ were killed in ǰ, ΐ said. " * 3,
    "digits of other scripts": "The army said ٣ men, ١٢ women, १२ children and 𝟏𝟐 soldiers were killed; ² and ½ too.",
    "number signs": "№ 12, ⅩⅡ and ㊿ men were killed in 2020, $1.2.3.4 was paid, 1,2,3,,4 and 5..6 hurt.",
    "no such dates": "On 31 February 0000 and 99 July 99999, at 25:61, 2020-13-45: 12 men died. 0000-00-00: 3 died.",
    "a date for a text": "2020-11-04: ",
    "emojis": "👩‍👩‍👧‍👦🇦🇿🇦🇲" + SAID.replace(" ", " 🛑 ") + _repeat("😀"),
    "digits": "7" * SIZE,
    "digits apart": _repeat("7 "),
    "a long number": f"The army said {'9' * 400} men and 1{',000' * 400} women were killed.",
    "many zeros": f"The army said 0.{'0' * 400}1 percent and 1e999 men were killed.",
    "number words": "The army said " + _repeat("hundred thousand million ") + "men were killed.",
    "hyphened number words": _repeat("twenty-two-"),
    "Aa Aa": _repeat("Aa "),
    "Aa said": _repeat("Aa said Aa. "),
    "one letter": "x" * SIZE,
    "one capital": "X" * SIZE,
    "initials": _repeat("U."),
    "apostrophes": _repeat("a'"),
    "hyphens": _repeat("a-"),
    "straight quotation marks": '"' * SIZE,
    "quotation marks apart": _repeat('" '),
    "opening quotation marks": _repeat("“a "),
    "closing quotation marks": _repeat("a” "),
    "single marks": _repeat("'a "),
    "mixed marks": _repeat("“a 'b «c „d ‘e \"f "),
    "an unclosed quotation": f"The president said: “{SAID} {SAID}\n{SAID}",
    "a quotation in each paragraph": "".join(f"“We go on and on, the president said {i}.\n" for i in range(60)),
    "parentheses": "(" * SIZE,
    "closing parentheses": ")" * SIZE,
    "nested brackets": f"{'([{' * 500}{SAID}{'}])' * 500}",
    "commas": _repeat(", "),
    "full stops": "." * SIZE,
    "dashes": _repeat("— "),
    "colons": _repeat("a: "),
    "and": _repeat("and "),
    "said that": _repeat("said that "),
    "according to": _repeat("according to "),
    "killed": _repeat("12 killed, "),
    "including": _repeat("12 men including "),
    "titles": _repeat("President "),
    "of the": _repeat("ministry of the army of "),
    "names": ", ".join(f"Anna K{chr(97 + i % 26)}{chr(97 + i // 26)}ova" for i in range(400)),
    "acronyms": _repeat("United Nations (UN) "),
    "capitals with a bracket": _repeat("AAA ") + "(",
    "one sentence again and again": _repeat(SAID + " "),
    "one line again and again": _repeat(SAID + "\n"),
    "letters alone on their lines": _repeat("x\n"),
    "empty lines": "\n" * SIZE + SAID + "\n" * SIZE,
    "white space": " " * SIZE + SAID + "\t" * SIZE + "x",
    "a table": "Baku | 12 | 14 killed | 3%\nShusha | 1 | 2 wounded | 4%\n" * 40,
    "a table on one line": _repeat("Baku\t12\t14 killed\t3% "),
    "comma separated values": _repeat("2020-11-04,Baku,12,killed,\n"),
    "HTML": f'<html><body class="a"><p>{SAID}</p><p>{SAID}<br/>It said: &quot;12&nbsp;men &amp; more&quot;</p></body>',
    "angle brackets": "<" * SIZE,
    "open tags": _repeat("<a "),
    "open comments": _repeat("<!--"),
    "open scripts": _repeat("<script>"),
    "entities": _repeat("&nbsp;&#0;&#xd800;&#1114112;&notin;&fjlig;"),
    "ampersands": "&" * SIZE,
    "JSON": '{"text": "12 men were killed", "by": ["Armenia", null, 1e5], "said\\u0020": {}} ' * 5,
    "Markdown": f"# Killed\n\n* **12** men\n* [Baku](https://example.org/12)\n\n> {SAID}\n\n```\nx = 12\n```",
    "addresses": _repeat("https://example.org/12/killed?said=Baku "),
    "formulas": "=1+1 said that @A1 +12 -14 killed\n=cmd|' /C calc'!A0",
    "SQL": "Robert'); DROP TABLE articles;-- said 12 men were killed.",
    "one character": "x",
    "one mark": '"',
    "one digit": "7",
    "one surrogate pair": "\U0001f6d1",
}


def _check(text: str, reading: Reading, article: ArticleDetail) -> None:
    """Every span starts and ends with a word of the text; every record quotes its own."""
    words = [token for paragraph in split(without(text)[0]) for token in (*paragraph.dateline, *paragraph.tokens)]
    starts, ends = {word.start for word in words}, {word.end for word in words}
    spans = [span for entity in reading.entities for span in entity.mentions]
    spans += [span for claim in reading.claims for span in (claim.span, claim.sentence)]
    spans += [span for figure in reading.figures for span in (figure.span, figure.sentence)]
    assert not [span.of(text) for span in spans if span.start not in starts or span.end not in ends]
    for problem in reading.problems:
        assert problem.span is None or problem.span.of(text).strip() == problem.span.of(text)
    for record in (*(article.claims or ()), *(article.figures or ())):
        assert text[record.start : record.end] == record.text
        assert record.sentence.start <= record.start < record.sentence.end  # a quotation may go on over sentences
    for entity in article.entities or ():
        assert all(text[mention.start : mention.end] == mention.text for mention in entity.mentions)
    assert len(article.problems) == len(reading.problems)


def _survives(text: str) -> None:
    _check(text, extraction.read(text, DAY), store.preview(Submission(text=text, published_at=DAY)))


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_read_or_reported(name: str) -> None:
    _survives(HOSTILE[name])


@pytest.mark.parametrize(
    "name", ["combining marks", "line separators", "emojis", "HTML", "soft hyphens", "no characters"]
)
def test_what_stands_behind_it_is_read_where_it_stands(name: str) -> None:
    before = f"{HOSTILE[name]}\nIt ended.\n"
    text = "The Red Cross reported that 45 children were wounded in Odesa."
    (claim,) = (claim for claim in extraction.read(before + text).claims if claim.span.start > len(before))
    (figure,) = (figure for figure in extraction.read(before + text).figures if figure.span.start > len(before))
    assert claim.span.of(before + text) == "45 children were wounded in Odesa"
    assert figure.span.of(before + text) == "45 children"


def test_it_is_read_with_itself_for_a_title() -> None:
    assert store.preview(Submission(text=SAID, title=SAID)).claims == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (SAID, []),
        (SAID.upper(), []),
        (SAID.lower(), []),
        (HOSTILE["one long line without a full stop"], [ProblemCode.NO_SENTENCE]),
        (HOSTILE["names"], [ProblemCode.NO_SENTENCE]),
        (f"{SAID}\n{'9' * 400} men were killed.", [ProblemCode.NUMBER_OUT_OF_RANGE]),
        (f'{SAID}\n"{SAID}', [ProblemCode.UNCLOSED_QUOTATION]),
        (f"{SAID}\n{SAID}\n{SAID}", [ProblemCode.FURNITURE]),
        (f"<p>{SAID}</p>", [ProblemCode.MARKUP]),
        ("Ж" * SIZE, [ProblemCode.LANGUAGE]),
        (HOSTILE["mathematical letters"], [ProblemCode.LANGUAGE]),
    ],
)
def test_what_was_not_read_is_a_problem(text: str, codes: list[ProblemCode]) -> None:
    assert [problem.code for problem in extraction.read(text).problems] == codes


@pytest.mark.parametrize("form", [str, str.upper, str.lower])
def test_letters_of_any_case_are_read(form: Callable[[str], str]) -> None:
    article = store.preview(Submission(text=form(SAID)))
    assert article.claims
    assert [(figure.value, form(figure.text)) for figure in article.figures or ()] == [(12, form("12 soldiers"))]


def test_a_row_of_words_without_an_end_is_still_read_by_its_words() -> None:
    article = store.preview(Submission(text=HOSTILE["one long line without a full stop"]))
    assert len(article.claims or ()) > SIZE // len(SAID) // 2


# What each stage could be made to read again and again; none of them comes to an end of a sentence by itself.
@pytest.mark.parametrize(
    "unit",
    [
        "Aa ", SAID[:-1] + " ", SAID + " ", "7,", "“a ", "(", "<a ", "<!--", "John Smith, ", "12 killed and ", "that ",
        "a\u0301", "said: \u202e", "x\n",
    ],
)  # fmt: skip
def test_the_time_grows_as_the_length_does(unit: str) -> None:
    extraction.read(unit)
    short, long = (unit * (length // len(unit)) for length in (5_000, 20_000))
    assert _seconds(long) <= 8 * _seconds(short) + 1


def _seconds(text: str) -> float:
    started = time.thread_time()
    extraction.read(text)
    return time.thread_time() - started


@pytest.mark.parametrize("unit", ["Aa", "7", "a-", "a'", "twenty-", "1,000,", "\t", "&nbsp;"])
def test_a_megabyte_of_one_word_is_read_at_once(unit: str) -> None:
    text = f"x{unit * (1_000_000 // len(unit))}y"
    assert _seconds(text) < 10


_SENTENCES = [
    line
    for path in sorted((Path(__file__).parents[2] / "seed_data").glob("*.txt"))
    for line in path.read_text(encoding="utf-8").split("\n")
    if 40 < len(line) < 300
]
_NOISE = [
    "\u202e", "\u2066", "\u2028", "\x85", "\u0301", "\u200d", "\ufeff", "\u00ad", "\x01", "\x1f", "\n", "\r\n", "\t",
    "\xa0", '"', "“", "”", "„", "«", "'", "’", "(", ")", "[", "—", "-", ":", ";", ",", ".", "…", "?!", "<b>", "</p>",
    "<", "&amp;", "&", "7" * 30, "٣", "½", "12", "%", "$", "İ", "ŉ", "ﬁ", "Ж", "中", "ا", "😀", "👩\u200d👧", " said ",
    " and ", " killed ", " that ", " 12 men ", " according to ", " President ",
]  # fmt: skip


@st.composite
def _mixtures(draw: st.DrawFn) -> str:
    """Draw sentences of news, mangled: cut, in another case, without marks, and with noise let in anywhere."""
    parts = []
    for sentence in draw(st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=3)):
        change = draw(st.sampled_from(_CHANGES))
        part = change(sentence)[slice(*draw(st.tuples(st.integers(0, 60), st.integers(-60, -1) | st.none())))]
        for _ in range(draw(st.integers(0, 5))):
            at = draw(st.integers(0, len(part)))
            part = part[:at] + draw(st.sampled_from(_NOISE)) + part[at:]
        parts.append(part)
    return draw(st.sampled_from([" ", "\n", "", "\u2028", '"', "</p><p>"])).join(parts)


def _bare(sentence: str) -> str:
    return "".join(c for c in sentence if c.isalnum() or c == " ")


def _backwards(sentence: str) -> str:
    return " ".join(reversed(sentence.split(" ")))


_CHANGES: list[Callable[[str], str]] = [str, str.upper, str.lower, str.title, str.swapcase, _bare, _backwards]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_mixtures().filter(str.strip))
def test_mangled_news_is_read(text: str) -> None:
    _survives(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(_NOISE) | st.text(max_size=6), max_size=40).map("".join).filter(str.strip))
def test_noise_is_read(text: str) -> None:
    if not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
        _survives(text)
