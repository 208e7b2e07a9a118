"""A badge with the verdict, to stand in other people's pages: an SVG picture that loads and runs nothing."""

from html import escape

from trust.levels import TrustLevel

LABEL = "amidex"
NOT_JUDGED = "not judged yet"
HEIGHT = 20
# What a character takes, on average, at eleven pixels of a sans-serif; text is fitted to it in any font.
CHARACTER_PIXELS, PADDING_PIXELS = 6.6, 6
# White on each has a contrast of 4.5 or more.
COLOURS = {
    TrustLevel.VERIFIED: "#1a7037",
    TrustLevel.KNOWN: "#0b63a5",
    TrustLevel.UNVERIFIED: "#5c5f66",
    TrustLevel.SUSPICIOUS: "#a24a00",
    TrustLevel.MALICIOUS: "#b3141f",
}


def badge(level: TrustLevel | None) -> str:
    """The picture. None: there is no verdict yet."""
    word = NOT_JUDGED if level is None else level.value
    colour = COLOURS[level or TrustLevel.UNVERIFIED]
    left, right = (round(len(text) * CHARACTER_PIXELS) + 2 * PADDING_PIXELS for text in (LABEL, word))
    told = escape(f"{LABEL}: {word}")
    parts = [
        _text(LABEL, 0, left),
        _text(word, left, right),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" role="img"'
        f' aria-label="{told}"><title>{told}</title>'
        f'<rect width="{left + right}" height="{HEIGHT}" rx="3" fill="#33363c"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v{HEIGHT - 6}a3 3 0 0 1 -3 3h-{right - 3}z" fill="{colour}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">' + "".join(parts) + "</g></svg>\n"
    )


def _text(text: str, start: int, width: int) -> str:
    return (
        f'<text x="{start + PADDING_PIXELS}" y="14" textLength="{width - 2 * PADDING_PIXELS}"'
        f' lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
    )
