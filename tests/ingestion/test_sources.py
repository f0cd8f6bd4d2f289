"""Files, folders and standard input: what is an article goes in, what is none is told with its reason."""

from __future__ import annotations

import io
import json
import os
import threading
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.ingestion.sources import Format, Found, Refused, Source, find
from tests.conftest import SEED_DATA

LIMIT = 1000


def _find(*paths: Path, limit: int = LIMIT) -> list[Source]:
    return list(find([str(path) for path in paths], max_text_bytes=limit))


def _stdin(content: bytes, form: Format | None = None) -> list[Source]:
    stdin = io.BufferedReader(io.BytesIO(content))
    return list(find(["-"], max_text_bytes=LIMIT, stdin=stdin, stdin_format=form))


def _texts(found: list[Source]) -> list[str]:
    return [one.submission.text for one in found if isinstance(one, Found)]


def _reasons(found: list[Source]) -> list[tuple[str, str]]:
    return [(Path(one.source).name, one.reason) for one in found if isinstance(one, Refused)]


def _lines(*items: Any) -> bytes:
    return b"".join((item if isinstance(item, bytes) else json.dumps(item).encode()) + b"\n" for item in items)


def test_a_text_has_its_facts_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Zwölf\r\n ".encode())
    (tmp_path / "a.toml").write_text(
        'title = "T"\npublisher = "P"\npublished_at = 2023-09-20\nurl = "https://example.org"\n'
        'language = "en"\nlicence = "L"\n'
    )
    (found,) = _find(tmp_path / "a.txt")
    assert isinstance(found, Found)
    assert found.submission.model_dump() == {
        "text": "Zwölf\r\n ", "title": "T", "publisher": "P", "published_at": date(2023, 9, 20),
        "url": "https://example.org", "language": "en", "licence": "L",
    }  # fmt: skip


def test_a_text_needs_no_facts(tmp_path: Path) -> None:
    (tmp_path / "a.TXT").write_text("x")
    (found,) = _find(tmp_path / "a.TXT")
    assert isinstance(found, Found)
    assert found.submission.model_dump(exclude_none=True) == {"text": "x"}


@pytest.mark.parametrize(
    ("toml", "taken"),
    [
        ("2023-09-20T08:00:00+04:00", datetime(2023, 9, 20, 4, tzinfo=UTC)),
        ("2023-09-20 08:00:00", datetime(2023, 9, 20, 8, tzinfo=UTC)),
        ('"2023-09-20"', date(2023, 9, 20)),
    ],
)
def test_dates_may_be_of_toml_or_strings(tmp_path: Path, toml: str, taken: object) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.toml").write_text(f"published_at = {toml}\n")
    (found,) = _find(tmp_path / "a.txt")
    assert isinstance(found, Found)
    assert found.submission.published_at == taken


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        (b"tittle = 'x'", "tittle is not a key of an article; those are text, html, title"),
        (b"title = 5", "title is not a string"),
        (b"text = 'x'", "a.toml has a text, but that is beside it"),
        (b"published_at = 08:00:00", "published_at is no date"),
        (b"title = ", "a.toml is no TOML"),
        (b"title = '\xff'", "a.toml is no TOML"),
        (b"x = " + b"[" * 50_000, "a.toml is no TOML"),
        (b"#" * 100_001, "a.toml has more than 100,000 bytes"),
    ],
)
def test_wrong_facts_keep_the_text_out(tmp_path: Path, toml: bytes, reason: str) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.toml").write_bytes(toml)
    ((source, told),) = _reasons(_find(tmp_path / "a.txt"))
    assert source == "a.txt"
    assert told.startswith(reason)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "text is empty"),
        (b" \n", "text holds nothing but white space"),
        (b"\xef\xbb\xbf", "text is empty"),
        (b"caf\xe9", "is no UTF-8 (byte 3)"),
        ("x".encode("utf-16"), "is no UTF-8 (byte 0)"),
        (b"a\0b", "text holds NUL at position 1"),
        (b"\xed\xa0\x80", "is no UTF-8 (byte 0)"),
        (b"x" * 1001, "has more than the 1,000 bytes that are allowed"),
    ],
)
def test_texts_that_are_none(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert _reasons(_find(tmp_path / "a.txt")) == [("a.txt", reason)]
    assert _reasons(_stdin(content, "text")) == [("stdin", reason)]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfx" + b"y" * 999)
    (tmp_path / "b.jsonl").write_bytes(b"\xef\xbb\xbf" + _lines({"text": "\ufeffin JSON it is"}))
    (tmp_path / "c.json").write_bytes(b'\xef\xbb\xbf{"text": "z"}')
    assert _texts(_find(tmp_path)) == ["x" + "y" * 999, "\ufeffin JSON it is", "z"]


def test_lines_are_taken_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        _lines(
            {"text": "one", "title": "T"}, b"", b"{broken", b'{"text": "a"} trailing', [1], "text", {"title": "T"},
            {"text": "x" * 1001}, b'{"text": "\\ud800"}', b'{"text": NaN}', b"\xff", {"text": "two", "more": 1},
            b'{"text": "x", "published_at": "2016-13"}', b"[" * 100_000, b"  ", {"text": "three\u2028"},
        )
        + b'{"text": "last"}'
    )  # fmt: skip
    found = _find(path)
    assert _texts(found) == ["one", "three\u2028", "last"]
    told = [(source.removeprefix("a.jsonl:"), reason) for source, reason in _reasons(found)]
    assert [(number, " ".join(reason.split()[:3])) for number, reason in told] == [
        ("3", "is no JSON:"), ("4", "is no JSON:"), ("5", "is no JSON"), ("6", "is no JSON"), ("7", "text is required"),
        ("8", "text has 1,001"), ("9", "is no JSON:"), ("10", "is no JSON:"), ("11", "is no JSON:"),
        ("12", "more is not"), ("13", "published_at is no"), ("14", "is no JSON:"),
    ]  # fmt: skip
    assert told[1][1] == "is no JSON: unexpected content after document (character 14)"


