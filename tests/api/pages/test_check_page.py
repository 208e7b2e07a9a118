import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from api.pages.check_page import MOST_IN_ADDRESS
from api.raw_body import LARGEST_FORM_BYTES
from api.routes.verdicts import MOST_IMAGES
from tests.api.conftest import JAMMY_IRELAND, NOBLE_IRELAND, WEB_BASE, image_id
from tests.api.pages.conftest import ACCEPTED

FORM = {"Accept": ACCEPTED, "Content-Type": "application/x-www-form-urlencoded"}


def send(visitor, text):
    return visitor.ask("/check", method="POST", headers=FORM, body=urlencode({"text": text}))


def test_what_is_pasted_leads_to_an_address_with_its_ids(visitor):
    plan = f'{{"ami": "{image_id(WEB_BASE)}", "other": "{image_id(NOBLE_IRELAND)}", "again": "{image_id(WEB_BASE)}"}}'
    response = send(visitor, plan)

    assert response.status_code == 303
    asked = parse_qs(urlsplit(response.headers["Location"]).query)
    assert asked == {"ids": [f"{image_id(WEB_BASE)},{image_id(NOBLE_IRELAND)}"]}


def test_verdicts_are_shown_worst_first_with_the_reason_that_matters(visitor):
    unknown = "ami-0123456789abcdef0"
    ids = [image_id(NOBLE_IRELAND), image_id(WEB_BASE), unknown]
    page = visitor.page("/check", ids=" ".join(ids))

    assert page.text.index(image_id(WEB_BASE)) < page.text.index(image_id(NOBLE_IRELAND))
    assert "Unknown" in page.text
    assert unknown in page.text
    told = visitor.verdicts(image_id(JAMMY_IRELAND)).json()["verdicts"][0]
    assert told["signals"][0]["reason"]
    assert "/v1/policies/allowed-amis?region=eu-west-1" in page.values("a", "href")


@pytest.mark.parametrize("known", [True, False], ids=["beside one that it knows", "and no other"])
def test_images_that_a_plan_does_not_know_yet_are_told_and_not_passed_over(visitor, known):
    resources = [{"address": "aws_instance.web", "mode": "managed", "values": {"ami": image_id(WEB_BASE)}}]
    late = {"address": "aws_instance.late", "mode": "managed", "change": {"after": {}, "after_unknown": {"ami": True}}}
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": resources if known else []}},
        "resource_changes": [late],
    }
    response = send(visitor, json.dumps(plan))

    assert response.status_code == 200
    assert "<code>aws_instance.late ami</code>: known after apply" in response.text
    assert (f"/images/{image_id(WEB_BASE)}" in response.text) is known
    assert "There is no image id in this text" not in response.text


def test_a_text_without_ids_is_told_what_they_look_like(visitor):
    response = send(visitor, "no ids here")

    assert response.status_code == 422
    assert "There is no image id in this text" in response.text


def test_more_ids_than_an_address_holds_are_answered_at_once(visitor):
    response = send(visitor, " ".join(image_id(number) for number in range(1, MOST_IN_ADDRESS + 2)))

    assert response.status_code == 200
    assert f"{MOST_IN_ADDRESS + 1} images" in response.text


def test_more_ids_than_can_be_checked_are_refused_with_their_number(visitor):
    response = send(visitor, " ".join(image_id(number) for number in range(1, MOST_IMAGES + 2)))

    assert response.status_code == 422
    assert "1\u202f001 image ids" in response.text


def test_a_text_without_end_is_refused(visitor):
    response = send(visitor, "x" * LARGEST_FORM_BYTES)

    assert response.status_code == 413
    assert "send less at once" in response.text


def test_what_is_no_form_is_no_error_of_ours(visitor):
    response = visitor.ask("/check", method="POST", headers=FORM, body=b"\xff\x00%%&&&==")

    assert response.status_code == 422


def test_the_form_alone_asks_nothing(visitor):
    page = visitor.page("/check")

    assert ("form", {"class": "check", "action": "/check", "method": "post"}) in page.tags
