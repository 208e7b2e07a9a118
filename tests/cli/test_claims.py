"""`amidex claims`: a publisher by proof of account and domain, and what it lost."""

import pytest

from tests.cli.members import act_as_member
from tests.cli.running import amidex
from tests.outside import name_server

MINE, OTHERS = "123456789012", "210987654321"
ACME = ("acme", MINE, "--name", "Acme Images", "--url", "https://acme.example/amis")


@pytest.fixture
def names():
    with name_server() as running:
        yield running


@pytest.fixture
def claims(environment, names):
    """The command by a member who proved an account; the service asks a name server of the test's."""
    assert amidex("db", "upgrade", environment=environment).exit_code == 0
    member = act_as_member(environment, account=MINE)
    host, port = names.address

    def claims(*arguments):
        return amidex("claims", *arguments, environment=member | {"AMIDEX_DNS_SERVERS": f"{host}:{port}"})

    return claims


def test_a_publisher_is_listed_proves_its_domain_and_loses_what_it_withdraws(claims, names):
    listed = claims("publisher", *ACME)
    assert listed.exit_code == 0, listed.said
    assert f"account {MINE} (aws)" in listed.output
    assert "once it has proved both" in listed.output
    names.records["_amidex.acme.example", "TXT"] = [f'"amidex-account={MINE}"']
    proved = claims("domain", "acme", "acme.example")
    assert proved.exit_code == 0, proved.said
    assert "domain acme.example" in proved.output
    assert "once it has proved both" not in proved.output

    assert claims("withdraw", "acme", MINE).said.endswith(f"withdrawn: {MINE} of acme\n")
    shown = claims("show", "acme", "--json").json
    assert [proof["lapsed_at"] is None for proof in shown["account_proofs"]] == [False]
    assert "lapsed 20" in claims("show", "acme").output
    assert claims("publisher", *ACME, "--json").json["account_proofs"][1]["lapsed_at"] is None


def test_what_is_not_proved_is_refused_in_words(claims):
    for arguments, told in (
        (("publisher", "acme", OTHERS, "--name", "Acme", "--url", "https://acme.example"), "you did not prove"),
        (("publisher", "canonical", MINE, "--name", "Acme", "--url", "https://acme.example"), "entry of the directory"),
        (("account", "acme", MINE), "there is no publisher 'acme'"),
        (("domain", "canonical", "canonical.com"), "you proved no account"),
        (("publisher", "acme", MINE, "--name", "Acme", "--url", "http://acme.example"), "https://"),
        (("withdraw", "acme", "12"), "account id"),
    ):
        refused = claims(*arguments)
        assert (refused.exit_code, told in refused.said) == (2, True), refused.said
    assert claims("show", "nobody").exit_code == 1


def test_a_token_for_a_description_is_printed_alone(claims):
    token = claims("token", OTHERS)

    assert token.exit_code == 0, token.said
    assert token.output.startswith("amidex-")
    assert token.output.count("\n") == 1
    assert "the next crawl that sees it" in token.said
