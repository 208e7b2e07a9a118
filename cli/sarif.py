"""SARIF 2.1.0: the form in which code hosts show beside the code what a tool found."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
CHECK_RULES: Mapping[str, tuple[str, str]] = {
    "ami-fail": ("error", "The policy refuses the image"),
    "ami-unsure": ("warning", "Too little is known of the image to say whether the policy allows it"),
}


def log(version: str, rules: Mapping[str, tuple[str, str]], results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The log of one run. `rules`: by name, the level and what each finds."""
    driver = {
        "name": "Amidex",
        "version": version,
        "rules": [
            {"id": name, "shortDescription": {"text": text}, "defaultConfiguration": {"level": level}}
            for name, (level, text) in rules.items()
        ],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": list(results)}]}


def result(
    rule: str, level: str, text: str, *, file: str | None, line: int = 1, places: Sequence[str], key: str
) -> dict[str, Any]:
    """One finding. `places` are names within the file, `key` is the same for the same finding of another day."""
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": place} for place in places]}
    if file is not None:
        location["physicalLocation"] = {"artifactLocation": {"uri": quote(file)}, "region": {"startLine": line}}
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": text},
        "locations": [location],
        "partialFingerprints": {"image/v1": key},
    }


def of_check(report: dict[str, Any], version: str) -> dict[str, Any]:
    """The log of one check, made from its JSON report. What passes is no result."""
    results = [
        _checked(
            image["outcome"],
            f"{image['image_id']}: {'; '.join(image['reasons'])}.",
            image["file"],
            image["places"],
            image["image_id"],
        )
        for image in report["images"]
        if f"ami-{image['outcome']}" in CHECK_RULES
    ]
    results += [
        _checked("unsure", f"{place['place']}: {place['says']}", place["file"], [place["place"]], place["place"])
        for place in report["unresolved"]
    ]
    return log(version, CHECK_RULES, results)


def _checked(outcome: str, text: str, file: str | None, places: list[str], key: str) -> dict[str, Any]:
    rule = f"ami-{outcome}"
    key_with_places = f"{key} {' '.join(places)}".strip()
    return result(rule, CHECK_RULES[rule][0], text, file=file, places=places or [key], key=key_with_places)
