"""The directory as this catalog has it: the built-in one, what the operator imported, and what publishers proved.

The built-in directory is never overridden: what contradicts it is told as a conflict, and nothing is attributed by it.
A proof counts when the account and the domain of the publisher's own URL are both proven and have not lapsed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from catalog.directory import CODE_HOSTS, Directory
from catalog.imported_accounts import ImportedEntry, imported_entries
from catalog.publisher import Account, Grade, Origin, Proof, Publisher
from catalog.publisher_proofs import account_proofs, domain_proofs
from catalog.publisher_tables import ListedPublisher, PublisherAccountProof, PublisherDomainProof

AccountKey = tuple[str, str]  # partition and account id


class Additions(NamedTuple):
    """What the catalog has besides the built-in directory, lapsed proofs included."""

    listed: tuple[ListedPublisher, ...] = ()
    imported: tuple[ImportedEntry, ...] = ()
    accounts: tuple[PublisherAccountProof, ...] = ()
    domains: tuple[PublisherDomainProof, ...] = ()


def read_directory(session: Session, built_in: Directory) -> Directory:
    """The whole directory as it is now."""
    listed = session.exec(select(ListedPublisher).order_by(col(ListedPublisher.slug))).all()
    additions = Additions(
        tuple(listed), imported_entries(session), tuple(account_proofs(session)), tuple(domain_proofs(session))
    )
    return whole_directory(built_in, additions) if any(additions) else built_in


def whole_directory(built_in: Directory, additions: Additions) -> Directory:
    """Pure: the same parts always make the same directory."""
    made = _Making(built_in, additions.listed)
    # A proof is better than a list: what both name goes to whoever proved it.
    proofs = made.prove(additions.accounts, additions.domains)
    made.take_in(additions.imported)
    return Directory(made.publishers(), proofs)


def is_site_of(publisher: Publisher, domain: str) -> bool:
    """Whether who controls a domain speaks for the publisher: its URL is there, and it is no site of many people's.

    An import's URL is what some list cites, so a domain tells nothing of such a publisher.
    """
    host = urlsplit(publisher.url.lower()).hostname or ""
    mine = host == domain or host.endswith(f".{domain}")
    return mine and host not in CODE_HOSTS and publisher.origin is not Origin.IMPORT


class _Making:
    """A directory in the making."""

    def __init__(self, built_in: Directory, listed: Iterable[ListedPublisher]) -> None:
        self._publishers = {publisher.slug: publisher for publisher in built_in.publishers()}
        for entry in listed:
            if entry.slug not in self._publishers:
                self._publishers[entry.slug] = Publisher(
                    entry.slug, entry.name, entry.url, (), (), origin=Origin(entry.origin)
                )
        self._holders: dict[AccountKey, set[str]] = defaultdict(set)
        for publisher in built_in.publishers():
            for account in publisher.accounts:
                self._holders[account.partition, account.id].add(publisher.slug)

    def publishers(self) -> list[Publisher]:
        """Those that own something: a name alone attributes nothing."""
        return [publisher for publisher in self._publishers.values() if publisher.accounts]

    def prove(
        self, accounts: Iterable[PublisherAccountProof], domains: Iterable[PublisherDomainProof]
    ) -> dict[tuple[str, str, str], Proof]:
        sites = {
            domain.publisher: domain
            for domain in domains
            if domain.lapsed_at is None
            and domain.publisher in self._publishers
            and is_site_of(self._publishers[domain.publisher], domain.domain)
        }
        proofs = {}
        for proof in accounts:
            site = sites.get(proof.publisher)
            if proof.lapsed_at is None and site is not None and self._give_proven(proof):
                proofs[proof.publisher, proof.partition, proof.account_id] = Proof(
                    proof.account_id,
                    proof.proved_by,
                    proof.proved_at,
                    site.domain,
                    site.proved_at,
                    site.checked_at,
                )
        return proofs

    def _give_proven(self, proof: PublisherAccountProof) -> bool:
        """Give the publisher the account unless it is somebody else's; whether it is his now."""
        holders = self._holders[proof.partition, proof.account_id]
        if proof.publisher in holders:
            return True
        if holders:
            names = " and ".join(self._publishers[slug].name for slug in sorted(holders))
            self._conflict(
                proof.publisher,
                f"They proved account {proof.account_id}, which the directory gives to {names}: it stays with those.",
            )
            return False
        source = f"proved by {proof.proved_by} on {proof.proved_at.date()}"
        account = Account(proof.account_id, proof.partition, (Grade.PROVEN,), sources=(source,))
        self._give(proof.publisher, account)
        return True

    def take_in(self, imported: Iterable[ImportedEntry]) -> None:
        """Give each publisher what lists say is his, and name the conflicts."""
        sources: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        lists: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        names: dict[str, str] = {}
        for entry in imported:
            key = (entry.publisher, entry.partition, entry.account_id)
            sources[key] += [source for source in (entry.list, *entry.sources) if source not in sources[key]]
            lists[key].append(entry.list)
            names[entry.publisher] = entry.name
        claimed: dict[AccountKey, set[str]] = defaultdict(set)
        for slug, partition, account_id in sources:
            claimed[partition, account_id].add(slug)
        for (slug, partition, account_id), cited in sources.items():
            holders = self._holders[partition, account_id]
            others = (holders or claimed[partition, account_id]) - {slug}
            if others:
                where = " and ".join(lists[slug, partition, account_id])
                for other in others:
                    self._conflict(other, f"{where} says that account {account_id} belongs to {names[slug]}.")
                if not holders:  # the lists contradict each other
                    self._conflict(slug, f"{where} says that account {account_id} is theirs, and others' too.")
            elif not holders and slug in self._publishers:
                self._give(slug, Account(account_id, partition, (Grade.THIRD_PARTY,), sources=tuple(cited)))

    def _give(self, slug: str, account: Account) -> None:
        publisher = self._publishers[slug]
        known = (*publisher.sources, *(source for source in account.sources if source not in publisher.sources))
        sources = publisher.sources if publisher.origin is Origin.DIRECTORY else known
        self._publishers[slug] = replace(publisher, accounts=(*publisher.accounts, account), sources=sources)
        self._holders[account.partition, account.id].add(slug)

    def _conflict(self, slug: str, text: str) -> None:
        publisher = self._publishers.get(slug)
        if publisher is not None and text not in publisher.conflicts:
            self._publishers[slug] = replace(publisher, conflicts=(*publisher.conflicts, text))
