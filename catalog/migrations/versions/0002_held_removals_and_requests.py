"""Removals that wait for a person, crawls that were asked for, and what a crawl has to warn of.

Times are milliseconds since 1970.
"""

from time import time

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# SQLite gives out row ids only for a primary key declared INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Added in place: to make the table anew, as SQLite would otherwise, would break what refers to it.
    op.add_column("crawl", sa.Column("held", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("crawl", sa.Column("held_of", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("crawl", sa.Column("warning", sa.String(), nullable=True))
    op.create_table(
        "held_removal",
        sa.Column("crawl_id", ROW_ID, nullable=False),
        sa.Column("image_row", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["crawl_id"], ["crawl.id"], name="fk_held_removal_crawl_id"),
        sa.ForeignKeyConstraint(["image_row"], ["image.id"], name="fk_held_removal_image_row"),
        sa.PrimaryKeyConstraint("crawl_id", "image_row", name="pk_held_removal"),
    )
    op.create_table(
        "crawl_request",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("regions", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_crawl_request"),
    )
    # What waits already has waited since now, as far as anyone can tell.
    op.add_column(
        "outbox", sa.Column("touched_at", sa.BigInteger(), nullable=False, server_default=str(int(time() * 1000)))
    )
