"""Verdicts on releases, what they were before, rulings on them, and what unsafe look-ups find.

Times are milliseconds since 1970.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# SQLite gives out row ids only for a primary key declared INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "release",
        sa.Column("release_id", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("family_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("material", sa.LargeBinary(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("judged_at", sa.BigInteger(), nullable=False),
        sa.Column("signals", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("release_id", "private", name="pk_release"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_release_family_id_created_at", "release", ["family_id", "created_at"])
    op.create_table(
        "former_verdict",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("release_id", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("signals", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_former_verdict"),
    )
    op.create_index("ix_former_verdict_release_id_id", "former_verdict", ["release_id", "id"])
    op.create_table(
        "ruling",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("release_id", sa.String(), nullable=False),
        sa.Column("malicious", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ruling"),
    )
    op.create_index("ix_ruling_release_id_id", "ruling", ["release_id", "id"])
    op.create_table(
        "family_count",
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "identity", name="pk_family_count"),
    )
    op.create_table(
        "genuine_newest",
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("release_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "pattern", "region", name="pk_genuine_newest"),
    )
    op.create_table(
        "unsafe_match",
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("image_id", sa.String(), nullable=False),
        sa.Column("release_id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("deprecated_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("partition", "pattern", "region", "image_id", name="pk_unsafe_match"),
    )
    op.create_index("ix_unsafe_match_release_id", "unsafe_match", ["release_id"])
