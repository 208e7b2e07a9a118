from catalog.image_details import ImageDetails, image_details


def test_details_are_read_from_ec2s_document() -> None:
    document = {
        "ProductCodes": [{"ProductCodeId": "abc", "ProductCodeType": "marketplace"}],
        "PublicSsmParameterName": "/aws/service/x",
        "SourceImageId": "ami-0abcdef1234567890",
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": "snap-1"}},
            {"DeviceName": "/dev/xvdb", "Ebs": {"VolumeSize": 8}},
            {"DeviceName": "/dev/xvdc", "VirtualName": "ephemeral0"},
        ],
    }
    assert image_details(document) == ImageDetails(("abc",), "/aws/service/x", "ami-0abcdef1234567890", ("snap-1",))


def test_a_field_of_a_kind_that_ec2_never_gives_counts_as_missing() -> None:
    nothing = ImageDetails((), None, None, ())
    assert image_details({}) == nothing
    assert (
        image_details({
            "ProductCodes": {"ProductCodeId": "abc"},
            "PublicSsmParameterName": 5,
            "SourceImageId": "",
            "BlockDeviceMappings": ["sda", {"Ebs": "snap-1"}, {"Ebs": {"SnapshotId": None}}],
        })
        == nothing
    )  # fmt: skip
