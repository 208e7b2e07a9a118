"""EC2's errors, in EC2's words."""


class Ec2Error(Exception):
    """An answer that is an error: HTTP status, EC2's code and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message


def invalid_value(parameter: str, value: str, expectation: str) -> Ec2Error:
    return Ec2Error(
        400, "InvalidParameterValue", f"Value ( {value} ) for parameter {parameter} is invalid. {expectation}"
    )
