"""Listings over HTTP: published, read, changed, withdrawn, exported; and everything that is refused."""

import re
from dataclasses import replace

import pytest
from lxml import etree, html
from markdown_it import MarkdownIt

from catalog.roles import Role
from tests.api.community.talking import LONG_AGO, release_of, send
from tests.api.conftest import NOBLE_FRANKFURT, NOBLE_IRELAND, PAYROLL, WEB_BASE, image_id
from tests.api.members import signed_in

HOSTILE = "</script><script>alert(1)</script> | `x` [a](javascript:alert(1)) <img src=x onerror=alert(1)>"
SAID = {
    "os": "Ubuntu 24.04",
    "features": ["small", HOSTILE],
    "description": f"Of *ours*, like {image_id(NOBLE_FRANKFURT)}.\n\n    code\n\n    more\n\n{HOSTILE}",
    "services": ["sshd on 22"],
    "release_notes": [{"date": "2026-10-01", "text": "first"}, {"date": "2026-11-01", "text": "**second**"}],
    "support": "help@canonical.example",
    "source_url": "https://git.example/ubuntu",
    "checklist": {"logs": {"answer": "yes", "note": "cleaned"}, "ssh-keys": {"answer": "no"}},
}


def about(client, number=NOBLE_IRELAND):
    return f"/v1/listings/{release_of(client, number)}"


def family_of(client, number=NOBLE_IRELAND):
    return f"/v1/listings/{client.json(f'/v1/releases/{release_of(client, number)}')['family_id']}"


def publish(client, path, said=SAID, **headers):
    response = send(client, "PUT", path, said, **headers)
    assert response.status_code in (200, 201), response.text
    return response


def test_who_proved_the_account_publishes_and_everyone_reads_it_as_his_statement(maker, anybody):
    made = publish(maker, about(maker))
    assert made.status_code == 201
    told = anybody.json(about(anybody))["listing"]
    assert (told["covers"], told["state"], told["version"]) == ("release", "shown", 1)
    assert (told["publisher"]["slug"], told["stated_by"]["member_id"]) == ("canonical", maker.member.id)
    assert [note["date"] for note in told["release_notes"]] == ["2026-11-01", "2026-10-01"]
    assert f'<a href="/images/{image_id(NOBLE_FRANKFURT)}"' in told["description_html"]
    answers = {point["key"]: point["answer"] for point in told["checklist"]}
    assert (answers["logs"], answers["ssh-keys"], answers["passwords"]) == ("yes", "no", None)
    assert told["checklist_at"] == told["stated_at"]
    assert {image["image_id"] for image in told["images"]} >= {image_id(NOBLE_IRELAND), image_id(NOBLE_FRANKFURT)}


def test_the_listing_of_a_family_shows_on_its_releases_until_one_has_its_own(maker, anybody):
    publish(maker, family_of(maker), {"os": "of all"})
    told = anybody.json(about(anybody))["listing"]
    assert (told["covers"], told["os"], told["link"]) == ("family", "of all", family_of(anybody))
    publish(maker, about(maker), {"os": "of one"})
    assert anybody.json(about(anybody))["listing"]["os"] == "of one"
    assert anybody.json(family_of(anybody))["listing"]["os"] == "of all"
    assert maker.ask(about(maker), method="DELETE").status_code == 204
    assert anybody.json(about(anybody))["listing"]["os"] == "of all"


def test_nobody_lists_what_he_did_not_prove_to_own(services, ada, maker, anybody):
    publish(maker, about(maker))
    operator = signed_in(services, "boss", role=Role.OPERATOR, at=LONG_AGO)
    for client, status in ((ada, 403), (operator, 403), (anybody, 401)):
        for method, body in (("PUT", SAID), ("DELETE", None)):
            assert send(client, method, about(maker), body).status_code == status
    assert send(maker, "PUT", about(maker, WEB_BASE), SAID).status_code == 403
    assert ada.ask(f"{about(maker)}/versions").status_code == 403
    assert anybody.json(about(anybody))["listing"]["version"] == 1
    assert anybody.ask(about(anybody, WEB_BASE)).status_code == 404


def test_a_listing_is_published_in_no_name_that_one_does_not_speak_for(maker, anybody):
    refused = send(maker, "PUT", about(maker), SAID | {"publisher": "debian"})
    assert (refused.status_code, "debian" in refused.text) == (403, True)
    publish(maker, about(maker), SAID | {"publisher": "canonical"})
    assert anybody.json(about(anybody))["listing"]["publisher"]["name"] == "Canonical (Ubuntu)"


