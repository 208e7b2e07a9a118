"""The id of a release: one build copied to many regions.

A release is the images with the same (partition, identity, name). Its id is made from these three alone, so every
crawl, machine and version of Amidex gives the same id, and an id in a link stays right. What the identity of an image
is follows from the directory: see `release_identity` in catalog/directory.py.
"""

import re
from hashlib import blake2b

RELEASE_ID_FORM = "rel- followed by 20 characters of a-z and 2-7, like rel-abcdefghijklmnop2345"

# Part of every id: a release id can never equal a hash made for another purpose, and a new scheme gets a new number.
_PERSON = b"amidex-release-1"
_CHARACTERS = 20
_ALPHABET = b"abcdefghijklmnopqrstuvwxyz234567"
# The last five bits of each of 20 digest bytes pick one of 32 characters: 100 bits. In the world's three million
# images, two releases share an id with a chance of about one in 10^17.
_CHARACTER_OF_BYTE = bytes(_ALPHABET[byte & 31] for byte in range(256))
_RELEASE_ID = re.compile(r"rel-[a-z2-7]{20}\Z")


def release_id(partition: str, identity: str, name: str) -> str:
    """The id of the release that has this name and identity in this partition.

    The fields are joined by NUL. Neither a partition nor an identity can hold one, and the name comes last, so that no
    two triples give the same bytes. A lone surrogate, which a broken dump can put into a name, is hashed as it stands.
    """
    key = f"{partition}\0{identity}\0{name}".encode(errors="surrogatepass")
    digest = blake2b(key, digest_size=_CHARACTERS, person=_PERSON).digest()
    return "rel-" + digest.translate(_CHARACTER_OF_BYTE).decode("ascii")


def release_name(name: str | None, image_location: str | None, image_id: str) -> str:
    """What a release is called: the image's name, else its location, else its id.

    Old instance-store images have no name; the manifest's location, "bucket/path/image.manifest.xml", is as good and as
    unique. An image with neither is a release of its own.
    """
    return name or image_location or image_id


def is_release_id(text: str) -> bool:
    return _RELEASE_ID.match(text) is not None
