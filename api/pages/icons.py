"""The few pictures that pages draw themselves. Each level has a shape of its own, so that colour is never needed."""

from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup

# Drawn in a square of 24; `currentColor` throughout.
_PATHS: Mapping[str, str] = {
    "verified": '<path fill="currentColor" d="M12 1.5 21 5v6.5c0 5.3-3.7 9.3-9 11-5.3-1.7-9-5.7-9-11V5z"/>'
    '<path class="i-knock" d="m7.8 12 3 3 5.6-6"/>',
    "known": '<circle cx="12" cy="12" r="9.6" class="i-line"/><path class="i-line" d="m7.6 12.3 3 3 5.8-6.2"/>',
    "unverified": '<rect x="2.6" y="2.6" width="18.8" height="18.8" rx="5" class="i-line" stroke-dasharray="4.2 3.1"/>'
    '<path class="i-line" d="M9.2 9.4a2.9 2.9 0 1 1 4.3 2.5c-1 .6-1.5 1.1-1.5 2.2M12 17.3v.1"/>',
    "suspicious": '<path fill="currentColor" d="M12 1.8 23.2 21.6H.8z"/><path class="i-knock" d="M12 9v5.6M12 18v.1"/>',
    "malicious": '<path fill="currentColor" d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4z"/>'
    '<path class="i-knock" d="m8.2 8.2 7.6 7.6m0-7.6-7.6 7.6"/>',
    "good": '<path class="i-line" d="m4.5 12.8 5 5L19.5 6.8"/>',
    "note": '<circle cx="12" cy="12" r="9.4" class="i-line"/><path class="i-line" d="M12 11v6M12 7.2v.1"/>',
    "caution": '<path class="i-line" d="M12 3.2 22 20.6H2z"/><path class="i-line" d="M12 10v5M12 17.9v.1"/>',
    "danger": '<path class="i-line" d="M8 2.6h8L21.4 8v8L16 21.4H8L2.6 16V8z"/>'
    '<path class="i-line" d="M12 7v6M12 16.6v.1"/>',
    "copy": '<rect x="8.5" y="8.5" width="12" height="12" rx="2.4" class="i-line"/>'
    '<path class="i-line" d="M15.5 8.5V6a2.4 2.4 0 0 0-2.4-2.4H6A2.4 2.4 0 0 0 3.6 6v7.1A2.4 2.4 0 0 0 6 15.5h2.5"/>',
    "search": '<circle cx="10.6" cy="10.6" r="6.8" class="i-line"/><path class="i-line" d="m15.8 15.8 5 5"/>',
    "arrow": '<path class="i-line" d="M4 12h15.5M13.5 6l6 6-6 6"/>',
    "close": '<path class="i-line" d="m6 6 12 12M18 6 6 18"/>',
    "mark": '<path fill="currentColor" d="M12 1.6 21.6 7v10L12 22.4 2.4 17V7z"/>'
    '<path class="i-knock" d="M7 16.6 12 6.8l5 9.8M9 13.6l2.5 2.3 3.9-4.4"/>',
}


@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> Markup:
    """The picture of this name, from the page's sprite. Without a label it only decorates, and is not read out."""
    if name not in _PATHS:
        raise KeyError(name)
    told = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon icon-{0}" {1}><use href="#icon-{0}"/></svg>').format(name, told)


def sprite() -> Markup:
    """All pictures, once in a page: a list of fifty images then has one to copy by, fifty times used."""
    symbols = "".join(f'<symbol id="icon-{name}" viewBox="0 0 24 24">{path}</symbol>' for name, path in _PATHS.items())
    return Markup('<svg class="icon" hidden>{}</svg>').format(Markup(symbols))  # noqa: S704 - literals of ours
