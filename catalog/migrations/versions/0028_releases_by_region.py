"""SQLite indexes the releases of images by region first; the outbox says what a release is called.

Some ten seconds for all public images.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("name", sa.String()))
    if op.get_context().dialect.name == "sqlite":
        op.create_index("ix_image_region_release_id", "image", ["region", "release_id"])
        op.drop_index("ix_image_release_id", "image")
