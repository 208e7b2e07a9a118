import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.tokens import LONGEST_TOKEN_CHARACTERS, chunks, fold, forms


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "RHEL-9.4.0_HVM-20240605-x86_64-82-Hourly2-GP3",
            ["rhel", "9.4.0", "hvm", "20240605", "x86_64", "82", "hourly2", "gp3"],
        ),
        (
            "al2023-ami-2023.9.20251110.1-kernel-6.1-arm64",
            ["al2023", "ami", "2023.9.20251110.1", "kernel", "6.1", "arm64"],
        ),
        ("Windows_Server-2016-English", ["windows", "server", "2016", "english"]),
        ("CentOS 7.9.2009 x86-64", ["centos", "7.9.2009", "x86_64"]),
        ("amzn-ami-0.9.7-beta.i386-S3", ["amzn", "ami", "0.9.7", "beta", "i386", "s3"]),
        ("ami-0ABCDEF1234567890, snap-12345678", ["#ami-0abcdef1234567890", "#snap-12345678"]),
        ("x-3F2504E0-4F89-11D3-9A0C-0305E82C3301", ["x", "#3f2504e0-4f89-11d3-9a0c-0305e82c3301"]),
        ("prod-x4gk2lm9bs7q3e", ["prod", "#x4gk2lm9bs7q3e"]),
        ("ﬁle \uff21\uff2d\uff29 Straße ログ収集", ["file", "ami", "strasse", "ログ収集"]),
        ("x-2024-06-05_y 2024-13-05", ["x", "2024.06.05", "y", "2024", "13", "05"]),
        (" -._/ ", []),
    ],
)
def test_a_text_is_cut_into_the_chunks_people_see(name, expected):
    assert chunks(name) == expected


@pytest.mark.parametrize(
    ("chunk", "typed"),
    [
        ("9.4.0", {"9", "9.4", "9.4.0"}),
        ("2023.9.20251110.1", {"2023", "2023.9", "20251110"}),
        ("20240605", {"2024.06.05"}),
        ("2024.06.05", {"20240605", "2024", "2024.06"}),
        ("2023.9.20251110.1", {"2025.11.10"}),
        ("al2023", {"al2023", "al", "2023"}),
        ("ubuntu22.04", {"ubuntu", "22", "22.04", "ubuntu22.04"}),
        ("v1.29.0", {"v1", "v1.29", "1.29", "1.29.0"}),
        ("x86_64", {"x86_64", "amd64", "x86"}),
        ("amd64", {"x86_64", "amd64"}),
        ("arm64", {"aarch64", "arm64"}),
        ("windows", {"win", "windows"}),
        ("windows2016", {"windows", "2016", "win"}),
        ("64bit", {"64bit", "64", "bit"}),
    ],
)
def test_a_chunk_is_found_by_what_people_type_for_it(chunk, typed):
    assert typed <= set(forms(chunk))


@pytest.mark.parametrize(("chunk", "typed"), [("8.9.0", "9"), ("8.9.0", "0"), ("22.04", "04")])
def test_the_end_of_a_version_does_not_pass_for_a_version(chunk, typed):
    assert typed not in forms(chunk)


@given(st.text(max_size=300))
@example("1" * 300)
@example("a1" * 150)
@example("İ ǅ ß \u017f \u0345")
def test_any_text_gives_short_folded_chunks_that_are_their_own_first_form(text):
    for chunk in chunks(text):
        assert chunk
        assert len(chunk) <= LONGEST_TOKEN_CHARACTERS + 1
        assert not any(character.isspace() for character in chunk)
        assert forms(chunk)[0] == chunk
        assert len(set(forms(chunk))) == len(forms(chunk))


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=100))
def test_case_makes_no_difference(text):
    assert chunks(text.upper()) == chunks(text.lower())
    assert fold(fold(text)) == fold(text)
