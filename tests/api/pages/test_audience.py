"""Nothing about a private image is on any page but the operator's."""

import re

from tests.api.conftest import MUMBAI, TOKEN
from tests.api.pages.conftest import ACCEPTED, Visitor
from tests.api.pages.paths import PATHS
from tests.api.test_audience import SECRETS, requests

# What differs between two pages that say the same: request ids, and when two catalogs were judged.
_CHANCE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|<time[^>]*>[^<]*</time>")


def pages(operator):
    """Every page, with what somebody who suspects private images would ask: as for the interface."""
    paths = {path.split("{")[0] for path in PATHS}
    for path, parameters in requests(operator):
        page = path.removeprefix("/v1")
        if page == "/search":
            yield "/", parameters
        elif any(page.startswith(known) for known in paths - {"/"}) or page in paths:
            yield page, parameters


def test_the_public_sees_the_pages_that_there_were_without_private_images(public_world, world, operator):
    visitor = Visitor(world.services(operator_token=TOKEN))
    without = Visitor(public_world.services(operator_token=TOKEN))
    asked = list(pages(operator))
    assert len(asked) >= 12

    for path, parameters in asked:
        shown = visitor.ask(path, headers={"Accept": ACCEPTED}, **parameters)
        expected = without.ask(path, headers={"Accept": ACCEPTED}, **parameters)
        typed = str(parameters) + path
        assert shown.status_code == expected.status_code, (path, parameters)
        assert _CHANCE.sub("", shown.text) == _CHANCE.sub("", expected.text), (path, parameters)
        # The region may be chosen from a list of all there are; that nothing is told of it, the comparison tells.
        text = shown.text.replace("<wbr>", "")
        assert [secret for secret in SECRETS if secret in text and secret not in typed and secret != MUMBAI] == [], (
            path,
            parameters,
        )


def test_a_wrong_token_gets_no_page(visitor):
    response = visitor.ask("/", headers={"Accept": ACCEPTED, "Authorization": "Bearer wrong"})

    assert response.status_code == 401
