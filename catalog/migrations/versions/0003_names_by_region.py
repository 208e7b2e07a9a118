"""Indexes that answer DescribeImages: the images of a region by owner, with their names; the owners of an alias."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_image_region_owner_id_id_name", "image", ["region", "owner_id", "id", "name"])
    op.create_index("ix_owner_partition_owner_alias", "owner", ["partition", "owner_alias"])
