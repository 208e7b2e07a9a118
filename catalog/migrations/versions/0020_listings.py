"""Listings with their versions, which are flagged and moderated as comments are. Times are milliseconds since 1970."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# SQLite gives out row ids only for a primary key declared INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "listing",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("image_row", ROW_ID, nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("hidden_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_listing"),
        sa.UniqueConstraint("image_row", "pattern", name="uq_listing_image_row_pattern"),
        sa.ForeignKeyConstraint(["image_row"], ["image.id"], name="fk_listing_image_row"),
    )
    op.create_index("ix_listing_pattern", "listing", ["pattern"])
    op.create_table(
        "listing_version",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("listing_id", ROW_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("member_id", ROW_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("checklist_at", sa.BigInteger(), nullable=True),
        sa.Column("request_key", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_listing_version"),
        sa.UniqueConstraint("listing_id", "version", name="uq_listing_version_listing_id_version"),
        sa.UniqueConstraint("member_id", "request_key", name="uq_listing_version_member_id_request_key"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_listing_version_listing_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_listing_version_member_id"),
    )
    op.create_index("ix_listing_version_member_id_listing_id", "listing_version", ["member_id", "listing_id"])
    # SQLite changes no column: the table is written anew.
    with op.batch_alter_table("flag") as flag:
        flag.alter_column("comment_id", existing_type=ROW_ID, nullable=True)
        flag.add_column(sa.Column("listing_id", ROW_ID, nullable=True))
        flag.create_foreign_key("fk_flag_listing_id", "listing", ["listing_id"], ["id"])
        flag.create_unique_constraint("uq_flag_listing_id_member_id", ["listing_id", "member_id"])
    with op.batch_alter_table("moderation_act") as act:
        act.add_column(sa.Column("listing_id", ROW_ID, nullable=True))
        act.create_foreign_key("fk_moderation_act_listing_id", "listing", ["listing_id"], ["id"])
