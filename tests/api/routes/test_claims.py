"""Publishers by proof: what members claim, what they cannot, and what domains say."""

import pytest

from api.domain_proof import ask_domain
from api.names import Names
from api.safe_fetch import SafeFetch
from catalog.members import PROOF_TIME
from catalog.publisher_proofs import account_proofs
from tests.api.conftest import CANONICAL, NOW, Client
from tests.api.members import signed_in, with_token
from tests.api.routes.claiming import ACME, MINE, OTHERS, ask, refused
from tests.outside import web_server

FILE = "/.well-known/amidex.json"


def test_a_member_lists_himself_with_an_account_that_he_proved(publisher):
    told = ask(publisher, "PUT", "acme", ACME)

    assert told.status_code == 200, told.text
    (proof,) = told.json()["account_proofs"]
    assert (proof["account_id"], proof["lapsed_at"]) == (MINE, None)
    assert proof["proved_by"] == "a signed sts:GetCallerIdentity request"
    assert ask(publisher, "PUT", "acme", ACME | {"name": "Acme"}).json()["name"] == "Acme"


def test_nobody_claims_an_account_that_he_did_not_prove(here, publisher):
    assert "did not prove" in refused(ask(publisher, "PUT", "acme", ACME | {"account_id": OTHERS}))
    assert "did not prove" in refused(ask(publisher, "PUT", "acme", ACME | {"partition": "aws-cn"}))
    assert "did not prove" in refused(ask(signed_in(here, "eve"), "PUT", "acme", ACME))
    with here.database.read() as session:
        assert account_proofs(session) == []


def test_a_proof_is_good_for_a_time(here):
    old = signed_in(here, "old", account=MINE, at=NOW - PROOF_TIME)

    assert "did not prove" in refused(ask(with_token(old), "PUT", "acme", ACME))


def test_an_entry_of_the_directory_is_taken_over_only_by_proof(here, publisher):
    assert "entry of the directory" in refused(ask(publisher, "PUT", "canonical", ACME))
    assert "proved no account" in refused(ask(publisher, "POST", "canonical/accounts", {"account_id": MINE}))
    colleague = signed_in(here, "mark", account=CANONICAL)
    assert ask(colleague, "POST", "canonical/accounts", {"account_id": CANONICAL}).status_code == 200


def test_an_account_of_the_directorys_is_nobody_elses(here):
    mark = signed_in(here, "mark", account=CANONICAL)

    assert "canonical's" in refused(ask(mark, "PUT", "acme", ACME | {"account_id": CANONICAL}))


def test_colleagues_are_who_proved_the_same_account(here, publisher):
    ask(publisher, "PUT", "acme", ACME)
    colleague, stranger = signed_in(here, "bob", account=MINE), signed_in(here, "eve", account=OTHERS)

    assert ask(colleague, "PUT", "acme", ACME | {"name": "Acme Corp"}).status_code == 200
    assert "proved none of its accounts" in refused(ask(stranger, "PUT", "acme", ACME | {"account_id": OTHERS}))
    assert "proved no account" in refused(ask(stranger, "POST", "acme/accounts", {"account_id": OTHERS}))
    assert "proved no account" in refused(ask(stranger, "DELETE", f"acme/accounts/{MINE}"))
    assert "proved no account" in refused(ask(stranger, "PUT", "acme/domain", {"domain": "acme.example"}))


def test_an_account_has_one_publisher_until_its_proof_lapses(here, publisher):
    ask(publisher, "PUT", "acme", ACME)
    other = ACME | {"name": "Something else", "url": "https://else.example"}

    assert "acme's" in refused(ask(publisher, "PUT", "else", other))
    withdrawn = ask(publisher, "DELETE", f"acme/accounts/{MINE}").json()
    assert withdrawn["account_proofs"][0]["lapsed_at"] == "2026-11-23T12:00:00Z"
    assert ask(publisher, "PUT", "else", other).status_code == 200


def test_who_withdrew_the_last_account_comes_back_with_it_and_nobody_else_does(here, publisher):
    ask(publisher, "PUT", "acme", ACME)
    ask(publisher, "DELETE", f"acme/accounts/{MINE}")
    stranger = signed_in(here, "eve", account=OTHERS)

    assert "proved none of its accounts" in refused(ask(stranger, "PUT", "acme", ACME | {"account_id": OTHERS}))
    assert "did not prove" in refused(ask(stranger, "PUT", "acme", ACME))
    back = ask(publisher, "PUT", "acme", ACME)
    assert back.status_code == 200, back.text
    assert [proof["lapsed_at"] is None for proof in back.json()["account_proofs"]] == [False, True]


