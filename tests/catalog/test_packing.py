"""What is packed comes back, whichever dictionary packed it, and takes less space than it did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.packing import Dictionary, pack_json, unpack_json


@given(json=st.binary(), dictionary=st.sampled_from(Dictionary))
def test_what_is_unpacked_is_what_was_packed(json, dictionary):
    assert unpack_json(pack_json(json, dictionary)) == json


def test_what_a_newer_amidex_packed_says_so():
    with pytest.raises(ValueError, match="newer Amidex"):
        unpack_json(bytes((255,)) + pack_json(b"{}", Dictionary.DOCUMENT)[1:])


def test_the_signals_of_a_verdict_take_less_than_a_fifth_of_their_json():
    json = (
        b'[["scan","note","Not scanned: EC2 has no result of Amazon Inspector for it.",{"scanned":false},"EC2",null],'
        b'["hardening","note","It does not ask for IMDSv2: require it at launch, or stolen requests may read '
        b'credentials.",{"ImdsSupport":null},"EC2",null],["age","caution","The image was made on 2019-03-06. It lacks '
        b'the security fixes since then unless it installs them at launch.",{"created":"2019-03-06"},"EC2",'
        b'"2019-03-06T06:46:02Z"]]'
    )
    assert len(pack_json(json, Dictionary.SIGNALS)) < len(json) / 5
