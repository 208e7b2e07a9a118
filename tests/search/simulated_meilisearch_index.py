"""One index of the simulated Meilisearch: its documents, its settings, and the documented grammar of filters."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|>=|<=|!=|[=<>()\[\],]|[\w./~-]+)')
Test = Callable[[dict[str, Any]], bool]


class RefusalError(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Index:
    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {}
        self.settings: dict[str, Any] = {}
        self.updated_at = datetime.now(UTC)

    def allows(self, attribute: str, feature: str) -> bool:
        return any(
            attribute in rule["attributePatterns"] and rule["features"]["filter"][feature]
            for rule in self.settings.get("filterableAttributes", ())
        )


class Filter:
    """The documented grammar by recursive descent: OR binds least, then AND, then NOT."""

    def __init__(self, index: Index, text: str) -> None:
        self.index, self.text = index, text
        self.tokens = _TOKEN.findall(text)
        if "".join(self.tokens).replace(" ", "") != re.sub(r"\s", "", text):
            raise RefusalError(400, "invalid_search_filter", f"cannot read {text[:200]}")

    def parse(self) -> Test:
        test = self.either()
        if self.tokens:
            raise RefusalError(400, "invalid_search_filter", f"found unexpected {self.tokens[0]}")
        return test

    def take(self, *wanted: str) -> bool:
        if self.tokens and self.tokens[0] in wanted:
            self.tokens.pop(0)
            return True
        return False

    def either(self) -> Test:
        parts = [self.both()]
        while self.take("OR"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda row: any(part(row) for part in parts)

    def both(self) -> Test:
        parts = [self.negation()]
        while self.take("AND"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def negation(self) -> Test:
        if self.take("NOT"):
            part = self.negation()
            return lambda row: not part(row)
        if self.take("("):
            part = self.either()
            self.need(")")
            return part
        return self.condition()

    def need(self, token: str) -> None:
        if not self.take(token):
            raise RefusalError(400, "invalid_search_filter", f"expected {token} in {self.text[:200]}")

    def value(self) -> str:
        return str(self.tokens.pop(0)).strip('"').lower()

    def condition(self) -> Test:
        attribute, operator = self.tokens.pop(0), self.tokens.pop(0)
        feature = "comparison" if operator in {"<", "<=", ">", ">="} else "equality"
        if not self.index.allows(attribute, feature):
            message = f"Attribute `{attribute}` is not filterable by {operator}"
            raise RefusalError(400, "invalid_search_filter", message)
        if operator == "STARTS":
            self.need("WITH")
            beginning = self.value()
            return lambda row: any(value.startswith(beginning) for value in row[attribute])
        if operator == "IN":
            self.need("[")
            wanted = set()
            while not self.take("]"):
                wanted.add(self.value())
                self.take(",")
            return lambda row: not wanted.isdisjoint(row[attribute])
        right = self.value()
        compare: dict[str, Callable[[str], bool]] = {
            "=": lambda left: left == right,
            "<": lambda left: left < right,
            "<=": lambda left: left <= right,
            ">": lambda left: left > right,
            ">=": lambda left: left >= right,
        }
        fits = compare[operator]
        if operator == "=":
            return lambda row: right in row[attribute]
        return lambda row: any(map(fits, row[attribute]))


class _Folded(dict[str, Any]):
    def __missing__(self, name: str) -> frozenset[str]:
        return frozenset()


def folded(document: dict[str, Any]) -> _Folded:
    rows = _Folded()
    for name, value in document.items():
        values = value if isinstance(value, list) else [value]
        rows[name] = frozenset(str(one).strip().lower()[:468] for one in values)
    return rows
