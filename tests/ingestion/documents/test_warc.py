"""WARC archives: every whole page is found, whatever is broken around it, and each broken record is told."""

from __future__ import annotations

import gzip
import lzma
import re
import time
import tracemalloc
import zlib
from collections import Counter
from collections.abc import Callable
from io import BufferedReader, BytesIO
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UnreadableSource
from app.ingestion.documents import warc, warc_records
from app.ingestion.documents.pages import Page
from app.ingestion.documents.warc import Archived
from app.ingestion.sources import Meter, Refused, find
from tests.ingestion.documents import archives

_TYPE = {"Content-Type": "text/html"}
_NUMBERED = re.compile("http://example.org/[0-9]")
_LENGTH = re.compile(rb"Content-Length: [0-9]+")
_KINDS = pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])


def _read(content: bytes) -> list[tuple[int, str]]:
    """Return the offset and the address, or the reason, of each page of an archive."""
    found = warc.pages(BufferedReader(BytesIO(content)), Counter())
    return [(int(place[1:]), one.url if isinstance(one, Archived) else str(one)) for place, one in found]


def _numbers(content: bytes) -> list[int | str]:
    """Return the number of each page of an archive, or the reason."""
    return [int(told[19:]) if _NUMBERED.fullmatch(told) else told for _, told in _read(content)]


def _one(record: bytes) -> Archived:
    ((_, found),) = warc.pages(BufferedReader(BytesIO(record)), Counter())
    assert isinstance(found, Archived), found
    return found


def _refusal(record: bytes) -> str:
    ((_, found),) = warc.pages(BufferedReader(BytesIO(record)), Counter())
    assert isinstance(found, UnreadableSource)
    return str(found)


@_KINDS
def test_pages_are_found_with_their_offsets(packed: bool) -> None:
    records = archives.numbered(range(3), packed=packed)
    offsets = [0, len(records[0]), len(records[0] + records[1])]
    expected = [(offset, f"http://example.org/{number}") for number, offset in enumerate(offsets)]
    assert _read(b"".join(records)) == expected


def test_a_page_is_as_it_was_sent() -> None:
    found = _one(
        archives.record("<p>é".encode("cp1252"), headers={"Content-Type": 'Text/HTML; Charset="windows-1252"'})
    )
    assert found == Archived(b"<p>\xe9", "windows-1252", "http://example.org/a")
    assert _one(archives.record(b"<p>x", kind="resource", headers=_TYPE)).content == b"<p>x"
    xhtml = archives.record(b"<p>x", headers={"content-type": "application/xhtml+xml"})
    assert _one(xhtml).charset is None


def test_several_records_may_share_one_gzip_member() -> None:
    assert _numbers(gzip.compress(b"".join(archives.numbered(range(3))))) == [0, 1, 2]


_Damage = Callable[[list[bytes]], bytes]
_ENDLESS = "is a record whose head does not end"
_NO_LENGTH = "is a record that does not say how long it is"
_CUT = "is a record of another length than it says, or cut short"
_DAMAGES: list[tuple[_Damage, list[int | str]]] = [
    (lambda r: r[0] + r[1][:-50] + r[2], [0, _CUT, 2]),
    (lambda r: r[0] + r[1][:100] + r[2], [0, "is a record that is cut short", 2]),
    (lambda r: r[0] + b"\0\0garbage\r\n" + r[1] + r[2], [0, "is no record of a WARC archive", 1, 2]),
    (lambda r: b"garbage" + r[0] + r[1] + r[2], ["is no record of a WARC archive", 0, 1, 2]),
    (lambda r: r[0] + r[1] + r[2][:-40], [0, 1, _CUT]),
    (lambda r: r[0] + _LENGTH.sub(b"Content-Length: 99999999999", r[1], 1) + r[2], [0, _CUT, 2]),
    (lambda r: r[0] + _LENGTH.sub(b"Content-Length: 600", r[1], 1) + r[2], [0, _CUT, 2]),
    (lambda r: r[0] + _LENGTH.sub(b"Content-Length: 100", r[1], 1) + r[2], [0, _CUT, 2]),
    (lambda r: r[0] + _LENGTH.sub(b"Content-Length: -1", r[1], 1) + r[2], [0, _NO_LENGTH, 2]),
    (lambda r: r[0] + _LENGTH.sub(b"X: 1", r[1], 1) + r[2], [0, _NO_LENGTH, 2]),
    (lambda r: r[0] + b"WARC/1.0\r\n" + b"a: b\r\n" * 20_000 + r[1] + r[2], [0, _ENDLESS, 1, 2]),
    (lambda r: r[0] + b"\r\n" * 5000 + r[1] + r[2], [0, 1, 2]),
    (lambda r: r[0].rstrip() + b"\n" + r[1] + r[2].rstrip(), [0, 1, 2]),
    (lambda r: b"WARC/1.0\r\n\r\n" + r[0], [_NO_LENGTH, 0]),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "expected"), _DAMAGES)
