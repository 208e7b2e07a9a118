import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.errors import BadQueryError
from search.query import LONGEST_QUERY_CHARACTERS, parse_query
from search.query_fields import FIELDS, QueryField
from search.terms import Condition, Either, Exclusion, Group, Identifier, IdentifierKind, Phrase, Query, Word

# Mostly what the language is made of, sometimes anything.
TYPED = st.text(max_size=600) | st.lists(
    st.sampled_from(
        [
            *('"', "-", " ", "(", ")", "OR", "*", "?", "\\", ":", ",", "ubuntu", "22.04", "&", "\t", "\x00", "é"),
            *("ami-0abcdef1234567890", "123456789012", "a/b.manifest.xml", "os:", "name:", "created:", ">2026-01"),
            *(form.example for form in FIELDS.values()),
        ]
    ),
    max_size=250,
).map("".join)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        (" \t ", ()),
        ("ubuntu", (Word("ubuntu", prefix=True),)),
        ("ubuntu ", (Word("ubuntu"),)),
        ("Ubuntu 22.04", (Word("Ubuntu"), Word("22.04", prefix=True))),
        ('"sql  server" x', (Phrase("sql server"), Word("x", prefix=True))),
        ("linux -minimal", (Word("linux"), Exclusion(Word("minimal")))),
        ('-"sql server"', (Exclusion(Phrase("sql server")),)),
        ("AMI-0ABCDEF1234567890", (Identifier(IdentifierKind.IMAGE, "ami-0abcdef1234567890"),)),
        ("ami-12345678 ", (Identifier(IdentifierKind.IMAGE, "ami-12345678"),)),
        ("ami-1234567", (Word("ami-1234567", prefix=True),)),
        ("snap-0abcdef1234567890", (Identifier(IdentifierKind.SNAPSHOT, "snap-0abcdef1234567890"),)),
        ("099720109477", (Identifier(IdentifierKind.ACCOUNT, "099720109477"),)),
        ("ubuntu & co ", (Word("ubuntu"), Word("co"))),
        ("ubuntu -", (Word("ubuntu"),)),
        ('a"b c"d', (Word("a"), Phrase("b c"), Word("d", prefix=True))),
        ("jam* 22.04 ", (Word("jam", prefix=True), Word("22.04"))),
        ("debian OR ubuntu arm64 ", (Either((Word("debian"), Word("ubuntu"))), Word("arm64"))),
        ("(rhel 9) OR rocky ", (Either((Group((Word("rhel"), Word("9"))), Word("rocky"))),)),
        ("(a OR b) OR c ", (Either((Word("a"), Word("b"), Word("c"))),)),
        ("a (b c) ", (Word("a"), Word("b"), Word("c"))),
        ("-(a OR b)", (Exclusion(Either((Word("a"), Word("b")))),)),
        ("-(a b) c ", (Exclusion(Group((Word("a"), Word("b")))), Word("c"))),
        ("Appliance (BYOL)-3f25 x) ", (Word("Appliance"), Word("(BYOL)-3f25"), Word("x)"))),
        ("this or that ", (Word("this"), Word("or"), Word("that"))),
        ("arch:amd64", (Condition(QueryField.ARCH, "x86_64"),)),
        ("Owner-Id:099720109477", (Condition(QueryField.OWNER, "099720109477"),)),
        ("region:eu-west-1,us-* x ", (Condition(QueryField.REGION, "eu-west-1,us-*"), Word("x"))),
        ('publisher:"Red Hat"', (Condition(QueryField.PUBLISHER, "red-hat"),)),
        ("-state:gone", (Exclusion(Condition(QueryField.STATE, "gone")),)),
        (
            "(os:ubuntu OR os:debian)",
            (Either((Condition(QueryField.OS, "ubuntu"), Condition(QueryField.OS, "debian"))),),
        ),
        ("name:Ubuntu/*-22.04-?", (Condition(QueryField.NAME, "Ubuntu/*-22.04-?"),)),
        ("ubuntu/images/*-22.04-*", (Condition(QueryField.NAME, "ubuntu/images/*-22.04-*"),)),
        (r"name:a\*b", (Condition(QueryField.NAME, r"a\*b"),)),
        ("created:>2026-01", (Condition(QueryField.CREATED, ">2026-01"),)),
        ("deprecated:<NOW", (Condition(QueryField.DEPRECATED, "<now"),)),
        ("resolve:ssm:/aws/service/x", (Condition(QueryField.SSM, "/aws/service/x"),)),
        ("arn:aws:ec2:us-east-1::image/ami-12345678", (Identifier(IdentifierKind.IMAGE, "ami-12345678"),)),
        ("rel-abcdefghijklmnop2345", (Identifier(IdentifierKind.RELEASE, "rel-abcdefghijklmnop2345"),)),
        ("Bucket/x.manifest.xml", (Identifier(IdentifierKind.MANIFEST, "Bucket/x.manifest.xml"),)),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(text, terms):
    assert parse_query(text) == Query(terms)


