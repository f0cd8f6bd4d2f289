"""What alembic runs: the migrations over the transaction of `app.storage.migrations`, or one of its own."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.schema import SchemaItem

from app.settings import Settings
from app.storage import migrations, tables, words


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not words.is_full_text(name or "")


def _run(connection: Connection) -> None:
    def is_made(item: SchemaItem, _name: str | None, _kind: str, reflected: object, _other: object) -> bool:
        return bool(reflected) or tables.is_made(item, connection.dialect.name)

    context.configure(
        connection=connection, target_metadata=tables.METADATA, include_name=_is_ours, include_object=is_made
    )
    with context.begin_transaction():
        context.run_migrations()


if (given := context.config.attributes.get("connection")) is not None:
    _run(given)
else:  # the alembic command itself, while a migration is being written
    with migrations.transaction(Settings().database) as (_, opened):
        _run(opened)
