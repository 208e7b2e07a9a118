"""What the service answers and takes, as typed dictionaries. Written by `make docs` from the OpenAPI document.

Times are ISO 8601 texts in UTC.
"""

from typing import Any, Literal, NotRequired, TypedDict

AnnotationKind = Literal[
    "vouch", "launched-ok", "caution", "outdated", "secrets-found", "malicious", "scan-report", "derived-from"
]
Answered = Literal["yes", "no", "not-applicable"]
Bound = Literal["owner", "ids", "otherwise", "nothing", "unknown"]
Covers = Literal["release", "family"]
CrawlStatus = Literal["running", "completed", "held", "discarded", "superseded", "failed", "interrupted"]
Decision = Literal["withdrawn", "disputed", "confirmed", "dismissed"]
DigestState = Literal["unconfirmed", "active", "refused"]
EventKind = Literal["appeared", "changed", "deprecated", "became_private", "became_public", "gone", "came_back"]
Every = Literal["day", "week"]
Facet = Literal[
    "region",
    "architecture",
    "platform",
    "operating_system",
    "owner",
    "publisher",
    "trust",
    "root_device_type",
    "virtualization_type",
    "boot_mode",
    "year",
    "deprecated",
    "gone",
]
FlagReason = Literal["spam", "abuse", "misleading", "secret", "illegal", "other"]
Form = Literal[
    "terraform",
    "terraform-json",
    "packer",
    "packer-json",
    "aws-cli",
    "boto3",
    "javascript-sdk",
    "cdk-python",
    "cdk-typescript",
    "ansible",
]
Grade = Literal["proven", "official", "project", "observed", "third-party"]
Kind = Literal["question", "answer", "observation"]
Level = Literal["error", "warning", "note"]
ListingState = Literal["shown", "withdrawn", "hidden"]
ModerationAction = Literal["hide", "restore", "dismiss", "suspend", "unsuspend", "confirm-malicious", "clear"]
Origin = Literal["directory", "import", "member"]
Outcome = Literal["good", "note", "caution", "danger"]
Platform = Literal["linux", "windows"]
PublisherKind = Literal["publisher", "storefront"]
RequestStatus = Literal["waiting", "running", "finished", "failed"]
Role = Literal["member", "reviewer", "moderator", "operator"]
Shown = Literal["nothing", "operator-token", "session", "access-token"]
SnippetFormat = Literal["html", "markdown"]
Sort = Literal["relevance", "newest", "name"]
Standing = Literal["current", "former", "lost", "storefront"]
State = Literal["shown", "deleted", "hidden"]
SuggestionKind = Literal["publisher", "family", "image"]
TokenScope = Literal["read", "write", "moderate", "operate"]
TrustLevel = Literal["verified", "known", "unverified", "suspicious", "malicious"]
WatchKind = Literal["release", "family", "owner", "publisher", "image", "search"]


class AccountAnswer(TypedDict):
    """An AWS account that a member proved to be able to act in."""

    partition: str
    account_id: str
    arn: str
    proven_at: str
    holds: bool


class AccountProofAnswer(TypedDict):
    """That a publisher acted in an account."""

    partition: str
    account_id: str
    proved_by: str
    proved_at: str
    lapsed_at: str | None


class AccountTokenAnswer(TypedDict):
    """A token that proves an account where its owner alone can put it."""

    demo: bool
    token: str
    expires_at: str


class ActAnswer(TypedDict):
    """Something a moderator did."""

    act_id: int
    at: str
    action: ModerationAction
    reason: str
    comment_id: int | None
    member_id: int | None
    release_id: NotRequired[str | None]
    listing_id: NotRequired[int | None]


class ActsAnswer(TypedDict):
    """What moderators did, the latest first."""

    demo: bool
    acts: "list[ActAnswer]"
    next_cursor: str | None


class AliveAnswer(TypedDict):
    """The process answers."""

    demo: bool
    status: Literal["ok"]


class AllowedAmisAnswer(TypedDict):
    """The criteria of EC2's Allowed AMIs for one region."""

    demo: bool
    region: str
    image_criteria: list[dict[str, Any]]
    notes: list[str]


