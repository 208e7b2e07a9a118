"""What happened to releases, as entries of feeds."""

from api.atom import Entry
from catalog.happenings import Happening, HappeningKind

# A feed says what it is about; who wants all of it follows the link.
LONGEST_TEXT_CHARACTERS = 500
TITLES = {
    HappeningKind.RELEASED: "New",
    HappeningKind.DEPRECATED: "Deprecated",
    HappeningKind.GONE: "Gone",
    HappeningKind.CAME_BACK: "There again",
}
SUMMARIES = {
    HappeningKind.RELEASED: "First seen, in {where}.",
    HappeningKind.DEPRECATED: "The deprecation time passed in {where}: it is to be replaced.",
    HappeningKind.GONE: "EC2 shows it no more in {where}: it was deregistered or made private.",
    HappeningKind.CAME_BACK: "EC2 shows it again in {where}.",
    HappeningKind.VERDICT: "The verdict was {told.before} and is {told.after}.",
    HappeningKind.LISTED: "{told.by} says what it is, and what was done before it was shared.",
}
LATER = "Details are told when those who make it had time to act."


def entry_of(happening: Happening) -> Entry:
    """The entry that tells it."""
    return Entry(
        ("amidex-happening", happening.key),
        _title(happening),
        happening.at,
        link_of(happening),
        "text/html",
        _summary(happening),
    )


def _title(told: Happening) -> str:
    match told.kind:
        case HappeningKind.VERDICT:
            what = f"Now {told.after}"
        case HappeningKind.COMMENT:
            what = f"{told.what.capitalize()} by {told.by}"
        case HappeningKind.ANNOTATION:
            what = f"{told.by} states {told.what}"
        case HappeningKind.LISTED:
            what = "Listed by its publisher" if told.what == "release" else "Its family is listed by its publisher"
        case _:
            what = TITLES[told.kind]
    return f"{what}: {told.name}"


def _summary(told: Happening) -> str:
    if (said := SUMMARIES.get(told.kind)) is not None:
        return said.format(where=", ".join(told.regions), told=told)
    return LATER if told.text is None else _short(told.text)


def link_of(told: Happening) -> str:
    """The page where more of it is."""
    if told.kind is HappeningKind.COMMENT:
        return f"/comments/{told.key.removeprefix('comment ')}"
    if told.kind is HappeningKind.ANNOTATION:
        return f"/annotations/{told.key.removeprefix('annotation ')}"
    anchor = "#listing" if told.kind is HappeningKind.LISTED else ""
    return f"/releases/{told.release_id}{anchor}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT_CHARACTERS else f"{text[: LONGEST_TEXT_CHARACTERS - 1]}…"
