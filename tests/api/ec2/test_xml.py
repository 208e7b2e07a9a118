"""Documents become XML that botocore reads back into the very same documents."""

from typing import Any

import botocore.session
from botocore.model import ServiceModel
from botocore.parsers import EC2QueryParser
from hypothesis import given
from hypothesis import strategies as st

from api.ec2.filters import PATHS
from api.ec2.xml import escaped, head, image_writer, tail
from crawler.image_parser import ImageParser

MODEL: Any = ServiceModel(
    botocore.session.Session().get_component("data_loader").load_service_model("ec2", "service-2"), "ec2"
)
# As XML allows it.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)
TEXTS = TEXT | st.sampled_from(["\r\n\t", "<&>", "]]>", " a ", "\u2028"])


def page(document):
    item = f"<item>{image_writer()(document)}</item>"
    return (
        head("DescribeImages", "2016-11-15", "r") + f"<imagesSet>{item}</imagesSet>" + tail("DescribeImages")
    ).encode()


def by_botocore(document):
    response = {"status_code": 200, "headers": {}, "body": page(document)}
    parsed = EC2QueryParser().parse(response, MODEL.operation_model("DescribeImages").output_shape)
    return parsed["Images"][0]


def by_a_crawl(document):
    parser = ImageParser(MODEL, keep_unknown=True, json_ready=True)
    return parser.parse_page(page(document))["Images"][0]


@given(
    name=TEXTS,
    public=st.booleans(),
    codes=st.lists(st.fixed_dictionaries({"ProductCodeId": TEXTS, "ProductCodeType": TEXTS}), max_size=3),
    size=st.integers(0, 2**40),
)
def test_botocore_reads_what_was_written(name, public, codes, size):
    document = {
        "ImageId": "ami-1",
        "Name": name,
        "Public": public,
        "ProductCodes": codes,
        "BlockDeviceMappings": [{"DeviceName": name, "Ebs": {"VolumeSize": size, "Encrypted": public}}],
        "StateReason": {"Code": name, "Message": "m"},
    }

    assert by_botocore(document) == document
    assert by_a_crawl(document) == document


def test_what_the_model_does_not_know_reaches_another_amidex():
    document = {
        "ImageId": "ami-1",
        "NewField": "new",
        "NewStructure": {"Inner": "1", "List": [{"A": "1"}, {"A": "2"}]},
        "NewList": ["a", "b"],
        "BlockDeviceMappings": [{"DeviceName": "x", "Ebs": {"VolumeSize": 8, "NewSpeed": "9"}}],
    }

    assert by_a_crawl(document) == document
    assert by_botocore(document)["BlockDeviceMappings"][0]["DeviceName"] == "x"


def test_values_of_an_odd_kind_break_nothing():
    odd: dict[str, Any] = {
        "ImageId": "ami-1",
        "ProductCodes": ["odd"],
        "Public": None,
        "StateReason": "odd",
        "Bad name<": 1,
        "Tags": {},
    }

    assert by_botocore(odd)["ImageId"] == "ami-1"
    assert "Public" not in by_botocore(odd)


def test_characters_that_xml_has_not_are_replaced():
    assert escaped("a\0b\x1f<") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}&lt;"


def test_every_filter_that_ec2_documents_is_there():
    documented = set(documented_filters()) - {"tag:&lt;key&gt;"}

    assert len(documented) > 40
    assert documented <= set(PATHS)


def documented_filters():
    text = MODEL.operation_model("DescribeImages").input_shape.members["Filters"].documentation
    for item in text.split("<li>"):
        name, dash, _ = item.partition("</code> - ")
        found = name.rpartition("<code>")[2]
        if dash and found not in ("critical", "high", "medium", "low", "informational"):
            yield found


def test_every_filter_leads_to_a_field_that_there_is():
    image = MODEL.operation_model("DescribeImages").output_shape.members["Images"].member
    for name, path in PATHS.items():
        shape = image
        for field in path:
            assert field in shape.members, name
            shape = shape.members[field]
            shape = getattr(shape, "member", shape)
