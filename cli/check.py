"""`amidex check`: may these images be launched? The service tells the verdicts, the policy decides."""

import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.text import Text

from catalog.partition import check_region
from catalog.utc_time import now
from cli.client import ServiceError, tell
from cli.launches import LaunchesError, from_packer_manifest, from_terraform_plan
from cli.policy_file import days, read_policy
from cli.progress import consoles
from cli.sarif import of_check
from cli.settings import Settings, load_settings
from trust.launches import Launches, of_ids
from trust.levels import TrustLevel
from trust.policy import Decision, ImageToLaunch, Outcome, Policy, Selector, decide, findings

IDS_A_QUESTION = 1_000
EXIT_CODES = {Outcome.PASS: 0, Outcome.FAIL: 1, Outcome.UNSURE: 2}
STYLES = {"pass": "green", "fail": "bold red", "unsure": "yellow"}
NOT_KNOWN = "the catalog does not know it: it is private, or no crawl has seen it"
NOT_JUDGED = "it was not judged yet: `amidex judge` does, or wait for the worker"

Selectors = list[str] | None


def check(
    image_ids: Annotated[list[str] | None, typer.Argument(help="Image ids; - reads them from standard input.")] = None,
    terraform_plan: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="What `terraform show -json PLAN` printed.")
    ] = None,
    packer: Annotated[list[Path] | None, typer.Option(metavar="FILE", help="A manifest of Packer's.")] = None,
    account: Annotated[
        bool, typer.Option("--account", help="What the account of your AWS credentials runs and would launch.")
    ] = False,
    region: Annotated[
        list[str] | None, typer.Option("--region", "-r", help="With --account: look there; again for more.")
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The policy, as TOML or YAML. Options below change it.")
    ] = None,
    at_least: Annotated[TrustLevel | None, typer.Option(help="The least level that passes. Default: known.")] = None,
    max_age: Annotated[str | None, typer.Option(metavar="DAYS", help="At most this old, like 180d.")] = None,
    only: Annotated[Selectors, typer.Option(help="Nothing but these passes: owner:ACCOUNT, publisher:SLUG ….")] = None,
    allow: Annotated[
        Selectors, typer.Option(help="Passes whatever its level: owner:ACCOUNT, publisher:SLUG, image:AMI, name:….")
    ] = None,
    deny: Annotated[Selectors, typer.Option(help="Never passes: as for --allow, or rule:RULE that warns.")] = None,
    no_deprecated: Annotated[bool, typer.Option("--no-deprecated", help="No image that is deprecated.")] = False,
    require_imds_v2: Annotated[
        bool, typer.Option("--require-imds-v2", help="Instances must accept only IMDSv2 by default.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the decisions as JSON.")] = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="Print what does not pass as SARIF 2.1.0.")] = False,
) -> None:
    """Say of images whether a policy lets you launch them, and why not.

    Exit code 0: all pass; 1: at least one fails; 2: none fails, but of one or more it cannot be told, or the check
    could not be done.
    """
    settings = load_settings()
    asked = read_policy(policy) if policy else Policy()
    asked = replace(
        asked,
        at_least=at_least or asked.at_least,
        max_age_days=asked.max_age_days if max_age is None else days(max_age),
        only=asked.only + tuple(Selector.parse(text) for text in only or ()),
        allow=asked.allow + tuple(Selector.parse(text) for text in allow or ()),
        deny=asked.deny + tuple(Selector.parse(text) for text in deny or ()),
        deprecated=asked.deprecated and not no_deprecated,
        require_imds_v2=asked.require_imds_v2 or require_imds_v2,
    )
    sources = _sources(image_ids or [], terraform_plan or [], packer or [], _regions(account, region or []))
    report = _report(settings, sources, asked, now())
    _print(report, as_json=as_json, as_sarif=as_sarif)
    raise typer.Exit(EXIT_CODES[Outcome(report["outcome"])])


def _regions(account: bool, regions: list[str]) -> list[str | None]:
    """Where to look at an account: nowhere, in boto3's own region, or in those named."""
    if regions and not account:
        raise LaunchesError("--region says where --account looks: give both, or neither")
    named: list[str | None] = [check_region(name) for name in dict.fromkeys(regions)]
    return named or [None] if account else []


def _sources(
    ids: list[str], plans: list[Path], manifests: list[Path], account_regions: list[str | None]
) -> list[Launches]:
    """Raises LaunchesError when nothing was asked for: a check of nothing must not pass for a check."""
    if not (ids or plans or manifests or account_regions):
        raise LaunchesError("name image ids, - for standard input, --terraform-plan FILE, --packer FILE or --account")
    typed = of_ids([sys.stdin.read() if text == "-" else text for text in ids])
    if ids and not typed.places:
        raise LaunchesError("standard input has no image ids")
    return [
        typed,
        *(from_terraform_plan(file) for file in plans),
        *(from_packer_manifest(file) for file in manifests),
        *_of_account(account_regions),
    ]


def _of_account(regions: list[str | None]) -> Iterator[Launches]:
    if regions:
        from cli.account_images import AccountImages  # noqa: PLC0415 - boto3 takes half a second to load
    for region in regions:
        yield AccountImages(region).in_use()


