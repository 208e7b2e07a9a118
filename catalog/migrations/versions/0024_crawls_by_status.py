"""Crawls that failed or are held are found without looking at every crawl there ever was."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_crawl_status_id", "crawl", ["status", "id"])
