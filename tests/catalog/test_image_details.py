from hypothesis import given
from hypothesis import strategies as st

from catalog.document import PackedDocument, pack
from catalog.image_details import ImageDetails, image_details


def test_details_are_read_from_ec2s_documents() -> None:
    first = {
        "ProductCodes": [{"ProductCodeId": "abc", "ProductCodeType": "marketplace"}],
        "PublicSsmParameterName": "/aws/service/x",
        "SourceImageId": "ami-0abcdef1234567890",
        "SourceImageRegion": "eu-west-1",
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": "snap-2"}},
            {"DeviceName": "/dev/xvdb", "Ebs": {"VolumeSize": 8}},
            {"DeviceName": "/dev/xvdc", "VirtualName": "ephemeral0"},
        ],
    }
    second = {
        "ProductCodes": [{"ProductCodeId": "abc"}],
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": "snap-1"}}],
    }
    assert image_details([PackedDocument(pack(first)), PackedDocument(pack(second))]) == ImageDetails(
        ("abc",), ("/aws/service/x",), ("ami-0abcdef1234567890",), ("eu-west-1",), ("snap-1", "snap-2")
    )


def test_a_field_of_a_kind_that_ec2_never_gives_counts_as_missing() -> None:
    odd = {
        "ProductCodes": {"ProductCodeId": "abc"},
        "PublicSsmParameterName": 5,
        "SourceImageId": "",
        "BlockDeviceMappings": ["sda", {"Ebs": "snap-1"}, {"Ebs": {"SnapshotId": None}}],
    }
    odd_codes = {"ProductCodes": ["abc", {"ProductCodeId": None}, {"ProductCodeId": ""}]}
    assert image_details(PackedDocument(pack(document)) for document in ({}, odd, odd_codes)) == ((), (), (), (), ())


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "ImageId": st.sampled_from(["ami-1", "ami-2"]),
        "ImageLocation": st.just({"OwnerId": "1"}),
        "OwnerId": st.sampled_from(["1", {"OwnerId": "1"}, '"OwnerId":']),
        "ProductCodes": st.sampled_from([[{"ProductCodeId": "a"}], [{"ProductCodeId": "b", "OwnerId": "1"}]]),
        "PublicSsmParameterName": st.sampled_from(["/a", "/b"]),
        "SourceImageId": st.sampled_from(["ami-3", "ami-4"]),
        "SourceImageRegion": st.sampled_from(["eu-west-1", "us-east-1"]),
        "Tags": st.just([{"OwnerId": "1"}]),
    },
)


@given(st.lists(FIELDS, max_size=4))
def test_details_of_many_are_those_of_each_together(documents) -> None:
    each = [image_details([PackedDocument(pack(document))]) for document in documents]
    together = image_details([PackedDocument(pack(document)) for document in documents])
    assert together == tuple(tuple(sorted({value for one in each for value in one[place]})) for place in range(5))
