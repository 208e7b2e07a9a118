"""The first tables: images, their history, owners, crawls, the outbox.

Times are milliseconds since 1970.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite gives out row ids only for a primary key declared INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "catalog_fact",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_catalog_fact"),
    )
    op.create_table(
        "crawl",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_crawl"),
    )
    op.create_index("ix_crawl_partition_region_scope_id", "crawl", ["partition", "region", "scope", "id"])

    op.create_table(
        "image",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("image_id", sa.String(), nullable=False),
        sa.Column("release_id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("owner_alias", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("image_location", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("architecture", sa.String(), nullable=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("platform_details", sa.String(), nullable=True),
        sa.Column("image_type", sa.String(), nullable=True),
        sa.Column("root_device_type", sa.String(), nullable=True),
        sa.Column("virtualization_type", sa.String(), nullable=True),
        sa.Column("boot_mode", sa.String(), nullable=True),
        sa.Column("imds_support", sa.String(), nullable=True),
        sa.Column("ena_support", sa.Boolean(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=True),
        sa.Column("deprecated_at", sa.BigInteger(), nullable=True),
        sa.Column("scopes", sa.Integer(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_image"),
        sa.UniqueConstraint("partition", "region", "image_id", name="uq_image_partition_region_image_id"),
    )
    op.create_index("ix_image_image_id", "image", ["image_id"])
    op.create_index("ix_image_partition_owner_id_created_at", "image", ["partition", "owner_id", "created_at"])
    op.create_index("ix_image_release_id", "image", ["release_id"])

    op.create_table(
        "outbox",
        sa.Column("position", ROW_ID, nullable=False),
        sa.Column("release_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_outbox"),
        sa.UniqueConstraint("release_id", name="uq_outbox_release_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "owner",
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("owner_alias", sa.String(), nullable=True),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("partition", "owner_id", name="pk_owner"),
    )
    op.create_table(
        "owner_region",
        sa.Column("partition", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("images", sa.Integer(), nullable=False),
        sa.Column("gone_images", sa.Integer(), nullable=False),
        sa.Column("oldest_created_at", sa.BigInteger(), nullable=True),
        sa.Column("newest_created_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("partition", "owner_id", "region", "private", name="pk_owner_region"),
    )
    op.create_index("ix_owner_region_partition_region", "owner_region", ["partition", "region"])

    op.create_table(
        "image_event",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("image_row", ROW_ID, nullable=False),
        sa.Column("crawl_id", ROW_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["crawl_id"], ["crawl.id"], name="fk_image_event_crawl_id"),
        sa.ForeignKeyConstraint(["image_row"], ["image.id"], name="fk_image_event_image_row"),
        sa.PrimaryKeyConstraint("id", name="pk_image_event"),
    )
    op.create_index("ix_image_event_image_row_id", "image_event", ["image_row", "id"])
