"""Compressed files: read as they are, in memory that does not grow with what they unpack to."""

from __future__ import annotations

import gzip
import json
import lzma
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from app.ingestion.documents import json_records
from app.ingestion.documents.pages import Page
from app.ingestion.sources import Found, Meter, Refused, Source, find

_PACKED: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress, ".xz": lzma.compress, ".zst": zstandard.compress,
}  # fmt: skip


def _find(*paths: Path) -> list[Source]:
    return list(find([str(path) for path in paths], max_text_bytes=1000))


def _texts(found: list[Source]) -> list[str]:
    return [
        one.reason if isinstance(one, Refused) else one.submission.text for one in found if not isinstance(one, Page)
    ]


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".XZ", ".zst"])
def test_every_kind_of_file_may_be_compressed(tmp_path: Path, suffix: str) -> None:
    packed = _PACKED[suffix.lower()]
    (tmp_path / f"a.jsonl{suffix}").write_bytes(packed(b'{"text": "1"}\n{"text": "2"}\n'))
    (tmp_path / f"b.json{suffix}").write_bytes(packed(b'[{"text": "3"}]'))
    (tmp_path / f"c.txt{suffix}").write_bytes(packed(b"4"))
    (tmp_path / "c.toml").write_text('title = "T"')
    found = _find(tmp_path)
    assert _texts(found) == ["1", "2", "3", "4"]
    assert isinstance(found[-1], Found)
    assert found[-1].submission.title == "T"


@pytest.mark.parametrize("suffix", _PACKED)
def test_what_follows_is_read_too(tmp_path: Path, suffix: str) -> None:
    parts = [_PACKED[suffix](b'{"text": "%d"}\n' % i) for i in range(3)]
    (tmp_path / f"a.jsonl{suffix}").write_bytes(b"".join(parts))
    assert _texts(_find(tmp_path)) == ["0", "1", "2"]


@pytest.mark.parametrize("suffix", _PACKED)
def test_what_is_damaged_is_told_and_what_comes_before_goes_in(tmp_path: Path, suffix: str) -> None:
    whole = _PACKED[suffix](b'{"text": "1"}\n') + _PACKED[suffix](b'{"text": "2"}\n')
    (tmp_path / f"a.jsonl{suffix}").write_bytes(whole[:-8])
    (tmp_path / f"b.jsonl{suffix}").write_bytes(b"no such file")
    (tmp_path / f"c.jsonl{suffix}").write_bytes(b"")
    found = _find(tmp_path)
    assert isinstance(found[0], Found)
    reasons = {Path(one.source).name.partition(":")[0]: one.reason for one in found if isinstance(one, Refused)}
    assert set(reasons) == {f"{name}.jsonl{suffix}" for name in "abc"}
    assert all(reason.startswith("cannot be ") or reason == "holds no articles" for reason in reasons.values())


@pytest.mark.parametrize("suffix", _PACKED)
def test_a_bomb_takes_no_memory(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_records, "LARGEST", 5_000_000)
    (tmp_path / f"a.jsonl{suffix}").write_bytes(_PACKED[suffix](b'{"text": "1"}\n' + b" " * 60_000_000 + b"\n{}\n"))
    (tmp_path / f"b.json{suffix}").write_bytes(_PACKED[suffix](b" " * 60_000_000))
    (tmp_path / f"c.txt{suffix}").write_bytes(_PACKED[suffix](b" " * 60_000_000))
    tracemalloc.start()
    found = _texts(_find(tmp_path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000  # 8 MiB are what xz needs
    assert found == [
        "1",
        "line 2 does not end; the rest has not been read",
        "has more than 5,000,000 bytes; use JSON Lines",
        "has more than the 1,000 bytes that are allowed",
    ]


def test_a_header_cannot_ask_for_all_memory(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 30}]
    (tmp_path / "a.jsonl.xz").write_bytes(lzma.compress(b'{"text": "1"}\n', filters=filters))
    (found,) = _texts(_find(tmp_path))
    assert found.startswith("cannot be unpacked: Memory usage limit")


def test_a_frame_cannot_ask_for_all_memory(tmp_path: Path) -> None:
    long = zstandard.ZstdCompressionParameters(window_log=30)
    packing = zstandard.ZstdCompressor(compression_params=long).compressobj()
    (tmp_path / "a.jsonl.zst").write_bytes(packing.compress(b'{"text": "1"}\n') + packing.flush())
    (found,) = _texts(_find(tmp_path))
    assert found == "cannot be unpacked: zstd decompressor error: Frame requires too much memory for decoding"


def test_blank_lines_without_end_are_not_read_to_their_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_records, "_MOST_BLANK", 100_000)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "1"}\n' + b"\n" * 200_000 + b'{"text": "2"}\n'))
    assert _texts(_find(tmp_path)) == ["1", "holds 100,000 blank lines; the rest has not been read"]


@pytest.mark.parametrize("suffix", ["", *_PACKED])
def test_a_meter_ends_at_the_size_of_the_files(tmp_path: Path, suffix: str) -> None:
    lines = "".join(json.dumps({"text": str(i) * 100}) + "\n" for i in range(5000)).encode()
    paths = [tmp_path / f"{name}.jsonl{suffix}" for name in "ab"]
    for path in paths:
        path.write_bytes(_PACKED[suffix](lines) if suffix else lines)
    meter, before = Meter(), 0
    for _ in find([str(path) for path in paths], max_text_bytes=1000, meter=meter):
        assert before <= meter.bytes
        before = meter.bytes
    assert meter.bytes == pytest.approx(sum(path.stat().st_size for path in paths), rel=0.01)
