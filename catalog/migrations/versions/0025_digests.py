"""Digests by e-mail and what they tell. Times are milliseconds since 1970."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# SQLite gives out row ids only for a primary key declared INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("member_id", ROW_ID, nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("every", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("watches", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("refused_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_digest"),
        sa.UniqueConstraint("member_id", name="uq_digest_member_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_digest_member_id"),
    )
    op.create_index("ix_digest_next_at", "digest", ["next_at"])
    op.create_table(
        "digest_item",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("digest_id", ROW_ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_digest_item"),
        sa.UniqueConstraint("digest_id", "key", name="uq_digest_item_digest_id_key"),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name="fk_digest_item_digest_id"),
    )
