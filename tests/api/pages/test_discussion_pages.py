"""The discussion in a browser without scripts: said, refused in place, edited, pinned, flagged, moderated, found."""

import pytest

from catalog.roles import Role
from tests.api.community.talking import LONG_AGO, release_of, say, thread
from tests.api.conftest import CANONICAL, NOBLE_IRELAND, WEB_BASE, Client
from tests.api.members import signed_in
from tests.api.pages.conftest import FORM, Visitor, browser_of, send


@pytest.fixture
def services(copied_services):
    return copied_services


@pytest.fixture
def ada(services):
    return signed_in(services, "ada", at=LONG_AGO)


@pytest.fixture
def bob(services):
    return signed_in(services, "bob", at=LONG_AGO)


@pytest.fixture
def maker(services):
    return signed_in(services, "maker", account=CANONICAL, at=LONG_AGO)


@pytest.fixture
def moderator(services):
    return signed_in(services, "moderator", role=Role.MODERATOR, at=LONG_AGO)


@pytest.fixture
def release(services):
    return f"/releases/{release_of(Client(services), NOBLE_IRELAND)}"


def test_a_question_is_asked_and_answered_and_stands_on_the_page(services, ada, maker, release):
    asked = send(ada, f"{release}/comments", text="Does it *boot*?", kind="question")
    question = asked.headers["Location"]
    send(maker, f"{question}/replies", text="On every machine.")

    page = Visitor(services).page(release)
    assert asked.status_code == 303
    assert "Does it boot?" in page.text
    assert "On every machine." in page.text
    assert "makes this image" in page.text
    assert question in page.values("a", "href")


def test_who_is_not_signed_in_reads_and_gets_no_form(services, ada, release):
    say(ada)
    page = Visitor(services).page(release)

    assert page.values("textarea", "name") == []
    assert "Sign in to ask" in " ".join(page.text.split())


def test_what_is_refused_stands_in_place_with_what_was_typed(ada, release):
    words = "see " + "https://a.example " * 21
    refused = send(ada, f"{release}/comments", text=words, kind="observation")

    assert refused.status_code == 422
    assert "20 links at most" in refused.text
    assert words.strip() in refused.text
    assert "<option selected>observation</option>" in refused.text
    assert thread(ada) == []


@pytest.mark.parametrize("fields", [{}, {"text": "x", "kind": "rant"}, {"text": "x", "key": "?"}, {"text": "\x00"}])
def test_what_cannot_be_said_changes_nothing(ada, release, fields):
    assert send(ada, f"{release}/comments", **fields).status_code == 422
    assert thread(ada) == []