class AnnotationAnswer(TypedDict):
    """One statement."""

    annotation_id: int
    release_id: str | None
    image_id: str | None
    owner_id: NotRequired[str | None]
    kind: AnnotationKind
    author: "AuthorAnswer"
    by_maker: bool
    counts: bool
    text: str | None
    html: str | None
    url: str | None
    report: "ReportAnswer | None"
    created_at: str
    disclosed_at: str
    expires_at: str
    events: "list[AnnotationEventAnswer]"
    link: str


class AnnotationEventAnswer(TypedDict):
    """What was done about an annotation."""

    kind: Decision
    reason: str
    at: str


class AnnotationsAnswer(TypedDict):
    """What was stated of a release, the latest first."""

    demo: bool
    annotations: "list[AnnotationAnswer]"
    next_cursor: str | None


class AuthorAnswer(TypedDict):
    """Who wrote a comment."""

    member_id: int
    name: str


class BrokenAnswer(TypedDict):
    """A file that could not be read, or not whole."""

    file: str
    line: int | None
    why: str


class BrowserLinkAnswer(TypedDict):
    """A link for a browser."""

    demo: bool
    link: str
    expires_at: str


class CheckAnswer(TypedDict):
    """What the publisher says of one point of the safe-sharing checklist."""

    answer: Answered
    note: NotRequired[str | None]


class CheckPointAnswer(TypedDict):
    """One point of the safe-sharing checklist."""

    key: str
    what: str
    why: str


class CheckedPoint(TypedDict):
    """A point with what the publisher says of it."""

    key: str
    what: str
    why: str
    answer: Answered | None
    note: str | None


class ChecklistAnswer(TypedDict):
    """The points for one platform."""

    platform: Platform
    points: "list[CheckPointAnswer]"


class ChecklistsAnswer(TypedDict):
    """What whoever publishes an image should have done, by platform."""

    demo: bool
    checklists: "list[ChecklistAnswer]"


class ClaimAnswer(TypedDict):
    # ClaimAnswer

    demo: bool
    slug: str
    name: str
    url: str
    account_proofs: "list[AccountProofAnswer]"
    domain_proofs: "list[DomainProofAnswer]"


class CommentAnswer(TypedDict):
    """One comment."""

    comment_id: int
    release_id: str
    image_id: str
    reply_to: int | None
    kind: Kind
    author: "AuthorAnswer"
    by_maker: bool
    state: State
    text: str | None
    html: str | None
    pinned: bool
    created_at: str
    edited_at: str | None
    version: int
    link: str


class CommentsAnswer(TypedDict):
    """Comments that were found, the newest first."""

    demo: bool
    comments: "list[CommentAnswer]"
    next_cursor: str | None


class ComponentState(TypedDict):
    """One thing that answers depend on."""

    status: Literal["ok", "error"]
    detail: str | None


class CrawlAnswer(TypedDict):
    """One pass over one region and scope."""

    crawl_id: int
    partition: str
    region: str
    scope: str
    status: CrawlStatus
    started_at: str
    finished_at: str | None
    seen: int
    added: int
    changed: int
    gone: int
    held: int
    held_of: int
    source: str | None
    error: str | None
    warning: str | None


class CrawlRequestAnswer(TypedDict):
    """One such request."""

    demo: bool
    request_id: int
    regions: list[str]
    scopes: list[str]
    status: RequestStatus
    requested_at: str
    started_at: str | None
    finished_at: str | None
    error: str | None
    link: str


class CrawlRequestPart(TypedDict):
    """A crawl that the operator asked for."""

    request_id: int
    regions: list[str]
    scopes: list[str]
    status: RequestStatus
    requested_at: str
    started_at: str | None
    finished_at: str | None
    error: str | None
    link: str


class CrawlsAnswer(TypedDict):
    """One page of crawls, newest first."""

    demo: bool
    crawls: "list[CrawlAnswer]"
    requests: "list[CrawlRequestPart]"
    next_cursor: str | None


class DeliveriesAnswer(TypedDict):
    """What a webhook was told, the latest first."""

    demo: bool
    deliveries: "list[DeliveryAnswer]"


class DeliveryAnswer(TypedDict):
    """A message, and how sending it went."""

    message_id: str
    message: dict[str, Any]
    made_at: str
    tries: int
    next_at: str | None
    delivered_at: str | None
    outcome: str | None


class DigestAnswer(TypedDict):
    """The digest of who asks."""

    demo: bool
    digest: "MyDigest | None"
    sends_mail: bool