def test_a_change_says_what_it_is_a_change_of(maker, anybody):
    tag = publish(maker, about(maker)).headers["etag"]
    assert anybody.ask(about(anybody)).headers["etag"] == tag
    said = {"os": "Ubuntu 24.04.1"}
    missing = send(maker, "PUT", about(maker), said)
    changed = send(maker, "PUT", about(maker), said, if_match=tag)
    late = send(maker, "PUT", about(maker), {"os": "mine"}, if_match=tag)
    elsewhere = send(maker, "PUT", family_of(maker), said, if_match=tag)
    assert [one.status_code for one in (missing, changed, late, elsewhere)] == [428, 200, 412, 412]
    assert anybody.json(about(anybody))["listing"]["os"] == "Ubuntu 24.04.1"
    versions = maker.json(f"{about(maker)}/versions", limit=1)
    older = maker.json(f"{about(maker)}/versions", limit=1, cursor=versions["next_cursor"])
    assert [one["content"]["os"] for one in versions["versions"] + older["versions"]] == [
        "Ubuntu 24.04.1",
        "Ubuntu 24.04",
    ]
    assert older["next_cursor"] is None


def test_sent_twice_it_is_published_once(maker, anybody):
    first = publish(maker, about(maker), idempotency_key="a-key-of-mine")
    again = publish(maker, about(maker), idempotency_key="a-key-of-mine")
    other = send(maker, "PUT", about(maker), {"os": "x"}, idempotency_key="a-key-of-mine")
    wrong = send(maker, "PUT", about(maker), SAID, idempotency_key="?")
    assert [one.status_code for one in (first, again, other, wrong)] == [201, 200, 409, 422]
    assert anybody.json(about(anybody))["listing"]["version"] == 1


def test_what_is_withdrawn_leaves_a_stone_and_may_come_back(maker, anybody):
    publish(maker, about(maker))
    assert maker.ask(about(maker), method="DELETE").status_code == 204
    stone = anybody.json(about(anybody))["listing"]
    assert (stone["state"], stone["os"], stone["description"], stone["checklist_at"]) == ("withdrawn", None, None, None)
    assert {point["answer"] for point in stone["checklist"]} == {None}
    assert anybody.ask(f"{about(anybody)}/snippet").status_code == 404
    assert maker.ask(about(maker), method="DELETE").status_code == 404
    assert publish(maker, about(maker), {"os": "back"}).status_code == 201
    assert len(maker.json(f"{about(maker)}/versions")["versions"]) == 3


def test_what_is_listed_of_a_private_image_is_as_private(services, anybody):
    insider = replace(services, organisation_accounts=frozenset({("aws", "210987654321")}))
    member = signed_in(insider, "insider", account="210987654321", at=LONG_AGO)
    path = about(member, PAYROLL)
    owner = member.json(f"/v1/images/{image_id(PAYROLL)}")["owner_id"]
    theirs = replace(services, organisation_accounts=frozenset({("aws", owner)}))
    publish(signed_in(theirs, "owner", account=owner, at=LONG_AGO), path, {"os": "hush"})
    assert member.json(path)["listing"]["os"] == "hush"
    for more in ("", "/snippet"):
        assert anybody.ask(path + more).status_code == 404
    for client in (anybody, member):
        assert client.ask(f"/v1/badges/{path.rpartition('/')[2]}.svg").status_code == 404


