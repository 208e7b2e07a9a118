"""Product codes: launching the image may cost a fee, and AWS Marketplace knows who is paid."""

from functools import lru_cache

from trust.case import Case
from trust.verdict import Outcome, Signal

NAME = "product-codes"
OUTCOMES = frozenset({Outcome.NOTE})


def find(case: Case) -> tuple[Signal, ...]:
    """A note with the codes. Nobody but AWS puts one on an image."""
    codes = case.image.document.get("ProductCodes")
    if not codes:
        return ()
    found = [code for code in codes if isinstance(code, dict) and "ProductCodeId" in code]
    if not found:
        return ()
    return _told(tuple([str(code["ProductCodeId"]) for code in found]))


@lru_cache(maxsize=1 << 12)
def _told(ids: tuple[str, ...]) -> tuple[Signal, ...]:
    reason = (
        f"Launching it takes a subscription and may cost a fee: it carries product code{'s' * (len(ids) > 1)} "
        f"{', '.join(ids)}."
    )
    return (Signal(NAME, Outcome.NOTE, reason, {"product_codes": list(ids)}),)
