"""The mail of digests: the one that asks whether an address wants them, and what happened to what is watched.

What others wrote is not in it, only that they did, and where: a mail of ours says nothing in a stranger's words, and
what is hidden later is not in anybody's mailbox.
"""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from api.digest_links import confirm_link, unsubscribe_link
from api.happening_feed import SUMMARIES, entry_of
from api.pages.rendering import environment
from api.services import Services
from api.version import NAME
from api.watching import news
from catalog.digests import DigestRow, Item
from catalog.happenings import Happening

ACCOUNT_PAGE = "/account/digest"
# A mail is to be read; who wants all of it follows the links.
MOST_LISTED = 100


def items_for(services: Services, digest: DigestRow, *, since: datetime, now: datetime) -> list[Item]:
    """What happened since; most was told before. Raises SearchError, DatabaseError."""
    return [_item(happening) for _, happening in news(services, digest.watches, since=since, now=now)]


def _item(told: Happening) -> Item:
    entry = entry_of(told)
    summary = entry.summary if told.kind in SUMMARIES else ""
    return Item(f"{told.key} {told.at.isoformat()}", told.at, _line(entry.title), _line(summary), entry.link)


def _line(text: str) -> str:
    """One line, in which nothing is turned round or hidden: a name can hold anything."""
    return "".join(character if character.isprintable() else " " for character in text)


def confirmation(services: Services, digest: DigestRow, *, sender: str, at: datetime) -> EmailMessage:
    """The mail that asks whether who has the address wants the digest."""
    message = _message(
        services, digest, sender, f"{NAME}: confirm your digest", f"confirm-{_stamp(digest.created_at)}", at
    )
    _write(message, "confirm", services, digest, confirm=confirm_link(services.public_url, digest))
    return message


def digest_message(
    services: Services, digest: DigestRow, items: Sequence[Item], *, sender: str, at: datetime
) -> EmailMessage:
    """The mail that tells these, of which there are some. It is the same message however often it is sent."""
    count = f"{len(items):,} things" if len(items) > 1 else "1 thing"
    subject = f"{NAME}: {count} happened to what you watch"
    message = _message(services, digest, sender, subject, f"{len(items)}-{_stamp(items[-1].at)}", at)
    left = len(items) - MOST_LISTED
    # What happened last is what matters most.
    _write(message, "digest", services, digest, items=items[-MOST_LISTED:][::-1], left=max(left, 0))
    return message


def _message(services: Services, digest: DigestRow, sender: str, subject: str, what: str, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, digest.address, subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<digest-{digest.id}-{what}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{unsubscribe_link(services.public_url, digest)}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _write(message: EmailMessage, template: str, services: Services, digest: DigestRow, **values: object) -> None:
    """As text, and as HTML for who prefers that."""
    values |= {
        "digest": digest,
        "service_url": services.public_url,
        "account_url": services.public_url + ACCOUNT_PAGE,
        "unsubscribe": unsubscribe_link(services.public_url, digest),
        "demo": services.demo,
    }
    message.set_content(environment().get_template(f"mail/{template}.txt").render(values), cte="quoted-printable")
    html = environment().get_template(f"mail/{template}.html").render(values)
    message.add_alternative(html, subtype="html", cte="quoted-printable")


def _stamp(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