def test_a_listing_is_flagged_hidden_and_restored(services, ada, maker, anybody):
    publish(maker, about(maker))
    moderator = signed_in(services, "mod", role=Role.MODERATOR, at=LONG_AGO)
    for _ in range(2):
        flagged = send(ada, "POST", f"{about(ada)}/flags", {"reason": "misleading"})
        assert flagged.status_code == 204
    (waiting,) = moderator.json("/v1/moderation/queue")["listings"]
    assert (waiting["link"], waiting["flags"]) == (about(ada), 1)
    assert send(ada, "POST", f"{about(ada)}/acts", {"action": "hide", "reason": "x"}).status_code == 403
    wrong = send(moderator, "POST", f"{about(ada)}/acts", {"action": "suspend", "reason": "x"})
    hidden = send(moderator, "POST", f"{about(ada)}/acts", {"action": "hide", "reason": "Not so."})
    assert (wrong.status_code, hidden.status_code) == (422, 200)
    told = anybody.json(about(anybody))["listing"]
    assert (told["state"], told["os"], told["description"]) == ("hidden", None, None)
    assert anybody.ask(f"{about(anybody)}/snippet").status_code == 404
    assert maker.json(about(maker))["listing"]["os"] == "Ubuntu 24.04"
    assert moderator.json("/v1/moderation/queue")["listings"] == []
    (act,) = anybody.json("/v1/moderation/log")["acts"]
    assert (act["action"], act["reason"], act["listing_id"]) == ("hide", "Not so.", waiting["listing_id"])
    assert maker.json("/v1/me/notices")["acts"] == [act]
    send(moderator, "POST", f"{about(ada)}/acts", {"action": "restore", "reason": "It is."})
    assert anybody.json(about(anybody))["listing"]["state"] == "shown"


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({}, "listing"),
        ({"os": ""}, "os"),
        ({"os": "null\0byte"}, "os"),
        ({"os": "x", "verdict": "verified"}, "verdict"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"checklist": {"sysprep": {"answer": "yes"}}}, "sysprep"),
        ({"checklist": {"logs": "yes"}}, "checklist"),
        ({"description": "x" * 20_000}, "description"),
        ([], "object"),
    ],
)
def test_what_cannot_be_listed_is_refused_and_nothing_changes(maker, anybody, said, names):
    refused = send(maker, "PUT", about(maker), said)
    assert (refused.status_code, names in refused.text) == (422, True), refused.text
    assert anybody.ask(about(anybody)).status_code == 404


def test_a_listing_of_a_megabyte_is_refused_before_it_is_read(maker):
    assert send(maker, "PUT", about(maker), {"description": "x" * 1_000_000}).status_code == 413


def test_an_id_that_is_none_is_refused_in_words(anybody):
    for path in ("/v1/listings/ami-00000011", "/v1/badges/x.svg", "/v1/listings/rel-1/snippet"):
        assert (anybody.ask(path).status_code, "rel-" in anybody.ask(path).text) == (422, True)
    assert anybody.ask("/v1/badges/rel-abcdefghijklmnop2345.svg").status_code == 404
    assert anybody.ask("/v1/listings/fam-abcdefghijklmnop2345").status_code == 404


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_snippet_does_nothing_in_the_page_it_is_pasted_into(maker, anybody, form):
    publish(maker, about(maker))
    snippet = anybody.ask(f"{about(anybody)}/snippet", form=form)
    text = snippet.text if form == "html" else MarkdownIt("commonmark").enable("table").render(snippet.text)
    found = html.fromstring(f"<div>{text}</div>")
    assert snippet.headers["content-type"].startswith(f"text/{form}")
    assert not found.xpath("//script | //style | //iframe | //*[@onerror or @onclick]")
    assert [image.get("src") for image in found.iter("img")] == [
        f"http://127.0.0.1:8000/v1/badges/{about(anybody).rpartition('/')[2]}.svg"
    ]
    links = [link.get("href") or "" for link in found.iter("a")]
    assert all(re.match(r"https?://|mailto:", link) for link in links), links
    assert f"http://127.0.0.1:8000/images/{image_id(NOBLE_FRANKFURT)}" in links
    # All that was said is there, as text.
    words = " ".join("".join(map(str, found.itertext())).split())
    for told in ("Ubuntu 24.04", "sshd on 22", HOSTILE, "first", image_id(NOBLE_IRELAND), "not answered"):
        assert told in words, (told, words)
    assert [code.text for code in found.iter("code") if "more" in (code.text or "")] == ["code\n\nmore\n"]


def test_a_badge_tells_the_verdict_to_other_pages(anybody):
    release = release_of(anybody, NOBLE_IRELAND)
    family = anybody.json(f"/v1/releases/{release}")["family_id"]
    level = anybody.json(f"/v1/releases/{release}/verdict")["level"]
    for which in (release, family):
        badge = anybody.ask(f"/v1/badges/{which}.svg")
        picture = etree.fromstring(badge.content)
        assert badge.headers["content-type"].startswith("image/svg+xml")
        assert badge.headers["cross-origin-resource-policy"] == "cross-origin"
        assert badge.headers["cache-control"] == "public, max-age=300"
        assert picture.get("aria-label") == f"amidex: {level}"
        known = {"If-None-Match": badge.headers["etag"]}
        assert anybody.ask(f"/v1/badges/{which}.svg", headers=known).status_code == 304


def test_the_checklists_are_there_to_be_read(anybody):
    told = anybody.json("/v1/safe-sharing")["checklists"]
    keys = {one["platform"]: {point["key"] for point in one["points"]} for one in told}
    assert "ssh-keys" in keys["linux"]
    assert "sysprep" in keys["windows"]
