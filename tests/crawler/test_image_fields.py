from typing import Any

import pytest
from botocore.model import ServiceModel

from crawler.image_fields import UnsupportedShapeError
from crawler.image_parser import ImageParser


def model_with(field: dict[str, Any], **shapes: dict[str, Any]) -> ServiceModel:
    """A model of EC2 whose images have one field."""
    shapes = {
        "Result": {"type": "structure", "members": {"Images": {"shape": "Images", "locationName": "imagesSet"}}},
        "Images": {"type": "list", "member": {"shape": "Image", "locationName": "item"}},
        "Image": {"type": "structure", "members": {"Field": field}},
        "String": {"type": "string"},
        **shapes,
    }
    operation = {"name": "DescribeImages", "http": {}, "output": {"shape": "Result"}}
    return ServiceModel({"metadata": {}, "operations": {"DescribeImages": operation}, "shapes": shapes}, "ec2")


@pytest.mark.parametrize(
    ("field", "shapes", "complaint"),
    [
        ({"shape": "Map"}, {"Map": {"type": "map", "key": {}, "value": {}}}, "Map is a map"),
        ({"shape": "String", "xmlAttribute": True}, {}, "xmlAttribute"),
        (
            {"shape": "List"},
            {"List": {"type": "list", "flattened": True, "member": {"shape": "String"}}},
            "flattened",
        ),
        ({"shape": "Union"}, {"Union": {"type": "structure", "union": True, "members": {}}}, "Union is a union"),
        ({"shape": "Image"}, {}, "Image holds itself: Image > Image"),
    ],
)
def test_a_model_beyond_what_ec2_ever_sent_is_refused_at_the_start(field, shapes, complaint):
    with pytest.raises(UnsupportedShapeError, match=complaint):
        ImageParser(model_with(field, **shapes), keep_unknown=False, json_ready=False)


def test_a_field_that_a_newer_model_adds_is_read_without_a_change_of_ours():
    parser = ImageParser(
        model_with({"shape": "New", "locationName": "fieldSet"}, New={"type": "list", "member": {"shape": "String"}}),
        keep_unknown=False,
        json_ready=False,
    )
    item = "<item><fieldSet><item>a</item></fieldSet></item>"
    body = f"<DescribeImagesResponse><imagesSet>{item}</imagesSet></DescribeImagesResponse>".encode()
    assert parser.parse_page(body) == {"Images": [{"Field": ["a"]}]}


def test_a_model_without_images_is_refused():
    model = model_with({"shape": "String"}, Result={"type": "structure", "members": {}})
    with pytest.raises(UnsupportedShapeError, match="no longer answers Images"):
        ImageParser(model, keep_unknown=False, json_ready=False)
