"""The parts of amidex_client/ that are written from the OpenAPI document: its models and its operations.

One text makes both clients, so that neither can lack what the other has. `make docs` writes them.
"""

import json
import keyword
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from api.app import create_app
from api.services import Services
from catalog.database import Database
from catalog.directory import load_directory
from search.memory_index import MemoryIndex
from tests.docs.pages import ROOT

MODELS = ROOT / "amidex_client" / "models.py"
OPERATIONS = ROOT / "amidex_client" / "operations.py"
Schema = dict[str, Any]

HEAD_OF_MODELS = '''\
"""What the service answers and takes, as typed dictionaries. Written by `make docs` from the OpenAPI document.

Times are ISO 8601 texts in UTC.
"""

from typing import Any, Literal, NotRequired, TypedDict

'''
HEAD_OF_OPERATIONS = '''\
"""Every operation of the service, blocking and asynchronous. Written by `make docs` from the OpenAPI document."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Literal, cast
from urllib.parse import quote

from amidex_client import models
from amidex_client.exchange import Asked

'''


def openapi() -> Schema:
    """The document, of a service over nothing: it does not depend on what is served."""
    services = Services(Database("sqlite:///never-opened"), MemoryIndex(), load_directory())
    document: Schema = create_app(services).openapi()
    return document


def typed(schema: Schema, prefix: str = "") -> str:  # noqa: PLR0911 - one for each kind of schema
    """The Python type of a schema. `prefix` is where models are."""
    if "$ref" in schema:
        return f"{prefix}{schema['$ref'].rpartition('/')[2]}"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(typed(one, prefix) for one in schema["anyOf"]))
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    match schema.get("type"):
        case "array" if "prefixItems" in schema:
            return "list[Any]"
        case "array":
            return f"list[{typed(schema.get('items', {}), prefix)}]"
        case "object":
            inside = schema.get("additionalProperties")
            return f"dict[str, {typed(inside, prefix) if isinstance(inside, dict) else 'Any'}]"
        case kind:
            simple = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
            return simple.get(str(kind), "Any")


def models_source(document: Schema) -> str:
    schemas = document["components"]["schemas"]
    names = {name for name, schema in schemas.items() if "properties" in schema}
    parts = [HEAD_OF_MODELS]
    aliases = [f"{name} = {typed(schema)}\n" for name, schema in sorted(schemas.items()) if name not in names]
    parts += aliases
    for name in sorted(names):
        schema = schemas[name]
        required = set(schema.get("required", ()))
        fields = []
        for field, inside in schema["properties"].items():
            kind = typed(inside)
            kind = f'"{kind}"' if any(re.search(rf"\b{one}\b", kind) for one in names) else kind
            fields.append(f"    {field}: {kind if field in required else f'NotRequired[{kind}]'}\n")
        told = " ".join(str(schema.get("description") or name).split())
        text = f'    """{told.replace(chr(92), chr(92) * 2)}"""\n\n' if len(told) < 105 else f"    # {name}\n\n"
        parts.append(f"\n\nclass {name}(TypedDict):\n{text}{''.join(fields)}")
    return _formatted("".join(parts))


