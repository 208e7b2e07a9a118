"""GetImageFindings: of an image that was scanned, as its ScanResults say, some findings; of any other none."""

import re

from tests.world.errors import Ec2Error, invalid_value
from tests.world.hardware import INDENT, block, element
from tests.world.numbers import mix_short
from tests.world.population import Population
from tests.world.requests import Form, ImagesQuestion, Place, images_question
from tests.world.selection import Selection

_FINDINGS_A_PAGE = 100  # when the caller does not say
_MOST_FINDINGS = 1_500
_SEVERITIES = ("critical", "high", "medium", "low", "informational")
_WORST = re.compile(rb"<highestFindingSeverityLabel>(\w+)<")


def findings_page(form: Form, region: str, population: Population, tick: int) -> bytes:
    """A page of the findings on the image asked for. Raises Ec2Error as EC2 does."""
    image_id = form.text("ImageId")
    if not image_id:
        raise Ec2Error(400, "MissingParameter", "The request must contain the parameter ImageId")
    most = _max_results(form)
    severities = _severities(_document(image_id, region, population, tick))
    token = form.text("NextToken")
    start = Place.of_token(token, region, form.fingerprint()).position if token else 0
    items = b"".join(_finding(number, severities[number]) for number in range(len(severities))[start : start + most])
    body = block("imageFindingSet", items, 1) if items else INDENT + b"<imageFindingSet/>\n"
    if start + most < len(severities):
        onward = Place(tick, 0, position=start + most).token(region, form.fingerprint())
        body += element("nextToken", onward, 1)
    return body


def _document(image_id: str, region: str, population: Population, tick: int) -> bytes:
    question: ImagesQuestion = images_question(
        Form(f"Action=DescribeImages&ImageId.1={image_id}&IncludeDeprecated=true"), region
    )
    found = Selection(population, question, tick, 0).by_ids()
    return b"".join(found[0]) if found else b""


def _severities(document: bytes) -> list[str]:
    """One for each finding, the worst first: at least one as bad as the scan says, and none worse."""
    worst = _WORST.search(document)
    if worst is None or worst[1].decode() not in _SEVERITIES:
        return []
    lower = _SEVERITIES[_SEVERITIES.index(worst[1].decode()) :]
    count = 1 + mix_short(len(document), 7) % _MOST_FINDINGS
    return sorted((lower[number % len(lower)] for number in range(count)), key=lower.index)


def _finding(number: int, severity: str) -> bytes:
    lines = (
        element("severityLabel", severity, 3)
        + element("title", f"CVE-2026-{number:05} - package", 3)
        + element("score", "7.5", 3)
        + element("fixAvailable", str(number % 2 == 0).lower(), 3)
        + element("firstObservedAt", f"2026-10-{1 + number % 28:02}T00:00:00.000Z", 3)
        + element("updatedAt", "2026-11-01T00:00:00.000Z", 3)
        + element("snapshotId", "snap-0123456789abcdef0", 3)
        + block("pathSet", element("item", "/usr/lib/package", 4), 3)
    )
    return block("item", lines, 2)


def _max_results(form: Form) -> int:
    text = form.text("MaxResults")
    if text is None:
        return _FINDINGS_A_PAGE
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise invalid_value("maxResults", text, "Expecting a value between 1 and 1000.")
    return int(text)
