"""What of the catalog may leave the service: every column, and which fields of an EC2 document.

public      told to everyone, of images that are public themselves
operator    told to the operator alone
internal    told to nobody

EC2 tells an account more of its own images, and of its own settings, than it tells others. The catalog keeps it all;
the public is told what EC2 would tell any account.
Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

Value = TypeVar("Value")

CRAWLING_ACCOUNTS_FIELDS = frozenset({
    "FreeTierEligible",  # whether the crawling account could launch it for free
    "ImageAllowed",  # what its Allowed AMIs settings say
    "LastLaunchedTime",  # shown to the owner
    "Tags",  # each account has its own on an image, and sees no others
})  # fmt: skip


def public_fields(document: Mapping[str, Value]) -> dict[str, Value]:
    """What of a document, or of the changes in one, may be told to everyone."""
    return {field: value for field, value in document.items() if field not in CRAWLING_ACCOUNTS_FIELDS}


@dataclass(frozen=True, slots=True)
class ColumnVisibility:
    """The columns of one table, by who may be told them."""

    public: frozenset[str] = frozenset()
    operator: frozenset[str] = frozenset()
    internal: frozenset[str] = frozenset()


def _columns(*, public: str = "", operator: str = "", internal: str = "") -> ColumnVisibility:
    return ColumnVisibility(*(frozenset(names.split()) for names in (public, operator, internal)))


# By table. tests/catalog/test_visibility.py holds that every column stands here once.
COLUMNS: Mapping[str, ColumnVisibility] = {
    "image": _columns(
        public="partition region image_id release_id owner_id owner_alias name image_location description architecture "
        "platform platform_details image_type root_device_type virtualization_type boot_mode imds_support ena_support "
        "state public private created_at deprecated_at first_seen_at changed_at gone_at "
        # These two without what is about the crawling account: public_fields, and the scope `self`.
        "document scopes",
        internal="id digest",
    ),
    "image_event": _columns(public="at kind changes", internal="id image_row crawl_id"),
    # When an owner was first seen may be when something of his was first shared in private.
    "owner": _columns(public="partition owner_id owner_alias", internal="first_seen_at"),
    "owner_region": _columns(
        public="partition owner_id region images gone_images oldest_created_at newest_created_at", internal="private"
    ),
    # Sources are hosts and files of the operator's, and AWS's errors name his account and users.
    "crawl": _columns(
        public="id partition region scope status started_at finished_at seen added changed gone held held_of",
        # Warnings tell of the crawling account's own settings.
        operator="source error warning",
    ),
    "held_removal": _columns(internal="crawl_id image_row"),
    "crawl_request": _columns(operator="id regions scopes status requested_at started_at finished_at error"),
    "outbox": _columns(internal="position release_id name taken touched_at urgent"),
    "release": _columns(
        # A private row is the operator's; judged_at and the rest of it are his then.
        public="release_id partition family_id name created_at gone_at publisher level score rules_version since_at "
        "judged_at signals",
        internal="private material due_at",
    ),
    "former_verdict": _columns(
        public="release_id level score rules_version since_at until_at signals", internal="id private"
    ),
    # Who decided is told to the operator; that somebody did, and why, to everyone.
    "ruling": _columns(public="release_id malicious reason at", operator="actor", internal="id"),
    "family_count": _columns(public="partition identity families"),
    "genuine_newest": _columns(public="partition pattern region created_at release_id"),
    "unsafe_match": _columns(public="partition pattern region image_id release_id owner_id created_at deprecated_at"),
    # Of what is about a private image, and of texts that were hidden, nothing: the routes see to that.
    "comment": _columns(
        public="id parent_id member_id kind text by_maker created_at version edited_at pinned_at deleted_at hidden_at",
        internal="image_row request_key",
    ),
    # For the comment's author and moderators.
    "comment_version": _columns(operator="comment_id version text until_at"),
    "comment_word": _columns(internal="word comment_id"),
    # Texts, addresses and reports from `disclosed_at` on; before, to who makes the image and to moderators.
    "annotation": _columns(
        public="id owner_partition owner_id member_id kind text url report by_maker created_at disclosed_at expires_at",
        internal="image_row",
    ),
    "annotation_event": _columns(public="kind reason at", internal="id annotation_id actor"),
    # Earlier versions are for who makes the image and for moderators, and so is one that was hidden.
    "listing": _columns(public="id version created_at hidden_at", internal="image_row pattern"),
    "listing_version": _columns(
        public="version member_id at content checklist_at", internal="id listing_id request_key"
    ),
    # Who flagged is told to nobody.
    "flag": _columns(operator="reason note at settled_at comment_id listing_id", internal="id member_id"),
    "moderation_act": _columns(
        public="id at action reason comment_id listing_id member_id release_id", internal="actor"
    ),
    "catalog_fact": _columns(internal="name value"),
    # Errors name the crawling account and its users. Of a private image nothing, as the routes see to.
    "image_findings": _columns(public="status requested_at asked_at summary", operator="error", internal="image_row"),
    "bad_snapshot": _columns(internal="snapshot_id release_id image_id owner_id created_at begins"),
    "descent": _columns(internal="release_id source_image_id"),
    "listed_publisher": _columns(public="slug origin name url recorded_at"),
    "imported_account": _columns(public="list partition account_id publisher name sources recorded_at"),
    "publisher_account_proof": _columns(
        public="publisher partition account_id proved_by proved_at lapsed_at", internal="id"
    ),
    "publisher_domain_proof": _columns(public="publisher domain proved_at checked_at lapsed_at", internal="id"),
    "changed_account": _columns(internal="partition account_id changed_at keyed_at"),
    # What is internal of members is told to the member himself, and the operator reads it on the host.
    "member": _columns(public="id name role created_at", internal="name_key suspended_at"),
    "member_identity": _columns(internal="issuer subject member_id first_at last_at"),
    "member_account": _columns(internal="member_id partition account_id arn proven_at"),
    "member_session": _columns(internal="id member_id digest created_at used_at expires_at"),
    "access_token": _columns(internal="id member_id name digest scopes created_at used_at expires_at revoked_at"),
    "account_token": _columns(internal="member_id partition account_id token given_at expires_at"),
    "sign_in_ticket": _columns(internal="digest purpose payload expires_at"),
    "webhook": _columns(internal="id member_id url secret watches created_at looked_at failing_since disabled_at"),
    "webhook_delivery": _columns(internal="id webhook_id message_id body made_at tries next_at delivered_at outcome"),
    "digest": _columns(
        internal="id member_id address every secret watches created_at confirmed_at next_at tries sent_at outcome "
        "refused_at"
    ),
    "digest_item": _columns(internal="id digest_id key at title summary link told_at"),
    "member_event": _columns(internal="id member_id at action actor detail"),
}
