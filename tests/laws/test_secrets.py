"""How secrets are compared: never so that the time tells how much of one was right."""

import ast
import re

from tests.laws.sources import modules, tree

# What gives access, by its name. Digests are looked up by the database, which tells nothing of what they are made from.
SECRET = re.compile(r"(?:^|_)(?:secret|token|csrf|password|signature|nonce|verifier)s?$")
# Names that look like one: the kinds, tokens of languages.
NO_SECRET = re.compile(r"Token|tokens?_(?:id|name)")
# The nonce of an ID token, which its provider signed, is compared after the signature: who could learn it from the time
# already has it.
EXCEPTED = {"api/openid.py"}


def names_in(node):
    parts = (part for part in ast.walk(node) if isinstance(part, ast.Name | ast.Attribute))
    return {part.id if isinstance(part, ast.Name) else part.attr for part in parts}


def is_given(node):
    """Whether it is a value that could be a secret, and no constant or member of a list of kinds."""
    if isinstance(node, ast.Attribute) and node.attr.isupper():
        return False
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call)


def compared_secrets(module):
    for node in ast.walk(module):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = (node.left, node.comparators[0])
            named = {name for side in sides for name in names_in(side) if not NO_SECRET.search(name)}
            if all(map(is_given, sides)) and any(map(SECRET.search, named)):
                yield ast.unparse(node)


def test_no_secret_is_compared_by_equals():
    found = {
        path.as_posix(): list(compared_secrets(tree(path)))
        for path in modules()
        if path.parts[0] in {"api", "cli"} and path.as_posix() not in EXCEPTED
    }
    assert {path: told for path, told in found.items() if told} == {}


def test_one_that_is_would_be_noticed():
    assert list(compared_secrets(ast.parse("if given == services.operator_token: pass")))
    assert not list(compared_secrets(ast.parse("if compare_digest(given, services.operator_token): pass")))
