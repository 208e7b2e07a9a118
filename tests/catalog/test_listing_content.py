"""What a listing may say."""

import pytest
from pydantic import ValidationError

from catalog.errors import MalformedError
from catalog.listing_content import LARGEST_BYTES, ListingContent, check_whole, from_kept, kept_form
from catalog.safe_sharing import CHECKLISTS, Platform, check_points

WHOLE = {
    "publisher": "acme",
    "publisher_url": "https://acme.example/images",
    "os": "Debian 13",
    "features": ["nginx 1.28, hardened"],
    "description": "Serves *files*.",
    "services": ["nginx on 80 and 443"],
    "release_notes": [{"date": "2026-01-02", "text": "older"}, {"date": "2026-03-04", "text": "newer"}],
    "support": "help@acme.example",
    "source_url": "https://git.acme.example/images",
    "checklist": {"logs": {"answer": "yes", "note": "by packer"}},
}


def test_it_is_kept_as_it_was_said_with_the_newest_note_first():
    content = check_whole(ListingContent.model_validate(WHOLE))
    assert from_kept(kept_form(content)) == content
    assert [note.text for note in content.release_notes] == ["newer", "older"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"os": "two\nlines"},
        {"os": "x" * 201},
        {"os": "null\0byte"},
        {"os": "turned \u202e around"},
        {"features": ["x"] * 21},
        {"description": "x" * 10_001},
        {"publisher_url": "javascript:alert(1)"},
        {"publisher_url": "http://plain.example"},
        {"publisher_url": "https://bank.example@evil.example/"},
        {"source_url": 'https://a.example/"onclick='},
        {"source_url": "https://"},
        {"support": "call me"},
        {"support": "a@b\nBcc: c@d.example"},
        {"release_notes": [{"date": "yesterday", "text": "x"}]},
        {"checklist": {"logs": {"answer": "maybe"}}},
        {"checklist": {"logs": {"answer": "yes", "proof": "x"}}},
        {"publisher": "Not A Slug"},
        {"os": "x", "verdict": "verified"},
    ],
)
def test_what_cannot_be_said_is_refused(wrong):
    with pytest.raises(ValidationError):
        ListingContent.model_validate(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"publisher": "acme", "publisher_url": "https://acme.example"},
        {"release_notes": [{"date": "2026-01-02", "text": "one"}, {"date": "2026-01-02", "text": "two"}]},
        {
            "release_notes": [
                {"date": f"2026-01-{day:02}", "text": "x" * 9_000} for day in range(1, LARGEST_BYTES // 9_000 + 2)
            ]
        },
    ],
)
def test_a_listing_that_says_nothing_too_much_or_a_day_twice_is_refused(wrong):
    with pytest.raises(MalformedError):
        check_whole(ListingContent.model_validate(wrong))


def test_each_platform_has_its_points_with_what_and_why():
    for platform, points in CHECKLISTS.items():
        assert len({point.key for point in points}) == len(points) == 7
        assert all(point.what and point.why.endswith(".") for point in points), platform
    check_points(["sysprep"], Platform.WINDOWS)
    with pytest.raises(MalformedError, match=r"'sysprep'.*ssh-keys"):
        check_points(["sysprep"], Platform.LINUX)