@pytest.mark.parametrize("name", ["Canonical", "CAN0NICAL", "Ca\u0301nonical", "debian"])
def test_a_publisher_that_looks_like_another_is_refused(publisher, name):
    refused(ask(publisher, "PUT", "acme", ACME | {"name": name}), "name-taken", 409)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": " "},
        {"name": "x" * 81},
        {"name": "a\nb"},
        {"name": "a\u202eb"},
        {"url": "http://acme.example"},
        {"url": "https://127.0.0.1"},
        {"url": "https://acme"},
        {"url": "https://user@acme.example"},
        {"url": "javascript:alert(1)"},
        {"account_id": "12"},
        {"account_id": None},
        {"partition": "mars"},
        {"owner": "me"},
    ],
)
def test_what_no_publisher_can_be_is_refused(here, publisher, wrong):
    refused(ask(publisher, "PUT", "acme", ACME | wrong), "invalid-parameter", 422)
    refused(ask(publisher, "PUT", "Acme!", ACME), "invalid-parameter", 422)


@pytest.mark.parametrize("texts", [[f'"amidex-account={MINE}"'], ['"v=spf1"', f'"amidex-account=aws:{MINE}"']])
def test_a_domain_is_proven_by_a_text_record_and_both_proofs_verify(here, publisher, outside, texts):
    ask(publisher, "PUT", "acme", ACME)
    outside.records["_amidex.acme.example", "TXT"] = texts
    told = ask(publisher, "PUT", "acme/domain", {"domain": "acme.example"})

    assert told.json()["domain_proofs"][0]["domain"] == "acme.example"
    listed = Client(here).json("/v1/publishers/acme")
    assert listed["accounts"][0]["proof"]["domain"] == "acme.example"


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [f'"amidex-account={OTHERS}"'],
        [f'"amidex-account=aws-cn:{MINE}"'],
        [f'"account={MINE}"'],
        [f'" amidex-account={MINE}"'],
        ['"amidex-account="'],
        [f'"amidex-account={MINE}, {OTHERS}"'],
    ],
)
def test_a_domain_that_names_no_proven_account_proves_nothing(publisher, outside, texts):
    ask(publisher, "PUT", "acme", ACME)
    outside.records["_amidex.acme.example", "TXT"] = texts

    assert f"({MINE})" in refused(ask(publisher, "PUT", "acme/domain", {"domain": "acme.example"}))


def test_a_domain_that_is_not_the_publishers_site_proves_nothing(publisher, outside):
    ask(publisher, "PUT", "acme", ACME)
    outside.records["_amidex.evil.example", "TXT"] = [f'"amidex-account={MINE}"']

    assert "own URL" in refused(ask(publisher, "PUT", "acme/domain", {"domain": "evil.example"}))
    refused(ask(publisher, "PUT", "acme/domain", {"domain": "example"}), "invalid-parameter", 422)


def test_a_site_that_many_share_proves_nothing(here, outside):
    eve = signed_in(here, "eve", account=OTHERS)
    ask(eve, "PUT", "eve", {"name": "Eve", "url": "https://github.com/eve", "account_id": OTHERS})
    outside.records["_amidex.github.com", "TXT"] = [f'"amidex-account={OTHERS}"']

    assert "own URL" in refused(ask(eve, "PUT", "eve/domain", {"domain": "github.com"}))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (f'{{"accounts": ["{MINE}", "aws-cn:{OTHERS}"]}}', {("aws", MINE), ("aws-cn", OTHERS)}),
        (f'{{"accounts": [{MINE}]}}', set()),
        (f'{{"accounts": "{MINE}"}}', set()),
        (f'["{MINE}"]', set()),
        ("not JSON", set()),
        ("[" * 50_000, set()),
        ('{"accounts": [null, {}, "12", "\\ud800"]}', set()),
        ("\xff", set()),
    ],
)
def test_a_file_names_accounts_or_nothing(outside, tmp_path, body, named):
    outside.records["acme.example", "A"] = ["127.0.0.1"]
    with web_server("acme.example", directory=tmp_path) as web:
        web.says(FILE, body.encode("latin-1"))
        fetch = AtPort(Names([outside.address]), allow_private=True, tls=web.trusted)
        object.__setattr__(fetch, "port", web.port)
        told = ask_domain(fetch, "acme.example")

    assert (told.accounts, told.certain) == (named, True)


class AtPort(SafeFetch):
    """Finds https at another port than 443, which tests may not have."""

    port: int = 443

    def fetch(self, url, **options):
        return super().fetch(url.replace("acme.example/", f"acme.example:{self.port}/"), **options)


def test_a_domain_within_the_own_network_is_not_asked(outside):
    outside.records["acme.example", "A"] = ["169.254.169.254"]

    assert ask_domain(SafeFetch(Names([outside.address])), "acme.example").accounts == frozenset()