def test_what_is_whole_is_read_around_a_broken_record(damage: _Damage, expected: list[int | str]) -> None:
    assert _numbers(damage(archives.numbered(range(3)))) == expected


@pytest.mark.parametrize(
    "damage",
    [
        lambda r: r[0] + r[1][:-50] + r[2],
        lambda r: r[0] + r[1][:100] + r[2],
        lambda r: r[0] + r[1][:50] + b"\xff" * 20 + r[1][70:] + r[2],
        lambda r: r[0] + r[1][:-8] + b"\0" * 8 + r[2],
        lambda r: r[0] + b"garbage" + r[2],
        lambda r: r[0] + b"\x1f\x8b\x08 no member" + r[2],
        lambda r: r[0] + gzip.compress(b"no record") + r[2],
        lambda r: r[0] + gzip.compress(gzip.decompress(r[1])[:-100]) + r[2],
    ],
)
def test_what_is_whole_is_read_around_a_broken_member(damage: _Damage) -> None:
    first, reason, last = _numbers(damage(archives.numbered(range(3), packed=True)))
    assert (first, last) == (0, 2)
    assert isinstance(reason, str)


@_KINDS
def test_a_record_in_the_text_of_a_page_is_text(packed: bool) -> None:
    """Else whoever writes a page could make another site say something."""
    inner = archives.numbered([7])[0]
    records = [archives.record(archives.page(1) + inner, url="http://example.org/1", packed=packed)]
    assert _numbers(b"".join(records + archives.numbered([2], packed=packed))) == [1, 2]


@_KINDS
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_damage_anywhere_loses_no_record_but_its_own(packed: bool, data: st.DataObject) -> None:
    records = archives.numbered(range(4), packed=packed)
    start = len(records[0])
    at = data.draw(st.integers(0, len(records[1]) - 1))
    cut = data.draw(st.integers(1, len(records[1]) - at))
    instead = data.draw(st.binary(max_size=20))
    whole = b"".join(records)
    numbers = _numbers(whole[: start + at] + instead + whole[start + at + cut :])
    assert [number for number in numbers if isinstance(number, int) and number != 1] == [0, 2, 3]


@given(st.binary(max_size=300), st.booleans())
@settings(max_examples=100, deadline=None)
def test_nothing_but_reasons_comes_of_anything(content: bytes, packed: bool) -> None:
    for wrapped in (content, b"WARC/1.0\r\n" + content, archives.record(content, packed=packed)):
        for _, told in _read(gzip.compress(wrapped) if packed else wrapped):
            assert told


def test_what_holds_no_page_is_counted() -> None:
    counted: Counter[str] = Counter()
    content = b"".join([
        archives.record(b"", status="404 Not Found"),
        archives.record(b"", status="301 Moved Permanently", headers=_TYPE | {"Location": "/"}),
        archives.record(b"\x89PNG", headers={"Content-Type": "image/png"}),
        archives.record(b"{}", headers={}),
        archives.record(b"", kind="revisit"),
        archives.record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        archives.record(b"a: b", kind="metadata", headers={"Content-Type": "application/warc-fields"}),
        archives.record(b"text", kind="conversion", headers={"Content-Type": "text/plain"}),
        archives.record(b"192.0.2.1", url="dns:example.org", headers={"Content-Type": "text/dns"}, kind="resource"),
    ])  # fmt: skip
    assert not list(warc.pages(BufferedReader(BytesIO(content)), counted))
    assert counted == {"status 404": 1, "status 301": 1, "no HTML": 3, "unchanged since another visit": 1}


def _chunked(body: bytes, size: int = 10) -> bytes:
    parts = [body[i : i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


_CHUNKED = _TYPE | {"Transfer-Encoding": "chunked"}
_BODY = "<p>Zwölf".encode()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (_chunked(_BODY), _CHUNKED),
        (_BODY, _CHUNKED),  # undone by who archived it
        (gzip.compress(_BODY), _TYPE | {"Content-Encoding": "gzip"}),
        (_BODY, _TYPE | {"Content-Encoding": "gzip"}),
        (_BODY, _TYPE | {"Content-Encoding": "br"}),
        (zlib.compress(_BODY), _TYPE | {"Content-Encoding": "deflate"}),
        (zstandard.compress(_BODY), _TYPE | {"Content-Encoding": "zstd"}),
        (_chunked(gzip.compress(_BODY)), _CHUNKED | {"Content-Encoding": "gzip"}),
    ],
)
def test_bodies_are_unpacked(body: bytes, headers: dict[str, str]) -> None:
    assert _one(archives.record(body, headers=headers)).content == _BODY


def _packed(coding: str, body: bytes) -> bytes:
    return archives.record(body, headers=_TYPE | {"Content-Encoding": coding})


