"""What people call AWS's regions, and the one a visitor chose. A region that is not here is shown by its code alone."""

from collections.abc import Mapping

from fastapi import Request, Response

from catalog.errors import MalformedError
from catalog.partition import check_region

COOKIE = "region"
COOKIE_SECONDS = 31_536_000

PLACES: Mapping[str, str] = {
    "af-south-1": "Cape Town",
    "ap-east-1": "Hong Kong",
    "ap-east-2": "Taipei",
    "ap-northeast-1": "Tokyo",
    "ap-northeast-2": "Seoul",
    "ap-northeast-3": "Osaka",
    "ap-south-1": "Mumbai",
    "ap-south-2": "Hyderabad",
    "ap-southeast-1": "Singapore",
    "ap-southeast-2": "Sydney",
    "ap-southeast-3": "Jakarta",
    "ap-southeast-4": "Melbourne",
    "ap-southeast-5": "Malaysia",
    "ap-southeast-6": "New Zealand",
    "ap-southeast-7": "Thailand",
    "ca-central-1": "Canada Central",
    "ca-west-1": "Calgary",
    "cn-north-1": "Beijing",
    "cn-northwest-1": "Ningxia",
    "eu-central-1": "Frankfurt",
    "eu-central-2": "Zurich",
    "eu-north-1": "Stockholm",
    "eu-south-1": "Milan",
    "eu-south-2": "Spain",
    "eu-west-1": "Ireland",
    "eu-west-2": "London",
    "eu-west-3": "Paris",
    "il-central-1": "Tel Aviv",
    "me-central-1": "UAE",
    "me-south-1": "Bahrain",
    "mx-central-1": "Mexico Central",
    "sa-east-1": "S\N{LATIN SMALL LETTER A WITH TILDE}o Paulo",
    "us-east-1": "N. Virginia",
    "us-east-2": "Ohio",
    "us-gov-east-1": "GovCloud East",
    "us-gov-west-1": "GovCloud West",
    "us-west-1": "N. California",
    "us-west-2": "Oregon",
}


def place(region: str) -> str:
    """What people call the region; empty where nobody told us."""
    return PLACES.get(region, "")


def chosen_region(request: Request) -> str | None:
    """The region that the visitor's cookie names, if it names one."""
    region = request.cookies.get(COOKIE, "")
    try:
        return check_region(region)
    except MalformedError:
        return None


def remember_region(request: Request, response: Response, region: str | None) -> None:
    """Keep the visitor's region in a cookie, or forget it."""
    secure = request.app.state.services.is_https
    if region is None:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=secure)
    else:
        response.set_cookie(COOKIE, region, COOKIE_SECONDS, httponly=True, samesite="lax", secure=secure)
