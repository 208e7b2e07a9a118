"""Proofs that come and go by themselves: tokens that crawls saw, and domains, which are looked at again each week.

One worker at a time does it, beside the draining of the outbox: a domain may take seconds to answer.
"""

from datetime import datetime, timedelta

from rich.console import Console

from api.domain_proof import ask_domain
from api.safe_fetch import SafeFetch
from catalog.account_tokens import take_seen_tokens, waiting_tokens
from catalog.claims import proven_accounts
from catalog.database import Database
from catalog.publisher_proofs import domains_to_check, lapse_domain_proof, record_domain_proof
from catalog.utc_time import now
from cli.lookout import Lookout

CHECKED_EVERY = timedelta(days=7)
# A domain that cannot be looked at keeps its proof for a while: name servers and sites fail.
UNSEEN_FOR = timedelta(days=14)
# Until a domain that could not be looked at is tried again.
TRIED_AGAIN_AFTER = timedelta(hours=6)


class ProofWatch(Lookout):
    """Looks from `start` to `stop`."""

    name = "proofs"
    pause_seconds = 30.0

    def __init__(self, database: Database, fetch: SafeFetch, console: Console) -> None:
        super().__init__(console)
        self._database = database
        self._fetch = fetch
        self._tried: dict[tuple[str, str], datetime] = {}

    def database(self) -> Database:
        return self._database

    def work(self) -> None:
        self.look(at=now())

    def look(self, *, at: datetime) -> None:
        """Take what crawls saw, and look at each domain that is due."""
        with self._database.read() as session:
            waiting = bool(waiting_tokens(session, at=at))
            due = domains_to_check(session, checked_before=at - CHECKED_EVERY)
        if waiting:
            with self._database.write() as session:
                take_seen_tokens(session, at=at)
        for proof in due:
            tried = self._tried.get((proof.publisher, proof.domain))
            if not self._stopping.is_set() and (tried is None or at - tried >= TRIED_AGAIN_AFTER):
                self._tried[proof.publisher, proof.domain] = at
                self._check(proof.publisher, proof.domain, proof.checked_at, at)

    def _check(self, publisher: str, domain: str, checked_at: datetime, at: datetime) -> None:
        told = ask_domain(self._fetch, domain)
        with self._database.write() as session:
            if not told.accounts.isdisjoint(proven_accounts(session, publisher)):
                record_domain_proof(session, publisher=publisher, domain=domain, at=at)
            elif told.certain or at - checked_at >= UNSEEN_FOR:
                lapse_domain_proof(session, publisher=publisher, domain=domain, at=at)