def _report(settings: Settings, sources: list[Launches], policy: Policy, at: datetime) -> dict[str, Any]:
    ids = list(dict.fromkeys(image_id for found in sources for image_id in found.places))
    verdicts, not_judged, demo = _verdicts(settings, ids)
    images = [
        _entry(image_id, places, found.file, verdicts.get(image_id), image_id in not_judged, policy, at)
        for found in sources
        for image_id, places in found.places.items()
    ]
    unresolved = [
        {"place": place, "says": says, "file": found.file}
        for found in sources
        for place, says in found.unresolved.items()
    ]
    outcomes = {image["outcome"] for image in images} | ({Outcome.UNSURE} if unresolved else set())
    worst = next((one for one in (Outcome.FAIL, Outcome.UNSURE) if one in outcomes), Outcome.PASS)
    return {
        "demo": demo,
        "outcome": worst,
        "policy": asdict(policy)
        | {name: [selector.text for selector in getattr(policy, name)] for name in ("only", "allow", "deny")},
        "images": images,
        "unresolved": unresolved,
    }


def _verdicts(settings: Settings, ids: list[str]) -> tuple[dict[str, dict[str, Any]], set[str], bool]:
    """What the service says of the ids, those that it has not judged yet, and whether it serves the demo."""
    verdicts: dict[str, dict[str, Any]] = {}
    not_judged: set[str] = set()
    demo = False
    for start in range(0, len(ids), IDS_A_QUESTION):
        try:
            answer = tell(settings, "/v1/verdicts", {"image_ids": ids[start : start + IDS_A_QUESTION]})
        except ServiceError as error:
            # Whatever went wrong, nothing was judged: 1 would say that an image failed.
            raise ServiceError(f"nothing was checked: {error}", 503) from error
        verdicts |= {verdict["image_id"]: verdict for verdict in answer["verdicts"]}
        not_judged.update(answer["not_judged"])
        demo = demo or answer["demo"]
    return verdicts, not_judged, demo


def _entry(
    image_id: str,
    places: list[str],
    file: str | None,
    verdict: dict[str, Any] | None,
    not_judged: bool,
    policy: Policy,
    at: datetime,
) -> dict[str, Any]:
    if verdict is not None:
        decision = decide(policy, _to_launch(verdict), now=at)
    elif f"image:{image_id}" in {selector.text for selector in policy.deny}:
        decision = Decision(Outcome.FAIL, (f"the policy denies image:{image_id}",))
    else:
        decision = Decision(Outcome.UNSURE, (NOT_JUDGED if not_judged else NOT_KNOWN,))
    return {
        "image_id": image_id,
        "outcome": decision.outcome,
        "reasons": list(decision.reasons),
        "places": places,
        "file": file,
        "verdict": verdict,
    }


def _to_launch(verdict: dict[str, Any]) -> ImageToLaunch:
    signals = verdict["signals"]
    return ImageToLaunch(
        image_id=verdict["image_id"],
        name=verdict["name"],
        owner_id=verdict["owner_id"],
        publisher=verdict["publisher"] and verdict["publisher"]["slug"],
        level=TrustLevel(verdict["level"]),
        created_at=_moment(verdict["created_at"]),
        deprecated_at=_moment(verdict["deprecated_at"]),
        gone_at=_moment(verdict["gone_at"]),
        findings=findings((signal["rule"], signal["outcome"]) for signal in signals),
        imds_v2=_imds_v2(signals),
    )


def _imds_v2(signals: list[dict[str, Any]]) -> bool | None:
    """The verdict is that of a release: it asks for IMDSv2 when all its images do."""
    told = [signal["evidence"]["ImdsSupport"] for signal in signals if "ImdsSupport" in signal["evidence"]]
    return all(support == "v2.0" for support in told) if told else None


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _print(report: dict[str, Any], *, as_json: bool, as_sarif: bool) -> None:
    if as_json or as_sarif:
        written = of_check(report, version("amidex")) if as_sarif else report
        sys.stdout.buffer.write(orjson.dumps(written, option=orjson.OPT_INDENT_2) + b"\n")
        return
    console, _ = consoles()
    if report["demo"]:
        console.print("[yellow]demo data")
    for line in _lines(report):
        console.print(line, soft_wrap=True)
    _print_sum(report, console)


def _lines(report: dict[str, Any]) -> Iterator[Text]:
    for image in report["images"]:
        verdict = image["verdict"]
        told = f"  {verdict['level']:<10}  {verdict['name']}" if verdict else ""
        yield Text.assemble((f"{image['outcome']:<6}", STYLES[image["outcome"]]), f"  {image['image_id']}{told}")
        for place in image["places"]:
            yield Text(f"        in {place}", style="dim")
        for reason in image["reasons"]:
            yield Text(f"        {reason}")
    for open_place in report["unresolved"]:
        yield Text.assemble(("unsure", STYLES["unsure"]), f"  {open_place['place']}")
        yield Text(f"        its image is not known yet: {open_place['says']}")


def _print_sum(report: dict[str, Any], console: Console) -> None:
    outcomes = [image["outcome"] for image in report["images"]] + ["unsure"] * len(report["unresolved"])
    if not outcomes:
        console.print("no image is launched here")
        return
    counts = ", ".join(f"{outcomes.count(one)} {one}" for one in ("pass", "fail", "unsure") if one in outcomes)
    console.print(f"\n{counts}", highlight=False)
