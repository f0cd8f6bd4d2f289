"""The setting that names the pipeline: it reaches the reading of articles; one that cannot be used is said at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.errors import UnusablePipeline
from app.ingestion import batch, store
from app.ingestion.batch import Counts
from app.ingestion.sources import Found
from app.ingestion.submission import Submission
from app.storage.database import Database

SUBMISSION = Submission(text="Armenia said two soldiers were killed.")
NOWHERE = "/nowhere"


def test_an_article_is_read_with_the_pipeline_named() -> None:
    assert store.preview(SUBMISSION, "").claims
    with pytest.raises(UnusablePipeline, match=f"{NOWHERE} cannot be loaded"):
        store.preview(SUBMISSION, NOWHERE)


def test_a_pipeline_that_cannot_be_used_ends_a_batch(empty: Database) -> None:
    counts = Counts()
    with pytest.raises(UnusablePipeline):
        list(batch.ingest(empty, [Found("one", SUBMISSION)] * 2, counts, pipeline=NOWHERE))
    assert (counts.stored, counts.failed) == (0, 0)


def test_the_command_says_which_setting_is_wrong(path: Path, tmp_path: Path) -> None:
    article = tmp_path / "one.txt"
    article.write_text(SUBMISSION.text, encoding="utf-8")
    environment = {"CONFLICT_RECORDS_DATABASE": str(path), "CONFLICT_RECORDS_PIPELINE": NOWHERE}
    for arguments in (["ingest", str(article)], ["serve", "--port", "0"]):
        done = CliRunner().invoke(app, arguments, env=environment)
        assert done.exit_code == 2
        assert f"{NOWHERE} cannot be loaded" in done.stderr


def test_doctor_tells_the_pipeline(path: Path) -> None:
    environment = {"CONFLICT_RECORDS_DATABASE": str(path)}
    found = json.loads(CliRunner().invoke(app, ["doctor", "--json"], env=environment).stdout)
    assert found["facts"]["pipeline"].endswith("(own; Universal Dependencies)")
    environment["CONFLICT_RECORDS_PIPELINE"] = NOWHERE
    found = json.loads(CliRunner().invoke(app, ["doctor", "--json"], env=environment).stdout)
    assert any(f"{NOWHERE} cannot be loaded" in warning for warning in found["warnings"])
