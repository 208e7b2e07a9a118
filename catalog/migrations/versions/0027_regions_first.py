"""Images are indexed by region first, so that a crawl of one changes few pages; the outbox says what was taken.

The index of owners' newest images goes: the search index tells them. Some ten seconds for all public images.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_image_region_image_id", "image", ["region", "image_id"], unique=True)
    op.drop_index("ix_image_image_id_region", "image")
    op.drop_index("ix_image_partition_owner_id_created_at", "image")
    op.add_column("outbox", sa.Column("taken", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.drop_column("outbox", "revision")
