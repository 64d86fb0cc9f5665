import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.kernel.ids import DRAFT, STANDARD, PublicId, check_character

ids = st.builds(PublicId, st.just(STANDARD), st.integers(2000, 2999), st.integers(1, 10**9))


def test_the_example_of_iso_7064():
    # ISO 7064 MOD 11,10 over 0794, the standard's own example: check digit 5.
    assert check_character("0794") == "5"


@given(ids)
def test_an_id_reads_back(identity):
    assert PublicId.parse(str(identity), STANDARD) == identity


@given(ids, st.data())
def test_every_single_wrong_digit_is_caught(identity, data):
    text = str(identity)
    place = data.draw(st.sampled_from([at for at, character in enumerate(text) if character.isdigit()]))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != text[place]]))
    assert PublicId.parse(text[:place] + wrong + text[place + 1 :], STANDARD) is None


@pytest.mark.parametrize("text", ["es2026-00000001-1", "  ES2026-00000001-1\n"])
def test_case_and_blanks_around_it_do_not_matter(text):
    assert PublicId.parse(text, STANDARD) == PublicId(STANDARD, 2026, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ES2026-00000001",
        "ES2026-1-1",
        "ES2026-000000001-1",  # a ninth digit is not filled up with a zero: one id has one form
        "ES２０２６-00000001-1",
        "ES2026-00000001-1/",
    ],
)
def test_any_other_form_is_no_id(text):
    assert PublicId.parse(text, STANDARD) is None


def test_the_kind_belongs_to_the_id():
    assert PublicId.parse("ES2026-00000001-1", DRAFT) is None
