"""What is imported or proven is added to the built-in directory, which nothing overrides."""

from datetime import UTC, datetime

import pytest

from catalog.directory import Directory
from catalog.imported_accounts import ImportedEntry
from catalog.publisher import Account, Grade, Origin, Publisher
from catalog.publisher_tables import ListedPublisher, PublisherAccountProof, PublisherDomainProof
from catalog.whole_directory import Additions, is_site_of, whole_directory

DAY = datetime(2026, 11, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 20, tzinfo=UTC)
LIST = "https://lists.example/accounts.yaml"
ACME = "111122223333"
NEW = "444455556666"
CITED = "https://acme.example/docs"
BUILT_IN = Directory(
    [Publisher("acme", "Acme", "https://docs.acme.example/", (Account(ACME, "aws", (Grade.PROJECT,)),), ("a source",))]
)
HOOLI = ListedPublisher(
    slug="hooli", origin=Origin.MEMBER, name="Hooli", url="https://www.hooli.example", recorded_at=DAY
)
INITECH = ListedPublisher(slug="initech", origin=Origin.IMPORT, name="Initech", url=CITED, recorded_at=DAY)


def account(publisher, account_id, lapsed_at=None):
    return PublisherAccountProof(
        publisher=publisher,
        partition="aws",
        account_id=account_id,
        proved_by="a signed request",
        proved_at=DAY,
        lapsed_at=lapsed_at,
    )


def domain(publisher, name, lapsed_at=None):
    return PublisherDomainProof(publisher=publisher, domain=name, proved_at=DAY, checked_at=LATER, lapsed_at=lapsed_at)


def entry(publisher, account_id, *sources, of=LIST):
    return ImportedEntry(of, "aws", account_id, publisher, publisher.title(), sources)


def attribution(additions, account_id):
    return whole_directory(BUILT_IN, additions).attribute("aws", None, account_id)


def test_a_publisher_of_the_directory_who_proves_account_and_domain_is_proven():
    found = attribution(Additions(accounts=(account("acme", ACME),), domains=(domain("acme", "acme.example"),)), ACME)
    assert found.proof.domain == "acme.example"
    assert found.proof.domain_checked_at == LATER
    assert found.grades == (Grade.PROJECT,)


def test_a_publisher_brings_an_account_that_nobody_knew_by_proving_it():
    found = attribution(Additions(accounts=(account("acme", NEW),), domains=(domain("acme", "acme.example"),)), NEW)
    assert (found.publisher.slug, found.grades, found.known) == ("acme", (Grade.PROVEN,), True)
    assert found.proof is not None


def test_a_member_makes_a_publisher_known_by_proving_both():
    parts = Additions(listed=(HOOLI,), accounts=(account("hooli", NEW),), domains=(domain("hooli", "hooli.example"),))
    found = attribution(parts, NEW)
    assert (found.publisher.slug, found.publisher.origin) == ("hooli", Origin.MEMBER)
    assert found.proof is not None


@pytest.mark.parametrize(
    "parts",
    [
        Additions(accounts=(account("acme", NEW),)),
        Additions(domains=(domain("acme", "acme.example"),)),
        Additions(accounts=(account("acme", NEW, LATER),), domains=(domain("acme", "acme.example"),)),
        Additions(accounts=(account("acme", NEW),), domains=(domain("acme", "acme.example", LATER),)),
        Additions(accounts=(account("acme", NEW),), domains=(domain("acme", "evil.example"),)),
        Additions(accounts=(account("acme", NEW),), domains=(domain("hooli", "acme.example"),)),
        Additions(listed=(INITECH,), accounts=(account("initech", NEW),), domains=(domain("initech", "acme.example"),)),
        Additions(accounts=(account("nobody", NEW),), domains=(domain("nobody", "nobody.example"),)),
    ],
    ids=["no domain", "no account", "account lapsed", "domain lapsed", "other domain", "other's", "import", "nobody"],
)
def test_half_a_proof_attributes_nothing(parts):
    assert attribution(parts, NEW) is None


def test_what_the_directory_gives_to_somebody_stays_his_and_the_proof_is_a_conflict():
    parts = Additions(
        listed=(HOOLI,),
        accounts=(account("hooli", ACME), account("hooli", NEW)),
        domains=(domain("hooli", "hooli.example"),),
    )
    whole = whole_directory(BUILT_IN, parts)
    found = whole.attribute("aws", None, ACME)
    assert (found.publisher.slug, found.proof) == ("acme", None)
    assert "which the directory gives to Acme" in whole.publisher("hooli").conflicts[0]


def test_a_list_with_a_source_of_its_own_makes_an_account_known_and_the_sources_are_kept():
    found = attribution(Additions(listed=(INITECH,), imported=(entry("initech", NEW, CITED),)), NEW)
    assert (found.publisher.slug, found.grades, found.known) == ("initech", (Grade.THIRD_PARTY,), True)
    assert found.sources == (LIST, CITED)


def test_a_list_without_a_source_is_one_voice_and_makes_nobody_known():
    assert not attribution(Additions(listed=(INITECH,), imported=(entry("initech", NEW),)), NEW).known


def test_a_list_adds_an_account_to_a_publisher_of_the_directory():
    found = attribution(Additions(imported=(entry("acme", NEW, CITED),)), NEW)
    assert (found.publisher.slug, found.sources) == ("acme", (LIST, CITED))


def test_a_list_that_contradicts_the_directory_is_a_conflict_and_changes_nothing():
    whole = whole_directory(BUILT_IN, Additions(listed=(INITECH,), imported=(entry("initech", ACME, CITED),)))
    assert whole.attribute("aws", None, ACME).publisher.slug == "acme"
    assert whole.publisher("acme").conflicts == (f"{LIST} says that account {ACME} belongs to Initech.",)
    assert whole.publisher("initech") is None


def test_a_list_that_agrees_with_the_directory_changes_nothing():
    whole = whole_directory(BUILT_IN, Additions(imported=(entry("acme", ACME, CITED),)))
    assert whole.publisher("acme") == BUILT_IN.publisher("acme")


def test_lists_that_contradict_each_other_attribute_nothing():
    umbrella = ListedPublisher(slug="umbrella", origin=Origin.IMPORT, name="Umbrella", url=CITED, recorded_at=DAY)
    parts = Additions(
        listed=(INITECH, umbrella),
        imported=(entry("initech", NEW, CITED), entry("umbrella", NEW, CITED, of="https://other.example")),
    )
    assert attribution(parts, NEW) is None


def test_a_proof_is_better_than_a_list():
    parts = Additions(
        listed=(HOOLI, INITECH),
        imported=(entry("initech", NEW, CITED),),
        accounts=(account("hooli", NEW),),
        domains=(domain("hooli", "hooli.example"),),
    )
    assert attribution(parts, NEW).publisher.slug == "hooli"


def test_the_fingerprint_tells_a_proof():
    parts = Additions(accounts=(account("acme", ACME),), domains=(domain("acme", "acme.example"),))
    assert whole_directory(BUILT_IN, parts).fingerprint != BUILT_IN.fingerprint


@pytest.mark.parametrize(
    ("url", "name", "is_it"),
    [
        ("https://acme.example/amis", "acme.example", True),
        ("https://Docs.ACME.example", "acme.example", True),
        ("https://notacme.example", "acme.example", False),
        ("https://acme.example", "docs.acme.example", False),
        ("https://github.com/acme", "github.com", False),
    ],
)
def test_a_publisher_is_told_by_the_domain_of_its_url(url, name, is_it):
    assert is_site_of(Publisher("acme", "Acme", url, (), ()), name) is is_it
