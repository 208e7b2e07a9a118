"""Who made an image, and how we know: the first rule, which caps every other.

Strongest first: the owner alias, which AWS alone sets; a publisher who proved both the account and the domain of its
site; an entry of the directory with a public source; nothing. Pure: it is told the alias and the attribution, and asks
nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.publisher import Attribution, Grade, Origin, Proof, PublisherKind, Standing
from trust.levels import TrustLevel

AMAZON = "amazon"
MARKETPLACE = "aws-marketplace"
BACKUP_VAULT = "aws-backup-vault"

# Where AWS says what an owner alias is, and that it comes from a list that Amazon maintains.
ALIAS_SOURCE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html"
VERIFIED_PROVIDER_SOURCE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A public source: a URL or a citation. `grade` None: AWS's own word, which needs no grade."""

    source: str
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is behind an image: one of verified, known and unverified, with the reason as a sentence for people.

    `publisher` is a slug of the directory, also where the level is unverified because its source is too weak.
    `names_itself`: nobody but the publisher says what it is called, so its images may still deceive by their names.
    """

    level: TrustLevel
    reason: str
    evidence: tuple[Evidence, ...]
    publisher: str | None
    names_itself: bool = False

    def __hash__(self) -> int:
        """Of the reason alone, which hardly two have in common: the sources of one are many."""
        return hash(self.reason)


def identify(alias: str | None, attribution: Attribution | None, product_codes: Sequence[str] = ()) -> Identity:
    """The identity that EC2's owner alias and the directory's attribution give an image.

    Nobody can give himself an alias, so it decides first. `amazon` covers Amazon and the providers AWS verified: the
    account decides which. An alias that we do not know proves nothing. `product_codes` are those of AWS Marketplace.
    """
    if alias == AMAZON:
        return _by_amazon(attribution)
    if alias == MARKETPLACE:
        return Identity(
            TrustLevel.VERIFIED,
            f"AWS Marketplace lists this image. {_seller(product_codes)}",
            (Evidence(ALIAS_SOURCE),),
            attribution.publisher.slug if attribution else None,
        )
    if alias == BACKUP_VAULT:
        return Identity(
            TrustLevel.UNVERIFIED,
            "AWS Backup keeps this image in one of its vaults, which does not tell who made it.",
            (Evidence(ALIAS_SOURCE),),
            None,
        )
    return _by_directory(attribution, product_codes)


def _by_amazon(attribution: Attribution | None) -> Identity:
    proof = (Evidence(ALIAS_SOURCE), Evidence(VERIFIED_PROVIDER_SOURCE))
    if attribution is None or attribution.account.standing is Standing.LOST:
        reason = "AWS marks the owner as Amazon or a provider that it verified; no source we hold tells which."
        return Identity(TrustLevel.VERIFIED, reason, proof, None)
    name = attribution.publisher.name
    according = "" if attribution.known else ", as a third party says,"
    return Identity(
        TrustLevel.VERIFIED,
        f"AWS marks the owner as Amazon or a provider that it verified, and the account{according} belongs to {name}.",
        (*proof, *_evidence(attribution)),
        attribution.publisher.slug,
    )


def _by_directory(attribution: Attribution | None, product_codes: Sequence[str]) -> Identity:
    if attribution is None:
        reason = "No public source that we hold ties the owner of this image to a publisher."
        return Identity(TrustLevel.UNVERIFIED, reason, (), None)
    name = attribution.publisher.name
    slug = attribution.publisher.slug
    evidence = _evidence(attribution)
    if attribution.account.standing is Standing.LOST:
        reason = f"The owner's account once belonged to {name}, who no longer controls it: anyone may hold it now."
        return Identity(TrustLevel.UNVERIFIED, reason, evidence, None)
    if attribution.proof is not None:
        return _by_proof(attribution, attribution.proof)
    if not attribution.known:
        reason = f"Only third parties say that the owner's account belongs to {name}; no source of theirs confirms it."
        return Identity(TrustLevel.UNVERIFIED, reason, evidence, slug)
    if attribution.publisher.kind is PublisherKind.STOREFRONT:
        reason = f"The owner's account is that of {name}, which sells for others. {_seller(product_codes)}"
        return Identity(TrustLevel.KNOWN, reason, evidence, slug)
    reason = f"{_BY_GRADE[attribution.grades[0]]} that the owner's account belongs to {name}."
    return Identity(TrustLevel.KNOWN, reason, evidence, slug)


def _by_proof(attribution: Attribution, proof: Proof) -> Identity:
    publisher = attribution.publisher
    by_itself = publisher.origin is Origin.MEMBER
    who = f"Who holds {proof.domain}, and goes by the name {publisher.name}," if by_itself else publisher.name
    reason = (
        f"{who} proved that the owner's account is theirs, by {proof.proved_by} on {proof.proved_at.date()}, and so is "
        f"the domain {proof.domain}, last checked on {proof.domain_checked_at.date()}."
    )
    evidence = (
        Evidence(f"account {proof.account_id}: {proof.proved_by}, {proof.proved_at.date()}", Grade.PROVEN),
        Evidence(f"https://{proof.domain}/", Grade.PROVEN),
    )
    return Identity(TrustLevel.VERIFIED, reason, evidence, publisher.slug, names_itself=by_itself)


# How the reason begins, by the best grade of the account.
_BY_GRADE = {
    Grade.OFFICIAL: "The publisher or AWS says",
    Grade.PROJECT: "A maintained project's code or documentation says",
    Grade.OBSERVED: "Recorded answers of EC2 show",
    Grade.THIRD_PARTY: "Several independent third parties say",
}


def _seller(product_codes: Sequence[str]) -> str:
    if not product_codes:
        return "The seller is told by a product code, which this image does not carry."
    codes = ", ".join(product_codes)
    return f"The seller is told by product code {codes}, not by the account."


def _evidence(attribution: Attribution) -> tuple[Evidence, ...]:
    """The sources with the account's best grade: the directory grades an account, not each source."""
    return tuple(Evidence(source, attribution.grades[0]) for source in attribution.sources)