class DomainProofAnswer(TypedDict):
    """That a publisher controls a domain."""

    domain: str
    proved_at: str
    checked_at: str
    lapsed_at: str | None


class EvidenceAnswer(TypedDict):
    """A public source."""

    source: str
    grade: Grade | None


class FacetValue(TypedDict):
    """How many releases of the whole answer have a value."""

    value: str
    count: int
    name: NotRequired[str | None]


class FamilyAnswer(TypedDict):
    """A family and a page of its releases."""

    demo: bool
    family_id: str
    partition: str
    pattern: str
    newest: str | None
    releases: "list[FamilyRelease]"
    next_cursor: str | None


class FamilyRelease(TypedDict):
    """A release as its family sees it."""

    release_id: str
    link: str
    name: str
    publisher: "PublisherName | None"
    level: TrustLevel
    score: int
    created_at: str | None
    deprecated_at: str | None
    gone_at: str | None
    superseded: bool


class FileToLint(TypedDict):
    """One file. Nothing is opened: the path only says what the text is, and names it in the answer."""

    path: str
    text: str


class FindingAnswer(TypedDict):
    """One thing that is wrong in one place."""

    rule: str
    level: Level
    file: str
    line: int
    subject: str
    message: str
    fix: str | None


class FlagAnswer(TypedDict):
    """Why a member asks moderators to look. Who it was stays with the service."""

    reason: FlagReason
    note: str | None
    at: str


class FlaggedAnswer(TypedDict):
    """A comment that waits for a moderator."""

    comment: "CommentAnswer"
    flags: "list[FlagAnswer]"


class FlaggedListingAnswer(TypedDict):
    """A listing that waits for a moderator."""

    listing_id: int
    about: str
    flags: int
    first_at: str
    link: str


class FoundImageAnswer(TypedDict):
    """An image that a look-up finds."""

    image_id: str
    name: str
    owner_id: str
    owner_alias: str | None
    publisher: str | None
    level: TrustLevel | None
    created_at: str | None


class GenuineAnswer(TypedDict):
    """The newest genuine release that the look-up would find."""

    release_id: str
    link: str
    created_at: str


class HistoryAnswer(TypedDict):
    """What happened to an image, oldest first."""

    demo: bool
    image_id: str
    partition: str
    region: str
    history: "list[HistoryEntryAnswer]"


class HistoryEntryAnswer(TypedDict):
    """One thing that happened to an image."""

    at: str
    event: EventKind
    changes: dict[str, list[Any]]


class Hit(TypedDict):
    """A release that was found."""

    release_id: str
    link: str
    name: str
    image_id: str | None
    description: str
    partition: str
    publisher: "PublisherName | None"
    owner_ids: list[str]
    owner_aliases: list[str]
    trust: TrustLevel
    operating_system: str | None
    platform: str
    architectures: list[str]
    root_device_types: list[str]
    created_at: str | None
    deprecated_at: str | None
    deprecated: bool
    gone_at: str | None
    gone: bool
    family_id: str
    superseded_by: str | None
    region_count: int
    images: "dict[str, HitImage]"
    comment_count: NotRequired[int | None]
    comment_hits: NotRequired[int | None]
    score: float


class HitImage(TypedDict):
    """The image of a release in one region."""

    image_id: str
    owner_id: str
    architecture: str | None
    created_at: str | None
    deprecated_at: str | None
    gone_at: str | None


class IdentityAnswer(TypedDict):
    """Who is behind an image, and how we know."""

    level: TrustLevel
    reason: str
    evidence: "list[EvidenceAnswer]"


class ImageAnswer(TypedDict):
    """One image, with all that EC2 said of it when it was last seen."""

    demo: bool
    image_id: str
    partition: str
    region: str
    other_regions: list[str]
    release: "ReleaseLink"
    name: str | None
    image_location: str | None
    description: str | None
    owner_id: str
    owner_alias: str | None
    publisher: "PublisherName | None"
    identity: "IdentityAnswer"
    architecture: str | None
    platform: str
    platform_details: str | None
    image_type: str | None
    root_device_type: str | None
    virtualization_type: str | None
    boot_mode: str | None
    imds_support: str | None
    ena_support: bool | None
    state: str | None
    public: bool | None
    private: bool
    scopes: list[str]
    created_at: str | None
    deprecated_at: str | None
    deprecated: bool
    first_seen_at: str
    changed_at: str
    gone_at: str | None
    history: str
    document: dict[str, Any]


