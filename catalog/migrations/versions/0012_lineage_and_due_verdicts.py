"""When a verdict changes by time alone, and which releases were copied from which images.

Times are milliseconds since 1970. What was judged before is judged anew, since the rules' version went up with this.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("release", sa.Column("due_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_release_due_at", "release", ["due_at"])
    op.create_table(
        "descent",
        sa.Column("release_id", sa.String(), nullable=False),
        sa.Column("source_image_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("release_id", "source_image_id", name="pk_descent"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_descent_source_image_id", "descent", ["source_image_id"])
