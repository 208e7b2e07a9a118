"""Comments beside what a search finds: counted for who may read them, with the words of the query."""

from dataclasses import replace

import pytest

from api.comment_hits import words_said
from catalog.database import Database
from catalog.roles import Role
from tests.api.community.talking import LONG_AGO, release_of, say, send
from tests.api.conftest import NOBLE_IRELAND, PAYROLL, WEB_BASE, WEB_BASE_PRIVATE
from tests.api.members import signed_in


def counted(client, q, number=NOBLE_IRELAND):
    found = client.json("/v1/search", q=q, include_deprecated="true", limit=100)
    hit = next(hit for hit in found["hits"] if hit["release_id"] == release_of(client, number))
    return hit["comment_count"], hit["comment_hits"], found["comments_found"]


def test_a_search_tells_how_much_was_said_and_what_of_it_has_its_words(ada, maker, anybody):
    assert counted(anybody, "noble") == (0, 0, 0)
    question = say(ada, "Does Noble boot on c8g?")
    say(maker, "It does.", reply_to=question["comment_id"])
    say(ada, "noble elsewhere", number=WEB_BASE)

    assert counted(anybody, "noble") == (2, 1, 2)
    assert counted(anybody, "nob") == (2, 1, 2)
    assert counted(anybody, "noble -minimal arch:arm64")[1:] == (1, 2)
    assert counted(anybody, "publisher:canonical") == (2, None, None)


def test_what_was_deleted_or_hidden_is_not_counted(services, ada, anybody):
    moderator = signed_in(services, "moderator", role=Role.MODERATOR, at=LONG_AGO)
    deleted, hidden = say(ada, "noble one"), say(ada, "noble two")
    assert counted(anybody, "noble") == (2, 2, 2)
    ada.ask(deleted["link"], method="DELETE")
    send(moderator, "POST", f"{hidden['link']}/acts", {"action": "hide", "reason": "x"})
    assert counted(anybody, "noble") == (0, 0, 0)


def test_what_is_said_of_private_images_is_counted_for_who_sees_them(services, anybody):
    insider = replace(services, organisation_accounts=frozenset({("aws", "210987654321")}))
    member = signed_in(insider, "insider", account="210987654321", at=LONG_AGO)
    say(member, "web of payroll", number=PAYROLL)
    say(member, "web", number=WEB_BASE_PRIVATE)

    assert counted(anybody, "web", WEB_BASE) == (1, 1, 1)
    assert counted(member, "web", WEB_BASE) == (1, 1, 2)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("ubuntu Jammy-22", ["ubuntu", "jammy", "22"]),
        ('"server 2022" -core', ["server", "2022"]),
        ("arch:arm64", []),
        ("ami-0123456789abcdef0", []),
        ("debian OR ubuntu", []),
        ("a b c d e f g h i", []),
        ("", []),
    ],
)
def test_the_words_are_those_that_must_match(query, words):
    assert words_said(query) == words


def test_a_search_needs_no_database(services, anybody, tmp_path):
    missing = replace(services, database=Database(f"sqlite:///{tmp_path / 'no' / 'file.sqlite3'}"))
    hit = replace(anybody, services=missing).json("/v1/search", q="noble")["hits"][0]
    missing.database.close()

    assert (hit["comment_count"], hit["comment_hits"]) == (None, None)