class ImageUse(TypedDict):
    """An image id that is written down."""

    file: str
    line: int
    subject: str
    region: NotRequired[str | None]
    ignore: NotRequired[list[str]]
    image_id: str


class ImageVerdict(TypedDict):
    """The verdict on an image, which is that on its release."""

    image_id: str
    partition: str
    region: str
    release_id: str
    name: str
    owner_id: str
    publisher: "PublisherName | None"
    level: TrustLevel
    score: int
    signals: "list[SignalAnswer]"
    rules_version: int
    judged_at: str
    created_at: str | None
    deprecated_at: str | None
    gone_at: str | None


class ImageVerdictAnswer(TypedDict):
    """The verdict on one image."""

    image_id: str
    partition: str
    region: str
    release_id: str
    name: str
    owner_id: str
    publisher: "PublisherName | None"
    level: TrustLevel
    score: int
    signals: "list[SignalAnswer]"
    rules_version: int
    judged_at: str
    created_at: str | None
    deprecated_at: str | None
    gone_at: str | None
    demo: bool


class LintAnswer(TypedDict):
    """What some files ask EC2 for, and what is wrong with that."""

    demo: bool
    passes: bool
    findings: "list[FindingAnswer]"
    look_ups: "list[LookUpAnswer]"
    images: int
    broken: "list[BrokenAnswer]"


class ListedImage(TypedDict):
    """An image that a listing is about."""

    region: str
    image_id: str
    manifest: str | None


class ListedPublisher(TypedDict):
    """Who publishes it: one whom the member spoke for, or whom the directory knows as the owner."""

    slug: str
    name: str
    url: str


class ListingAnswer(TypedDict):
    """What a publisher says of a release or a family. All of it is his own statement, and nobody checked it."""

    about: str
    covers: Covers
    name: str
    state: ListingState
    version: int
    published_at: str
    stated_at: str
    stated_by: "AuthorAnswer"
    publisher: "ListedPublisher | None"
    publisher_url: str | None
    images: "list[ListedImage]"
    platform: Platform
    os: str | None
    features: list[str]
    description: str | None
    description_html: str | None
    services: list[str]
    release_notes: "list[NoteAnswer]"
    support: str | None
    source_url: str | None
    checklist: "list[CheckedPoint]"
    checklist_at: str | None
    link: str


class ListingContent(TypedDict):
    """All that a listing says. Who publishes and which images they are, the catalog knows."""

    publisher: NotRequired[str | None]
    publisher_url: NotRequired[str | None]
    os: NotRequired[str | None]
    features: NotRequired[list[str]]
    description: NotRequired[str | None]
    services: NotRequired[list[str]]
    release_notes: NotRequired["list[ReleaseNote]"]
    support: NotRequired[str | None]
    source_url: NotRequired[str | None]
    checklist: NotRequired["dict[str, CheckAnswer]"]


class ListingVersionAnswer(TypedDict):
    """What a listing said from a time on."""

    version: int
    at: str
    by: "AuthorAnswer"
    content: "ListingContent | None"


class ListingVersionsAnswer(TypedDict):
    """Everything that was ever published, the latest first."""

    demo: bool
    versions: "list[ListingVersionAnswer]"
    next_cursor: str | None


class LookUp(TypedDict):
    # LookUp

    file: str
    line: int
    subject: str
    region: NotRequired[str | None]
    ignore: NotRequired[list[str]]
    form: Form
    owners: NotRequired["Values | None"]
    filters: NotRequired["list[NamedValues]"]
    image_ids: NotRequired["Values"]
    most_recent: NotRequired[bool | None]
    include_deprecated: NotRequired[bool]
    dropped: NotRequired[list[str]]
    open: NotRequired[list[str]]


class LookUpAnswer(TypedDict):
    """One look-up."""

    file: str
    line: int
    form: Form
    subject: str
    bound: Bound
    owners: list[str]
    matches: "MatchesAnswer | None"


class MatchesAnswer(TypedDict):
    """What a look-up finds today."""

    region: str
    total: int
    whole: bool
    winner: "FoundImageAnswer | None"
    newest: "list[FoundImageAnswer]"