def operations_source(document: Schema) -> str:
    operations = [
        (method.upper(), path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]
    parts = [HEAD_OF_OPERATIONS]
    for name, word, awaited in (("Operations", "", ""), ("AsyncOperations", "async ", "await ")):
        parts.append(
            f'\n\nclass {name}(ABC):\n    """What there is to ask. Each operation raises AmidexClientError."""\n\n'
            f"    @abstractmethod\n    {word}def _ask(self, asked: Asked) -> Any: ...\n"
        )
        for method, path, operation in operations:
            parts.append(_method(document, method, path, operation, word, awaited))
    return _formatted("".join(parts))


def _method(document: Schema, method: str, path: str, operation: Schema, word: str, awaited: str) -> str:
    name = python_name(operation["operationId"])
    entries = operation.get("parameters", [])
    in_path = [entry for entry in entries if entry["in"] == "path"]
    in_query = [entry for entry in entries if entry["in"] == "query"]
    in_header = [entry for entry in entries if entry["in"] == "header"]
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    body = _resolved(document, content) if content else None
    keywords = [
        _keyword(entry["name"], entry["schema"], required=entry.get("required", False))
        for entry in entries
        if entry["in"] != "path"
    ]
    if body:
        needed = set(body.get("required", ()))
        keywords += [_keyword(one, schema, required=one in needed) for one, schema in body["properties"].items()]
    keywords.sort(key=lambda text: "= None" in text)
    positional = ["self", *(f"{entry['name']}: str" for entry in in_path)]
    signature = ", ".join([*positional, *(["*", *keywords] if keywords else [])])
    answer = _answer(operation)
    place = re.sub(r"\{(\w+)\}", r"{quote(\1, safe='')}", path)
    asked = [repr(method), f'f"{place}"' if in_path else f'"{path}"']
    if in_query:
        asked.append("query={" + ", ".join(f'"{entry["name"]}": {_safe(entry["name"])}' for entry in in_query) + "}")
    if body:
        asked.append("body={" + ", ".join(f'"{one}": {_safe(one)}' for one in body["properties"]) + "}")
    if in_header:
        asked.append("headers={" + ", ".join(f'"{entry["name"]}": {_safe(entry["name"])}' for entry in in_header) + "}")
    call = f"{awaited}self._ask(Asked({', '.join(asked)}))"
    done = call if answer == "None" else f"return cast({answer!r}, {call})"
    told = f'        """{operation["summary"]}: {method} {path}."""\n'
    source = f"\n    {word}def {name}({signature}) -> {answer}:\n{told}        {done}\n"
    if any(entry["name"] == "cursor" for entry in in_query):
        source += _pages(name, signature, answer, in_path, in_query, word, awaited)
    return source


def _pages(
    name: str, signature: str, answer: str, in_path: list[Schema], in_query: list[Schema], word: str, awaited: str
) -> str:
    kind = f"AsyncIterator[{answer}]" if word else f"Iterator[{answer}]"
    given = ", ".join(
        [*(entry["name"] for entry in in_path), *(f"{_safe(one['name'])}={_safe(one['name'])}" for one in in_query)]
    )
    return (
        f"\n    {word}def {name}_pages({signature}) -> {kind}:\n"
        f'        """Every page of `{name}`, from `cursor` on or from the first."""\n'
        f"        while True:\n            page = {awaited}self.{name}({given})\n            yield page\n"
        f"            cursor = page['next_cursor']\n            if cursor is None:\n                return\n"
    )


def _keyword(name: str, schema: Schema, *, required: bool) -> str:
    kind = typed(schema, "models.")
    kind = re.sub(r"^list\[", "Sequence[", kind)
    if required:
        return f"{_safe(name)}: {kind}"
    return f"{_safe(name)}: {kind if 'None' in kind.split(' | ') else f'{kind} | None'} = None"


def _answer(operation: Schema) -> str:
    for status, told in operation["responses"].items():
        if status.startswith("2"):
            for media_type, content in told.get("content", {}).items():
                return typed(content.get("schema", {}), "models.") if media_type == "application/json" else "str"
    return "None"


def _resolved(document: Schema, schema: Schema) -> Schema:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Schema = document["components"]["schemas"][name] if name else schema
    return found


def _safe(name: str) -> str:
    name = name.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def python_name(operation_id: str) -> str:
    """list_owners from listOwners."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation_id).lower()


def _formatted(source: str) -> str:
    ruff = Path(sys.executable).with_name("ruff")
    for arguments in (["check", "--fix-only", "--select", "I,RET,Q,UP037", "--exit-zero", "--quiet"], ["format"]):
        source = subprocess.run(
            [ruff, *arguments, "--stdin-filename", OPERATIONS, "-"],
            input=source,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        ).stdout
    return source


def write_client() -> None:
    document = json.loads(json.dumps(openapi()))
    MODELS.write_text(models_source(document), "utf-8")
    OPERATIONS.write_text(operations_source(document), "utf-8")
