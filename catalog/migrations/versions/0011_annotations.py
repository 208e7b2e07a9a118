"""Annotations and what was done about them. Times are milliseconds since 1970."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# SQLite gives out row ids only for a primary key declared INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "annotation",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("image_row", ROW_ID, nullable=False),
        sa.Column("member_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("report", sa.String(), nullable=True),
        sa.Column("by_maker", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disclosed_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_annotation"),
        sa.ForeignKeyConstraint(["image_row"], ["image.id"], name="fk_annotation_image_row"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_annotation_member_id"),
    )
    op.create_index("ix_annotation_image_row_id", "annotation", ["image_row", "id"])
    op.create_index("ix_annotation_expires_at", "annotation", ["expires_at"])
    op.create_table(
        "annotation_event",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("annotation_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_annotation_event"),
        sa.ForeignKeyConstraint(["annotation_id"], ["annotation.id"], name="fk_annotation_event_annotation_id"),
    )
    op.create_index("ix_annotation_event_annotation_id_id", "annotation_event", ["annotation_id", "id"])
