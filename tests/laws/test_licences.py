"""Every library that is installed with Amidex may be used and passed on by whoever installs it."""

import re
from importlib.metadata import PackageNotFoundError, metadata

from tests.laws.sources import ROOT

# Permissive ones, and those whose copyleft ends at the library's own files.
FREE = re.compile(
    r"Apache|BSD|MIT|ISC|PSF|Python Software Foundation|CNRI-Python|MPL-2\.0|Mozilla Public License 2\.0|LGPL-3\.0-only"
)


def licences(name):
    """The licences of a library, any of them or all, as it declares them."""
    declared = metadata(name).json
    if "license_expression" in declared:
        return re.split(r"\s+(?:AND|OR)\s+", str(declared["license_expression"]).replace("(", "").replace(")", ""))
    classified = [one.rpartition(" :: ")[2] for one in declared.get("classifier", []) if one.startswith("License ::")]
    return classified or [str(declared["license"])] if "license" in declared else classified


def test_every_library_has_a_licence_that_lets_it_be_passed_on():
    locked = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    refused = {}
    for name in locked:
        try:
            found = licences(name)
        except PackageNotFoundError:
            continue  # of another operating system
        if not found or not all(FREE.search(licence) for licence in found):
            refused[name] = found

    assert refused == {}
