"""The settings: read once from the environment (`CONFLICT_RECORDS_…`) and `.env`, frozen afterwards."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import InputFault, InvalidInput

PREFIX = "CONFLICT_RECORDS_"
_FILE = ".env"


class Settings(BaseSettings):
    """What can be set; the command line overrides the environment, the environment overrides `.env`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=_FILE, frozen=True, extra="ignore")

    database: str = Field(
        default="sqlite:///data/conflict-records.db",
        min_length=1,
        description="SQLAlchemy URL of the database, or the path of an SQLite file.",
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=8000, description="Port to listen on; 0 takes a free one."
    )
    public_url: str | None = Field(
        default=None,
        description="Address clients reach the service by, used in `next` links; the request's own when unset.",
    )
    extract_needs_key: bool = Field(
        default=False, description="Whether `POST /v1/extract` asks for a key (of any right)."
    )
    max_text_bytes: Annotated[int, Field(ge=1, le=64_000_000)] = Field(
        default=1_000_000, description="Largest text of one article, in bytes of UTF-8."
    )
    max_body_bytes: Annotated[int, Field(ge=1, le=512_000_000)] = Field(
        default=2_500_000,
        description="Largest request body in bytes; a larger one is refused before it is read.",
    )
    max_reading_seconds: Annotated[float, Field(gt=0, le=3600)] = Field(
        default=60, description="Longest time that reading the text of a request may take."
    )
    fetch_urls: bool = Field(
        default=False,
        description="Whether `POST /v1/articles` and `POST /v1/extract` take a body with only `url` and fetch that"
        " page; whoever may post then makes this machine ask any public address.",
    )
    fetch_private: bool = Field(
        default=False,
        description="Whether such pages may be at private addresses and any port too: on this machine and its network.",
    )
    pipeline: str | None = Field(
        default=None,
        description="spaCy pipeline that parses: an installed package or a path; the project's own when unset.",
    )
    drain_seconds: Annotated[float, Field(ge=0, le=300)] = Field(
        default=0,
        description="How long after SIGTERM it still takes requests, with `/readyz` at 503, so that a proxy notices.",
    )
    metrics: bool = Field(default=False, description="Whether `GET /metrics` answers, for Prometheus.")
    log_requests: bool = Field(default=True, description="Whether each request is a line of the log.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level of the log; lines of requests are `info`."
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="How log lines look: `console` or `json`."
    )


def load(**given: str | int | None) -> Settings:
    """Return the settings, with what the command line gave (None: nothing) above all.

    Raises InvalidInput that names each variable that is wrong or unknown, and says what may be set.
    """
    known = {PREFIX + name.upper(): name for name in Settings.model_fields}
    try:
        present = {*os.environ, *(dotenv_values(_FILE) if Path(_FILE).is_file() else ())}
        unknown = sorted(name for name in present if name.upper().startswith(PREFIX) and name.upper() not in known)
        if unknown:
            detail = f"is no setting; those are {', '.join(known)}"
            raise InvalidInput(f"{unknown[0]} {detail}", tuple(InputFault(detail, parameter=name) for name in unknown))
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{_FILE} cannot be read: {error}") from error
    except ValidationError as error:
        faults = tuple(
            InputFault(found["msg"], parameter=_variable(str(found["loc"][0]), given)) for found in error.errors()
        )
        listed = "; ".join(f"{fault.parameter}: {fault.detail}" for fault in faults)
        raise InvalidInput(listed, faults) from error


def _variable(name: str, given: dict[str, str | int | None]) -> str:
    return f"--{name.replace('_', '-')}" if given.get(name) is not None else PREFIX + name.upper()
