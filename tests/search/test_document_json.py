from dataclasses import replace
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from search.document_json import decode_document, encode_document
from tests.search.documents import make_documents

DOCUMENT = make_documents(1)[0]
TIMES = st.none() | st.datetimes(timezones=st.just(UTC))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def images(times):
    return st.lists(
        st.builds(
            DOCUMENT.images[0]._replace,
            region=st.sampled_from(["eu-west-1", "us-east-1"]),
            owner_id=st.sampled_from(["111111111111", "222222222222"]),
            architecture=st.sampled_from([None, "arm64"]),
            created_at=times,
            deprecated_at=times,
            gone_at=times,
        ),
        min_size=1,
        max_size=4,
    ).map(tuple)


@given(
    st.builds(
        replace,
        st.just(DOCUMENT),
        name=TEXTS,
        description=TEXTS,
        publisher=st.none() | TEXTS,
        created_at=TIMES,
        gone_at=TIMES,
        image_locations=st.lists(TEXTS, max_size=2).map(tuple),
        images=images(TIMES) | images(st.just(DOCUMENT.created_at)),
    )
)
def test_a_document_is_decoded_as_it_was_encoded(document):
    assert decode_document(encode_document(document)) == document


def test_images_that_share_their_facts_cost_little_more_than_their_ids():
    one = replace(DOCUMENT, images=DOCUMENT.images[:1])
    many = replace(DOCUMENT, images=DOCUMENT.images[:1] * 21)
    each = (len(encode_document(many)) - len(encode_document(one))) / 20
    assert each <= len(" us-east-1") + len(" ami-0abcdef1234567890") + 5
