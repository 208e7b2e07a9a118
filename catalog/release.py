"""The id of a release: one build copied to many regions.

A release is the images with the same (partition, identity, name). Its id is made from these three alone, so every
crawl, machine and version of Amidex gives the same id, and an id in a link stays right. Only a change of the directory
can give an image another identity, and so move it to another release.
"""

import re
from hashlib import blake2b

from catalog.errors import MalformedError
from catalog.publisher import Attribution, PublisherKind, Standing

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


def release_identity(attribution: Attribution | None, owner_id: str) -> str:
    """Whose release an image is: a publisher's slug, a slug with a question mark, or the owner's account id.

    - The slug when the directory knows the account: a publisher's accounts in different regions make one release.
    - "slug?" when only a third party says so. Those accounts make releases among themselves and stay apart from the
      known ones, so that a wrong entry cannot put a stranger's image into a release that people trust.
    - The account id when nobody is named, when the publisher lost the account, and when several hands fill it: behind
      AWS Marketplace, and in an account that publishers share, equal names do not mean one maker.

    The owner alias has no say: EC2 shows it in some answers and not in others, and an identity must not flicker.
    """
    if (
        attribution is None
        or attribution.shared
        or attribution.publisher.kind is PublisherKind.STOREFRONT
        or attribution.account.standing is Standing.LOST
    ):
        return owner_id
    return attribution.publisher.slug if attribution.known else f"{attribution.publisher.slug}?"


def release_name(name: str | None, image_location: str | None, image_id: str) -> str:
    """What a release is called: the image's name, else its location, else its id.

    Old instance-store images have no name; the manifest's location, "bucket/path/image.manifest.xml", is as good and as
    unique. An image with neither is a release of its own.
    """
    return name or image_location or image_id


def is_release_id(text: str) -> bool:
    return _RELEASE_ID.match(text) is not None


def check_release_id(text: str) -> str:
    """The text itself when it has the form of a release id. Raises MalformedError otherwise."""
    if not is_release_id(text):
        raise MalformedError("release id", text, RELEASE_ID_FORM)
    return text
