"""Findings of Amazon Inspector on the images that somebody asked about. Times are milliseconds since 1970."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "image_findings",
        sa.Column(
            "image_row", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=False
        ),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("image_row", name="pk_image_findings"),
        sa.ForeignKeyConstraint(["image_row"], ["image.id"], name="fk_image_findings_image_row"),
    )
    op.create_index("ix_image_findings_status_requested_at", "image_findings", ["status", "requested_at"])
