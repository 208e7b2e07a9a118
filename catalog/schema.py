"""All tables of the catalog: who asks for the whole schema must have every file that describes a part of it."""

from catalog import (
    community_tables,
    digest_tables,
    findings_tables,
    lineage_tables,
    member_tables,
    publisher_tables,
    tables,
    webhook_tables,
)

TABLE_FILES = (
    tables,
    publisher_tables,
    member_tables,
    community_tables,
    lineage_tables,
    findings_tables,
    webhook_tables,
    digest_tables,
)
metadata = tables.metadata
