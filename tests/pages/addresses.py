"""An address for every page there is, and for what it looks like when something is wrong."""

from tests.pages.sites import Site
from tests.pages.talking import talk_of

# What a member sees more of.
FOR_MEMBERS = (
    *("release", "listing", "comment", "annotation"),
    *("account", "publishers", "webhooks", "webhook", "digest", "moderation"),
)

ERRORS = {
    "not-found": "/releases/rel-abcdefghijklmnop2345",
    "malformed": "/images/ami-x",
    "sign-in-used-up": "/sign-in?ticket=used",
    "broken-query": "/?q=archs%3Ax86",
}


def addresses(site: Site) -> dict[str, str]:
    """By a name that a file can have."""
    best = site.json("/v1/search", q="amazon linux 2023", limit="1")["hits"][0]
    worst = site.json("/v1/search", trust="suspicious", limit="1")["hits"][0]
    family = site.json("/v1/search", q="ecs", sort="newest", limit="1")["hits"]
    whole = site.json(f"/v1/releases/{(family or [best])[0]['release_id']}")["family_id"]
    bad_image = next(iter(worst["images"].values()))["image_id"]
    good_image = next(iter(best["images"].values()))["image_id"]
    return {
        "home": "/",
        "search": "/?q=amazon+linux&include_deprecated=true",
        "nothing-found": "/?q=amazon+xyzzyplugh&arch=arm64",
        "release": f"/releases/{best['release_id']}",
        "release-of-a-long-family": f"/releases/{(family or [best])[0]['release_id']}",
        "release-suspicious": f"/releases/{worst['release_id']}",
        "image": f"/images/{bad_image}",
        "family": f"/families/{whole}",
        "owner": f"/owners/{best['owner_ids'][0]}",
        "owner-unverified": f"/owners/{worst['owner_ids'][0]}",
        "publisher": f"/publishers/{best['publisher']['slug']}",
        "check": "/check",
        "check-verdicts": f"/check?ids={bad_image},{good_image},ami-0abcdef1234567890",
        "radar": "/radar",
        "trust": "/trust",
        "query-language": "/query-language",
        "api": "/api",
        "api-operation": "/api/search",
        "status": "/status",
        "account": "/account",
        "publishers": f"/account/publishers?account={worst['owner_ids'][0]}",
        "webhooks": f"/account/webhooks?watch={best['release_id']}",
        "digest": f"/account/digest?watch={best['release_id']}",
        "moderation": "/moderation",
        **(talk_of(site, best["release_id"], best["owner_ids"][0]) if site.database_url else {}),
        **ERRORS,
    }
