"""Members: what they sign in with, the accounts they proved, sessions, access tokens, and what was done with them.

Times are milliseconds since 1970.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# SQLite gives out row ids only for a primary key declared INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "member",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("suspended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("name_key", name="uq_member_name_key"),
    )
    op.create_table(
        "member_identity",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        _member_id(),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_member_identity"),
        _of_member("member_identity"),
    )
    op.create_index("ix_member_identity_member_id", "member_identity", ["member_id"])
    op.create_table(
        "member_account",
        _member_id(),
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("arn", sa.String(), nullable=False),
        sa.Column("proven_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "partition", "account_id", name="pk_member_account"),
        _of_member("member_account"),
    )
    op.create_index("ix_member_account_account_id_partition", "member_account", ["account_id", "partition"])
    op.create_table(
        "member_session",
        sa.Column("id", ROW_ID, nullable=False),
        _member_id(),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_member_session"),
        sa.UniqueConstraint("digest", name="uq_member_session_digest"),
        _of_member("member_session"),
    )
    op.create_index("ix_member_session_member_id", "member_session", ["member_id"])
    op.create_index("ix_member_session_expires_at", "member_session", ["expires_at"])
    op.create_table(
        "access_token",
        sa.Column("id", ROW_ID, nullable=False),
        _member_id(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_access_token"),
        sa.UniqueConstraint("digest", name="uq_access_token_digest"),
        _of_member("access_token"),
    )
    op.create_index("ix_access_token_member_id", "access_token", ["member_id"])
    op.create_table(
        "sign_in_ticket",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_in_ticket"),
    )
    op.create_index("ix_sign_in_ticket_expires_at", "sign_in_ticket", ["expires_at"])
    op.create_table(
        "member_event",
        sa.Column("id", ROW_ID, nullable=False),
        _member_id(),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_member_event"),
        _of_member("member_event"),
    )
    op.create_index("ix_member_event_member_id_id", "member_event", ["member_id", "id"])


def _member_id() -> sa.Column[int]:
    return sa.Column("member_id", ROW_ID, nullable=False)


def _of_member(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=f"fk_{table}_member_id")
