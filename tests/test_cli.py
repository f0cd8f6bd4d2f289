"""The command as a person or a script meets it: what it prints where, and its exit codes."""

from __future__ import annotations

import gzip
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.storage import audit, database, sqlite, tables
from tests.conftest import ROOT, SEED_DATA, VERSIONLESS

COMMAND = [sys.executable, "-m", "app.cli"]
ENVIRONMENT = VERSIONLESS | {"PYTHONPATH": str(ROOT), "COLUMNS": "120"}


def run(_folder: Path, *arguments: str, code: int = 0, **environment: str) -> Result:
    """Run a command inside this process, which is faster, and check its exit code."""
    done = CliRunner().invoke(app, arguments, env=environment, terminal_width=120)
    assert done.exit_code == code, done.output + repr(done.exception)
    assert isinstance(done.exception, SystemExit | None)
    return done


def pipe(folder: Path, stdin: bytes, *arguments: str, code: int = 0) -> str:
    """Run a command in a process of its own, with this as its standard input; return its standard output."""
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=ENVIRONMENT, input=stdin, capture_output=True, check=False
    )
    assert done.returncode == code, done
    assert b"Traceback" not in done.stderr
    return done.stdout.decode()


@pytest.fixture
def made(folder: Path) -> Path:
    """Give a folder with an empty database in the usual place."""
    run(folder, "db", "upgrade")
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("demo",), ("ingest",), ("serve",), ("keys",), ("keys", "create"), ("keys", "list"), ("keys", "revoke"),
        ("db",), ("db", "upgrade"), ("db", "check"), ("db", "vacuum"), ("db", "stats"), ("db", "backup"), ("export",),
        ("doctor",), ("openapi",), ("watch",),
    ],
)  # fmt: skip
def test_help_says_what_each_command_does(folder: Path, arguments: tuple[str, ...]) -> None:
    shown = run(folder, *arguments, "--help").stdout
    assert "Usage:" in shown
    if arguments not in ((), ("keys",), ("db",)):
        assert "--database" in shown


def test_help_is_there_at_once(folder: Path) -> None:
    """Nothing slow is imported for it; the time itself (0.2 s) depends on the machine."""
    script = (
        "import sys, app.cli, typer.main; typer.main.get_command(app.cli.app)\n"
        "print({name for name in ('pydantic', 'sqlalchemy', 'fastapi', 'alembic', 'rich') if name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, env=ENVIRONMENT, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "set()"


def test_help_tells_the_exit_codes(folder: Path) -> None:
    assert re.search(r"0 all went well;\s+1 something failed.*;\s+2 wrong use", run(folder, "--help").stdout, re.DOTALL)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("ingest",), "give at least one, or --feed"),
        (("ingest", "x", "--wrong"), "No such option"),
        (("fly",), "No such command"),
        (("serve", "--port", "x"), "valid integer"),
        (("serve", "--port", "70000"), "--port"),
        (("ingest", "-", "--format", "xml"), "xml"),
        (("ingest", "x", "--jobs", "-1"), "--jobs"),
        (("ingest", "x", "--jobs", "2", "--cluster", "tcp://127.0.0.1:1"), "--jobs and --cluster"),
        (("ingest", "x", "--cluster", "x"), "--cluster x: missing port"),
        (("ingest", "x", "--map", "body=text"), "--map body=text: takes FIELD=KEY"),
        (("keys", "create", "n", "--right", "rule"), "rule"),
        (("keys", "create", "\n"), "printable"),
    ],
)
def test_wrong_use_is_2(made: Path, arguments: tuple[str, ...], reason: str) -> None:
    assert reason in run(made, *arguments, code=2).stderr


def test_wrong_settings_are_2(folder: Path) -> None:
    told = run(folder, "doctor", code=2, CONFLICT_RECORDS_PORT="x").stderr
    assert told.startswith("conflict-records: CONFLICT_RECORDS_PORT: ")
    (folder / ".env").write_text("CONFLICT_RECORDS_PROT=1\n")
    assert "CONFLICT_RECORDS_PROT is no setting" in run(folder, "doctor", code=2).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest", "x"), ("serve",), ("keys", "list"), ("keys", "create", "n"), ("db", "check"), ("db", "vacuum"),
        ("db", "stats"), ("db", "backup", "b.db"), ("export", "claims", "c.csv"), ("doctor",),
    ],
)  # fmt: skip
def test_a_database_that_is_not_ready_is_3(folder: Path, arguments: tuple[str, ...]) -> None:
    done = run(folder, *arguments, code=3)
    assert "data/conflict-records.db: there is no such database; `conflict-records db upgrade` creates it" in (
        done.stderr + done.stdout
    )
    assert not (folder / "data").exists()


