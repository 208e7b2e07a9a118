"""Annotations on owners beside those on images, and what moderators rule of releases in the log of their acts."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("annotation") as table:
        table.alter_column(
            "image_row", existing_type=sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        )
        table.add_column(sa.Column("owner_partition", sa.String(), nullable=True))
        table.add_column(sa.Column("owner_id", sa.String(), nullable=True))
    op.create_index("ix_annotation_owner_id_id", "annotation", ["owner_id", "id"])
    op.add_column("moderation_act", sa.Column("release_id", sa.String(), nullable=True))
