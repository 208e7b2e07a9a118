"""`amidex digest`: set, shown and removed; and the worker that sends it, by a real mail server."""

import json
import sqlite3
from contextlib import closing, contextmanager

import pytest

from tests.cli.conftest import IMAGES, NOBLE_ID
from tests.cli.members import act_as_member
from tests.cli.running import amidex, amidex_process
from tests.cli.test_serve import eventually
from tests.mail import SENDER, free_port, running_mailbox

ADDRESS = "ada@example.org"


@pytest.fixture
def crawled(environment, tmp_path):
    images = tmp_path / "images.json"
    images.write_text(json.dumps({"Images": IMAGES}))
    assert amidex("crawl", "--from", str(images), "--region", "eu-west-1", environment=environment).exit_code == 0
    return environment


@contextmanager
def catalog(environment):
    file = f"{environment['AMIDEX_DATA_DIR']}/amidex.sqlite3"
    with closing(sqlite3.connect(file, timeout=30)) as connection, connection:
        yield connection


def mailing(environment, port):
    return environment | {"AMIDEX_SMTP_URL": f"smtp+plain://127.0.0.1:{port}", "AMIDEX_MAIL_FROM": SENDER}


def test_a_digest_is_set_shown_and_removed(crawled):
    member = mailing(act_as_member(crawled, account="123456789012"), free_port())
    assert "no digest: `amidex digest set" in amidex("digest", "show", environment=member).output
    made = amidex("digest", "set", ADDRESS, NOBLE_ID, "canonical", "--every", "day", environment=member)
    assert made.exit_code == 0, made.said
    assert ("open the mail that asks" in made.output, f"image {NOBLE_ID}" in made.output) == (True, True)
    digest = amidex("digest", "show", "--json", environment=member).json["digest"]
    assert (digest["address"], digest["every"], digest["state"]) == (ADDRESS, "day", "unconfirmed")
    assert amidex("digest", "remove", environment=member).said == "removed: your digest\n"
    again = amidex("digest", "remove", environment=member)
    assert (again.exit_code, "you have none" in again.said) == (1, True)


def test_a_worker_asks_the_address_and_tells_it_when_the_time_has_come(crawled):
    with running_mailbox() as (mailbox, port):
        member = mailing(act_as_member(crawled, account="123456789012"), port)
        assert amidex("digest", "set", ADDRESS, NOBLE_ID, environment=member).exit_code == 0
        with amidex_process("worker", "--no-crawl", environment=member) as worker:
            eventually(lambda: mailbox.taken or None, worker)
            (asked,) = mailbox.taken
            assert (asked["To"], asked["Subject"]) == (ADDRESS, "Amidex: confirm your digest")
            said = amidex("comments", "add", NOBLE_ID, "Does it boot?", environment=member)
            assert said.exit_code == 0, said.said
            # After what there is to tell: a worker that finds nothing puts it off to the next day.
            with catalog(member) as connection:
                connection.execute("UPDATE digest SET confirmed_at = created_at, next_at = created_at, sent_at = NULL")
            eventually(lambda: mailbox.taken[1:] or None, worker)
    assert mailbox.taken[1]["Subject"] == "Amidex: 1 thing happened to what you watch"


def test_wrong_settings_and_addresses_say_what_is_right(crawled):
    member = act_as_member(crawled, account="123456789012")
    refused = amidex("digest", "set", ADDRESS, "canonical", environment=member)
    assert (refused.exit_code, "AMIDEX_SMTP_URL" in refused.said) == (2, True)
    assert "sends no e-mail" in amidex("digest", "show", environment=member).output
    wrong = amidex("digest", "set", "ada", "canonical", environment=mailing(member, 25))
    assert (wrong.exit_code, "an e-mail address like" in wrong.said) == (2, True)
    unset = {"AMIDEX_SMTP_URL": "", "AMIDEX_MAIL_FROM": ""}
    assert "sends no e-mail" in amidex("digest", "show", environment=member | unset).output
    for settings in (
        {"AMIDEX_SMTP_URL": "smtp://mail.example.org"},
        {"AMIDEX_SMTP_URL": "http://ada:hunter2@x", "AMIDEX_MAIL_FROM": SENDER},
        {"AMIDEX_SMTP_URL": "smtp://mail.example.org", "AMIDEX_MAIL_FROM": "nobody"},
    ):
        said = amidex("digest", "show", environment=member | settings)
        assert (said.exit_code, "AMIDEX_" in said.said, "hunter2" in said.said) == (2, True, False), said.said


def test_the_doctor_asks_the_mail_server(crawled):
    def mail(port):
        found = amidex("doctor", "--json", environment=mailing(crawled, port)).json
        return next(one for one in found if one["check"] == "mail")

    with running_mailbox() as (_, port):
        assert (mail(port)["health"], SENDER in mail(port)["found"]) == ("right", True)
    assert (mail(port)["health"], "AMIDEX_SMTP_URL" in mail(port)["do"]) == ("wrong", True)
