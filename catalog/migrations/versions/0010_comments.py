"""Comments with their earlier versions and words, flags, and what moderators did. Times are milliseconds since 1970."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# SQLite gives out row ids only for a primary key declared INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("image_row", ROW_ID, nullable=False),
        sa.Column("parent_id", ROW_ID, nullable=True),
        sa.Column("member_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_maker", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("pinned_at", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("hidden_at", sa.BigInteger(), nullable=True),
        sa.Column("request_key", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
        sa.UniqueConstraint("member_id", "request_key", name="uq_comment_member_id_request_key"),
        sa.ForeignKeyConstraint(["image_row"], ["image.id"], name="fk_comment_image_row"),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name="fk_comment_parent_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_comment_member_id"),
    )
    op.create_index("ix_comment_image_row_id", "comment", ["image_row", "id"])
    op.create_index("ix_comment_parent_id_id", "comment", ["parent_id", "id"])
    op.create_table(
        "comment_version",
        sa.Column("comment_id", ROW_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("comment_id", "version", name="pk_comment_version"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name="fk_comment_version_comment_id"),
    )
    op.create_table(
        "comment_word",
        # Ordered by code point, so that the words with one beginning stand together.
        sa.Column("word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("comment_id", ROW_ID, nullable=False),
        sa.PrimaryKeyConstraint("word", "comment_id", name="pk_comment_word"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name="fk_comment_word_comment_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_comment_word_comment_id", "comment_word", ["comment_id"])
    op.create_table(
        "flag",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("comment_id", ROW_ID, nullable=False),
        sa.Column("member_id", ROW_ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_flag"),
        sa.UniqueConstraint("comment_id", "member_id", name="uq_flag_comment_id_member_id"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name="fk_flag_comment_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_flag_member_id"),
    )
    op.create_index("ix_flag_settled_at_comment_id", "flag", ["settled_at", "comment_id"])
    op.create_table(
        "moderation_act",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("comment_id", ROW_ID, nullable=True),
        sa.Column("member_id", ROW_ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_act"),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name="fk_moderation_act_comment_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_moderation_act_member_id"),
    )
    op.create_index("ix_moderation_act_member_id_id", "moderation_act", ["member_id", "id"])
