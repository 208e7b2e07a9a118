"""What all rules look at: the facts of a release with whose it is, found once.

`vouched`: AWS or a good source says who the owner is, so no name of his can deceive about it. Who proved his account
and domain and gave himself his name is verified, and not vouched for.
"""

import re
from datetime import datetime, timedelta

from catalog.directory import Directory
from catalog.publisher import Standing
from trust.facts import ImageFacts, ReleaseFacts
from trust.identity import Identity
from trust.levels import TrustLevel
from trust.names.likeness import Likeness, likeness
from trust.names.lookups import Lookup, foreign_lookups, slugs_held

_UNASKED = object()
_SAYS_COPY = re.compile(r"\[copied ami-|\bcopied from\b|\bcopy of\b")
_OWN_BUILD = re.compile(
    r"\bour own\b|\bhardened\b|\bhardening\b|\bcustomi[sz]ed\b|\bcustom (?:build|image|ami)\b|\bunofficial\b"
    r"|\b(?:based|built) (?:up)?on\b|\bderived from\b|\bnot affiliated\b|\bgolden image\b"
)


class Case:
    """A release before its judges. What costs something is worked out when a rule asks, and once.

    Millions of cases are made, so this is a plain class with slots: `cached_property` takes a lock.
    """

    __slots__ = (
        *("_copied_from", "_likeness", "_lookups", "_words", "changes_at"),
        *("directory", "facts", "identity", "image", "vouched"),
    )

    def __init__(self, facts: ReleaseFacts, directory: Directory, identity: Identity) -> None:
        self.facts = facts
        self.directory = directory
        self.identity = identity
        self.image: ImageFacts = facts.images[0]
        proven = identity.level is TrustLevel.VERIFIED or identity.level is TrustLevel.KNOWN
        self.vouched = proven and not identity.names_itself
        self.changes_at: datetime | None = None
        self._words: str | None = None
        self._copied_from: str | object | None = _UNASKED
        self._likeness: Likeness | object | None = _UNASKED
        self._lookups: tuple[Lookup, ...] | None = None

    def holds_until(self, moment: datetime, after: timedelta = timedelta()) -> None:
        """A rule says: of the same facts it says something else from that moment on, or `after` it."""
        try:
            moment += after
        except OverflowError:  # EC2 gives any date that somebody wrote
            return
        if moment > self.facts.now and (self.changes_at is None or moment < self.changes_at):
            self.changes_at = moment

    @property
    def created_at(self) -> datetime | None:
        """When the newest image was made: a copy to one more region makes a release no younger than its last build."""
        newest = None
        for image in self.facts.images:
            created = image.created_at
            if created is not None and (newest is None or created > newest):
                newest = created
        return newest

    @property
    def words(self) -> str:
        """The description in lower case: most of what rules search it for is not there, which this tells soonest."""
        if self._words is None:
            self._words = (self.image.description or "").lower()
        return self._words

    @property
    def own_slugs(self) -> frozenset[str] | None:
        """The publishers whose names the owner may use; None: all of them."""
        return slugs_held(self.directory, self.facts.partition, self.image.owner_id)

    @property
    def likeness(self) -> Likeness | None:
        """What the name is like, when the brand is not the owner's."""
        if self._likeness is _UNASKED:
            self._likeness = self._foreign_likeness()
        return self._likeness  # type: ignore[return-value]

    def _foreign_likeness(self) -> Likeness | None:
        own = self.own_slugs
        if self.vouched or own is None:
            return None
        found = likeness(self.facts.name)
        return None if found is None or found.brand.slugs & own else found

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """The look-ups that the release answers and should not."""
        if self._lookups is None:
            image = self.image
            self._lookups = (
                ()
                if self.vouched
                else foreign_lookups(
                    self.directory, self.facts.partition, image.owner_id, self.facts.name, image.owner_alias
                )
            )
        return self._lookups

    @property
    def copied_from(self) -> str | None:
        """The image that EC2 says this is a copy of."""
        if self._copied_from is _UNASKED:
            source = self.image.document.get("SourceImageId")
            self._copied_from = source if isinstance(source, str) else None
        return self._copied_from  # type: ignore[return-value]

    @property
    def says_copy(self) -> bool:
        """Whether EC2 or the description tells that the image is a copy."""
        return self.copied_from is not None or ("cop" in self.words and bool(_SAYS_COPY.search(self.words)))

    @property
    def says_own_build(self) -> bool:
        """Whether the description tells that the image is a build of somebody's own."""
        return bool(self.words) and bool(_OWN_BUILD.search(self.words))

    def reaches(self, slugs: frozenset[str]) -> bool:
        """Whether the directory knows an account of one of the publishers for where the release is.

        Where it knows none, an image of theirs may come from an account that nobody has written down.
        """
        regions = {image.region for image in self.facts.images}
        return any(
            account.partition == self.facts.partition
            and account.standing in (Standing.CURRENT, Standing.FORMER)
            and (account.regions is None or not regions.isdisjoint(account.regions))
            for slug in slugs
            for account in self.directory.accounts_of(slug)
        )

    def lost_by(self, slugs: frozenset[str]) -> bool:
        """Whether the owner's account was once one of theirs."""
        holders = self.directory.holders(self.facts.partition, self.image.owner_id)
        return any(holder.publisher.slug in slugs and holder.account.standing is Standing.LOST for holder in holders)