def test_a_form_sent_twice_says_it_once(ada, release):
    browser = browser_of(ada)
    (key,) = {attributes["value"] for tag, attributes in browser.page(release).tags if attributes.get("name") == "key"}
    first, second = (send(ada, f"{release}/comments", text="once", key=key) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert len(thread(ada)) == 1


def test_an_author_edits_and_an_older_form_changes_nothing(ada):
    said = say(ada, "first")
    path = f"/comments/{said['comment_id']}"
    assert send(ada, f"{path}/edit", text="second", version="1").status_code == 303
    late = send(ada, f"{path}/edit", text="third", version="1")

    assert late.status_code == 422
    assert "version 2" in late.text
    assert ">\nthird</textarea>" in late.text
    assert [one["text"] for one in thread(ada)] == ["second"]
    assert "first" in browser_of(ada).page(path).text


def test_what_is_deleted_leads_back_to_the_discussion(ada, release):
    said = say(ada, "take this back")

    assert send(ada, f"/comments/{said['comment_id']}/delete").headers["Location"] == f"{release}#discussion"
    assert "take this back" not in browser_of(ada).page(release).text


def test_the_maker_pins_and_unpins(ada, maker):
    path = f"/comments/{say(ada)['comment_id']}"

    assert send(maker, f"{path}/pin", pinned="yes").status_code == 303
    assert [one["pinned"] for one in thread(ada)] == [True]
    assert send(maker, f"{path}/pin").status_code == 303
    assert [one["pinned"] for one in thread(ada)] == [False]
    assert send(ada, f"{path}/pin", pinned="yes").status_code == 403


def test_a_member_flags_and_a_moderator_hides_and_restores(services, ada, bob, moderator):
    path = f"/comments/{say(ada, 'the password is hunter2')['comment_id']}"
    assert send(bob, f"{path}/flags", reason="secret").headers["Location"] == f"{path}?flagged=yes"
    assert send(bob, f"{path}/flags", reason="dull").status_code == 422
    assert send(bob, f"{path}/acts", action="hide", reason="x").status_code == 403
    without = send(moderator, f"{path}/acts", action="hide")
    assert without.status_code == 422
    assert "reason" in without.text
    assert send(moderator, f"{path}/acts", action="hide", reason="It tells a password.").status_code == 303
    assert "hunter2" not in Visitor(services).page(path).text
    assert "hunter2" in browser_of(ada).page(path).text
    assert send(moderator, f"{path}/acts", action="restore", reason="It is none.").status_code == 303
    assert "hunter2" in Visitor(services).page(path).text


def test_comments_are_searched(services, ada):
    say(ada, "the default password is printed")
    visitor = Visitor(services)

    assert "the default password is printed" in visitor.page("/comments", q="password print").text
    assert "No comment has all" in visitor.page("/comments", q="xyzzy").text
    assert "1 to 8 words" in visitor.page("/comments", q="?!", status=422).text


def test_what_members_write_does_nothing(services, ada, release):
    say(ada, "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> ami-0123456789abcdef0")
    page = Visitor(services).page(release)

    assert [src for src in page.values("script", "src") if not src.startswith("/assets/")] == []
    assert page.values("img", "src") == []
    assert [href for href in page.values("a", "href") if "javascript" in href] == []
    assert "/images/ami-0123456789abcdef0" in page.values("a", "href")


def test_what_is_stated_stands_on_the_page_and_is_withdrawn(services, ada, release):
    stated = send(ada, f"{release}/annotations", kind="caution", text="root may sign in", url="https://a.example/x")
    assert stated.status_code == 303
    page = Visitor(services).page(release)
    assert "root may sign in" in page.text
    (path,) = {href for href in page.values("a", "href") if href.startswith("/annotations/")}
    assert send(ada, f"{path}/events", kind="withdrawn", reason="It may not.").status_code == 303
    assert "It may not." in Visitor(services).page(path).text
    assert "counts no more" in Visitor(services).page(release).text


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "rumour", "text": "typed"},
        {"kind": "caution", "text": "typed", "url": "http://a.example"},
        {"kind": "scan-report", "text": "typed", "report": "no JSON"},
        {"kind": "scan-report", "text": "typed", "report": "[]"},
        {"kind": "caution", "text": "typed", "days": "soon"},
    ],
)
def test_what_cannot_be_stated_is_refused_in_place(ada, release, fields):
    refused = send(ada, f"{release}/annotations", **fields)

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert ">\ntyped</textarea>" in refused.text
    assert ada.json(f"/v1{release}/annotations")["annotations"] == []


def test_nobody_decides_on_what_is_anothers(ada, bob, release):
    stated = send(ada, f"{release}/annotations", kind="caution", text="x")
    number = ada.json(f"/v1{release}/annotations")["annotations"][0]["annotation_id"]

    assert stated.status_code == 303
    assert send(bob, f"/annotations/{number}/events", kind="withdrawn", reason="x").status_code == 403
    assert browser_of(bob).page(f"/annotations/{number}").values("select", "name") == []


def test_forms_of_other_sites_say_nothing(ada, release):
    said = say(ada, "mine", number=WEB_BASE)
    browser = browser_of(ada)
    paths = [f"{release}/comments", f"{release}/annotations"]
    paths += [f"/comments/{said['comment_id']}/{act}" for act in ("replies", "edit", "delete", "pin", "flags", "acts")]
    for path in paths:
        assert browser.ask(path, method="POST", headers=FORM, body="text=x").status_code == 403
        assert Visitor(ada.services).ask(path, method="POST", headers=FORM, body="text=x").status_code == 401
    assert thread(ada) == []


def test_a_report_in_a_form_may_be_as_large_as_a_scanners(ada, release):
    report = '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "trivy"}}, "results": []}], "x": "%s"}'
    stated = send(ada, f"{release}/annotations", kind="scan-report", text="x", report=report % ("y" * 200_000))

    assert stated.status_code == 303
    assert send(ada, f"{release}/annotations", kind="scan-report", text="x" * (5 << 20)).status_code == 413


def test_who_says_too_much_too_soon_keeps_what_he_typed(services, release):
    newcomer = signed_in(services, "newcomer")
    text = "Does it <boot> on every machine there is?"
    answers = [send(newcomer, f"{release}/comments", text=text, kind="question") for _ in range(40)]
    limited = next(answer for answer in answers if answer.status_code == 429)

    assert "Does it &lt;boot&gt; on every machine there is?" in limited.text
    assert int(limited.headers["Retry-After"]) > 0
    assert "csrf" not in limited.text
