"""Pages of DescribeImages as hypothesis makes them from botocore's own model, with unknown fields and odd text."""

import re
from typing import Any
from xml.sax.saxutils import escape

import botocore.session
from hypothesis import strategies as st

EC2 = botocore.session.get_session().get_service_model("ec2")
PAGE_SHAPE: Any = EC2.operation_model("DescribeImages").output_shape
IMAGE_SHAPE = PAGE_SHAPE.members["Images"].member

texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r", exclude_characters="\ufffe\uffff"),
    max_size=12,
)
times = st.datetimes().map(lambda time: time.isoformat(timespec="milliseconds") + "Z")
scalar_texts = {
    "string": texts,
    "boolean": st.sampled_from(["true", "false", "", "True"]),
    "integer": st.integers(-(2**31), 2**31).map(str),
    "timestamp": times,
}
new_names = st.sampled_from(["newField", "otherNewSet", "state", "x", "ähnlich", "item2"])


@st.composite
def marked_up(draw, text):
    """The same text in one of the ways in which XML can say it."""
    way = draw(st.sampled_from(["plain"] * 6 + ["numbers", "cdata", "comment", "quotes"]))
    if way == "numbers":
        return "".join(f"&#{ord(character)};" for character in text)
    if way == "cdata" and "]]>" not in text:
        return f"<![CDATA[{text}]]>"
    if way == "comment":
        return f"<!-- <item> -->{escape(text)}<?amidex </item>?>"
    return escape(text, {'"': "&quot;", "'": "&apos;"} if way == "quotes" else {})


@st.composite
def element(draw, name, children):
    space = draw(st.sampled_from(["", "\n    "]))
    inside = "".join(f"{space}{child}" for child in children)
    if not inside and draw(st.booleans()):
        return f"<{name}/>"
    return f"<{name}>{inside}{space if inside else ''}</{name}>"


unknown_values = st.recursive(
    texts,
    lambda inner: st.lists(inner, min_size=1, max_size=2) | st.dictionaries(new_names, inner, min_size=1),
    max_leaves=4,
)


def unknown_xml(name: str, value: Any) -> str:
    if isinstance(value, str):
        return f"<{name}>{escape(value)}</{name}>".replace("\r", "&#13;")
    if isinstance(value, list):
        return f"<{name}>{''.join(unknown_xml('item', item) for item in value)}</{name}>"
    return f"<{name}>{''.join(unknown_xml(key, item) for key, item in value.items())}</{name}>"


def as_kept(value: Any) -> Any:
    """What is kept of an unknown value: the same, with names as botocore writes them."""
    if isinstance(value, list):
        return [as_kept(item) for item in value]
    if isinstance(value, dict):
        return {key[0].upper() + key[1:]: as_kept(item) for key, item in value.items()}
    return value


@st.composite
def xml_of(draw, shape, name, *, unknown):
    if shape.type_name == "structure":
        members = draw(
            st.lists(st.sampled_from(list(shape.members.items())), unique_by=lambda member: member[0], max_size=8)
        )
        children = [
            draw(xml_of(member, member.serialization.get("name", member_name), unknown=unknown))
            for member_name, member in members
        ]
        if unknown and draw(st.booleans()):
            children.insert(0, unknown_xml(draw(new_names), draw(unknown_values)))
        return draw(element(name, children))
    if shape.type_name == "list":
        items = draw(st.integers(0, 3))
        return draw(element(name, [draw(xml_of(shape.member, "item", unknown=unknown)) for _ in range(items)]))
    return f"<{name}>{draw(marked_up(draw(scalar_texts[shape.type_name])))}</{name}>"


def page_of(images: list[str], next_token: str = "", prefix: str = "") -> bytes:
    colon = f"{prefix}:" if prefix else ""
    namespace = f'xmlns{":" if prefix else ""}{prefix}="http://ec2.amazonaws.com/doc/2016-11-15/"'
    body = "\n".join(images)
    if prefix:
        body = re.sub(r"<(/?)(?=[a-zä])", rf"<\1{colon}", body)
    token = f"<{colon}nextToken>{next_token}</{colon}nextToken>" if next_token else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{colon}DescribeImagesResponse {namespace}>\n'
        f"    <{colon}requestId>0a-1b</{colon}requestId>\n    <{colon}imagesSet>\n{body}</{colon}imagesSet>{token}"
        f"</{colon}DescribeImagesResponse>"
    ).encode()


def pages(*, unknown: bool) -> st.SearchStrategy[bytes]:
    images = st.lists(xml_of(IMAGE_SHAPE, "item", unknown=unknown), max_size=3)
    return st.builds(page_of, images, st.sampled_from(["", "token="]))


FIRST_IMAGE = """<item>
  <imageId>ami-1</imageId>
  <name>a &amp; b — größer</name><isPublic>true</isPublic>
  <blockDeviceMapping>
    <item><deviceName>/dev/sda</deviceName><ebs><volumeSize>8</volumeSize></ebs></item>
    <item><deviceName>/dev/sdb</deviceName></item>
  </blockDeviceMapping><description/><tagSet/>
</item>"""
SECOND_IMAGE = """<item>
  <imageId>ami-2</imageId>
  <name>second</name><productCodes><item><productCode>c</productCode></item></productCodes>
</item>"""
PLAIN = page_of([FIRST_IMAGE, SECOND_IMAGE], "more")

# Element names are left alone but for ASCII: libxml2 goes by the fifth edition of XML 1.0, which allows more letters in
# them than the fourth, by which expat goes. Neither edition's names are EC2's.
damage = st.text(st.characters(max_codepoint=127), max_size=3).map(str.encode) | st.sampled_from(
    b"| < > & / ]]> <item> </item> <a/> item> &lt; &nbsp; &#13; \x01 \xff \xc3 \xed\xa0\x80 \xef\xbf\xbe".split(b" ")
)


def _with_swapped_brackets(places: list[int]) -> bytes:
    damaged = bytearray(PLAIN)
    for place in places:
        damaged[place] ^= ord("<") ^ ord(">")
    return bytes(damaged)


# Two such faults can make up for each other when brackets are only counted.
swapped_brackets = st.lists(
    st.sampled_from([place for place, byte in enumerate(PLAIN) if byte in b"<>"]), min_size=2, max_size=2, unique=True
).map(_with_swapped_brackets)
