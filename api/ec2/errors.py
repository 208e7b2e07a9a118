"""Errors of the EC2 endpoint, with the codes and in the words of EC2: its clients act upon them.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
"""

from collections.abc import Sequence

# More than this of a value that somebody sent is not sent back.
QUOTED_CHARACTERS = 200


class Ec2Error(Exception):
    """An answer that is an error: EC2's code and message, and the HTTP status."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message


def invalid_value(parameter: str, value: str, expectation: str) -> Ec2Error:
    shown = value if len(value) <= QUOTED_CHARACTERS else value[:QUOTED_CHARACTERS] + "…"
    return Ec2Error("InvalidParameterValue", f"Value ({shown}) for parameter {parameter} is invalid. {expectation}")


def missing_parameter(name: str) -> Ec2Error:
    return Ec2Error("MissingParameter", f"The request must contain the parameter {name}")


def unknown_images(image_ids: Sequence[str]) -> Ec2Error:
    ids = ", ".join(image_ids)
    several = len(image_ids) > 1
    return Ec2Error(
        "InvalidAMIID.NotFound",
        f"The image ids '[{ids}]' do not exist" if several else f"The image id '[{ids}]' does not exist",
    )


def malformed_image(image_id: str) -> Ec2Error:
    return Ec2Error("InvalidAMIID.Malformed", f'Invalid id: "{image_id[:QUOTED_CHARACTERS]}" (expecting "ami-...")')


def unavailable() -> Ec2Error:
    """The catalog cannot be read at the moment; the log says why. Clients try again by themselves."""
    return Ec2Error("Unavailable", "The catalog cannot be read at the moment. Try again later.", status=503)


def internal_error() -> Ec2Error:
    return Ec2Error("InternalError", "An internal error has occurred. The log has the cause.", status=500)
