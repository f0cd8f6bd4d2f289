"""The settings: read once from the environment (`CONFLICT_RECORDS_…`) and `.env`, frozen afterwards."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set; the command line overrides the environment, the environment overrides `.env`."""

    model_config = SettingsConfigDict(env_prefix="CONFLICT_RECORDS_", env_file=".env", frozen=True, extra="ignore")

    database: str = Field(
        default="sqlite:///data/conflict-records.db",
        description="SQLAlchemy URL of the database, or the path of an SQLite file.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
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
    log_format: Annotated[str, Field(pattern="^(console|json)$")] = Field(
        default="console", description="How log lines look: `console` or `json`."
    )
