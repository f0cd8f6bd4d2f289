"""Settings: the command line over the environment over `.env`; what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from app import settings
from app.errors import InvalidInput
from app.settings import Settings


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_command_line_goes_over_the_environment_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().port == 8000
    Path(".env").write_text("CONFLICT_RECORDS_PORT=1\nCONFLICT_RECORDS_HOST=::1\nOTHER=x\n")
    assert (settings.load().port, settings.load().host) == (1, "::1")
    monkeypatch.setenv("CONFLICT_RECORDS_PORT", "2")
    assert settings.load().port == 2
    assert settings.load(port=3, host=None).port == 3


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        settings.load().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("DATABASE", ""),
        ("LOG_FORMAT", "xml"),
        ("EXTRACT_NEEDS_KEY", "perhaps"),
        ("MAX_TEXT_BYTES", "0"),
        ("MAX_BODY_BYTES", "1e9"),
        ("PROT", "1"),
    ],
)
@pytest.mark.parametrize("place", ["environment", "file"])
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, place: str) -> None:
    variable = f"CONFLICT_RECORDS_{name}"
    if place == "file":
        Path(".env").write_text(f"{variable}={value}\n")
    else:
        monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidInput, match=variable) as caught:
        settings.load()
    assert [fault.parameter for fault in caught.value.faults] == [variable]


def test_a_wrong_option_is_named_as_one() -> None:
    with pytest.raises(InvalidInput, match="--port"):
        settings.load(port=65536)


def test_a_file_that_is_no_text_is_named() -> None:
    Path(".env").write_bytes(b"CONFLICT_RECORDS_HOST=\xff\n")
    with pytest.raises(InvalidInput, match=r"\.env cannot be read"):
        settings.load()


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())
