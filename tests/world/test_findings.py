"""The world answers GetImageFindings: boto3 looks."""

import pytest
from botocore.exceptions import ClientError


def scanned(caller, *, is_scanned):
    return next(
        image["ImageId"] for image in caller.public() if ("ScanResults" in image and _findings(image)) == is_scanned
    )


def _findings(image):
    return "HighestFindingSeverityLabel" in image["ScanResults"]


def pages(caller, image_id, size):
    question = {"ImageId": image_id, "MaxResults": size}
    while True:
        page = caller.client("us-east-1").get_image_findings(**question)
        yield page["ImageFindings"]
        if "NextToken" not in page:
            return
        question["NextToken"] = page["NextToken"]


def test_a_scanned_image_has_findings_as_bad_as_its_results_and_in_pages(caller):
    image_id = scanned(caller, is_scanned=True)
    (image,) = caller.images(ImageIds=[image_id], page_size=None)
    whole = [finding for page in pages(caller, image_id, 1000) for finding in page]
    parts = list(pages(caller, image_id, 7))

    assert [finding for page in parts for finding in page] == whole
    assert max(map(len, parts)) <= 7
    assert whole[0]["SeverityLabel"] == image["ScanResults"]["HighestFindingSeverityLabel"]


def test_an_image_that_was_not_scanned_has_none(caller):
    assert list(pages(caller, scanned(caller, is_scanned=False), 5)) == [[]]


@pytest.mark.parametrize(
    ("image_id", "code"), [("ami-0123456789abcdef0", "InvalidAMIID.NotFound"), ("x", "InvalidAMIID.Malformed")]
)
def test_an_image_that_is_not_there_gets_ec2s_error(caller, image_id, code):
    with pytest.raises(ClientError, match=code):
        list(pages(caller, image_id, 5))
