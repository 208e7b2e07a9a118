"""Product codes: launching the image may cost a fee, and AWS Marketplace knows who is paid."""

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
    ids = [str(code["ProductCodeId"]) for code in found]
    reason = (
        f"Launching it takes a subscription and may cost a fee: it carries product code{'s' * (len(ids) > 1)} "
        f"{', '.join(ids)}."
    )
    return (Signal(NAME, Outcome.NOTE, reason, {"product_codes": ids}),)
