"""What strangers write does nothing in a page, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from api.markdown import DEEPEST_NESTING, SCHEMES, TAGS, rendered

PIECES = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:1'>", "<svg/onload=1>"),
    *("[a](javascript:alert(1))", "![b](https://x/y.png)", "[c](data:text/html,x)", "[d](  JaVaScRiPt:1)"),
    *("[e](java\tscript:1)", "[f](&#106;avascript:1)", "<iframe>", "```html\n<b>\n```", "<javascript:1>"),
    *("> ", "- ", "1. ", "# ", "`", "*", "_", "](", "<!--", "-->", "\n", "    ", "\\", "\x00", "\u202e"),
    *("<https://a.example>", "ami-0abcdef1234567890", "[ami-01234567](x)", "&lt;script&gt;", "<form action=x>"),
    *("<style>", "[r]: javascript:1\n\n[r]", "<base href=x>", "<math>"),
)
LINK = 'rel="nofollow ugc noopener noreferrer"'


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30).map("".join))
def test_nothing_in_rendered_markdown_is_active(text):
    page = lxml_html.fragment_fromstring(rendered(text), create_parent="div")
    for element in page.iterdescendants():
        assert element.tag in TAGS
        for name, value in element.attrib.items():
            assert (element.tag, name) in {("a", "href"), ("a", "rel")}
            if name == "href":
                assert (
                    value.startswith("/images/ami-") or ":" not in value or value.partition(":")[0].lower() in SCHEMES
                )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>\n"),
        ("a\nb", "<p>a<br>\nb</p>\n"),
        ("# no heading", "<p># no heading</p>\n"),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>\n"),
        ("![x](https://a.example/b.png)", f'<p>!<a href="https://a.example/b.png" {LINK}>x</a></p>\n'),
        (
            "see ami-0abcdef1234567890.",
            f'<p>see <a href="/images/ami-0abcdef1234567890" {LINK}>ami-0abcdef1234567890</a>.</p>\n',
        ),
        ("`ami-0abcdef1234567890`", "<p><code>ami-0abcdef1234567890</code></p>\n"),
        ("ami-0abcdef123456789", "<p>ami-0abcdef123456789</p>\n"),
        ("[ami-01234567](https://a.example)", f'<p><a href="https://a.example" {LINK}>ami-01234567</a></p>\n'),
    ],
)
def test_markdown_is_rendered(text, html):
    assert rendered(text) == html


def test_what_is_nested_without_end_costs_nothing():
    assert rendered("> " * 5_000 + "deep").count("<blockquote>") <= DEEPEST_NESTING
    assert rendered("[" * 9_000 + "]" * 9_000)
