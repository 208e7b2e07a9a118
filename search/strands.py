"""Which releases can be judged at the same time: those that share no family.

What a release's verdict says of its family follows from the others in it, and the judging of one changes what is known
of the family. So the releases of a family are judged by one process, one batch after the other.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from catalog.family import family_pattern

Batch = Sequence[str]
Strand = Sequence[Batch]


def strands(names: Mapping[str, str], most: int) -> list[Strand]:
    """Releases, by id with their names, in batches of `most` at most. Batches of one strand are judged in their order,
    and strands in any order or together. Releases of a family are side by side, so that each is told of the others.

    Families of different makers may have one pattern. They come into one batch, which does no harm.
    """
    patterns = {release_id: family_pattern(name) for release_id, name in names.items()}
    found: list[Strand] = []
    batch: list[str] = []
    for _, some in groupby(sorted(patterns, key=patterns.__getitem__), key=patterns.__getitem__):
        family = list(some)
        if len(batch) + len(family) > most:
            if batch:
                found.append([batch])
            batch = []
        if len(family) > most:
            found.append([family[start : start + most] for start in range(0, len(family), most)])
        else:
            batch = batch + family
    # The longest first: what is judged one batch after the other must not be left alone at the end.
    return sorted([*found, [batch]] if batch else found, key=len, reverse=True)