def test_a_line_without_end_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    with path.open("wb") as file:
        file.write(_lines({"text": "one"}))
        file.writelines(b"x" * 1_000_000 for _ in range(30))
        file.write(b"\n" + _lines({"text": "two"}))
    tracemalloc.start()
    found = _find(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert _texts(found) == ["one", "two"]
    assert _reasons(found) == [("a.ndjson:2", "is longer than 106,000 bytes")]
    assert peak < 5_000_000


def test_lines_come_before_the_file_is_at_its_end(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with open(reading, "rb") as stdin, open(writing, "wb", buffering=0) as sender:  # noqa: PTH123 - a descriptor
        found = find(["-"], max_text_bytes=LIMIT, stdin=stdin)
        for text in ("one", "two"):
            sender.write(_lines({"text": text}))
            one = next(found)
            assert isinstance(one, Found)
            assert one.submission.text == text


@pytest.mark.parametrize(
    ("content", "texts", "reasons"),
    [
        ({"text": "one"}, ["one"], []),
        ([{"text": "one"}, {"text": ""}, 5, {"text": "two"}], ["one", "two"], ["a.json[1]", "a.json[2]"]),
        ([], [], ["a.json"]),
        ("text", [], ["a.json"]),
        (b'[{"text": "one"},', [], ["a.json"]),
        (b"", [], ["a.json"]),
    ],
)
def test_a_document_holds_one_or_many(tmp_path: Path, content: Any, texts: list[str], reasons: list[str]) -> None:
    (tmp_path / "a.json").write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    found = _find(tmp_path / "a.json")
    assert _texts(found) == texts
    assert [source for source, _ in _reasons(found)] == reasons


@pytest.mark.parametrize(
    ("content", "form", "texts"),
    [
        (b"Plain text.\n", None, ["Plain text.\n"]),
        (b"[Update] Plain text.", None, ["[Update] Plain text."]),
        (b'\xef\xbb\xbf \n{"text": "one"}\n{"text": "two"}\n', None, ["one", "two"]),
        (b'[\n{"text": "one"}\n]', "json", ["one"]),
        (b'{"text": "one"}', "text", ['{"text": "one"}']),
    ],
)
def test_standard_input_is_told_by_its_start(content: bytes, form: Format | None, texts: list[str]) -> None:
    assert _texts(_stdin(content, form)) == texts


def test_folders_are_gone_through_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.txt", "sub/deep/d.json", ".hidden/e.txt", ".f.txt", "a2.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"text": "d"}' if name.endswith("json") else name)
    (tmp_path / "README.md").write_text("not an article")
    (tmp_path / "a.toml").write_text('title = "T"\n')
    (tmp_path / "orphan.toml").write_text('title = "T"\n')
    found = _find(tmp_path)
    assert _texts(found) == ["a.txt", "a2.txt", "b.txt", "sub/c.txt", "d"]
    assert _reasons(found) == [("orphan.toml", "has no text of the same name beside it")]


def test_what_holds_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.pdf").write_bytes(b"%PDF")
    assert [reason.partition(":")[0] for _, reason in _reasons(_find(tmp_path))] == ["holds no articles"]
    told = _reasons(_find(tmp_path / "missing.txt", tmp_path / "sub" / "a.pdf", tmp_path / "none"))
    assert told[0] == ("missing.txt", "cannot be read: No such file or directory")
    assert told[1][0] == "a.pdf"
    assert told[1][1].startswith("is of no known kind; those are .txt, .json, .jsonl, .ndjson, .html")
    assert told[2] == ("none", "cannot be read: No such file or directory")
    assert list(find(["-"], max_text_bytes=1)) == [Refused("-", "there is no standard input")]


def test_links_that_lead_back_end(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("a")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "zz").symlink_to(tmp_path / "sub")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere.txt")
    found = _find(tmp_path)
    assert _texts(found) == ["a"]
    assert dict(_reasons(found)) == {
        "self.txt": "cannot be read: Too many levels of symbolic links",
        "dangling.txt": "cannot be read: No such file or directory",
        "up": "is a link to a folder that has been read already",
        "zz": "is a link to a folder that has been read already",
    }


def test_a_linked_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.txt").write_text("a")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link").symlink_to(tmp_path / "there")
    assert _texts(_find(tmp_path / "here")) == ["a"]


