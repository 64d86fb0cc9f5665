"""Runs migrations on the connection that `registry.kernel.migrate` has opened, inside its transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import TypeDecorator

connection = context.config.attributes["connection"]


def _plain_types(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """A migration names the database's type, not ours, which may change after it."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    render_item=_plain_types,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
