"""Queries by the whole grammar of the language: every kind of term, every field, every way to write its value."""

import string
from datetime import date

from hypothesis import strategies as st

from catalog.errors import MalformedError
from catalog.name_pattern import NamePattern
from search.query import LONGEST_QUERY_CHARACTERS
from search.query_fields import ARCHITECTURE_OF, ARCHITECTURES, OWNER_ALIASES, QueryField
from trust.levels import TrustLevel

_SLUGS = st.text(string.ascii_letters + string.digits + "-._", min_size=1, max_size=12).filter(
    lambda slug: any(map(str.isalnum, slug))
)
_ACCOUNTS = st.text(string.digits, min_size=12, max_size=12)
_HEX = st.text("0123456789abcdef", min_size=17, max_size=17)
_IMAGE_IDS = _HEX.map("ami-{}".format)
_RELEASE_IDS = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=20, max_size=20).map("rel-{}".format)
_IDS = st.one_of(_IMAGE_IDS, _HEX.map("snap-{}".format), _RELEASE_IDS)


def is_pattern(text: str) -> bool:
    """Whether EC2 would take it as a pattern of names."""
    try:
        NamePattern.parse(text)
    except MalformedError:
        return False
    return bool(text.strip())


NAME_PATTERNS = st.text(string.ascii_letters + string.digits + r"*?\{},/._-é()", min_size=1, max_size=30).filter(
    is_pattern
)
# The last year there is ends outside of what can be told.
DAYS = st.dates(max_value=date(9998, 12, 31))
_DAYS = st.builds(lambda day, length: str(day)[:length], DAYS, st.sampled_from([4, 7, 10]))
MOMENTS = (
    _DAYS
    | st.builds("now{}{}{}".format, st.sampled_from("+-"), st.integers(0, 9999), st.sampled_from("dwmy"))
    | st.sampled_from(["now", "NOW"])
)
TIMES = st.one_of(
    MOMENTS,
    st.builds("{}{}".format, st.sampled_from([">", ">=", "<", "<=", "="]), MOMENTS),
    st.builds("{}..{}".format, MOMENTS, MOMENTS),
    MOMENTS.map("{}..".format),
    MOMENTS.map("..{}".format),
)
_REGIONS = st.sampled_from(["eu-central-1", "us-gov-west-1", "EU-WEST-2", "us-*", "eu-w*"])
_TRUST = st.builds("{}{}".format, st.sampled_from(["", ">="]), st.sampled_from(TrustLevel))

# A value of each field, alone. Every field must be here: a test says so.
ONE_VALUE: dict[QueryField, st.SearchStrategy[str]] = {
    QueryField.OWNER: _ACCOUNTS | st.sampled_from(OWNER_ALIASES),
    QueryField.ALIAS: st.sampled_from(OWNER_ALIASES),
    QueryField.PUBLISHER: _SLUGS,
    QueryField.REGION: _REGIONS,
    QueryField.ARCH: st.sampled_from([*ARCHITECTURES, *ARCHITECTURE_OF]),
    QueryField.OS: _SLUGS | _SLUGS.map("{}*".format),
    QueryField.PLATFORM: st.sampled_from(["linux", "windows"]),
    QueryField.ROOT: st.sampled_from(["ebs", "instance-store", "instance"]),
    QueryField.VIRT: st.sampled_from(["hvm", "paravirtual", "pv"]),
    QueryField.BOOT: st.sampled_from(["legacy-bios", "uefi", "uefi-preferred", "bios"]),
    QueryField.IMDS: st.sampled_from(["v2.0", "v2", "2"]),
    QueryField.TRUST: _TRUST,
    QueryField.STATE: st.sampled_from(["available", "deprecated", "gone"]),
    QueryField.PURPOSE: _SLUGS,
    QueryField.NAME: NAME_PATTERNS,
    QueryField.ID: _IDS,
    QueryField.PRODUCT: _SLUGS,
    QueryField.SSM: st.sampled_from(["/aws/service/a", "ssm:/aws/b", "/aws/service/canonical/*"]),
    QueryField.SOURCE: _IMAGE_IDS,
    QueryField.FAMILY: _SLUGS,
    QueryField.YEAR: TIMES,
    QueryField.CREATED: TIMES,
    QueryField.DEPRECATED: TIMES | st.sampled_from(["true", "false"]),
}
_SINGLE = frozenset({QueryField.NAME, QueryField.YEAR, QueryField.CREATED, QueryField.DEPRECATED})


@st.composite
def conditions(draw: st.DrawFn) -> str:
    field = draw(st.sampled_from(QueryField))
    values = draw(st.lists(ONE_VALUE[field], min_size=1, max_size=1 if field in _SINGLE else 3))
    value = ",".join(values)
    needs_quotes = any(character in "() " for character in value)
    return f'{field}:"{value}"' if needs_quotes or draw(st.booleans()) else f"{field}:{value}"


_WORDS = st.one_of(
    st.sampled_from(["ubuntu", "Jammy", "22.04", "x86_64", "rhel-9.4", "win2016", "漢字", "a&b", "latest"]),
    st.text(string.ascii_letters + string.digits + "._-/+", min_size=1, max_size=12).filter(
        lambda word: any(map(str.isalnum, word)) and not word.startswith("-") and word != "OR"
    ),
)
_TERMS = st.one_of(
    _WORDS,
    _WORDS.map("{}*".format),
    st.lists(_WORDS, min_size=1, max_size=3).map(" ".join).map('"{}"'.format),
    conditions(),
    _IDS,
    _ACCOUNTS,
    _SLUGS.map("bucket/{}.manifest.xml".format),
    NAME_PATTERNS.filter(lambda pattern: "*" in pattern[:-1] and pattern[0].isalnum() and "(" not in pattern),
)
_NESTED = st.recursive(
    _TERMS,
    lambda terms: st.one_of(
        st.lists(terms, min_size=2, max_size=3).map(" OR ".join).map("({})".format),
        st.lists(terms, min_size=1, max_size=3).map(" ".join).map("({})".format),
        terms.map(lambda term: term if term.startswith("-") else f"-{term}"),
    ),
    max_leaves=6,
)
QUERIES = (
    st.lists(_NESTED, min_size=1, max_size=4)
    .map(" ".join)
    .flatmap(lambda text: st.sampled_from([text, f"{text} "]))
    .filter(lambda text: len(text) <= LONGEST_QUERY_CHARACTERS // 2)
)
