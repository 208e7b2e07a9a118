"""Reading JSON a window at a time gives what reading it whole gives, and says where it breaks."""

import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import DumpError
from crawler.json_stream import READ_BYTES, JsonStream

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
indents = st.sampled_from([None, 0, 2])


class Trickle(BytesIO):
    """A file that gives a few bytes at a time, as pipes do: windows end everywhere, within characters too."""

    step = 1

    def read(self, size=-1, /):
        return super().read(self.step if size < 0 else min(size, self.step))


def stream(content, step=READ_BYTES):
    file = Trickle(content)
    file.step = step
    return JsonStream(file)


@given(st.lists(values, min_size=1, max_size=4), indents, st.integers(1, 7), st.booleans())
def test_values_one_after_the_other_are_those_of_the_standard_reader(documents, indent, step, escaped):
    texts = [json.dumps(document, indent=indent, ensure_ascii=escaped) for document in documents]
    reading = stream("\n".join(texts).encode("utf-8", "surrogatepass" if escaped else "strict"), step)

    assert [reading.value() for _ in documents] == documents
    assert reading.peek() == ""


@given(st.lists(values, max_size=4), indents, st.integers(1, 7))
def test_walking_an_array_gives_its_elements_where_they_stand(documents, indent, step):
    content = json.dumps(documents, indent=indent).encode()
    reading = stream(content, step)

    found = [(offset, reading.value()) for offset in reading.elements()]

    assert [value for _, value in found] == documents
    assert [json.JSONDecoder().raw_decode(content.decode(), offset)[0] for offset, _ in found] == documents


@given(st.dictionaries(st.text(), values, max_size=4), indents, st.integers(1, 7))
def test_walking_an_object_gives_its_members(document, indent, step):
    reading = stream(json.dumps(document, indent=indent).encode(), step)

    assert {name: reading.value() for name in reading.members()} == document


@given(values.filter(lambda value: isinstance(value, (list, dict))), st.integers(1, 7), st.data())
def test_a_value_that_is_cut_off_is_never_taken_for_whole(document, step, data):
    content = json.dumps(document).encode()
    cut = data.draw(st.integers(0, len(content) - 1))

    with pytest.raises(DumpError):
        stream(content[:cut], step).value()


@given(st.binary(max_size=60), st.integers(1, 7))
def test_any_bytes_are_read_or_refused_and_nothing_else(content, step):
    reading = stream(content, step)
    try:
        while reading.peek():
            reading.value()
    except DumpError as error:
        assert "byte" in str(error)  # noqa: PT017 - that it may also be read is the point


@pytest.mark.parametrize(
    ("content", "offset", "reason"),
    [
        (b'[{"a": 1}, {"b": 2', 18, "truncated"),
        (b'["half a wo', 11, "truncated"),
        (b'{"a": 1 "b": 2}', 8, "not JSON"),
        ('["ü", nul]'.encode(), 7, "not JSON"),
        (b"NaN", 0, "NaN is not JSON"),
        (b'"\xff"', 1, "not UTF-8"),
        (b"[" * 100_000, 0, "nested too deeply"),
    ],
)
def test_the_reason_comes_with_the_byte(content, offset, reason):
    with pytest.raises(DumpError, match=reason) as caught:
        stream(content).value()

    assert f"at byte {offset}:" in str(caught.value)


def test_a_mark_of_byte_order_is_passed_over():
    assert stream(b"\xef\xbb\xbf[1]").value() == [1]


def test_positions_beyond_the_window_count_from_the_start_of_the_file():
    content = b"[" + b'"' + b"x" * (3 * READ_BYTES) + b'", oops]'
    reading = stream(content)

    with pytest.raises(DumpError, match=f"at byte {content.index(b'oops')}:"):
        [reading.value() for _ in reading.elements()]