class MeAnswer(TypedDict):
    """Who is asking, as far as the service knows."""

    demo: bool
    member_id: int | None
    name: str | None
    role: Role
    created_at: str | None
    suspended_at: str | None
    shown: Shown
    scopes: list[TokenScope]
    accounts: "list[AccountAnswer]"
    sees_private: bool
    csrf_token: str | None


class ModeratedMemberAnswer(TypedDict):
    """A member as moderators see him."""

    demo: bool
    member_id: int
    name: str
    role: Role
    created_at: str
    suspended_at: str | None


class MyDigest(TypedDict):
    """A member's digest."""

    address: str
    every: Every
    watches: "list[WatchAnswer]"
    state: DigestState
    created_at: str
    confirmed_at: str | None
    next_at: str | None
    sent_at: str | None
    outcome: str | None


class NamedValues(TypedDict):
    """One filter."""

    name: str
    values: NotRequired["Values"]


class NonceAnswer(TypedDict):
    """What is to be signed."""

    demo: bool
    nonce: str
    expires_at: str
    service: str


class NoteAnswer(TypedDict):
    """What changed on a day."""

    date: str
    text: str
    html: str


class OneAnnotationAnswer(TypedDict):
    """A statement by itself."""

    demo: bool
    annotation: "AnnotationAnswer"


class OneCommentAnswer(TypedDict):
    """A comment by itself."""

    demo: bool
    comment: "CommentAnswer"


class OneListingAnswer(TypedDict):
    """A listing by itself."""

    demo: bool
    listing: "ListingAnswer"


class OwnerAnswer(TypedDict):
    """One account: who, what, where, since when."""

    demo: bool
    owner_id: str
    partition: str
    owner_alias: str | None
    identity: "IdentityAnswer"
    attributions: "list[OwnerAttribution]"
    image_count: int
    gone_image_count: int
    since: str | None
    newest_at: str | None
    regions: "list[OwnerRegionAnswer]"
    newest_releases: "list[OwnerRelease] | None"


class OwnerAttribution(TypedDict):
    """What the directory says of an account."""

    grades: list[Grade]
    known: bool
    standing: Standing
    regions: list[str] | None
    valid_from: str | None
    valid_until: str | None
    names: list[str]
    sources: "list[EvidenceAnswer]"
    proof: "ProofAnswer | None"
    note: str | None
    publisher: "PublisherName"
    url: str
    kind: PublisherKind
    origin: Origin
    warnings: list[str]
    conflicts: list[str]


class OwnerListed(TypedDict):
    """One account and how much it publishes."""

    owner_id: str
    partition: str
    owner_alias: str | None
    publishers: "list[PublisherName]"
    image_count: int
    gone_image_count: int
    region_count: int
    since: str | None
    newest_at: str | None
    link: str


class OwnerRegionAnswer(TypedDict):
    """What an owner has in one region."""

    region: str
    image_count: int
    gone_image_count: int
    oldest_at: str | None
    newest_at: str | None


class OwnerRelease(TypedDict):
    """One of an owner's newest releases, by one of its images."""

    release_id: str
    name: str
    created_at: str | None
    image_id: str
    region: str
    architecture: str | None
    platform: str
    link: str


class OwnersAnswer(TypedDict):
    """One page of owners."""

    demo: bool
    owners: "list[OwnerListed]"
    next_cursor: str | None


class PastVerdict(TypedDict):
    """A verdict as it was over a stretch of time."""

    level: TrustLevel
    score: int
    signals: "list[SignalAnswer]"
    rules_version: int
    since_at: str
    until_at: str | None


