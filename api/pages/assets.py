"""What pages load: one style sheet, a few small modules of ours, the icon. Read once, named after their content.

The style sheet is made of the files in assets/styles, in the order of their names: a browser asks once. The digest in
the path changes with any byte, so that browsers may keep what they have for a year.
"""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files

from fastapi import APIRouter, Request, Response

from api.conditional import answer_bytes
from api.errors import UnknownError
from search.document import Audience

router = APIRouter(include_in_schema=False)

STYLE_SHEET = "pages.css"
ICON = "icon.svg"
MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
YEAR_SECONDS = 31_536_000
# Of a path that another version of this service gave out: what it names may be newer here.
OTHER_VERSION_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Assets:
    """Everything by its name, and the digest of it all."""

    contents: dict[str, bytes]
    compressed: dict[str, bytes]
    digest: str

    def address(self, name: str) -> str:
        """Where the asset of this name is. Raises KeyError for none."""
        self.contents[name]
        return f"/assets/{self.digest}/{name}"


@cache
def assets() -> Assets:
    """The assets that come with the package."""
    folder = files("api.pages") / "assets"
    contents = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    styles = sorted((folder / "styles").iterdir(), key=lambda file: file.name)
    contents[STYLE_SHEET] = b"\n".join(file.read_bytes() for file in styles)
    digest = blake2b(digest_size=8)
    for name, content in sorted(contents.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    compressed = {name: gzip.compress(content, mtime=0) for name, content in contents.items()}
    return Assets(contents, compressed, digest.hexdigest())


@router.get("/assets/{digest}/{name}")
async def get_asset(request: Request, digest: str, name: str) -> Response:
    """A style sheet, a module, an icon."""
    seconds = YEAR_SECONDS if digest == assets().digest else OTHER_VERSION_SECONDS
    return _asset(request, name, seconds)


@router.get("/favicon.svg")
@router.get("/favicon.ico")
async def get_icon(request: Request) -> Response:
    """The icon, where browsers look for one without being told."""
    return _asset(request, ICON, OTHER_VERSION_SECONDS)


def _asset(request: Request, name: str, max_age_seconds: int) -> Response:
    content = assets().contents.get(name)
    if content is None:
        raise UnknownError("asset", name, because="pages load no such file")
    media_type = MEDIA_TYPES[name.rpartition(".")[2]]
    compressed = takes_gzip(request)
    body = assets().compressed[name] if compressed else content
    response = answer_bytes(request, body, Audience.PUBLIC, max_age_seconds=max_age_seconds, media_type=media_type)
    response.headers["Vary"] = "Accept-Encoding"
    if compressed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def takes_gzip(request: Request) -> bool:
    """Whether who asks understands what is compressed."""
    return "gzip" in request.headers.get("accept-encoding", "")
