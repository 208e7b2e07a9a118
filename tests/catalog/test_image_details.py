from catalog.document import PackedDocument, pack
from catalog.image_details import ImageDetails, image_details


def test_details_are_read_from_ec2s_documents() -> None:
    first = {
        "ProductCodes": [{"ProductCodeId": "abc", "ProductCodeType": "marketplace"}],
        "PublicSsmParameterName": "/aws/service/x",
        "SourceImageId": "ami-0abcdef1234567890",
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
        ("abc",), ("/aws/service/x",), ("ami-0abcdef1234567890",), ("snap-1", "snap-2")
    )


def test_a_field_of_a_kind_that_ec2_never_gives_counts_as_missing() -> None:
    odd = {
        "ProductCodes": {"ProductCodeId": "abc"},
        "PublicSsmParameterName": 5,
        "SourceImageId": "",
        "BlockDeviceMappings": ["sda", {"Ebs": "snap-1"}, {"Ebs": {"SnapshotId": None}}],
    }
    odd_codes = {"ProductCodes": ["abc", {"ProductCodeId": None}, {"ProductCodeId": ""}]}
    assert image_details(PackedDocument(pack(document)) for document in ({}, odd, odd_codes)) == ((), (), (), ())
