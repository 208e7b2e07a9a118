"""The form of an AWS account id. Refuses to know who is behind one: that is catalog/directory.py."""

import re

from catalog.errors import MalformedError

ACCOUNT_ID_FORM = "12 digits, like 099720109477"

# [0-9] and not \d, which also takes the digits of other scripts; \Z and not $, which lets a final newline through.
_ACCOUNT_ID = re.compile(r"[0-9]{12}\Z")


def is_account_id(text: str) -> bool:
    return _ACCOUNT_ID.match(text) is not None


def check_account_id(text: str) -> str:
    """The text itself when it is 12 digits; leading zeros belong to an account id. Raises MalformedError otherwise."""
    if not is_account_id(text):
        raise MalformedError("account id", text, ACCOUNT_ID_FORM)
    return text
