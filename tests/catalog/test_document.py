"""Documents are kept whole, small, and in one form whatever order EC2 gave them in."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.document import PackedDocument, canonical_json, pack, unpack

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=10), JSON, max_size=6))
def test_what_is_unpacked_is_what_was_packed(document):
    assert unpack(pack(document)) == document


@given(st.dictionaries(st.sampled_from(["Tags", "ProductCodes", "Name"]), JSON))
def test_a_list_of_an_unexpected_kind_is_kept_as_it_is(document):
    assert unpack(pack(document)) == document


def test_tags_and_product_codes_have_one_order():
    one = {"Tags": [{"Key": "b"}, {"Key": "a"}], "ProductCodes": [{"ProductCodeId": "2"}, {"ProductCodeId": "1"}]}
    other = {"ProductCodes": one["ProductCodes"][::-1], "Tags": one["Tags"][::-1]}
    assert canonical_json(one) == canonical_json(other)


def test_a_typical_document_takes_less_than_a_third_of_its_json():
    document = {
        "Architecture": "x86_64",
        "BlockDeviceMappings": [
            {
                "DeviceName": "/dev/sda1",
                "Ebs": {"DeleteOnTermination": True, "SnapshotId": "snap-0123456789abcdef0", "VolumeSize": 8},
            }
        ],
        "CreationDate": "2026-01-02T03:04:05.000Z",
        "Hypervisor": "xen",
        "ImageId": "ami-0123456789abcdef0",
        "ImageLocation": "amazon/amzn2-ami-hvm-2.0.20260102.0-x86_64-gp2",
        "Name": "amzn2-ami-hvm-2.0.20260102.0-x86_64-gp2",
        "OwnerId": "137112412989",
        "Public": True,
        "State": "available",
        "VirtualizationType": "hvm",
    }
    assert len(pack(document)) < len(canonical_json(document)) / 3


FIELDS = st.text("ABab", min_size=1, max_size=3)  # EC2 names fields in ASCII letters


@given(document=st.dictionaries(FIELDS, JSON | st.dictionaries(FIELDS, JSON), max_size=4), field=FIELDS)
def test_a_packed_document_says_what_the_document_says(document, field) -> None:
    packed = PackedDocument(pack(document))
    assert packed.get(field, "nothing") == document.get(field, "nothing")
    assert {name: packed.get(name) for name in document} == document
    assert dict(packed) == document
    assert len(packed) == len(document)


VOLUMES = st.lists(st.dictionaries(st.sampled_from(["Ebs", "DeviceName"]), JSON), max_size=2) | JSON


@given(
    document=st.fixed_dictionaries(
        {"BlockDeviceMappings": VOLUMES},
        optional={"Architecture": JSON, "Name": JSON, "Zone": st.fixed_dictionaries({"BlockDeviceMappings": VOLUMES})},
    )
)
def test_a_document_that_is_read_without_its_volumes_says_the_same_of_all_else(document) -> None:
    packed = PackedDocument(pack(document))
    assert {field: packed.get(field) for field in sorted(document, reverse=True)} == document


def test_a_packed_document_finds_the_texts_under_a_field() -> None:
    mappings = [{"Ebs": {"SnapshotId": "snap-1"}}, {"Ebs": {"SnapshotId": ""}}, {"Ebs": {"SnapshotId": "snap-2"}}]
    packed = PackedDocument(pack({"BlockDeviceMappings": mappings, "Description": '"SnapshotId":"snap-3"'}))
    assert packed.texts_of("SnapshotId") == ["snap-1", "snap-2"]
