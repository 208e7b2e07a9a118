"""The directory of well-known publishers: who is behind an account, as far as public sources tell.

It answers for single images, 3.2 million of them in a crawl, so an answer is one look into a dict. What makes a
publisher trustworthy beyond its identity is not judged here but in trust/.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from catalog.directory_file import parse_publishers
from catalog.errors import DirectoryError
from catalog.publisher import Account, Attribution, Grade, Proof, Publisher, PublisherKind, Standing

# Where one site speaks for many people, each with a first part of the path of his own.
CODE_HOSTS = frozenset({"codeberg.org", "gist.github.com", "github.com", "gitlab.com", "raw.githubusercontent.com"})

_WORD = re.compile(r"[^\W_]+")


def load_directory(path: Path | None = None) -> "Directory":
    """The directory in a file, or the one that comes with Amidex. Raises DirectoryError when the file is wrong."""
    if path is None:
        return Directory(
            parse_publishers(files("catalog").joinpath("publishers.toml").read_text("utf-8"), "publishers.toml")
        )
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DirectoryError(f"{path} cannot be read: {error}") from error
    return Directory(parse_publishers(text, path.name))


class Directory:
    """Publishers and their accounts. Never changes once made."""

    def __init__(
        self, publishers: Iterable[Publisher], proofs: Mapping[tuple[str, str, str], Proof] = MappingProxyType({})
    ) -> None:
        """`proofs` are what publishers proved, by slug, partition and account id.

        Raises DirectoryError when two entries contradict each other.
        """
        self._publishers: dict[str, Publisher] = {}
        for publisher in publishers:
            if publisher.slug in self._publishers:
                raise DirectoryError(f"publisher {publisher.slug}: slug: it is there twice; rename or join them")
            self._publishers[publisher.slug] = publisher
        self._proofs = dict(proofs)
        self._attributions = _attributions(self._publishers.values(), proofs)
        self._words = {slug: _words(publisher) for slug, publisher in self._publishers.items()}
        self.fingerprint = _fingerprint(self._attributions)
        """Changes when what the directory says of any image changes. Notes, links and sources do not count."""

    def __reduce__(self) -> tuple[type["Directory"], tuple[Iterable[Publisher], Mapping[tuple[str, str, str], Proof]]]:
        """Pickled by what it was made of."""
        return type(self), (self.publishers(), self._proofs)

    def attribute(
        self,
        partition: str,
        region: str | None,
        owner_id: str,
        *,
        name: str | None = None,
        created_at: datetime | None = None,
    ) -> Attribution | None:
        """Who is behind an image of this account, or None when the directory does not know.

        An entry bound to regions or to a time says nothing of other images. A region or time of None leaves that
        question out, which suits a question about an account and not about an image. Where publishers share an
        account, the image's name decides; None when it fits none of them, or more than one.
        """
        attributions = self._attributions.get((partition, owner_id))
        if attributions is None:
            return None
        if len(attributions) == 1 and attributions[0].account.is_whole:
            return attributions[0]
        fitting = [
            attribution
            for attribution in attributions
            if attribution.account.covers(region, created_at) and attribution.account.names_image(name)
        ]
        if not fitting or any(attribution.publisher is not fitting[0].publisher for attribution in fitting):
            return None
        return fitting[0]

    def holders(self, partition: str, owner_id: str) -> tuple[Attribution, ...]:
        """Everything the directory says of an account, over all regions, times and publishers that share it."""
        return self._attributions.get((partition, owner_id), ())

    def publisher(self, slug: str) -> Publisher | None:
        return self._publishers.get(slug)

    def publishers(self) -> tuple[Publisher, ...]:
        """All of them, in the order of the file."""
        return tuple(self._publishers.values())

    def accounts_of(self, slug: str) -> tuple[Account, ...]:
        """The accounts of a publisher, those it was only listed through included; none when there is no such slug."""
        publisher = self._publishers.get(slug)
        return publisher.accounts if publisher else ()

    def search(self, text: str) -> tuple[Publisher, ...]:
        """Publishers whose slug or name holds a word beginning with each word of the text, whatever the case.

        Written together counts too ("redhat"). The best come first: the slug or name itself, then one that begins
        so, then the others, in the order of the file. A text without words finds all of them.
        """
        wanted = _WORD.findall(text.casefold())
        together = "".join(wanted)
        ranked = []
        for slug, publisher in self._publishers.items():
            words = self._words[slug]
            forms = ["".join(_WORD.findall(form.casefold())) for form in (slug, publisher.name)]
            begins = any(form.startswith(together) for form in forms)
            if begins or all(any(word.startswith(start) for word in words) for start in wanted):
                ranked.append((together not in forms, not begins, publisher))
        return tuple(publisher for _, _, publisher in sorted(ranked, key=lambda found: found[:2]))


def _words(publisher: Publisher) -> frozenset[str]:
    return frozenset(_WORD.findall(f"{publisher.slug} {publisher.name}".casefold()))


def _attributions(
    publishers: Iterable[Publisher], proofs: Mapping[tuple[str, str, str], Proof]
) -> Mapping[tuple[str, str], tuple[Attribution, ...]]:
    """What is said of each (partition, account id). A storefront's account says nothing of those it lists."""
    entries: dict[tuple[str, str], list[tuple[Publisher, Account]]] = defaultdict(list)
    listed: list[tuple[Publisher, Account]] = []
    for publisher in publishers:
        for account in publisher.accounts:
            if account.standing is Standing.STOREFRONT and publisher.kind is not PublisherKind.STOREFRONT:
                listed.append((publisher, account))
            else:
                entries[account.partition, account.id].append((publisher, account))
    for publisher, account in listed:
        holders = entries.get((account.partition, account.id), [])
        if not any(holder.kind is PublisherKind.STOREFRONT for holder, _ in holders):
            raise DirectoryError(
                f"publisher {publisher.slug}: account {account.id}: standing: no entry of kind storefront in "
                f"{account.partition} owns this account; add the storefront or correct the standing"
            )
    for holders in entries.values():
        _refuse_contradictions(holders)
    return MappingProxyType({key: _attributions_of(holders, proofs) for key, holders in entries.items()})


