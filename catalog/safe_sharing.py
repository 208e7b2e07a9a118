"""The safe-sharing checklist: what whoever publishes an image should have done to it, and why.

Nobody can see from outside whether it was done: the answers are the publisher's own word.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/building-shared-amis.html and
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/creating-and-using-ami-ec2launch-v2.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from catalog.errors import MalformedError


class Platform(StrEnum):
    """What an image runs, as the catalog's images have it."""

    LINUX = "linux"
    WINDOWS = "windows"


class Answered(StrEnum):
    """What the publisher says of a point."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """One thing to have done. `key` names it for ever."""

    key: str
    what: str
    why: str


_CREDENTIALS = "Whoever launches the image reads its whole disk, and acts with what he finds there as you."
_SAVED = "Stored logins for other machines, sites and repositories let a stranger in there."
_FRESH = "Only somebody else's account shows what works without your keys, your network and your roles."

CHECKLISTS: dict[Platform, tuple[CheckPoint, ...]] = {
    Platform.LINUX: (
        CheckPoint(
            "shell-history",
            "Shell histories are deleted, of root and of every user",
            "Commands hold passwords, tokens and host names that were typed once.",
        ),
        CheckPoint(
            "credentials",
            "Credentials and key pairs are removed: ~/.aws, private keys, .netrc, tokens, certificates",
            _CREDENTIALS,
        ),
        CheckPoint(
            "passwords",
            "Passwords are locked or made anew at each launch, root's too",
            "A password that is the same on every instance is known to everyone who launched one.",
        ),
        CheckPoint(
            "saved-passwords", "Saved passwords are removed: browsers, database clients, git, mail, VPN", _SAVED
        ),
        CheckPoint(
            "ssh-keys",
            "SSH host keys and authorized_keys are removed; host keys are made at the first boot",
            "A left authorized_keys is a way in for you, and equal host keys let one instance pose as another.",
        ),
        CheckPoint(
            "logs",
            "Logs, cloud-init's data and caches are cleaned, and what was deleted cannot be brought back",
            "They name hosts, users and addresses, and user data stays under /var/lib/cloud.",
        ),
        CheckPoint("fresh-account", "It was launched and tested from a fresh account", _FRESH),
    ),
    Platform.WINDOWS: (
        CheckPoint(
            "shell-history",
            "PowerShell's and the Run dialogue's histories are deleted, of every user",
            "Commands hold passwords, tokens and host names that were typed once.",
        ),
        CheckPoint(
            "credentials",
            "Credentials and key pairs are removed: .aws, private keys, certificates with their keys, tokens",
            _CREDENTIALS,
        ),
        CheckPoint(
            "passwords",
            "The Administrator's and other passwords are set for sharing, or made anew at each launch",
            "A password that is the same on every instance is known to everyone who launched one.",
        ),
        CheckPoint(
            "saved-passwords",
            "Saved passwords are removed: Credential Manager, browsers, remote desktop files, automatic sign-in",
            _SAVED,
        ),
        CheckPoint(
            "sysprep",
            "Sysprep was run, with a new random password for each instance",
            "Without it, instances share their security identifier, their name, and the Administrator's password.",
        ),
        CheckPoint(
            "logs",
            "Event logs, temporary files and the launch agent's logs are cleaned",
            "They name hosts, users and addresses, and may hold the user data.",
        ),
        CheckPoint("fresh-account", "It was launched and tested from a fresh account", _FRESH),
    ),
}


def check_points(keys: Iterable[str], platform: Platform) -> None:
    """Raises MalformedError for a key that is no point of the platform's checklist."""
    known = [point.key for point in CHECKLISTS[platform]]
    for key in keys:
        if key not in known:
            raise MalformedError("checklist point", key, f"one of {', '.join(known)}, for {platform}")
