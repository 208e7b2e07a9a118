"""Claiming in a browser without scripts: an account, a publisher, its domain; and what is refused in place."""

import pytest

from tests.api.conftest import CANONICAL, Client
from tests.api.members import signed_in
from tests.api.pages.conftest import FORM, Visitor, browser_of, send
from tests.api.routes.claiming import MINE, OTHERS

HERE = "/account/publishers"
ACME = {"slug": "acme", "name": "Acme Images", "url": "https://images.acme.example/", "account": f"aws {MINE}"}


@pytest.fixture
def ada(here):
    return signed_in(here, "ada", account=MINE)


def test_owner_and_publisher_pages_lead_here(visitor):
    assert f"{HERE}?account={CANONICAL}" in visitor.page(f"/owners/{CANONICAL}").values("a", "href")
    assert f"{HERE}?publisher=canonical" in visitor.page("/publishers/canonical").values("a", "href")
    assert visitor.ask(HERE).headers["Location"] == "/account"


def test_a_publisher_is_listed_its_domain_proven_and_an_account_withdrawn(here, ada, outside):
    assert send(ada, HERE, **ACME).headers["Location"] == HERE
    page = browser_of(ada).page(HERE)
    assert f'_amidex.images.acme.example. TXT "amidex-account={MINE}"' in page.text
    not_yet = send(ada, f"{HERE}/acme/domain", domain="images.acme.example")
    assert not_yet.status_code == 422
    assert "names none of the accounts" in not_yet.text
    outside.records["_amidex.images.acme.example", "TXT"] = [f'"amidex-account={MINE}"']
    assert send(ada, f"{HERE}/acme/domain", domain="images.acme.example").status_code == 303
    assert Client(here).json("/v1/publishers/acme")["domain_proofs"][0]["domain"] == "images.acme.example"
    assert send(ada, f"{HERE}/acme/accounts/{MINE}/withdraw", partition="aws").status_code == 303
    # Who proved no other account of its speaks for it no longer.
    assert "Acme" not in browser_of(ada).page(HERE).text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"account": f"aws {OTHERS}"}, "did not prove"),
        ({"account": ""}, "partition"),
        ({"slug": "Acme!"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"name": "Canonical"}, "Canonical"),
        ({"url": "http://acme.example"}, "url"),
        ({"slug": "canonical"}, "entry of the directory"),
    ],
)
def test_what_cannot_be_claimed_is_refused_in_place_and_nothing_changes(here, ada, wrong, says):
    refused = send(ada, HERE, **(ACME | wrong))

    assert refused.status_code == 422
    assert says in refused.text
    assert (ACME | wrong)["name"] in refused.text
    assert Client(here).ask("/v1/publishers/acme").status_code == 404


def test_who_proved_an_account_of_the_directorys_speaks_for_its_publisher(here):
    mark = signed_in(here, "mark", account=CANONICAL)

    assert "Canonical" in browser_of(mark).page(HERE).text
    assert send(mark, f"{HERE}/canonical/accounts", account=f"aws {CANONICAL}").status_code == 303


def test_nobody_else_claims_for_a_publisher(here, ada):
    eve = signed_in(here, "eve", account=OTHERS)
    send(ada, HERE, **ACME)
    for path, fields in (
        ("acme/accounts", {"account": f"aws {OTHERS}"}),
        ("acme/domain", {"domain": "images.acme.example"}),
        (f"acme/accounts/{MINE}/withdraw", {"partition": "aws"}),
    ):
        refused = send(eve, f"{HERE}/{path}", **fields)
        assert refused.status_code == 422
    assert "Acme" not in browser_of(eve).page(HERE).text
    assert Client(here).ask("/v1/publishers/acme").status_code == 404  # unproven yet, and nothing else either


def test_a_token_for_a_description_is_given_and_is_the_same_again(here):
    bob = signed_in(here, "bob")
    told = [send(bob, "/account/account-tokens", account_id=OTHERS, partition="aws").text for _ in range(2)]
    token = told[0].partition('data-copy="amidex-proof-')[2][:32]

    assert len(token) == 32
    assert token in told[1]
    assert "12 digits" in send(bob, "/account/account-tokens", account_id="12", partition="aws").text


def test_forms_of_other_sites_claim_nothing(ada):
    for path in (HERE, f"{HERE}/acme/accounts", f"{HERE}/acme/domain", "/account/account-tokens"):
        assert browser_of(ada).ask(path, method="POST", headers=FORM, body="slug=acme").status_code == 403
        assert Visitor(ada.services).ask(path, method="POST", headers=FORM, body="slug=acme").status_code == 401
