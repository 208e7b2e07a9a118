"""Whether a public SSM parameter of AWS leads to the image: AWS's own recommendation, which nobody can give himself."""

from trust.case import Case
from trust.verdict import Outcome, Signal

NAME = "public-parameter"
OUTCOMES = frozenset({Outcome.GOOD})


def find(case: Case) -> tuple[Signal, ...]:
    """Good, with the parameter, where EC2 names one."""
    for image in case.facts.images:
        parameter = image.document.get("PublicSsmParameterName")
        if parameter:
            reason = f"AWS's public parameter {parameter} leads to it in {image.region}."
            return (Signal(NAME, Outcome.GOOD, reason, {"parameter": parameter}),)
    return ()
