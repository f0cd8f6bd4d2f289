"""The command `export`: the same files as the API's, whole or not at all."""

from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from app.storage.database import Database
from tests.conftest import url_of
from tests.export import stores
from tests.test_cli import COMMAND, ENVIRONMENT, pipe, run

_NAMES = [
    f"{resource}.{suffix}"
    for resource in ("claims", "figures", "articles", "entities")
    for suffix in ("csv", "jsonl", "geojson", "parquet")
]


@pytest.fixture
def here(made: Database, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder to run commands in, with the made store as their database."""
    monkeypatch.setenv("CONFLICT_RECORDS_DATABASE", url_of(made))
    return folder


def left(here: Path) -> set[str]:
    return {path.name for path in here.iterdir()}


@pytest.mark.parametrize("name", [*_NAMES, "claims.atom", "claims.feed.json"])
def test_a_file_is_what_the_api_sends(here: Path, reader: httpx.Client, name: str) -> None:
    resource = name.partition(".")[0]
    address = str(reader.base_url).rstrip("/")
    number = reader.get(f"/v1/{resource}?include=total").json()["total"]
    done = run(here, "export", resource, name, CONFLICT_RECORDS_PUBLIC_URL=address)
    assert (done.stdout, done.stderr) == (f"{number} {resource} in {name}\n", "")
    assert (here / name).read_bytes() == reader.get(f"/v1/{name}").content
    assert left(here) == {name}


def test_filters_are_those_of_the_api(here: Path, reader: httpx.Client) -> None:
    where = ["actor=Mali", "actor=Fiji", "sort=published_at", "limit=2", "excel=1"]
    run(here, "export", "claims", "few.csv", *[part for one in where for part in ("--where", one)])
    assert (here / "few.csv").read_bytes() == reader.get(f"/v1/claims.csv?{'&'.join(where)}").content


def test_compressed_by_its_name(here: Path) -> None:
    run(here, "export", "claims", "c.jsonl.gz")
    run(here, "export", "claims", "c.jsonl")
    assert gzip.decompress((here / "c.jsonl.gz").read_bytes()) == (here / "c.jsonl").read_bytes()


def test_to_standard_output(here: Path, made: Database) -> None:
    database_ = ("--database", url_of(made))
    run(here, "export", "claims", "c.csv")
    printed = pipe(here, b"", "export", "claims", "-", "--format", "csv", *database_)
    assert printed.encode() == (here / "c.csv").read_bytes()
    assert pipe(here, b"", "export", "claims", "-", *database_, code=2) == ""


def test_told_as_json(here: Path, reader: httpx.Client) -> None:
    told = json.loads(run(here, "export", "figures", "f.csv", "--json").stdout)
    assert told == {"file": "f.csv", "records": reader.get("/v1/figures?include=total").json()["total"]}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("claims", "c.xlsx"), ".csv, .jsonl"),
        (("figures", "f.atom"), "figures are exported as"),
        (("claims", "c.parquet.gz"), "compressed already"),
        (("claims", "c.csv", "--where", "actr=Mali"), "actr: is no filter here; those are"),
        (("claims", "c.csv", "--where", "actor"), "must be NAME=VALUE"),
        (("claims", "c.csv", "--where", "limit=0"), "limit: "),
        (("claims", "c.csv", "--where", "limit=1", "--where", "limit=2"), "limit: takes one value"),
        (("claims", "c.csv", "--where", "claim_type=guess"), "claim_type: "),
        (("claims", "c.csv", "--where", "cursor=x"), "cursor"),
        (("claims", "c.jsonl", "--where", "excel=1"), "excel: is no filter here"),
        (("disputes", "c.csv"), "disputes"),
        (("claims", "-"), "--format"),
    ],
)
def test_wrong_use_is_2_and_leaves_nothing(here: Path, arguments: tuple[str, ...], reason: str) -> None:
    assert reason in run(here, "export", *arguments, code=2).stderr
    assert left(here) == set()


def test_a_file_that_cannot_be_written_is_1(here: Path) -> None:
    assert (
        "nowhere/c.csv: cannot be written: No such file"
        in run(here, "export", "claims", "nowhere/c.csv", code=1).stderr
    )
    (here / "c.csv").mkdir()
    assert "Is a directory" in run(here, "export", "claims", "c.csv", code=1).stderr


def test_a_full_disk_is_told(here: Path) -> None:
    assert "No space left on device" in run(here, "export", "claims", "/dev/full", "--format", "csv", code=1).stderr
    assert run(here, "export", "claims", "/dev/null", "--format", "csv").stdout.endswith("in /dev/null\n")
    assert Path("/dev/null").is_char_device()


def test_a_file_is_replaced_when_the_new_one_is_complete(here: Path) -> None:
    (here / "c.csv").write_text("before")
    (here / "link.csv").symlink_to("c.csv")
    run(here, "export", "claims", "c.csv", "--where", "cursor=x", code=2)
    assert (here / "c.csv").read_text() == "before"
    run(here, "export", "claims", "link.csv")
    assert (here / "link.csv").is_symlink()
    assert (here / "c.csv").read_text().startswith("id,")


def test_a_progress_bar_is_for_terminals_only(here: Path, made: Database) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "export", "claims", "c.csv", "--database", url_of(made)],
        cwd=here, env=ENVIRONMENT | {"TERM": "xterm"}, stdout=subprocess.PIPE, stderr=theirs,
    )  # fmt: skip
    stdout, _ = process.communicate(timeout=30)
    os.close(theirs)
    number = stdout.split()[0].decode()
    assert f"{number}/{number}".encode() in os.read(ours, 10_000)
    os.close(ours)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_leaves_nothing(tmp_path: Path, empty: Database, number: signal.Signals, code: int) -> None:
    stores.fill_wide(empty)
    before = left(tmp_path)
    process = subprocess.Popen(
        [*COMMAND, "export", "claims", "c.atom", "--database", url_of(empty)],
        cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not any(name.endswith(".part") for name in left(tmp_path)):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(number)
    assert process.wait(20) == code
    assert process.communicate() == (b"", b"")
    assert left(tmp_path) == before
