"""Tokens that prove an account by the description of one of its images.

Times are milliseconds since 1970.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_token",
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "partition", "account_id", name="pk_account_token"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_account_token_member_id"),
    )
    op.create_index("ix_account_token_expires_at", "account_token", ["expires_at"])
