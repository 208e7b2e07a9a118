"""What members said, beside what a search found: how much of each release, and what of it has the search's words."""

import logging
from collections.abc import Iterator

from api.answers.search import MOST_COMMENTS_COUNTED, SearchAnswer
from api.audience import sees_private
from api.services import Services
from catalog.comment_counts import comment_counts, counts_and_found, has_comments
from catalog.comment_text import MOST_WORDS_ASKED, words_in_order
from catalog.errors import DatabaseError
from search.document import Audience
from search.query import parse_query
from search.terms import Phrase, Word

log = logging.getLogger("amidex.api")


def with_comments(services: Services, audience: Audience, text: str, found: SearchAnswer) -> SearchAnswer:
    """The answer with the counts of comments. Without a database it is the answer alone: searches need none."""
    releases, words, seen = [hit.release_id for hit in found.hits], words_said(text), sees_private(audience)
    try:
        with services.database.read() as session:
            counts: dict[str, int] = {}
            every: int | None = 0 if words else None
            said = has_comments(session)
            if said and words:
                counts, every = counts_and_found(
                    session, releases, words, with_private=seen, most=MOST_COMMENTS_COUNTED
                )
            elif said:
                counts = comment_counts(session, releases, with_private=seen)
            hits = comment_counts(session, list(counts), words, with_private=seen) if counts and every else {}
    except DatabaseError as error:
        log.warning("comments on what was found are not counted: %s", error)
        return found
    shown = [
        hit.model_copy(
            update={
                "comment_count": counts.get(hit.release_id, 0),
                "comment_hits": hits.get(hit.release_id, 0) if words else None,
            }
        )
        for hit in found.hits
    ]
    return found.model_copy(update={"hits": shown, "comments_found": every})


def words_said(text: str) -> list[str]:
    """The words that comments are looked for by: those that must match, neither what is excluded nor conditions.

    None at all where there are more than anybody types.
    """
    words = list(_words(text))
    return words if len(words) <= MOST_WORDS_ASKED else []


def _words(text: str) -> Iterator[str]:
    for term in parse_query(text).terms:
        if isinstance(term, Word | Phrase):
            yield from words_in_order(term.text)
