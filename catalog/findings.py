"""Findings of Amazon Inspector on images: asked for on demand, fetched by the worker, kept as a summary.

EC2 answers for one image a call, and millions are public: nobody is asked about but by name, no more wait than a worker
fetches in a while, and what was just fetched is not fetched again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, func, insert, select, update
from sqlmodel import Session

from catalog.errors import QueueFullError
from catalog.findings_tables import ImageFindings
from catalog.outbox import enqueue
from catalog.tables import Image, core
from catalog.verdicts import in_batches

FINDINGS, IMAGES = core(ImageFindings).c, core(Image).c

MOST_WAITING = 1_000


class FindingsStatus(StrEnum):
    """How it stands with an image."""

    WAITING = "waiting"
    FETCHED = "fetched"
    FAILED = "failed"


# Inspector scans an image again within days; what failed may have been mended.
ASKED_AGAIN_AFTER = {FindingsStatus.FETCHED: timedelta(days=1), FindingsStatus.FAILED: timedelta(minutes=1)}


class FindingsRow(NamedTuple):
    """The findings on one image. `summary` and `asked_at` are of the last answer, `error` of the last failure."""

    image_row: int
    status: str
    requested_at: datetime
    asked_at: datetime | None
    error: str | None
    summary: Mapping[str, Any] | None
    partition: str
    region: str
    image_id: str
    release_id: str


def request_findings(session: Session, images: Iterable[Image], *, at: datetime) -> list[FindingsRow]:
    """Have the worker ask EC2 about some images, unless it just did or is about to; how it stands with each.

    Raises QueueFullError when as many wait as may.
    """
    rows = [image.id for image in images if image.id is not None]
    known = {row.image_row: row for row in _rows(session, FINDINGS.image_row.in_(rows))}
    wanted = [row for row in rows if row not in known or _is_due(known[row], at)]
    if wanted and _waiting(session) + len(wanted) > MOST_WAITING:
        raise QueueFullError(f"{MOST_WAITING:,} images wait for their findings, as many as may; ask again later")
    asked = {"status": FindingsStatus.WAITING, "requested_at": at}
    new = [{"image_row": row, **asked} for row in wanted if row not in known]
    if new:
        session.connection().execute(insert(core(ImageFindings)), new)
    again = [row for row in wanted if row in known]
    session.connection().execute(
        update(core(ImageFindings)).where(FINDINGS.image_row.in_(again)).values(**asked, error=None)
    )
    return findings_on(session, rows)


def findings_on(session: Session, image_rows: Sequence[int]) -> list[FindingsRow]:
    """How it stands with some images, few enough for one statement; those nobody asked about are left out."""
    return _rows(session, FINDINGS.image_row.in_(image_rows))


def waiting_for_findings(session: Session, *, limit: int) -> list[FindingsRow]:
    """The images that EC2 is to be asked about, those that wait longest first."""
    return _rows(session, FINDINGS.status == FindingsStatus.WAITING, limit=limit)


def keep_findings(session: Session, row: FindingsRow, summary: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what EC2 answered, and have the release judged anew."""
    _settle(
        session,
        row,
        status=FindingsStatus.FETCHED,
        asked_at=at,
        error=None,
        summary=orjson.dumps(summary, option=orjson.OPT_UTC_Z).decode(),
    )
    enqueue(session, [row.release_id], urgent=True)


def findings_failed(session: Session, row: FindingsRow, error: str) -> None:
    """Keep why EC2 did not answer. What it answered before stays."""
    _settle(session, row, status=FindingsStatus.FAILED, error=error)


def known_findings(session: Session, image_rows: Collection[int]) -> dict[int, tuple[datetime, Mapping[str, Any]]]:
    """When EC2 answered and what, by image; nearly always of none."""
    if session.connection().execute(select(FINDINGS.image_row).limit(1)).first() is None:
        return {}
    found: dict[int, tuple[datetime, Mapping[str, Any]]] = {}
    for some in in_batches(image_rows):
        for row in findings_on(session, some):
            if row.asked_at is not None and row.summary is not None:
                found[row.image_row] = (row.asked_at, row.summary)
    return found


def _is_due(row: FindingsRow, at: datetime) -> bool:
    if row.status == FindingsStatus.WAITING:
        return False
    since = row.asked_at if row.status == FindingsStatus.FETCHED and row.asked_at else row.requested_at
    return at - since >= ASKED_AGAIN_AFTER[FindingsStatus(row.status)]


def _waiting(session: Session) -> int:
    counted = select(func.count()).where(FINDINGS.status == FindingsStatus.WAITING)
    return int(session.connection().execute(counted).scalar_one())


def _settle(session: Session, row: FindingsRow, **values: Any) -> None:
    statement = update(core(ImageFindings)).where(FINDINGS.image_row == row.image_row).values(**values)
    session.connection().execute(statement)


def _rows(session: Session, *conditions: ColumnElement[bool], limit: int | None = None) -> list[FindingsRow]:
    own = [FINDINGS[name] for name in FindingsRow._fields[:6]]
    statement = (
        select(*own, IMAGES.partition, IMAGES.region, IMAGES.image_id, IMAGES.release_id)
        .join_from(core(ImageFindings), core(Image), IMAGES.id == FINDINGS.image_row)
        .where(*conditions)
        .order_by(FINDINGS.requested_at, FINDINGS.image_row)
        .limit(limit)
    )
    rows = [FindingsRow._make(row) for row in session.connection().execute(statement)]
    return [row._replace(summary=orjson.loads(str(row.summary))) if row.summary else row for row in rows]
