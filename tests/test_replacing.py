"""A file that is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.replacing import CannotWrite, replaced


def test_it_takes_its_place_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    with replaced(tmp_path / "file") as part:
        assert part.parent == tmp_path
        part.write_text("new")
        assert (tmp_path / "file").read_text() == "old"
    assert (tmp_path / "file").read_text() == "new"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_after_an_error_all_is_as_before(tmp_path: Path, error: type[BaseException]) -> None:
    (tmp_path / "file").write_text("old")

    def broken() -> None:
        with replaced(tmp_path / "file") as part:
            part.write_text("new")
            raise error

    with pytest.raises(error):
        broken()
    assert (tmp_path / "file").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    with replaced(tmp_path / "link") as part:
        part.write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    with (
        pytest.raises(CannotWrite, match="missing/file: cannot be written: No such file"),
        replaced(tmp_path / "missing" / "file"),
    ):
        pass
    (tmp_path / "folder").mkdir()
    with pytest.raises(CannotWrite, match="Is a directory"), replaced(tmp_path / "folder") as part:
        part.write_text("x")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]
