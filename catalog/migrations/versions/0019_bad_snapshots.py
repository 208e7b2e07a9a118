"""The snapshots of suspicious and malicious releases. Times are milliseconds since 1970.

What was judged before is judged anew, since the rules' version went up with this.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bad_snapshot",
        sa.Column("snapshot_id", sa.String(), nullable=False),
        sa.Column("release_id", sa.String(), nullable=False),
        sa.Column("image_id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("begins", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("snapshot_id", "release_id", name="pk_bad_snapshot"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bad_snapshot_release_id", "bad_snapshot", ["release_id"])
    op.create_index("ix_bad_snapshot_begins", "bad_snapshot", ["begins"])
