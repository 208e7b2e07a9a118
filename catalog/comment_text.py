"""What the text of a comment may be, and by which words it is found."""

import re
import unicodedata

from catalog.errors import MalformedError

LONGEST_CHARACTERS = 10_000
MOST_LINKS = 20
MOST_LINKS_OF_NEWCOMERS = 2
TEXT_FORM = f"1 to {LONGEST_CHARACTERS:,} characters of Markdown, without control characters"
LONGEST_WORD_CHARACTERS = 64
# Who asks with more has pasted a text.
MOST_WORDS_ASKED = 8

_WORD = re.compile(r"\w+")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
# They turn the order of what follows around, for whoever reads it and not for what is checked.
_TURNS_ORDER = re.compile("[\u202a-\u202e\u2066-\u2069]")


def check_text(text: str, *, most_links: int = MOST_LINKS) -> str:
    """The text as it is kept: in NFC, with line ends of one kind, nothing around it. Raises MalformedError."""
    kept = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not kept or len(kept) > LONGEST_CHARACTERS or not _is_printable(kept):
        raise MalformedError("text", text, TEXT_FORM)
    if len(_LINK.findall(kept)) > most_links:
        raise MalformedError("text", text, f"with {most_links} links at most; say the rest in words")
    return kept


def words_of(text: str) -> set[str]:
    """The words of a text, each once."""
    return set(words_in_order(text))


def words_in_order(text: str) -> list[str]:
    """The words of a text, in lower case; of one that is too long, its beginning."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [word[:LONGEST_WORD_CHARACTERS] for word in _WORD.findall(folded)]


def words_asked(text: str) -> list[str]:
    """The words of a question in their order; the last one may be the beginning of a word.

    Raises MalformedError when there is none, or more than anybody types.
    """
    words = words_in_order(text)
    if not 0 < len(words) <= MOST_WORDS_ASKED:
        raise MalformedError("question", text, f"1 to {MOST_WORDS_ASKED} words, all of which a comment must have")
    return words


def _is_printable(text: str) -> bool:
    if _TURNS_ORDER.search(text):
        return False
    return all(character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs", "Cn") for character in text)
