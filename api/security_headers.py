"""The headers that keep browsers from guessing, framing or leaking.

JSON runs nothing, so its policy allows nothing. Pages may load what this server has and nothing else: no script, style
or handler that stands in the page itself, so that a name which slips through as markup stays without effect.
"""

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

# Where browsers reach the service over TLS: never again without it, for a year.
TLS_HEADERS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}

PAGE_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    # Our modules never write markup from text; the browser holds them to it.
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
PAGE_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in PAGE_POLICY.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # To this server alone: without it, browsers send forms from an origin called null.
    "Referrer-Policy": "same-origin",
}
