"""What the aws CLI prints that is no dump, told by how it begins: the refusal says what it is and what to do.

What an image is must be clear from the file itself: whoever guessed would store images with half of their facts.
"""

import re
from typing import Any

WHOLE = "`aws ec2 describe-images --output json`"
EXPECTED = f"expected what {WHOLE} prints"
WITHOUT_QUERY = f"print it again with {WHOLE}, without --query or with `--query Images`"

# By how a file begins, in this order. A table's rule is as wide as its columns, a YAML document's three hyphens.
_BEGINNINGS = tuple(
    (re.compile(pattern), what)
    for pattern, what in (
        (r"-{4,}|\+-{2,}|\|", "a table, which cuts values short"),
        (r"IMAGES\s|BLOCKDEVICEMAPPINGS\s", "text output, which leaves out the names of fields"),
        (r"a[kmr]i-[0-9a-f]{8}", "image ids as text, which tell nothing of the images"),
        (r"---\s|- |[A-Za-z]\w*:(?:\s|$)", "YAML"),
        (r"<", "XML"),
        (r"(?:aws: )?(?:\[ERROR\]|An error occurred|Unable to|usage:)", "a message of the aws CLI"),
    )
)


def why_no_json(beginning: str) -> str:
    """The reason to refuse a text that does not begin as JSON of images does."""
    for pattern, what in _BEGINNINGS:
        if pattern.match(beginning):
            return f"this is {what}; print it again with {WHOLE}"
    if beginning.startswith("null"):
        return f"null is no image: the --query found nothing; {WITHOUT_QUERY}"
    if beginning[:1] in '"-0123456789tf':
        return f"a single value is no image; {WITHOUT_QUERY}"
    return f"not JSON of describe-images: it begins with {beginning[:1]!r}; {EXPECTED}"


def why_no_image(value: Any) -> str:
    """The reason to refuse an element of a list that is no object."""
    if isinstance(value, str):
        return f"a list of texts like {value[:40]!r} tells nothing else of the images; {WITHOUT_QUERY}"
    if isinstance(value, list):
        return f"rows of values do not tell which field is which; {WITHOUT_QUERY}"
    return f"an image is an object, this is {str(value)[:40]!r}; {WITHOUT_QUERY}"


def why_no_answer(names: list[str]) -> str:
    """The reason to refuse an object that is neither an answer nor an image, by the names of its members."""
    told = ", ".join(sorted(names)[:5]) or "nothing"
    return f'an object with {told}, and neither "Images" nor "ImageId"; {WITHOUT_QUERY}'
