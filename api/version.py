"""What the service calls itself."""

from functools import cache
from importlib.metadata import PackageNotFoundError, metadata

NAME = "Amidex"
DESCRIPTION = "A discovery and trust index for public Amazon Machine Images: know the AMI before you launch it."


@cache
def version() -> str:
    """The installed version; "0" where the code runs without having been installed."""
    try:
        return metadata("amidex")["Version"]
    except PackageNotFoundError:
        return "0"
