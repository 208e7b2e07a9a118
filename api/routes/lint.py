"""POST /v1/lint: what is wrong with the way that files look images up."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, model_validator

from api.answers.lint import (
    LintAnswer,
    LookUpAnswer,
    broken_answers,
    finding_answer,
    matches_answer,
)
from api.audience import Asking
from api.conditional import unkept
from api.look_up_facts import LookUpFacts, usual_region
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import NoParameters, Parameters, Region, query
from api.request_body import body, described
from api.services import Served, Services
from catalog.errors import MalformedError
from catalog.partition import REGION_FORM
from trust.lint.binding import binding
from trust.lint.facts import Matches
from trust.lint.look_up import ImageUse, LookUp, Reading
from trust.lint.reading import read
from trust.lint.rules import Level, image_findings, look_up_findings

router = APIRouter(tags=["lint"])

LARGEST_BODY_BYTES = 400_000
MOST_FILES = 200
MOST_LOOK_UPS = 200
MOST_IMAGES = 1_000


class FileToLint(Parameters):
    """One file. Nothing is opened: the path only says what the text is, and names it in the answer."""

    path: Annotated[str, Field(min_length=1, max_length=1_000, examples=["modules/web/main.tf"])]
    text: str


class LintQuestion(Parameters):
    """What to look at. Look-ups and ids that somebody has read already, as `amidex lint` does, come as such."""

    files: Annotated[list[FileToLint], Field(max_length=MOST_FILES, description="Files, whole.")] = Field(default=[])
    look_ups: Annotated[list[LookUp], Field(max_length=MOST_LOOK_UPS, description="Look-ups read elsewhere.")] = Field(
        default=[]
    )
    images: Annotated[list[ImageUse], Field(max_length=MOST_IMAGES, description="Image ids read elsewhere.")] = Field(
        default=[]
    )
    region: Annotated[
        Region | None,
        Field(description="Where look-ups look that do not say; else us-east-1 if it was crawled."),
    ] = None

    @model_validator(mode="after")
    def _refuse_nothing(self) -> "LintQuestion":
        if not (self.files or self.look_ups or self.images):
            raise MalformedError("question", "", "one of files, look_ups and images at least")
        return self


EXAMPLE = LintQuestion(
    files=[
        FileToLint(
            path="main.tf",
            text='data "aws_ami" "ubuntu" {\n  most_recent = true\n  filter {\n    name   = "name"\n'
            '    values = ["ubuntu/images/hvm-ssd/ubuntu-jammy-*"]\n  }\n}\n',
        )
    ],
    region="eu-west-1",
)


@router.post(
    "/v1/lint",
    operation_id="lint",
    summary="Lint look-ups of images",
    response_model=LintAnswer,
    responses=documented(MalformedError("region", "mars", REGION_FORM), *BY_TOKEN, *BY_CATALOG, cacheable=False),
    openapi_extra=described(LintQuestion, EXAMPLE),
)
def lint(
    services: Served,
    _audience: Asking,
    question: Annotated[LintQuestion, body(LintQuestion, LARGEST_BODY_BYTES)],
    _parameters: Annotated[NoParameters, query(NoParameters)],
) -> Response:
    """Reads how Terraform, Packer, the aws CLI, boto3, the CDK and Ansible look images up, and says whether an owner
    is bound, which image wins today, and what to write instead; and of ids whether they are gone or suspicious.

    It opens no file and keeps nothing. It tells of public images alone, whoever asks.
    """
    reading = Reading(look_ups=list(question.look_ups), images=list(question.images))
    for file in question.files:
        reading.add(read(file.path, file.text))
    return unkept(_answer(services, reading, question.region))


def _answer(services: Services, reading: Reading, region: str | None) -> LintAnswer:
    now = services.clock()
    findings = []
    look_ups = []
    with services.database.read() as session:
        facts = LookUpFacts(session, services.directory, now, region or usual_region(session))
        asked: dict[LookUp, Matches | None] = {}
        for look_up in reading.look_ups:
            question = look_up.model_copy(update={"file": "", "line": 1, "subject": "", "ignore": ()})
            if question not in asked:
                asked[question] = facts.matches(look_up) if len(asked) < MOST_LOOK_UPS else None
            findings += [
                finding_answer(look_up, found)
                for found in look_up_findings(look_up, services.directory, asked[question])
            ]
            look_ups.append(_look_up(look_up, asked[question]))
        known = facts.known(reading.images)
    for use in reading.images:
        findings += [finding_answer(use, found) for found in image_findings(use, known[use.image_id], now)]
    failed = reading.broken or any(found.level is not Level.NOTE for found in findings)
    return LintAnswer(
        demo=services.demo,
        passes=not failed,
        findings=sorted(findings, key=lambda found: (found.file, found.line)),
        look_ups=look_ups,
        images=len(reading.images),
        broken=broken_answers(reading.broken),
    )


def _look_up(look_up: LookUp, matches: Matches | None) -> LookUpAnswer:
    told = binding(look_up)
    return LookUpAnswer(
        file=look_up.file,
        line=look_up.line,
        form=look_up.form,
        subject=look_up.subject,
        bound=told.bound,
        owners=sorted(told.owners),
        matches=matches_answer(matches),
    )
