"""Members of a site, signed in as browsers are, and what they say of a release: what its pages are seen with."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import httpx

from api.digest_links import confirm_link, unsubscribe_link
from catalog.database import Database
from catalog.digests import digest_of
from catalog.roles import Role
from catalog.utc_time import now
from tests.api.community.talking import LONG_AGO
from tests.api.members import signed_in
from tests.pages.sites import Site

QUESTION = "Does it boot on *c8g*? The docs of ami-0abcdef1234567890 say so:\n\n- yes\n- `no`\n\n> somebody else"


WATCHES = [{"kind": "owner", "about": "099720109477"}, {"kind": "search", "about": "q=" + "x" * 200 + "&arch=arm64"}]
LISTING = {
    "os": "Amazon Linux 2023, with a name " + "that is long " * 10,
    "features": ["small", "x" * 200],
    "description": "For *containers*.\n\n    a = 1\n\n> quoted",
    "services": ["sshd on 22"],
    "release_notes": [{"date": "2026-11-01", "text": "- one\n- two"}],
    "support": "help@images.example",
    "source_url": "https://git.example/" + "y" * 150,
    "checklist": {"logs": {"answer": "yes", "note": "cleaned"}, "passwords": {"answer": "no"}},
}


@dataclass(frozen=True)
class Talker:
    """A member with a session of his."""

    site: Site
    secret: str
    member_id: int

    def post(self, path: str, **body: Any) -> Any:
        return self.send("POST", path, **body)

    def send(self, method: str, path: str, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.secret}"}
        answer = httpx.request(
            method, f"{self.site.url}{path}", json=body, headers=headers, trust_env=False, timeout=10
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None


def talker(site: Site, name: str, *, role: Role = Role.MEMBER, account: str | None = None) -> Talker:
    """A member who came long ago, with a fresh session."""
    assert site.database_url is not None
    database = Database(site.database_url)
    try:
        services: Any = SimpleNamespace(database=database)
        signed_in(services, name, role=role, account=account, at=LONG_AGO)
        member = signed_in(services, name, account=account, at=now())
    finally:
        database.close()
    assert member.member is not None
    return Talker(site, member.secret, member.member.id)


def _links_in_mail(member: Talker) -> dict[str, str]:
    """What the mail of his digest leads to."""
    database = Database(str(member.site.database_url))
    try:
        with database.read() as session:
            digest = digest_of(session, member.member_id)
    finally:
        database.close()
    assert digest is not None
    return {"digest-confirm": confirm_link("", digest), "digest-unsubscribe": unsubscribe_link("", digest)}


def talk_of(site: Site, release_id: str, account: str) -> dict[str, str]:
    """Have members talk; the addresses of what they said, by a name that a file can have."""
    ada, maker = talker(site, "ada"), talker(site, "maker", account=account)
    comments, stated = f"/v1/releases/{release_id}/comments", f"/v1/releases/{release_id}/annotations"
    question = ada.post(comments, text=QUESTION, kind="question")["comment"]
    maker.post(comments, text="On every machine of the family.", kind="answer", reply_to=question["comment_id"])
    ada.post(comments, text="A long address: https://a.example/" + "x" * 200)
    report = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "trivy"}}, "results": []}]}
    ada.post(stated, kind="scan-report", text="Nothing found.", report=report)
    ada.post(stated, kind="secrets-found", text="a key in /root/.aws")
    caution = ada.post(stated, kind="caution", text="`root` may sign in.", url="https://a.example/evidence")
    moderator = talker(site, "moderator", role=Role.MODERATOR)
    moderator.post(f"/v1/comments/{question['comment_id']}/flags", reason="misleading", note="see the maker's answer")
    maker.send("PUT", f"/v1/listings/{release_id}", **LISTING)
    hook = moderator.post("/v1/me/webhooks", url="https://hooks.example/" + "z" * 120, watches=WATCHES)["webhook"]
    moderator.post(f"/v1/me/webhooks/{hook['webhook_id']}/test")
    moderator.send("PUT", "/v1/me/digest", address=f"{'z' * 60}@mail.example", watches=WATCHES)
    return {
        **_links_in_mail(moderator),
        "webhook": f"/account/webhooks/{hook['webhook_id']}",
        "listing": f"/listings/{release_id}",
        "comment": f"/comments/{question['comment_id']}",
        "comments": "/comments?q=boot",
        "comments-none": "/comments?q=xyzzyplugh",
        "annotation": f"/annotations/{caution['annotation']['annotation_id']}",
    }
