"""The tables of what members say: comments with their words, annotations, listings, flags, and what moderators did.

A comment is about one image, and shows on every image of its release, which may change when the directory learns who
owns what: nothing here names a release.
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String, UniqueConstraint
from sqlmodel import Field

from catalog.tables import RowId, Table, time_field


class Comment(Table, table=True):
    """Something a member said of an image, or in reply to that."""

    __tablename__ = "comment"
    __table_args__ = (
        Index(None, "image_row", "id"),
        Index(None, "parent_id", "id"),
        UniqueConstraint("member_id", "request_key"),
    )

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    image_row: int = Field(sa_column=Column(RowId, ForeignKey("image.id"), nullable=False))
    parent_id: int | None = Field(default=None, sa_column=Column(RowId, ForeignKey("comment.id"), nullable=True))
    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), nullable=False))
    kind: str  # catalog.comments.Kind
    text: str  # Markdown
    by_maker: bool  # its author proved an account of who makes the image, when it was written
    created_at: datetime = time_field()
    version: int = 1
    edited_at: datetime | None = time_field(nullable=True)
    pinned_at: datetime | None = time_field(nullable=True)
    deleted_at: datetime | None = time_field(nullable=True)
    hidden_at: datetime | None = time_field(nullable=True)
    request_key: str | None  # the client's, so that sending twice says it once


class CommentVersion(Table, table=True):
    """What a comment said before it was edited."""

    __tablename__ = "comment_version"

    comment_id: int = Field(sa_column=Column(RowId, ForeignKey("comment.id"), primary_key=True))
    version: int = Field(primary_key=True)
    text: str
    until_at: datetime = time_field()


class CommentWord(Table, table=True):
    """A word of a comment that can be found: neither deleted nor hidden."""

    __tablename__ = "comment_word"
    __table_args__ = (Index(None, "comment_id"), {"sqlite_with_rowid": False})

    # catalog.comment_text.words_of
    word: str = Field(sa_column=Column(String().with_variant(String(collation="C"), "postgresql"), primary_key=True))
    comment_id: int = Field(sa_column=Column(RowId, ForeignKey("comment.id"), primary_key=True))


class Annotation(Table, table=True):
    """A member's statement with evidence about an image, and so about its release, or about an owner. Never edited."""

    __tablename__ = "annotation"
    __table_args__ = (
        Index(None, "image_row", "id"),
        Index(None, "owner_id", "id"),
        Index(None, "expires_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    image_row: int | None = Field(sa_column=Column(RowId, ForeignKey("image.id"), nullable=True))
    owner_partition: str | None  # with owner_id, where it is about an owner and no image
    owner_id: str | None
    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), nullable=False))
    kind: str  # catalog.annotations.AnnotationKind
    text: str
    url: str | None
    report: str | None  # JSON: the summary of a scanner's report
    by_maker: bool
    created_at: datetime = time_field()
    disclosed_at: datetime = time_field()  # until then its details are for the maker, moderators and the author
    expires_at: datetime = time_field()


class AnnotationEvent(Table, table=True):
    """What was done about an annotation. Never edited; the last of each kind counts."""

    __tablename__ = "annotation_event"
    __table_args__ = (Index(None, "annotation_id", "id"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    annotation_id: int = Field(sa_column=Column(RowId, ForeignKey("annotation.id"), nullable=False))
    kind: str  # catalog.annotations.Decision
    actor: str
    reason: str
    at: datetime = time_field()


class Listing(Table, table=True):
    """What a publisher says of a release, or of a whole family, by an image of it. Its versions have the words.

    Once published, the row stays: what was withdrawn leaves a stone, and may be published again.
    """

    __tablename__ = "listing"
    __table_args__ = (UniqueConstraint("image_row", "pattern"), Index(None, "pattern"))

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    image_row: int = Field(sa_column=Column(RowId, ForeignKey("image.id"), nullable=False))
    pattern: str  # the family's (catalog.family.family_pattern); empty: of this release alone
    version: int
    created_at: datetime = time_field()
    hidden_at: datetime | None = time_field(nullable=True)


class ListingVersion(Table, table=True):
    """A listing as it was published, edited or withdrawn: never edited, the last one counts.

    In the order of `id` they are what happened to all listings, for whoever tells others of it.
    """

    __tablename__ = "listing_version"
    __table_args__ = (
        UniqueConstraint("listing_id", "version"),
        UniqueConstraint("member_id", "request_key"),
        Index(None, "member_id", "listing_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    listing_id: int = Field(sa_column=Column(RowId, ForeignKey("listing.id"), nullable=False))
    version: int
    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), nullable=False))
    at: datetime = time_field()
    content: str | None  # JSON: catalog.listing_content; None: withdrawn
    checklist_at: datetime | None = time_field(nullable=True)  # since when the checklist is answered like this
    request_key: str | None  # the client's, so that sending twice publishes once


class Flag(Table, table=True):
    """A member asks moderators to look at a comment or a listing, one of the two. Once each, settled by the next thing
    they do about it.
    """

    __tablename__ = "flag"
    __table_args__ = (
        UniqueConstraint("comment_id", "member_id"),
        UniqueConstraint("listing_id", "member_id"),
        Index(None, "settled_at", "comment_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    comment_id: int | None = Field(sa_column=Column(RowId, ForeignKey("comment.id"), nullable=True))
    listing_id: int | None = Field(sa_column=Column(RowId, ForeignKey("listing.id"), nullable=True))
    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), nullable=False))
    reason: str  # catalog.moderation.FlagReason
    note: str | None
    at: datetime = time_field()
    settled_at: datetime | None = time_field(nullable=True)


class ModerationAct(Table, table=True):
    """Something a moderator did, to exactly one target. Never edited."""

    __tablename__ = "moderation_act"
    __table_args__ = (Index(None, "member_id", "id"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    at: datetime = time_field()
    action: str  # catalog.moderation.ModerationAction
    actor: str
    reason: str
    comment_id: int | None = Field(sa_column=Column(RowId, ForeignKey("comment.id"), nullable=True))
    listing_id: int | None = Field(sa_column=Column(RowId, ForeignKey("listing.id"), nullable=True))
    member_id: int | None = Field(sa_column=Column(RowId, ForeignKey("member.id"), nullable=True))  # who is told
    release_id: str | None = None
