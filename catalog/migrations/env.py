"""Alembic's way in: `catalog.migration` runs it with a connection of its own, and without an ini file."""

from alembic import context

from catalog.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a table by making it anew.
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