class Problem(TypedDict):
    """What went wrong, by RFC 9457 (Problem Details for HTTP APIs). Members that say nothing are left out."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: NotRequired["list[WrongParameter] | None"]
    position: NotRequired[int | None]


class ProblemKindAnswer(TypedDict):
    """What a kind of problem means."""

    demo: bool
    type: str
    title: str
    status: int
    advice: str


class ProofAnswer(TypedDict):
    """Both proofs that together make a publisher verified."""

    account_id: str
    proved_by: str
    proved_at: str
    domain: str
    domain_proved_at: str
    domain_checked_at: str


class PublisherAccount(TypedDict):
    """One account of a publisher."""

    grades: list[Grade]
    known: bool
    standing: Standing
    regions: list[str] | None
    valid_from: str | None
    valid_until: str | None
    names: list[str]
    sources: "list[EvidenceAnswer]"
    proof: "ProofAnswer | None"
    note: str | None
    account_id: str
    partition: str
    link: str


class PublisherAnswer(TypedDict):
    """One publisher: its accounts, names and sources, what it proved, and where sources contradict each other."""

    demo: bool
    slug: str
    name: str
    url: str
    kind: PublisherKind
    origin: Origin
    accounts: "list[PublisherAccount]"
    name_patterns: list[str]
    ssm_parameters: list[str]
    sources: list[str]
    warnings: list[str]
    conflicts: list[str]
    account_proofs: "list[AccountProofAnswer]"
    domain_proofs: "list[DomainProofAnswer]"


class PublisherListed(TypedDict):
    """One publisher."""

    slug: str
    name: str
    url: str
    kind: PublisherKind
    origin: Origin
    account_count: int
    known: bool
    proven: bool
    link: str


class PublisherName(TypedDict):
    """A publisher of the directory."""

    slug: str
    name: str


class PublishersAnswer(TypedDict):
    """One page of publishers."""

    demo: bool
    publishers: "list[PublisherListed]"
    next_cursor: str | None


class QueueAnswer(TypedDict):
    """What waits for moderators, the most flagged first."""

    demo: bool
    flagged: "list[FlaggedAnswer]"
    listings: "list[FlaggedListingAnswer]"


class RadarAnswer(TypedDict):
    """Who wins look-ups and should not."""

    demo: bool
    winners: "list[RadarEntry]"
    more: bool


class RadarEntry(TypedDict):
    """An image of nobody we know that a look-up gives to whoever names no owner."""

    pattern: str
    publisher: "PublisherName | None"
    partition: str
    region: str
    image_id: str
    name: str
    owner_id: str
    release_id: str
    level: TrustLevel
    score: int
    created_at: str
    deprecated_at: str | None
    verdict: str
    genuine: "GenuineAnswer | None"


class ReadyAnswer(TypedDict):
    """Whether requests can be answered."""

    demo: bool
    status: Literal["ok", "error"]
    components: "dict[str, ComponentState]"


class ReleaseAnswer(TypedDict):
    """One build copied to many regions."""

    demo: bool
    release_id: str
    partition: str
    name: str
    description: str | None
    publisher: "PublisherName | None"
    identity: "IdentityAnswer"
    owner_ids: list[str]
    owner_aliases: list[str]
    platform: str
    architectures: list[str]
    root_device_types: list[str]
    created_at: str | None
    deprecated_at: str | None
    deprecated: bool
    gone_at: str | None
    family_id: str | None
    superseded_by: str | None
    verdict: "VerdictLink | None"
    newest: "ReleaseImage"
    regions: list[str]
    image_count: int
    images: "list[ReleaseImage]"


class ReleaseImage(TypedDict):
    """One image of a release."""

    partition: str
    region: str
    image_id: str
    owner_id: str
    architecture: str | None
    created_at: str | None
    deprecated_at: str | None
    gone_at: str | None
    link: str


class ReleaseLink(TypedDict):
    """The release an image belongs to."""

    release_id: str
    link: str


class ReleaseNote(TypedDict):
    """What changed on a day."""

    date: str
    text: str


class ReleaseVerdictAnswer(TypedDict):
    """The verdict on one release."""

    demo: bool
    release_id: str
    partition: str
    family_id: str
    name: str
    publisher: "PublisherName | None"
    level: TrustLevel
    score: int
    signals: "list[SignalAnswer]"
    rules_version: int
    since_at: str
    judged_at: str
    created_at: str | None
    gone_at: str | None
    history: str


class ReportAnswer(TypedDict):
    """How much a scanner found, by severity."""

    tool: str
    critical: int
    high: int
    medium: int
    low: int
    unknown: int


class ResolveAnswer(TypedDict):
    """The one image that is meant."""

    demo: bool
    image_id: str
    partition: str
    region: str
    architecture: str | None
    name: str
    owner_id: str
    publisher: "PublisherName | None"
    level: TrustLevel
    score: int
    created_at: str | None
    deprecated_at: str | None
    release_id: str
    family_id: str
    link: str
    verdict: str


class RulingAnswer(TypedDict):
    """What a moderator decided of a release, for ever on record."""

    malicious: bool
    reason: str
    at: str


class RulingsAnswer(TypedDict):
    """Every ruling on a release."""

    demo: bool
    release_id: str
    rulings: "list[RulingAnswer]"


class SearchAnswer(TypedDict):
    """One page of releases, and what all pages hold."""

    demo: bool
    hits: "list[Hit]"
    total: int
    facets: "dict[str, list[FacetValue]]"
    next_cursor: str | None
    corrected: dict[str, str]
    also: dict[str, str]
    comments_found: NotRequired[int | None]
    took_ms: float


class ServiceAnswer(TypedDict):
    """What this is, and where to go on."""

    demo: bool
    name: str
    version: str
    description: str
    links: dict[str, str]


class SessionAnswer(TypedDict):
    """A session that began."""

    demo: bool
    member_id: int
    name: str
    secret: str
    expires_at: str


class SignalAnswer(TypedDict):
    """One finding of one rule."""

    rule: str
    outcome: Outcome
    reason: str
    evidence: dict[str, Any]
    source: str
    at: str | None


class SuggestAnswer(TypedDict):
    """What may be meant, publishers first."""

    demo: bool
    suggestions: "list[Suggestion]"


class Suggestion(TypedDict):
    """One thing that may be meant."""

    kind: SuggestionKind
    text: str
    trust: TrustLevel | None
    link: str


class ThreadAnswer(TypedDict):
    """A comment with the replies to it."""

    comment_id: int
    release_id: str
    image_id: str
    reply_to: int | None
    kind: Kind
    author: "AuthorAnswer"
    by_maker: bool
    state: State
    text: str | None
    html: str | None
    pinned: bool
    created_at: str
    edited_at: str | None
    version: int
    link: str
    replies: "list[CommentAnswer]"


class ThreadsAnswer(TypedDict):
    """What was said of a release: pinned first, then as it was written."""

    demo: bool
    threads: "list[ThreadAnswer]"
    next_cursor: str | None


class TokenAnswer(TypedDict):
    """An access token, without its secret."""

    token_id: int
    name: str
    scopes: list[TokenScope]
    created_at: str
    expires_at: str
    used_at: str | None
    revoked_at: str | None
    live: bool


class TokenMadeAnswer(TypedDict):
    """A new access token."""

    demo: bool
    token: "TokenAnswer"
    secret: str


class TokensAnswer(TypedDict):
    """The access tokens of who asks."""

    demo: bool
    tokens: "list[TokenAnswer]"


class Values(TypedDict):
    """Some texts: those that are `known`, and the expressions that nothing in the file resolves."""

    known: NotRequired[list[str]]
    open: NotRequired[list[str]]


class VerdictHistoryAnswer(TypedDict):
    """What was thought of a release, and what is, and what moderators decided of it."""

    demo: bool
    release_id: str
    rulings: "list[RulingAnswer]"
    verdicts: "list[PastVerdict]"


class VerdictLink(TypedDict):
    """How far a release can be trusted, and where the reasons are."""

    level: TrustLevel
    score: int
    link: str


class VerdictsAnswer(TypedDict):
    """The verdicts on many images. Each id that was asked for is in exactly one of the three lists, once."""

    demo: bool
    verdicts: "list[ImageVerdict]"
    not_judged: list[str]
    unknown: list[str]


class VersionAnswer(TypedDict):
    """What a comment said before."""

    version: int
    text: str
    until_at: str


class VersionsAnswer(TypedDict):
    """What a comment said before it was edited, the latest first."""

    demo: bool
    versions: "list[VersionAnswer]"


class WatchAnswer(TypedDict):
    """Something watched."""

    kind: WatchKind
    about: str


class WatchWanted(TypedDict):
    """Something to watch."""

    kind: WatchKind
    about: str


class WebhookAnswer(TypedDict):
    """A webhook, without its secret."""

    webhook_id: int
    url: str
    watches: "list[WatchAnswer]"
    created_at: str
    failing_since: str | None
    disabled_at: str | None


class WebhookMadeAnswer(TypedDict):
    """A new webhook."""

    demo: bool
    webhook: "WebhookAnswer"
    secret: str


class WebhooksAnswer(TypedDict):
    """The webhooks of who asks."""

    demo: bool
    webhooks: "list[WebhookAnswer]"


class WrongParameter(TypedDict):
    """One parameter that is not right."""

    parameter: str
    location: str
    detail: str
    value: NotRequired[str | None]
