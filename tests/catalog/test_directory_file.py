from datetime import date

import pytest

from catalog.directory_file import parse_publishers
from catalog.errors import DirectoryError
from catalog.partition import DEFAULT_REGIONS
from catalog.publisher import Account, Grade, PublisherKind, Standing

ACCOUNT = 'id = "123456789012", grade = ["project"]'


def publisher(
    account: str = ACCOUNT,
    fields: str = "",
    *,
    slug: str = '"acme"',
    url: str = '"https://acme.example"',
    sources: str = '["https://acme.example/amis"]',
) -> str:
    return f"""
        [[publisher]]
        slug = {slug}
        name = "Acme"
        url = {url}
        sources = {sources}
        accounts = [{{ {account} }}]
        {fields}
    """


def only_account(text: str) -> Account:
    return parse_publishers(text, "file.toml")[0].accounts[0]


def test_what_a_file_does_not_say_has_the_plain_meaning() -> None:
    (acme,) = parse_publishers(publisher(), "file.toml")
    (account,) = acme.accounts

    assert (acme.slug, acme.name, acme.kind) == ("acme", "Acme", PublisherKind.PUBLISHER)
    assert acme.name_patterns == ()
    assert acme.ssm_parameters == acme.warnings == acme.conflicts == ()
    assert (account.partition, account.regions, account.standing) == ("aws", None, Standing.CURRENT)
    assert (account.valid_from, account.valid_until, account.names, account.note) == (None, None, (), None)


def test_everything_a_file_can_say_is_read() -> None:
    (acme,) = parse_publishers(
        publisher(
            'id = "123456789012", partition = "aws-cn", regions = ["cn-north-1"], grade = ["third-party", "official"], '
            'standing = "former", from = 2019-01-01, until = 2020-02-03, names = ["acme-{a,b}-*"], '
            'sources = ["https://a.example"], note = "moved"',
            'kind = "storefront"\nname_patterns = ["acme-*"]\nssm_parameters = ["/acme/{x}"]\n'
            'warnings = ["w"]\nconflicts = ["c"]',
        ),
        "file.toml",
    )
    (account,) = acme.accounts

    assert acme.kind is PublisherKind.STOREFRONT
    assert [pattern.text for pattern in acme.name_patterns] == ["acme-*"]
    assert (acme.ssm_parameters, acme.warnings, acme.conflicts) == (("/acme/{x}",), ("w",), ("c",))
    assert (account.partition, account.regions, account.standing) == ("aws-cn", ("cn-north-1",), Standing.FORMER)
    assert (account.valid_from, account.valid_until) == (date(2019, 1, 1), date(2020, 2, 3))
    assert account.names[0].expanded == ("acme-a-*", "acme-b-*")
    assert (account.sources, account.note) == (("https://a.example",), "moved")


def test_grades_are_put_best_first() -> None:
    grades = only_account(publisher('id = "123456789012", grade = ["third-party", "observed", "official"]')).grades

    assert grades == (Grade.OFFICIAL, Grade.OBSERVED, Grade.THIRD_PARTY)


def test_default_stands_for_the_regions_every_account_has() -> None:
    regions = only_account(publisher(ACCOUNT + ', regions = ["default", "ap-east-1"]')).regions

    assert set(regions or ()) == DEFAULT_REGIONS | {"ap-east-1"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[publisher]\n", "file.toml is not valid TOML: .*line 1"),
        ("publishers = []", "file.toml: 'publishers': no such field; use one of publisher"),
        ("publisher = 3", "file.toml: publisher must be an array of tables"),
        ('[[publisher]]\nname = "Acme"', "publisher number 1: slug: missing; add it"),
        (publisher(slug="7"), "publisher number 1: slug: '7' is not a text"),
        (publisher(slug='"Acme Inc"'), "slug: 'Acme Inc' should be lower-case letters"),
        (publisher(slug='"123456789012"'), "slug: '123456789012' should be .* beginning with a letter"),
        (publisher(url='"acme.example"'), "publisher acme: url: 'acme.example' should begin with https://"),
        (publisher(sources="[]"), "publisher acme: sources: missing; name at least one"),
        (publisher(sources='"https://acme.example"'), "sources: 'https://acme.example' is not a list of texts"),
        (publisher(sources='["a", "a"]'), "sources: 'a' is there twice; remove one"),
        (publisher(fields='homepage = "x"'), "publisher acme: 'homepage': no such field; use one of accounts, "),
        (publisher(fields='kind = "shop"'), "kind: 'shop' is unknown; use one of publisher, storefront"),
        (publisher(fields='name_patterns = ["a{b"]'), "name_patterns: malformed name pattern 'a{b'"),
        (publisher().replace("accounts", "warnings"), "accounts: missing or not a list of tables"),
        (publisher('grade = ["project"]'), "account without id: id: missing; add it"),
        (publisher('id = "12", grade = ["project"]'), "account 12: account id: malformed account id '12': .*12 digits"),
        (publisher(ACCOUNT + ', partition = "azure"'), "account 123456789012: partition: malformed partition 'azure'"),
        (publisher('id = "123456789012"'), "grade: missing; write a list of official, project, observed, third-party"),
        (publisher('id = "123456789012", grade = ["rumour"]'), "grade: 'rumour' is unknown; use one of official"),
        (publisher(ACCOUNT + ', standing = "gone"'), "standing: 'gone' is unknown; use one of current, former, lost"),
        (publisher(ACCOUNT + ', regions = ["mars-1"]'), "regions: malformed region 'mars-1'"),
        (publisher(ACCOUNT + ', regions = ["cn-north-1"]'), "'cn-north-1' is in partition aws-cn, not in aws"),
        (publisher(ACCOUNT + ', partition = "aws-cn", regions = ["default"]'), "'default' is in partition aws, not in"),
        (publisher(ACCOUNT + ', until = "2020"'), "until: '2020' is not a day; write it as 2024-10-04"),
        (publisher(ACCOUNT + ", from = 2020-01-01T00:00:00Z"), "from: .* is not a day"),
        (publisher(ACCOUNT + ", from = 2020-01-02, until = 2020-01-02"), "until: 2020-01-02 should be later than from"),
        (publisher(ACCOUNT + ', region = ["eu-west-1"]'), "account 123456789012: 'region': no such field"),
    ],
)
def test_what_is_wrong_is_refused_with_the_publisher_the_field_the_value_and_what_to_do(
    text: str, message: str
) -> None:
    with pytest.raises(DirectoryError, match=message):
        parse_publishers(text, "file.toml")
