"""What every engine's writer refuses to write."""

from collections.abc import Sequence

from search.document import ReleaseDocument


def refuse_foreign(release_id: str, documents: Sequence[ReleaseDocument]) -> None:
    """Raise ValueError unless the documents are of this release, each for audiences of its own."""
    for document in documents:
        if document.release_id != release_id:
            raise ValueError(f"A document of {document.release_id} cannot replace those of {release_id}.")
    audiences = [audience for document in documents for audience in document.audiences]
    if len(set(audiences)) != len(audiences):
        raise ValueError(f"Two documents of {release_id} are for the same audience; each audience sees one.")
