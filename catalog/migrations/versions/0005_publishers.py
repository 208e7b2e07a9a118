"""Publishers besides the built-in directory: imported ones, those of members, and what they proved.

Times are milliseconds since 1970.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# SQLite gives out row ids only for a primary key declared INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "listed_publisher",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_listed_publisher"),
    )
    op.create_table(
        "imported_account",
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sources", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("list", "partition", "account_id", "publisher", name="pk_imported_account"),
    )
    op.create_table(
        "publisher_account_proof",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("proved_by", sa.String(), nullable=False),
        sa.Column("proved_at", sa.BigInteger(), nullable=False),
        sa.Column("lapsed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_publisher_account_proof"),
    )
    op.create_index("ix_publisher_account_proof_publisher", "publisher_account_proof", ["publisher"])
    op.create_index(
        "ix_publisher_account_proof_partition_account_id", "publisher_account_proof", ["partition", "account_id"]
    )
    op.create_table(
        "publisher_domain_proof",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("proved_at", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.Column("lapsed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_publisher_domain_proof"),
    )
    op.create_index("ix_publisher_domain_proof_publisher", "publisher_domain_proof", ["publisher"])
    op.create_table(
        "changed_account",
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("keyed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("partition", "account_id", name="pk_changed_account"),
    )