def test_the_database_comes_from_the_option_the_environment_or_the_file(folder: Path) -> None:
    (folder / ".env").write_text("CONFLICT_RECORDS_DATABASE=file.db\n")
    run(folder, "db", "upgrade")
    run(folder, "db", "upgrade", CONFLICT_RECORDS_DATABASE="environment.db")
    run(folder, "db", "upgrade", "--database", "sqlite:///option.db", CONFLICT_RECORDS_DATABASE="environment.db")
    assert {path.name for path in folder.glob("*.db")} == {"file.db", "environment.db", "option.db"}


def test_upgrading_says_what_it_did(folder: Path) -> None:
    assert run(folder, "db", "upgrade").stdout == f"created with schema version {tables.SCHEMA}\n"
    assert run(folder, "db", "upgrade").stdout == f"schema version {tables.SCHEMA} already\n"
    told = json.loads(run(folder, "db", "upgrade", "--json").stdout)
    assert told == {"before": tables.SCHEMA, "now": tables.SCHEMA}


def test_ingesting_counts_and_may_be_run_again(made: Path) -> None:
    number = len(list(SEED_DATA.glob("*.txt")))
    done = run(made, "ingest", str(SEED_DATA))
    assert (done.stdout, done.stderr) == (f"{number} stored, 0 already there, 0 failed\n", "")
    told = json.loads(run(made, "ingest", str(SEED_DATA), "--json").stdout)
    assert told == {"stored": 0, "existing": number, "failed": 0, "kinds": {}, "complete": True, "failures": []}
    checked = run(made, "db", "check").stdout
    assert checked.startswith(f"{number} articles, ")
    assert checked.endswith(": 0 faults\n")


def test_a_bad_file_is_told_and_the_others_go_in(made: Path) -> None:
    (made / "in").mkdir()
    (made / "in" / "good.txt").write_text("Armenia said two soldiers were killed.")
    (made / "in" / "bad.txt").write_bytes(b"\xff")
    done = run(made, "ingest", "in", "missing.json", code=1)
    assert done.stdout == "1 stored, 0 already there, 2 failed (2 unreadable)\n"
    assert done.stderr.splitlines() == [
        "in/bad.txt: is no UTF-8 (byte 0)",
        "missing.json: cannot be read: No such file or directory",
    ]
    told = json.loads(run(made, "ingest", "in", "--json", code=1).stdout)
    assert told["failures"] == [{"source": "in/bad.txt", "reason": "is no UTF-8 (byte 0)", "kind": "unreadable"}]


def test_standard_input_is_ingested(made: Path) -> None:
    assert pipe(made, b"Armenia said so.", "ingest", "-").startswith("1 stored")
    lines = b'{"text": "One."}\n{"text": "Two."}\nbroken\n'
    assert pipe(made, lines, "ingest", "-", code=1) == "2 stored, 0 already there, 1 failed (1 unreadable)\n"


def test_the_largest_text_is_a_setting(made: Path) -> None:
    (made / "a.txt").write_text("x" * 11)
    done = run(made, "ingest", "a.txt", code=1, CONFLICT_RECORDS_MAX_TEXT_BYTES="10")
    assert done.stderr == "a.txt: has more than the 10 bytes that are allowed\n"


