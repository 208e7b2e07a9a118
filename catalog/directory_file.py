"""Reads catalog/publishers.toml and refuses it when anything in it is wrong.

The file is edited by hand and decides whom people trust. So everything is checked, a word that is not known is an error
and not ignored, and an error says which publisher, which field, which value, and what to do.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from catalog.account_id import check_account_id
from catalog.errors import DirectoryError, MalformedError, quoted
from catalog.name_pattern import NamePattern
from catalog.partition import DEFAULT_REGIONS, check_partition, partition_of
from catalog.publisher import CITED_GRADES, Account, Grade, Publisher, PublisherKind, Standing

# What `regions` may say in place of the 17 regions that every account has.
DEFAULT = "default"

SLUG_FORM = "lower-case letters, digits and single hyphens, beginning with a letter, like rocky-linux"

# A slug begins with a letter, so that the identity of a release, a slug or an account id, says which of both it is.
_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")

_PUBLISHER_FIELDS = frozenset({
    "slug", "name", "url", "kind", "accounts", "name_patterns", "sources", "ssm_parameters", "warnings", "conflicts",
})  # fmt: skip
_ACCOUNT_FIELDS = frozenset({
    "id", "partition", "regions", "grade", "standing", "from", "until", "names", "sources", "note",
})  # fmt: skip

_Choice = TypeVar("_Choice", bound=StrEnum)


def is_slug(text: str) -> bool:
    """Whether the text has the form of a publisher's slug."""
    return _SLUG.match(text) is not None


def check_slug(text: str) -> str:
    """The text itself when it has that form. Raises MalformedError otherwise."""
    if not is_slug(text):
        raise MalformedError("slug", text, SLUG_FORM)
    return text


def parse_publishers(text: str, file_name: str) -> tuple[Publisher, ...]:
    """The publishers of a file, in its order. `file_name` is for messages only. Raises DirectoryError."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DirectoryError(f"{file_name} is not valid TOML: {error}") from error
    _Entry(document, file_name).only(frozenset({"publisher"}))
    tables = document.get("publisher", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise DirectoryError(f"{file_name}: publisher must be an array of tables, each begun by [[publisher]]")
    return tuple(_publisher(table, file_name, number) for number, table in enumerate(tables, start=1))


class _Entry:
    """One table of the file, and how to speak of it in a message."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        self._table = table
        self._where = where

    def refuse(self, field: str, problem: str) -> NoReturn:
        raise DirectoryError(f"{self._where}: {field}: {problem}")

    def only(self, fields: frozenset[str]) -> None:
        for field in self._table:
            if field not in fields:
                self.refuse(quoted(field), f"no such field; use one of {', '.join(sorted(fields))}")

    def text(self, field: str) -> str:
        value = self.optional_text(field)
        if value is None:
            self.refuse(field, "missing; add it")
        return value

    def optional_text(self, field: str) -> str | None:
        value = self._table.get(field)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            self.refuse(field, f"{quoted(value)} is not a text; write it in quotes")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        values = self._table.get(field, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            self.refuse(field, f'{quoted(values)} is not a list of texts; write it as ["…", "…"]')
        for number, value in enumerate(values):
            if value in values[:number]:
                self.refuse(field, f"{quoted(value)} is there twice; remove one")
        return tuple(values)

    def day(self, field: str) -> date | None:
        value = self._table.get(field)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            self.refuse(field, f"{quoted(value)} is not a day; write it as 2024-10-04, without quotes")
        return value

    def choice(self, field: str, value: str, choices: Iterable[_Choice]) -> _Choice:
        found = next((choice for choice in choices if choice == value), None)
        if found is None:
            self.refuse(field, f"{quoted(value)} is unknown; use one of {', '.join(choices)}")
        return found

    def patterns(self, field: str) -> tuple[NamePattern, ...]:
        try:
            return tuple(NamePattern.parse(text) for text in self.texts(field))
        except MalformedError as error:
            self.refuse(field, str(error))

    def tables(self, field: str) -> list[Mapping[str, Any]]:
        values = self._table.get(field)
        if not isinstance(values, list) or not values or not all(isinstance(value, dict) for value in values):
            self.refuse(field, 'missing or not a list of tables; write [{ id = "…", grade = ["…"] }]')
        return values


def _publisher(table: Mapping[str, Any], file_name: str, number: int) -> Publisher:
    slug = table.get("slug")
    entry = _Entry(table, f"{file_name}: publisher {slug if isinstance(slug, str) else f'number {number}'}")
    entry.only(_PUBLISHER_FIELDS)
    slug = entry.text("slug")
    if not is_slug(slug):
        entry.refuse("slug", f"{quoted(slug)} should be {SLUG_FORM}")
    url = entry.text("url")
    if not url.startswith(("https://", "http://")):
        entry.refuse("url", f"{quoted(url)} should begin with https:// or http://")
    sources = entry.texts("sources")
    if not sources:
        entry.refuse("sources", "missing; name at least one public source that ties the accounts to the publisher")
    return Publisher(
        slug=slug,
        name=entry.text("name"),
        url=url,
        accounts=tuple(_account(account, f"{file_name}: publisher {slug}") for account in entry.tables("accounts")),
        sources=sources,
        kind=entry.choice("kind", entry.optional_text("kind") or PublisherKind.PUBLISHER, PublisherKind),
        name_patterns=entry.patterns("name_patterns"),
        ssm_parameters=entry.texts("ssm_parameters"),
        warnings=entry.texts("warnings"),
        conflicts=entry.texts("conflicts"),
    )


def _account(table: Mapping[str, Any], where: str) -> Account:
    entry = _Entry(table, f"{where}: account {table.get('id', 'without id')}")
    entry.only(_ACCOUNT_FIELDS)
    partition = entry.optional_text("partition") or "aws"
    try:
        account_id = check_account_id(entry.text("id"))
        check_partition(partition)
    except MalformedError as error:
        entry.refuse(error.what, str(error))
    grades = sorted(
        (entry.choice("grade", grade, CITED_GRADES) for grade in entry.texts("grade")), key=list(Grade).index
    )
    if not grades:
        entry.refuse("grade", f"missing; write a list of {', '.join(CITED_GRADES)}")
    valid_from, valid_until = entry.day("from"), entry.day("until")
    if valid_from is not None and valid_until is not None and valid_from >= valid_until:
        entry.refuse("until", f"{valid_until} should be later than from, {valid_from}")
    return Account(
        id=account_id,
        partition=partition,
        grades=tuple(grades),
        regions=_regions(entry, partition),
        standing=entry.choice("standing", entry.optional_text("standing") or Standing.CURRENT, Standing),
        valid_from=valid_from,
        valid_until=valid_until,
        names=entry.patterns("names"),
        sources=entry.texts("sources"),
        note=entry.optional_text("note"),
    )


def _regions(entry: _Entry, partition: str) -> tuple[str, ...] | None:
    """The regions of an account, sorted; None, every region of its partition, when the file names none."""
    regions: set[str] = set()
    for region in entry.texts("regions"):
        try:
            its_partition = "aws" if region == DEFAULT else partition_of(region)
        except MalformedError as error:
            entry.refuse("regions", str(error))
        if its_partition != partition:
            entry.refuse(
                "regions", f"{quoted(region)} is in partition {its_partition}, not in {partition}; correct one"
            )
        regions |= DEFAULT_REGIONS if region == DEFAULT else {region}
    return tuple(sorted(regions)) or None