@pytest.mark.parametrize(
    ("text", "position", "advice"),
    [
        ('ubuntu "22.04', 7, "end the phrase"),
        ('-"x', 1, "end the phrase"),
        ("ab\x00c", 2, "leave it out"),
        ("x \ud800", 2, "leave it out"),
        ("  &/--  ", 2, "at least one letter or digit"),
        ('""', 0, "at least one letter or digit"),
        ("a OR", 2, "debian OR ubuntu"),
        ("OR a", 0, "debian OR ubuntu"),
        ("a OR & ", 2, "debian OR ubuntu"),
        ("x (a OR b", 2, "end the group"),
        ("(" * 9 + "a" + ")" * 9, 8, "8 at most"),
        ("x archs:arm64", 2, "did you mean arch:?"),
        ("colour:red", 0, "there are owner, alias"),
        ("os:", 3, "os:ubuntu-22.04"),
        ("x arch:mips", 7, "one of x86_64, arm64"),
        ("-owner:canonical", 7, "publisher:"),
        ("region:mars", 7, "eu-west-1"),
        ("trust:high", 6, "one of verified"),
        ("created:yesterday", 8, "2026-01"),
        ("created:2026-13", 8, "2026-01"),
        ("created:..", 8, "2026-01"),
        ("name:a{b", 5, "alternatives"),
        ("id:ami-1", 3, "a whole id"),
        ("a" * 513, 512, "512 at most"),
        ('a"b"' * 120, 512, "512 at most"),
    ],
)
def test_a_broken_query_is_refused_at_its_character_with_the_right_way_to_write_it(text, position, advice):
    with pytest.raises(BadQueryError) as refused:
        parse_query(text)
    assert refused.value.position == position
    assert advice in refused.value.advice
    assert f"character {position + 1}" in str(refused.value)


def test_the_longest_query_is_read():
    assert parse_query("a" * LONGEST_QUERY_CHARACTERS)


def test_an_error_survives_pickling():
    error = BadQueryError("No", position=3, advice="yes")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.position, copy.advice) == (str(error), 3, "yes")


@given(TYPED)
@example('--"a"')
@example("-\x1f-a")
@example('a"""b"')
def test_any_text_is_a_query_that_prints_as_itself_or_is_refused_within_its_length(text):
    try:
        query = parse_query(text)
    except BadQueryError as refused:
        position = refused.position
    else:
        assert parse_query(str(query)) == query
        position = 0
    assert 0 <= position <= max(len(text), LONGEST_QUERY_CHARACTERS)


@pytest.mark.parametrize("field", QueryField)
def test_the_example_of_each_field_is_a_condition_on_it_in_its_one_spelling(field):
    example = FIELDS[field].example
    assert parse_query(example) == Query((Condition(field, example.partition(":")[2]),))
