"""Which images something is about to launch: a Terraform plan as JSON, a Packer manifest, a list of ids.

Where a plan leaves open which image it will be, that is told too: a check that skipped it would pass what nobody saw.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.image_id import check_image_id, image_ids_in, is_image_id

# Attributes of Terraform's AWS resources that take an image id.
IMAGE_ATTRIBUTES = frozenset({"ami", "ami_id", "image_id", "source_ami_id", "parent_image"})
# Where an id says something and launches nothing.
SAYS_ONLY = frozenset({"tags", "tags_all", "tag_specifications"})


@dataclass(slots=True)
class Launches:
    """Image ids with the places that name them, and the places whose image is not known yet; both in order."""

    places: dict[str, list[str]] = field(default_factory=dict)
    unresolved: dict[str, str] = field(default_factory=dict)  # place → what it says in place of an id
    file: str | None = None  # where they stand

    def add(self, image_id: str, place: str | None = None) -> None:
        places = self.places.setdefault(image_id, [])
        if place is not None and place not in places:
            places.append(place)


def of_ids(texts: list[str]) -> Launches:
    """Ids separated by spaces, commas or lines. Raises MalformedError for what is none."""
    found = Launches()
    for text in texts:
        for piece in text.replace(",", " ").split():
            found.add(check_image_id(piece))
    return found


def of_terraform_plan(plan: object) -> Launches | None:
    """Every image in what `terraform show -json PLAN` printed, those in modules included; None: it is no plan."""
    if not isinstance(plan, dict) or "format_version" not in plan:
        return None
    planned = plan.get("planned_values") or plan.get("values")
    if not isinstance(planned, dict):
        return None
    found = Launches()
    for resource in _resources(planned.get("root_module")):
        if resource.get("mode") != "data":
            _collect(resource.get("values"), str(resource.get("address")), found)
    for change in _mappings(plan.get("resource_changes")):
        _unresolved(change, found)
    return found


def of_packer_manifest(manifest: object) -> Launches | None:
    """Every image in a manifest of Packer's: what was built, and what `custom_data` names. None: it is no manifest."""
    if not isinstance(manifest, dict) or not isinstance(manifest.get("builds"), list):
        return None
    found = Launches()
    for build in _mappings(manifest["builds"]):
        name = str(build.get("name") or build.get("builder_type") or "build")
        for image_id in image_ids_in(str(build.get("artifact_id") or "")):
            found.add(image_id, name)
        for key, value in _items(build.get("custom_data")):
            for image_id in image_ids_in(value if isinstance(value, str) else ""):
                found.add(image_id, f"{name} custom_data.{key}")
    return found


def _resources(module: object) -> Iterator[Mapping[str, Any]]:
    for name, value in _items(module):
        if name == "resources":
            yield from _mappings(value)
        elif name == "child_modules":
            for child in _mappings(value):
                yield from _resources(child)


def _collect(value: object, place: str, found: Launches) -> None:
    """Every whole value that is an id, whatever the attribute: providers add resources every month."""
    if isinstance(value, str) and is_image_id(value):
        found.add(value, place)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in IMAGE_ATTRIBUTES and isinstance(inner, str) and inner.startswith("resolve:ssm:"):
                found.unresolved[f"{place} {name}"] = inner
            elif name not in SAYS_ONLY:
                _collect(inner, place, found)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, place, found)


def _unresolved(change: Mapping[str, Any], found: Launches) -> None:
    """Attributes that Terraform knows after the apply. An instance made from a launch template has one without meaning
    anything by it: the image is the template's.
    """
    details = change.get("change")
    if change.get("mode") == "data" or not isinstance(details, dict):
        return
    after = details.get("after")
    if isinstance(after, dict) and after.get("launch_template"):
        return
    for name in _unknown(details.get("after_unknown")):
        found.unresolved[f"{change.get('address')} {name}"] = "known after apply"


def _unknown(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _unknown(inner)
    for name, inner in _items(value):
        if inner is True and name in IMAGE_ATTRIBUTES:
            yield name
        elif name not in SAYS_ONLY:
            yield from _unknown(inner)


def _items(value: object) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