def _attributions_of(
    holders: list[tuple[Publisher, Account]], proofs: Mapping[tuple[str, str, str], Proof]
) -> tuple[Attribution, ...]:
    shared = len({publisher.slug for publisher, _ in holders}) > 1
    return tuple(
        Attribution(
            publisher=publisher,
            account=account,
            sources=account.sources or publisher.sources,
            known=_is_known(account),
            shared=shared,
            proof=proofs.get((publisher.slug, account.partition, account.id)),
        )
        for publisher, account in holders
    )


def _refuse_contradictions(holders: list[tuple[Publisher, Account]]) -> None:
    """One image must not be attributed twice: not by one publisher's entries, and by two publishers' only by name."""
    for (publisher, account), (other_publisher, other) in combinations(holders, 2):
        where = f"publisher {other_publisher.slug}: account {other.id}"
        if publisher is other_publisher and _overlap(account, other):
            raise DirectoryError(f"{where}: the publisher has it twice for one region and time; join the entries")
        if publisher is not other_publisher and not (account.names and other.names):
            raise DirectoryError(
                f"{where}: publisher {publisher.slug} has it too; add names to both, which tell their images apart"
            )


def _overlap(account: Account, other: Account) -> bool:
    in_regions = account.regions is None or other.regions is None or not set(account.regions).isdisjoint(other.regions)
    ends_before = account.valid_until and other.valid_from and account.valid_until <= other.valid_from
    begins_after = account.valid_from and other.valid_until and other.valid_until <= account.valid_from
    return in_regions and not ends_before and not begins_after


def _is_known(account: Account) -> bool:
    """A third-party grade counts for nothing alone; two independent sources of the account itself make up for it."""
    if account.standing is Standing.LOST:
        return False
    if any(grade is not Grade.THIRD_PARTY for grade in account.grades):
        return True
    return len({_voice(source) for source in account.sources} - {None}) >= 2


def _voice(source: str) -> str | None:
    """Who speaks in a source: its site, or on a code host the owner of the repository. None where it is no link.

    Two pages of one site are one voice, and so are two repositories of one organisation.
    """
    link = urlsplit(source.lower())
    if link.hostname in CODE_HOSTS:
        return f"{link.hostname}{link.path.split('/')[1:2]}"
    return link.hostname


def _fingerprint(attributions: Mapping[tuple[str, str], tuple[Attribution, ...]]) -> str:
    """Of everything that an image's release, publisher or standing follows from, whatever the order of the file."""
    said = sorted(
        [
            *key,
            attribution.publisher.slug,
            attribution.publisher.name,
            attribution.publisher.kind,
            attribution.account.standing,
            attribution.known,
            attribution.shared,
            str(attribution.proof or ""),
            list(attribution.account.regions or ()),
            str(attribution.account.valid_from or ""),
            str(attribution.account.valid_until or ""),
            sorted(pattern.text for pattern in attribution.account.names),
        ]
        for key, of_account in attributions.items()
        for attribution in of_account
    )
    return blake2b(json.dumps(said).encode(), digest_size=8, person=b"amidex-publisher").hexdigest()