def _ingesting(folder: Path, *, until: int) -> subprocess.Popen[bytes]:
    """Start ingesting a stream of 100 articles that does not end; `until` are stored when this returns."""
    process = subprocess.Popen(
        [*COMMAND, "ingest", "-", "--json"],
        cwd=folder, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(b"".join(b'{"text": "Armenia said %d soldiers were killed."}\n' % i for i in range(100)))
    process.stdin.flush()
    opened = database.connect(str(folder / "data" / "conflict-records.db"))
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with opened.read() as connection:
            if audit.counts(connection)["articles"] >= until:
                break
        time.sleep(0.005)
    opened.close()
    return process


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("until", [5, 100])  # in the middle, and while it waits for more
def test_an_interruption_loses_nothing_and_says_what_is_stored(
    made: Path, number: signal.Signals, code: int, until: int
) -> None:
    process = _ingesting(made, until=until)
    process.send_signal(number)
    assert process.wait(20) == code
    stdout, stderr = process.communicate()
    assert stderr == b""
    told = json.loads(stdout)
    assert not told["complete"]
    opened = database.connect(str(made / "data" / "conflict-records.db"))
    with opened.read() as connection:
        assert audit.counts(connection)["articles"] == told["stored"] >= until
    assert list(audit.faults(opened)) == []
    opened.close()


def _lines(count: int) -> bytes:
    return b"".join(b'{"body": "Armenia said %d soldiers were killed."}\n' % i for i in range(count))


def _children(process: int) -> set[int]:
    listed = Path(f"/proc/{process}/task").glob("*/children")  # of each thread its own
    return {int(child) for file in listed for child in file.read_text().split()}


def _ends(process: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_many_processes_end_with_the_first_and_the_same_command_goes_on(made: Path, number: signal.Signals) -> None:
    (made / "a.jsonl.gz").write_bytes(gzip.compress(_lines(800)))
    ingesting = ["ingest", "a.jsonl.gz", "--map", "text=body", "--jobs", "2", "--json"]
    process = subprocess.Popen(
        [*COMMAND, *ingesting], cwd=made, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    opened = database.connect(str(made / "data" / "conflict-records.db"))
    stored, children = 0, set[int]()
    while not stored and process.poll() is None:
        children |= _children(process.pid)
        with opened.read() as connection:
            stored = audit.counts(connection)["articles"]
        time.sleep(0.02)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does
    else:
        process.send_signal(number)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode in {130, -number}
    assert b"Traceback" not in stderr  # Python itself tells of a killed process's semaphores
    assert len(children) >= 2
    assert all(_ends(child) for child in children)
    with opened.read() as connection:
        stored = audit.counts(connection)["articles"]
    assert 0 < stored < 800
    if stdout:
        assert json.loads(stdout)["stored"] == stored
    told = json.loads(pipe(made, b"", *ingesting))
    assert (told["stored"], told["existing"], told["complete"]) == (800 - stored, stored, True)
    assert list(audit.faults(opened)) == []
    opened.close()


def test_a_progress_bar_is_for_terminals_only(made: Path) -> None:
    (made / "a.txt").write_text("Armenia said so.")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "ingest", "a.txt"],
        cwd=made,
        env=ENVIRONMENT | {"TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    stdout, _ = process.communicate(timeout=30)
    os.close(theirs)
    assert stdout == b"1 stored, 0 already there, 0 failed\n"
    assert b"stored" in os.read(ours, 10_000)
    os.close(ours)


def test_keys_are_made_listed_and_revoked(made: Path) -> None:
    done = run(made, "keys", "create", "a service")
    assert re.fullmatch(r"cr_[A-Za-z0-9_-]{43}\n", done.stdout)
    assert re.match(r"key_[0-9a-f]{12} for a service may write\.", done.stderr)
    reader = json.loads(run(made, "keys", "create", "reader", "--right", "read", "--json").stdout)
    assert (reader["name"], reader["right"]) == ("reader", "read")
    run(made, "keys", "revoke", reader["id"])
    listed = json.loads(run(made, "keys", "list", "--json").stdout)
    assert [(key["name"], key["right"], key["revoked"] is None) for key in listed] == [
        ("a service", "write", True),
        ("reader", "read", False),
    ]
    shown = run(made, "keys", "list").stdout
    assert "revoked" in shown
    assert shown.endswith("2 keys\n")
    assert reader["key"] not in shown
    assert "there is no key key_x" in run(made, "keys", "revoke", "key_x", code=1).stderr


def test_a_check_that_finds_faults_is_1(made: Path) -> None:
    run(made, "ingest", str(SEED_DATA))
    opened = database.connect(str(made / "data" / "conflict-records.db"))
    with opened.write() as connection:
        connection.exec_driver_sql("UPDATE entities SET articles = articles + 1")
    opened.close()
    assert "its counters" in run(made, "db", "check", code=1).stdout
    assert json.loads(run(made, "db", "check", "--json", code=1).stdout)["faults"]


def test_a_database_is_copied_measured_and_compacted(made: Path) -> None:
    run(made, "ingest", str(SEED_DATA))
    assert run(made, "db", "backup", "b.db").stdout.endswith(" figures in b.db, checked\n")
    assert "b.db: is there already; --force replaces it" in run(made, "db", "backup", "b.db", code=1).stderr
    told = json.loads(run(made, "db", "backup", "b.db", "--force", "--json").stdout)
    assert told["file"] == "b.db"
    assert run(made, "db", "check", "--database", "b.db").stdout.endswith(": 0 faults\n")
    sizes = json.loads(run(made, "db", "stats", "--json").stdout)
    assert {name: sizes["tables"][name]["rows"] for name in told["records"]} == told["records"]
    shown = run(made, "db", "stats").stdout
    assert all(name in shown for name in (*sizes["tables"], "the file", "the log"))
    assert re.fullmatch(r"[0-9.]+ MB before, [0-9.]+ MB now\n", run(made, "db", "vacuum").stdout)
    room = json.loads(run(made, "db", "vacuum", "--json").stdout)
    assert room["bytes"] == room["bytes_before"] == (made / "data" / "conflict-records.db").stat().st_size


def test_doctor_tells_what_helps(made: Path) -> None:
    told = json.loads(run(made, "doctor", "--json").stdout)
    assert told["ready"]
    assert told["warnings"] == []
    assert told["facts"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert told["facts"]["sqlite"] == sqlite.VERSION
    assert told["facts"]["journal mode"] == "wal"
    assert told["facts"]["schema"] == told["facts"]["schema needed"] == tables.SCHEMA
    assert told["facts"]["extractor"].startswith("hybrid/")
    assert {"fastapi", "sqlalchemy", "pydantic", "articles", "claims", "database"} <= set(told["facts"])
    shown = run(made, "doctor").stdout
    assert all(name in shown for name in told["facts"])


def test_openapi_needs_no_database(folder: Path) -> None:
    document = json.loads(run(folder, "openapi").stdout)
    assert document["openapi"].startswith("3.")
    assert "/v1/claims" in document["paths"]
    assert list(folder.iterdir()) == []


def _started(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], str, str]]:
    process = subprocess.Popen(
        [*COMMAND, *arguments, "--port", "0"],
        cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    said = ""
    while not (found := re.search(r"http://127\.0\.0\.1:[0-9]+", said)):
        line = process.stdout.readline().decode()
        assert line, said
        said += line
    try:
        yield process, found.group(), said
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def demo(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, str]]:
    yield from _started(folder, "demo")


@pytest.fixture
def service(made: Path) -> Iterator[tuple[subprocess.Popen[bytes], str, str]]:
    yield from _started(made, "serve")


def test_the_demo_serves_the_seed_articles_and_says_what_to_try(
    folder: Path, demo: tuple[subprocess.Popen[bytes], str, str]
) -> None:
    process, address, said = demo
    assert process.stdout is not None
    while "Ctrl-C" not in said:
        said += process.stdout.readline().decode()
    curls = [line.strip() for line in said.splitlines() if line.strip().startswith("curl ")]
    assert len(curls) == 3
    assert all(address in line for line in curls)
    for line in curls[:2]:
        answer = httpx.get(line.removeprefix("curl ").strip("'"), timeout=10)
        assert answer.status_code == 200
        assert answer.json()["items"]
    extract = re.search(r"-d '(.*)'", curls[2])
    assert extract is not None
    answer = httpx.post(f"{address}/v1/extract", json=json.loads(extract.group(1)), timeout=10)
    assert answer.status_code == 200
    assert answer.headers.get("server") is None
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert f"{len(list(SEED_DATA.glob('*.txt')))} stored" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_service_ends_in_order(service: tuple[subprocess.Popen[bytes], str, str], number: signal.Signals) -> None:
    process, address, _ = service
    assert httpx.get(f"{address}/readyz", timeout=10).status_code == 200
    process.send_signal(number)
    assert process.wait(20) == 0


def test_a_half_sent_body_does_not_keep_the_service_from_ending(
    service: tuple[subprocess.Popen[bytes], str, str],
) -> None:
    process, address, _ = service
    httpx.get(f"{address}/readyz", timeout=10)
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as half:
        half.sendall(
            b"POST /v1/extract HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        )
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_taken_address_is_told(made: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for command in ("serve", "demo"):
            told = run(made, command, "--port", port, code=1).stderr
            assert f"cannot listen on 127.0.0.1 port {port}: Address already in use" in told
    assert (
        "cannot listen on no.such.host.invalid" in run(made, "serve", "--host", "no.such.host.invalid", code=1).stderr
    )
