"""Look-ups by name alone that people make: which of them an image's name answers that is not the publisher's.

They are the patterns of the directory and the filters that documents and examples teach. Whoever asks EC2 for the
newest image of such a name without naming an owner may get anybody's.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from catalog.directory import Directory
from catalog.name_pattern import NamePattern
from catalog.publisher import PublisherKind, Standing
from trust.identity import AMAZON, MARKETPLACE


@dataclass(frozen=True, slots=True, order=True)
class Lookup:
    """A filter on names, as EC2 takes it, and the slug of the publisher whose images are meant.

    `patterns` are the directory's patterns, as it writes them, whose images the filter finds too.
    """

    publisher: str
    filter: str
    patterns: tuple[str, ...] = field(default=(), compare=False)


# What Amazon makes is owned by many accounts of Amazon's: one never imitates another.
_OF_AMAZON = frozenset(
    {
        "amazon-linux",
        "amazon-ecs",
        "amazon-eks",
        "amazon-eks-windows",
        "amazon-eks-auto-mode",
        "bottlerocket",
        "windows-server",
        "amazon-ec2-macos",
        "aws-deep-learning",
    }
)

# Filters of many public Terraform and Packer files besides the directory's patterns.
_COMMON: tuple[tuple[str, str], ...] = (
    ("canonical", "ubuntu/images/*"),
    ("canonical", "ubuntu/images/{hvm-ssd,hvm-ssd-gp3,ebs-ssd,ebs}/ubuntu-*"),
    ("canonical", "ubuntu/images/*ubuntu-{trusty-14,xenial-16,bionic-18,focal-20,jammy-22,noble-24}.04-*-server-*"),
    ("canonical", "*ubuntu-{trusty-14,xenial-16,bionic-18,focal-20,jammy-22,noble-24}.04-*-server-*"),
    ("canonical", "ubuntu-{trusty,xenial,bionic,focal,jammy,noble}-*-server-*"),
    ("amazon-linux", "amzn2-ami-hvm-*"),
    ("amazon-linux", "amzn2-ami-kernel-*"),
    ("amazon-linux", "al2023-ami-*"),
    ("amazon-linux", "amzn-ami-*"),
    ("amazon-ecs", "amzn2-ami-ecs-*"),
    ("amazon-eks", "amazon-eks-node-*"),
    ("bottlerocket", "bottlerocket-aws-*"),
    ("windows-server", "Windows_Server-{2012,2016,2019,2022,2025}-*"),
    ("red-hat", "RHEL-{7,8,9,10}*"),
    ("debian", "debian-{9,10,11,12,13}-*"),
    ("debian", "debian-{jessie,stretch}-*"),
    ("suse", "suse-sles-*"),
    ("fedora", "Fedora-Cloud-*"),
    ("centos", "CentOS {6,7,8}*"),
    ("centos", "CentOS Linux *"),
    ("rocky-linux", "Rocky-{8,9,10}-*"),
    ("almalinux", "AlmaLinux OS *"),
    ("oracle-linux", "OL{7,8,9,10}.*"),
    ("flatcar", "Flatcar-*"),
    ("nixos", "nixos/*"),
    ("alpine-linux", "alpine-3.*"),
    ("aws-deep-learning", "Deep Learning *AMI*"),
)


class _Lookups:
    """All look-ups of a directory, ready for millions of names: two letters tell which of them are worth a try."""

    def __init__(self, directory: Directory) -> None:
        texts = [
            (publisher.slug, pattern.text)
            for publisher in directory.publishers()
            if publisher.kind is not PublisherKind.STOREFRONT
            for pattern in publisher.name_patterns
        ]
        own = [Lookup(slug, text, (form,)) for slug, form in texts for text in _expanded(form)]
        common = [
            Lookup(slug, text, tuple(form for maker, form in texts if maker == slug and _finds(text, form)))
            for slug, group in _COMMON
            if directory.publisher(slug)
            for text in _expanded(group)
        ]
        self.all: tuple[Lookup, ...] = tuple(dict.fromkeys((*own, *common)))
        self.of_directory = frozenset(own)
        self._places = {lookup: place for place, lookup in enumerate(self.all)}
        self._by_start: dict[str, list[tuple[NamePattern, Lookup]]] = defaultdict(list)
        self._anywhere: list[tuple[NamePattern, Lookup]] = []
        for lookup in self.all:
            entry = (NamePattern.parse(lookup.filter), lookup)
            start = re.split(r"[*?\\]", lookup.filter)[0][:2]
            if len(start) == 2:
                self._by_start[start].append(entry)
            else:
                self._anywhere.append(entry)
        self._inner = tuple({max(re.split(r"[*?\\]", entry.filter), key=len) for _, entry in self._anywhere})

    def answered_by(self, name: str) -> tuple[Lookup, ...]:
        tried = self._by_start.get(name[:2], ())
        for text in self._inner:
            if text in name:
                tried = [*tried, *self._anywhere]
                break
        if not tried:
            return ()
        found = [lookup for pattern, lookup in tried if pattern.matches(name)]
        return tuple(sorted(found, key=self._places.__getitem__))


def _finds(text: str, form: str) -> bool:
    """Whether a filter finds what a pattern stands for, told by one name of it."""
    pattern = NamePattern.parse(text)
    return any(pattern.matches(other.replace("*", "0").replace("?", "0")) for other in _expanded(form))


def _expanded(text: str) -> tuple[str, ...]:
    return NamePattern.parse(text).expanded


@lru_cache(maxsize=4)
def _lookups(directory: Directory) -> _Lookups:
    return _Lookups(directory)


def unsafe_lookups(directory: Directory) -> tuple[Lookup, ...]:
    """Every look-up that is watched, in the order of the directory."""
    return _lookups(directory).all


def foreign_lookups(
    directory: Directory, partition: str, owner_id: str, name: str, alias: str | None = None
) -> tuple[Lookup, ...]:
    """The look-ups that an image of this name answers though its owner is not the publisher that they mean.

    None for what AWS vouches for: Amazon publishes under the names of others, and AWS Marketplace lists them again.
    An account that the publisher holds in any region or at any time is theirs, but for one that they lost.
    """
    answered = _lookups(directory).answered_by(name)
    if not answered or alias in (AMAZON, MARKETPLACE):
        return ()
    own = slugs_held(directory, partition, owner_id)
    if own is None:
        return ()
    return tuple(lookup for lookup in answered if lookup.publisher not in own)


@lru_cache(maxsize=1 << 13)
def slugs_held(directory: Directory, partition: str, owner_id: str) -> frozenset[str] | None:
    """The publishers whose names an account may use, as far as the directory tells: none for a stranger.

    None for a storefront, which lists the images of all others.
    """
    holders = [
        holder for holder in directory.holders(partition, owner_id) if holder.account.standing is not Standing.LOST
    ]
    if any(holder.publisher.kind is PublisherKind.STOREFRONT for holder in holders):
        return None
    own = frozenset(holder.publisher.slug for holder in holders)
    return own | _OF_AMAZON if own & _OF_AMAZON else own


def is_of_directory(directory: Directory, lookup: Lookup) -> bool:
    """Whether the filter is a pattern of the publisher's own names, not just one that examples use."""
    return lookup in _lookups(directory).of_directory