def test_deep_folders_end(tmp_path: Path) -> None:
    path = tmp_path
    for _ in range(1200):  # deeper than Python recurses
        path /= "d"
        path.mkdir()
    (path / "a.txt").write_text("a")
    found = _find(tmp_path)
    (path / "a.txt").unlink()
    while path != tmp_path:
        path.rmdir()
        path = path.parent
    assert _texts(found) == ["a"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "sub").mkdir(0)
    assert _reasons(_find(tmp_path)) == [
        ("a.txt", "cannot be read: Permission denied"),
        ("sub", "cannot be read: Permission denied"),
    ]


def test_any_file_name_can_be_told(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.txt"
    with open(path, "wb"):  # noqa: PTH123 - a name that is no text
        pass
    ((source, reason),) = _reasons(_find(Path(os.fsdecode(path))))
    assert (source.encode(), reason) == (rb"\xff.txt", "text is empty")


def test_the_seed_data_is_whole() -> None:
    found = _find(SEED_DATA, limit=1_000_000)
    assert _reasons(found) == []
    articles = [one for one in found if isinstance(one, Found)]
    assert len(articles) >= 9
    credit = (SEED_DATA / "README.md").read_text()
    for article in articles:
        about = article.submission
        assert about.title
        assert about.publisher
        assert about.published_at
        assert about.licence
        assert Path(article.source).stem in credit
        assert about.licence in credit
        assert about.url is None or about.url in credit
    assert len({article.submission.text for article in articles}) == len(articles)


def test_a_file_of_many_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "One."}\n' * 2)
    found = find([str(path)], max_text_bytes=100)
    first = next(found)
    with path.open("a") as file:
        file.write('{"text": "Three."}\n')
    *others, changed = found
    assert all(isinstance(one, Found) for one in (first, *others))
    assert changed == Refused(str(path), "changed while it was read; read again, it gives what is missing")


def test_a_text_that_changes_while_it_is_read_is_no_article(tmp_path: Path) -> None:
    path, facts = tmp_path / "a.txt", tmp_path / "a.toml"
    path.write_text("One.")
    os.mkfifo(facts)  # read when the text is open, before the text is

    def change() -> None:
        with facts.open("w") as file:
            path.write_text("Another.")
            file.write('title = "T"')

    writer = threading.Thread(target=change)
    writer.start()
    assert _reasons(_find(path)) == [("a.txt", "changed while it was read")]
    writer.join(10)


def test_a_file_that_is_cut_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(_lines(*({"text": f"{i} " + "x" * 900} for i in range(500))))
    found = find([str(path)], max_text_bytes=LIMIT)
    assert isinstance(next(found), Found)
    with path.open("r+b") as file:
        file.truncate(200_500)
    *whole, cut, changed = found
    assert len(whole) > 100
    assert all(isinstance(one, Found) for one in whole)
    assert isinstance(cut, Refused)
    assert cut.reason.startswith("is no JSON: ")
    assert isinstance(changed, Refused)
    assert changed.reason.startswith("changed while it was read; ")


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(_lines({"text": "one"}, {"text": "two"}))
    found = find([str(path)], max_text_bytes=LIMIT)
    first = next(found)
    with path.open("ab") as file:
        file.write(_lines({"text": "three"}))
    rest = list(found)
    assert _texts([first, *rest]) == ["one", "two", "three"]
    assert [reason.partition(";")[0] for _, reason in _reasons(rest)] == ["changed while it was read"]
