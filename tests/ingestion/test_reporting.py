"""What a batch refused, in a file: complete, in order, there however the batch ends, and never read by itself."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidInput
from app.ingestion import batch, reporting
from app.ingestion.batch import Counts
from app.ingestion.sources import Found, Input, Refused
from app.ingestion.submission import Submission
from app.replacing import CannotWrite
from app.storage import audit, database
from app.storage.database import Database
from tests.conftest import ROOT

pytestmark = pytest.mark.sqlite
COMMAND = [sys.executable, "-m", "app.cli", "ingest"]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _ingest(path: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CONFLICT_RECORDS_DATABASE": str(path)}
    return subprocess.run(
        [*COMMAND, *arguments], cwd=path.parent, env=environment, capture_output=True, text=True, check=False, **options
    )


def test_every_refusal_is_a_line_and_the_counts_are_the_last(path: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "One."}\nno JSON\n[]\n{"text": "Two.", "publishd_at": 1}\n')
    done = _ingest(path, "in.jsonl", "missing.txt", "--report", "report.jsonl")
    assert done.returncode == 1
    assert done.stdout == "1 stored, 0 already there, 4 failed (2 unreadable, 2 invalid)\n"
    *refused, counts = _lines(tmp_path / "report.jsonl")
    told = [f"{one['source']}: {one['reason']}" for one in refused]
    assert told == done.stderr.splitlines()
    kinds = [(one["source"], one["kind"]) for one in refused]
    assert kinds == [
        ("in.jsonl:2", "unreadable"), ("in.jsonl:3", "invalid"), ("in.jsonl:4", "invalid"),
        ("missing.txt", "unreadable"),
    ]  # fmt: skip
    expected = {"stored": 1, "existing": 0, "failed": 4, "kinds": {"unreadable": 2, "invalid": 2}, "complete": True}
    assert counts == {"counts": expected}


def test_a_report_is_begun_anew(path: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    report.write_text("of the run before\n")
    assert _ingest(path, "-", "--report", str(report), input="One.").returncode == 0
    assert [list(line) for line in _lines(report)] == [["counts"]]


def test_what_was_reported_is_there_after_a_kill(path: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CONFLICT_RECORDS_DATABASE": str(path)}
    command = [*COMMAND, "-", "--report", str(report)]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(b'{"text": 1}\n{"text": "One."}\n{"text": 2}\n')
        process.stdin.flush()
        told = [process.stderr.readline(), process.stderr.readline()]
        process.kill()
        process.wait(10)
    assert [f"{line['source']}: {line['reason']}\n".encode() for line in _lines(report)] == told


@pytest.mark.parametrize(
    ("report", "code", "why"),
    [
        ("nowhere/report.jsonl", 1, "nowhere/report.jsonl: cannot be written: No such file or directory"),
        (".", 1, ".: cannot be written: Is a directory"),
        ("in.txt", 2, "--report in.txt: lies in what is read; it needs a place elsewhere"),
        ("folder/report.jsonl", 2, "--report folder/report.jsonl: lies in what is read; it needs a place elsewhere"),
    ],
)
def test_a_report_that_cannot_be_is_said_before_the_run(
    path: Path, tmp_path: Path, report: str, code: int, why: str
) -> None:
    (tmp_path / "in.txt").write_text("One.")
    (tmp_path / "folder").mkdir()
    done = _ingest(path, "in.txt", "folder", "--report", report)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"conflict-records: {why}\n")
    assert (tmp_path / "in.txt").read_text() == "One."


def test_a_full_disk_for_the_report_ends_the_batch_with_a_right_count(empty: Database) -> None:
    inputs: list[Input] = [Found("a", Submission(text="One.")), Refused("b", "why"), Refused("c", "why")]
    list(batch.ingest(empty, inputs[:1], Counts()))  # loads the pipeline, so that no group is late
    counts = Counts()
    with reporting.report("/dev/full") as report, pytest.raises(CannotWrite, match="No space left on device"):
        list(batch.ingest(empty, inputs, counts, group=2, report=report))
    assert (counts.existing, counts.failed) == (1, 1)  # the second failure is of the next group
    with empty.read() as connection:
        assert audit.counts(connection)["articles"] == 1


def test_a_disk_that_fills_up_ends_the_run_and_keeps_what_was_stored(path: Path, tmp_path: Path) -> None:
    text = "Armenia said that two soldiers were killed near Baku. " * 8
    lines = "".join(json.dumps({"text": f"{text}{i}"}) + "\nbroken\n" for i in range(3000))
    (tmp_path / "in.jsonl").write_text(lines)
    most = path.stat().st_size + 1_500_000

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = _ingest(path, "in.jsonl", "--report", "report.jsonl", "--json", preexec_fn=limit)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith(f"conflict-records: {path}: ")
    told = json.loads(done.stdout)
    assert told["complete"] is False
    assert 0 < told["stored"] < 3000
    *refused, counts = _lines(tmp_path / "report.jsonl")
    assert counts["counts"] == {name: told[name] for name in ("stored", "existing", "failed", "kinds", "complete")}
    assert len(refused) == told["failed"]
    opened = database.connect(str(path))
    with opened.read() as connection:
        assert audit.counts(connection)["articles"] == told["stored"]
    assert list(audit.faults(opened)) == []
    opened.close()


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    with reporting.report(str(pipe)) as report:
        assert report
        report.add([Refused("a", "why")])
    reader.join(10)
    assert read == ['{"source":"a","reason":"why","kind":"unreadable"}\n']


def test_no_report_is_none() -> None:
    with reporting.report(None, reads=["."]) as report:
        assert report is None
    with pytest.raises(InvalidInput), reporting.report("x.jsonl", reads=["."]):
        pass
