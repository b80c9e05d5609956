"""Alembic's entry: one transaction for all steps, on the engine (or connection) the caller gave."""

from typing import Any

import sqlalchemy as sa
from alembic import context

from crm.db import WRITE, UtcDateTime
from crm.tables import metadata


def render_item(kind: str, item: Any, autogen_context: Any) -> Any:
    """Migrations name plain SQLAlchemy types only, so that they outlive our own classes."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if type(item).__module__.startswith("sqlmodel"):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def run() -> None:
    shared: sa.Connection | None = context.config.attributes.get("connection")
    if shared is not None:
        migrate(shared)
        return
    engine: sa.Engine = context.config.attributes["engine"]
    with engine.connect().execution_options(**WRITE) as connection:
        migrate(connection)
        connection.commit()


def migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
