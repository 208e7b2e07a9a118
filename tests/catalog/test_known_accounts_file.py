"""The community's list is read as it stands; what is wrong in a file is told with its line."""

from pathlib import Path

import pytest

from catalog.errors import DirectoryError
from catalog.known_accounts_file import parse_known_accounts

SAMPLE = Path(__file__).with_name("known_accounts.yaml").read_text("utf-8")


def test_the_communitys_list_is_read_whole():
    entries = parse_known_accounts(SAMPLE, "accounts.yaml")
    assert len(entries) == 236
    assert sum(len(entry.accounts) for entry in entries) == 496
    by_name = {entry.name: entry for entry in entries}
    assert by_name["Datadog"].accounts == ("464622532012", "865078226113")
    assert by_name["Datadog"].sources[0] == "https://docs.datadoghq.com/integrations/guide/aws-manual-setup/"
    assert by_name["QRadar"].sources == ()
    assert by_name["AWS ELB logs"].slug == "aws-elb-logs"
    assert "AWS Log Delivery Service" not in by_name  # enabled: false


def test_an_account_without_quotes_keeps_its_zero():
    (entry,) = parse_known_accounts("- name: Acme\n  accounts: [012345670123]\n", "accounts.yaml")
    assert entry.accounts == ("012345670123",)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Temporal Technologies, Inc.", "temporal-technologies-inc"),
        ("3scale", "publisher-3scale"),
        ("Ünïcode Çorp", "unicode-corp"),
        ("日本", "publisher"),
    ],
)
def test_a_name_becomes_a_slug(name, slug):
    (entry,) = parse_known_accounts(f"- name: '{name}'\n  accounts: ['012345670123']\n", "accounts.yaml")
    assert entry.slug == slug


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["empty"]),
        ("# nothing\n", ["empty"]),
        ("name: Acme\n", ["line 1", "expected a list"]),
        ("- Acme\n", ["line 1", "expected an entry"]),
        ("- name: Acme\n  accounts: ['1']\n", ["line 2", "'1'", "12 digits", "Acme"]),
        ("- name: A\n  accounts: ['012345670123']\n- accounts: ['012345670123']\n", ["line 3", "without name"]),
        ("- name: Acme\n", ["line 1", "without accounts"]),
        ("- name: Acme\n  accounts: []\n", ["line 2", "no accounts"]),
        ("- name: ''\n  accounts: ['012345670123']\n", ["line 1", "name should be a text"]),
        ("- name: Acme\n  source: [[x]]\n  accounts: ['012345670123']\n", ["line 2", "source should be a text"]),
        ("- name: 'Acme\n  accounts: [\n", ["line", "not YAML"]),
        ("- name: Acme\n\taccounts: x\n", ["line 2", "not YAML"]),
        ("a: &x [*x]\n---\nb: 1\n", ["not YAML"]),
        ("- name: Acme\x00\n", ["not YAML"]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, words):
    with pytest.raises(DirectoryError) as caught:
        parse_known_accounts(text, "accounts.yaml")
    assert [word for word in ["accounts.yaml", *words] if word not in str(caught.value)] == []
