"""The proof of a domain: whoever controls it names his AWS accounts there, in a TXT record or in a file.

_amidex.example.org TXT "amidex-account=123456789012", and one more record for each further account
https://example.org/.well-known/amidex.json  {"accounts": ["123456789012"]}

Outside the partition aws, an account is written with it: aws-cn:123456789012.
"""

import json
from dataclasses import dataclass

from api.errors import FetchFailedError, FetchRefusedError, NameLookUpError
from api.safe_fetch import SafeFetch
from catalog.account_id import is_account_id
from catalog.partition import PARTITIONS

LABEL, TEXT = "_amidex", "amidex-account="
PATH = "/.well-known/amidex.json"
MOST_ACCOUNTS = 1_000
GONE = frozenset({401, 403, 404, 410})

HOW = (
    f'a TXT record of {LABEL}.DOMAIN with the text "{TEXT}ACCOUNT", or https://DOMAIN{PATH} with '
    '{"accounts": ["ACCOUNT"]}'
)


@dataclass(frozen=True, slots=True)
class DomainStatement:
    """The accounts that a domain names, as (partition, account id).

    `certain`: both places could be looked at, so that what is not named is really not named there.
    """

    accounts: frozenset[tuple[str, str]]
    certain: bool


def ask_domain(fetch: SafeFetch, domain: str) -> DomainStatement:
    """What a domain says now. It takes as long as the DNS and a fetch may."""
    named, certain = set(), True
    try:
        texts = fetch.names.texts(f"{LABEL}.{domain}")
        named |= {text.removeprefix(TEXT).strip() for text in texts if text.startswith(TEXT)}
    except NameLookUpError:
        certain = False
    try:
        answer = fetch.fetch(f"https://{domain}{PATH}")
        if answer.status == 200:
            named |= set(_accounts_in(answer.body))
        elif answer.status not in GONE:
            certain = False
    except FetchRefusedError:
        pass
    except FetchFailedError:
        certain = False
    accounts = frozenset(key for text in named if (key := _account(text)) is not None)
    return DomainStatement(accounts, certain)


def _accounts_in(body: bytes) -> list[str]:
    """The texts that are listed in a file, none of what is no such file."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return []
    listed = told.get("accounts") if isinstance(told, dict) else None
    return [text for text in listed if isinstance(text, str)][:MOST_ACCOUNTS] if isinstance(listed, list) else []


def _account(text: str) -> tuple[str, str] | None:
    partition, _, account_id = text.rpartition(":")
    partition = partition or "aws"
    return (partition, account_id) if partition in PARTITIONS and is_account_id(account_id) else None