_BOMB = bytes(60_000_000)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (archives.record(_chunked(_BODY)[:-8], headers=_CHUNKED), "is a page that was cut short: its last chunk"),
        (_packed("gzip", gzip.compress(_BODY)[:-8]), "cannot be unpacked: "),
        (_packed("deflate", zlib.compress(_BODY)[:-4]), "cannot be unpacked: "),
        (_packed("zstd", zstandard.compress(_BODY)[:-4]), "cannot be unpacked: "),
        (_packed("br", b"\x0b\x02\x80"), "is packed with Brotli"),
        (_packed("gzip", gzip.compress(_BOMB)), "unpacks to more than 10,000,000 bytes"),
        (_packed("deflate", zlib.compress(_BOMB)), "unpacks to more than 10,000,000 bytes"),
        (_packed("zstd", zstandard.compress(_BOMB)), "unpacks to more than 10,000,000 bytes"),
        (archives.record(_BODY, warc_headers={"WARC-Truncated": "length"}), "was cut short when it was archived"),
        (archives.record(_BODY, warc_headers={"WARC-Segment-Number": "1"}), "is a part of a page in several records"),
        (archives.record(b" " * 10_100_000), "has more than the 10,000,000 bytes"),
    ],
)  # fmt: skip
def test_pages_that_are_none_are_told(record: bytes, reason: str) -> None:
    assert _refusal(record).startswith(reason)


def test_a_bomb_takes_little_memory_and_the_rest_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_records, "_MOST_SKIPPED", 20_000_000)
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 50000000\r\n\r\n"
    bombs = [gzip.compress(bomb) for bomb in (head + bytes(50_000_000), bytes(50_000_000), b"\n" * 50_000_000)]
    page = archives.numbered([7], packed=True)[0]
    tracemalloc.start()
    told = _numbers(page.join([b"", *bombs, b""]))  # each bomb between two pages
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one for one in told if isinstance(one, int)] == [7, 7, 7, 7]
    assert len(told) == 4 + 4
    assert peak < 40_000_000


def test_time_is_linear_in_what_is_broken() -> None:
    """Records that claim to be as long as the whole archive, members that begin and are none."""
    fakes = [b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 200000\r\n\r\n", b"\x1f\x8b\x08\0\0\0\0\0\0\0\1\xff"]
    for fake in fakes:
        seconds = []
        for count in (2000, 8000):
            began = time.process_time()
            _read(archives.numbered([1], packed=fake.startswith(b"\x1f"))[0] + fake * count)
            seconds.append(time.process_time() - began)
        assert seconds[1] < 12 * seconds[0] + 0.5


@pytest.mark.parametrize("suffix", ["", ".gz", ".xz", ".zst", ".GZ"])
def test_archives_are_read_from_files(tmp_path: Path, suffix: str) -> None:
    records = archives.numbered(range(3), packed=suffix.lower() == ".gz")
    content = b"".join([*records, archives.record(b"", status="404 Not Found", packed=suffix.lower() == ".gz")])
    packed = {".xz": lzma.compress(content), ".zst": zstandard.compress(content)}.get(suffix, content)
    (tmp_path / f"a.warc{suffix}").write_bytes(packed)
    meter = Meter()
    found = list(find([str(tmp_path)], max_text_bytes=1000, meter=meter))
    assert [one.url for one in found if isinstance(one, Page)] == [f"http://example.org/{n}" for n in range(3)]
    assert len(found) == 3
    assert found[0].source == f"{tmp_path}/a.warc{suffix}@0"
    assert meter.passed_over == {"status 404": 1}
    assert meter.bytes > 0


def test_a_file_with_the_wrong_name_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(archives.numbered([1], packed=True)[0])
    (tmp_path / "b.warc.gz").write_bytes(archives.numbered([2])[0])
    assert [type(one) for one in find([str(tmp_path)], max_text_bytes=1000)] == [Page, Page]


def test_archives_without_pages_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"")
    (tmp_path / "b.warc").write_bytes(archives.record(b"", status="404 Not Found") * 3)
    (tmp_path / "c.warc.xz").write_bytes(lzma.compress(archives.numbered([1])[0])[:-20])
    found = list(find([str(tmp_path)], max_text_bytes=1000))
    reasons = [one.reason for one in found if isinstance(one, Refused)]
    assert reasons == ["holds no pages", "holds no pages (3 with status 404)", "cannot be unpacked: ends in the middle"]


def test_an_archive_that_is_cut_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(archives.numbered(range(200))))
    found = find([str(path)], max_text_bytes=1000)
    first = next(found)
    with path.open("r+b") as file:
        file.truncate(60_000)
    *rest, cut, changed = found
    assert all(isinstance(one, Page) for one in [first, *rest])
    assert isinstance(cut, Refused)
    assert cut.reason == _CUT
    assert isinstance(changed, Refused)
