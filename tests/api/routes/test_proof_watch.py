"""Proofs that come and go by themselves: domains that are looked at again, and tokens that crawls see."""

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from rich.console import Console

from catalog.account_tokens import take_seen_tokens
from catalog.members import PROOF_TIME
from catalog.publisher_proofs import domain_proofs, lapse_account_proof
from catalog.scopes import Scope
from cli.proof_watch import CHECKED_EVERY, UNSEEN_FOR, ProofWatch
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from tests.api.conftest import NOW, Client
from tests.api.members import signed_in, with_token
from tests.api.routes.claiming import ACME, MINE, OTHERS, ask
from tests.crawler.conftest import Remembering, ScriptedSource, image


@pytest.fixture
def watch(here):
    return ProofWatch(here.database, here.fetch, Console())


@pytest.fixture
def proven(publisher, outside):
    outside.records["_amidex.acme.example", "TXT"] = [f'"amidex-account={MINE}"']
    ask(publisher, "PUT", "acme", ACME)
    assert ask(publisher, "PUT", "acme/domain", {"domain": "acme.example"}).status_code == 200
    return publisher


def domain(services):
    with services.database.read() as session:
        return domain_proofs(session, "acme")[-1]


def test_a_domain_is_looked_at_again_each_week(here, proven, watch):
    watch.look(at=NOW + CHECKED_EVERY - timedelta(hours=1))
    assert domain(here).checked_at == NOW
    watch.look(at=NOW + CHECKED_EVERY)
    assert (domain(here).checked_at, domain(here).lapsed_at) == (NOW + CHECKED_EVERY, None)


def test_a_domain_that_cannot_be_looked_at_keeps_its_proof_for_two_weeks(here, proven, watch, outside):
    outside.fails = True
    watch.look(at=NOW + CHECKED_EVERY)
    assert domain(here).lapsed_at is None
    watch.look(at=NOW + UNSEEN_FOR)
    assert domain(here).lapsed_at == NOW + UNSEEN_FOR


def test_a_domain_that_names_the_account_no_longer_lapses_and_shows(here, proven, watch, outside):
    outside.records = {("acme.example", "TXT"): ['"v=spf1"']}
    # There is no web server either, so what is not in the DNS may be in the file: two weeks.
    watch.look(at=NOW + UNSEEN_FOR)

    assert domain(here).lapsed_at is not None
    shown = Client(here).json("/v1/publishers/acme")
    assert (shown["accounts"], shown["domain_proofs"][0]["lapsed_at"] is None) == ([], False)
    assert "lapsed" in shown["warnings"][0]
    page = Client(here).ask("/publishers/acme", headers={"Accept": "text/html"}).text
    assert ("no image is attributed to it" in page, "lapsed" in page) == (True, True)
    assert ask(proven, "PUT", "acme", ACME).json()["domain_proofs"][0]["lapsed_at"] is not None


def test_a_domain_whose_account_was_withdrawn_lapses(here, proven, watch):
    with here.database.write() as session:
        lapse_account_proof(session, publisher="acme", partition="aws", account_id=MINE, at=NOW)
    watch.look(at=NOW + UNSEEN_FOR)

    assert domain(here).lapsed_at is not None


# A token in a description.


def seen(services, description, *, owner=MINE, public=True):
    """A crawl sees an image with this description."""
    source = ScriptedSource()
    source.show(
        image(7, OwnerId=owner, Description=description, Public=public), scope=Scope.ALL if public else Scope.SELF
    )
    place = Place(services.database, services.directory, "aws", "eu-west-1")
    crawl_region(place, source, Scope.ALL if public else Scope.SELF, watcher=Remembering())


def token(client, account=MINE):
    answer = client.ask("/v1/me/account-tokens", method="POST", body=orjson.dumps({"account_id": account}))
    assert answer.status_code == 201
    return answer.json()["token"]


def proved(services):
    with services.database.write() as session:
        return take_seen_tokens(session, at=services.clock())


def test_a_token_in_a_description_proves_the_account(here):
    bob = signed_in(here, "bob")
    given = token(bob)
    assert token(bob) == given
    seen(here, f"Acme Linux. {given}")

    assert (proved(here), proved(here)) == (1, 0)
    (account,) = bob.json("/v1/me")["accounts"]
    assert (account["account_id"], account["arn"]) == (MINE, f"the description of ami-{7:017x} in eu-west-1")
    told = ask(bob, "PUT", "acme", ACME).json()
    assert told["account_proofs"][0]["proved_by"].startswith("a token in the description of ami-")


@pytest.mark.parametrize("how", [{"owner": OTHERS}, {"public": False}])
def test_a_token_elsewhere_proves_nothing(here, how):
    bob = signed_in(here, "bob")
    seen(here, token(bob), **how)

    assert proved(here) == 0


def test_a_token_that_somebody_else_reads_is_worth_nothing_to_him(here):
    bob, eve = signed_in(here, "bob"), signed_in(here, "eve")
    token(eve)
    seen(here, token(bob))
    proved(here)

    assert eve.json("/v1/me")["accounts"] == []


def test_a_token_that_is_too_old_proves_nothing(here):
    bob = signed_in(here, "bob")
    seen(here, token(bob))

    assert proved(replace(here, clock=lambda: NOW + timedelta(days=14))) == 0


def test_a_description_opens_no_private_images(here):
    organisation = replace(here, organisation_accounts=frozenset({("aws", MINE)}))
    bob, ada = signed_in(organisation, "bob"), signed_in(organisation, "ada", account=MINE)
    seen(here, token(bob))
    proved(here)

    assert (ada.json("/v1/me")["sees_private"], bob.json("/v1/me")["sees_private"]) == (True, False)


def test_who_proved_an_account_of_the_organisation_long_ago_does_not_see_what_is_private(here):
    organisation = replace(here, organisation_accounts=frozenset({("aws", MINE)}))
    gone = with_token(signed_in(organisation, "gone", account=MINE, at=NOW - PROOF_TIME))

    assert gone.json("/v1/me")["sees_private"] is False
