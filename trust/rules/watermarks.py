"""Watermarks: marks that accounts put on an image, which its copies keep, so that they can be told later."""

from trust.case import Case
from trust.verdict import Outcome, Signal

NAME = "watermarks"
OUTCOMES = frozenset({Outcome.NOTE})


def find(case: Case) -> tuple[Signal, ...]:
    """A note with the accounts and their marks. A mark tells where an image has been and vouches for nothing."""
    marks = case.image.document.get("ImageWatermarks")
    if not marks:
        return ()
    keys = sorted({str(mark["WatermarkKey"]) for mark in marks if isinstance(mark, dict) and "WatermarkKey" in mark})
    if not keys:
        return ()
    reason = f"It carries {'watermarks' if len(keys) > 1 else 'the watermark'} {', '.join(keys)} of where it has been."
    return (Signal(NAME, Outcome.NOTE, reason, {"watermarks": keys}),)
