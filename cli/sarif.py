"""What a check found, as SARIF 2.1.0: the form that code hosts show beside the code."""

from typing import Any

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RULES = {
    "fail": ("error", "The policy refuses the image"),
    "unsure": ("warning", "Too little is known of the image to say whether the policy allows it"),
}


def sarif(report: dict[str, Any], version: str) -> dict[str, Any]:
    """The log of one check, made from its JSON report. What passes is no result."""
    results = [_result(image) for image in report["images"] if image["outcome"] in RULES]
    results += [
        _shape("unsure", f"{place['place']}: {place['says']}", place["file"], [place["place"]], place["place"])
        for place in report["unresolved"]
    ]
    driver = {
        "name": "Amidex",
        "version": version,
        "rules": [
            {"id": f"ami-{name}", "shortDescription": {"text": text}, "defaultConfiguration": {"level": level}}
            for name, (level, text) in RULES.items()
        ],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(image: dict[str, Any]) -> dict[str, Any]:
    text = f"{image['image_id']}: {'; '.join(image['reasons'])}."
    return _shape(image["outcome"], text, image["file"], image["places"], image["image_id"])


def _shape(outcome: str, text: str, file: str | None, places: list[str], key: str) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": place} for place in places or [key]]}
    if file is not None:
        location["physicalLocation"] = {"artifactLocation": {"uri": file}, "region": {"startLine": 1}}
    return {
        "ruleId": f"ami-{outcome}",
        "level": RULES[outcome][0],
        "message": {"text": text},
        "locations": [location],
        "partialFingerprints": {"image/v1": f"{key} {' '.join(places)}".strip()},
    }
