"""Addresses that mail is sent to: as HTML's forms take them, which leaves out what nobody has."""

import re

from catalog.errors import MalformedError

LONGEST_ADDRESS_CHARACTERS = 254
ADDRESS_FORM = f"an e-mail address like ada@example.org, of at most {LONGEST_ADDRESS_CHARACTERS} characters of ASCII"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")


def check_mail_address(text: str) -> str:
    """The address without spaces around it. Raises MalformedError."""
    text = text.strip()
    if len(text) > LONGEST_ADDRESS_CHARACTERS or not _ADDRESS.fullmatch(text):
        raise MalformedError("e-mail address", text, ADDRESS_FORM)
    return text
