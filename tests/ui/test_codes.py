from hypothesis import given
from hypothesis import strategies as st

from digibank.ui import codes

KINDS = st.sampled_from([codes.DEVICE, codes.CARD])


@given(KINDS)
def test_a_new_code_is_recognised_however_it_is_written(kind):
    code = codes.new_code(kind)

    for typed in (code, code.lower(), codes.written(kind, code), f" {kind}{code} "):
        assert codes.recognised(typed) == (kind, code)


@given(KINDS, st.data())
def test_a_single_wrong_sign_is_found(kind, data):
    code = codes.new_code(kind)
    at = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([sign for sign in codes.ALPHABET if sign != code[at]]))

    assert codes.recognised(code[:at] + other + code[at + 1 :]) is None


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_none(text):
    found = codes.recognised(text)

    assert found is None or found[0] in codes.LENGTHS


def test_a_card_holds_eighty_random_bits():
    assert len(codes.ALPHABET) ** codes.LENGTHS[codes.CARD] >= 2**80


def test_the_alphabet_has_no_signs_that_look_alike():
    assert set(codes.ALPHABET).isdisjoint("01OILUSBGZAQWM")


@given(st.text(min_size=1).filter(str.strip))
def test_what_somebody_looks_for_is_never_nothing(text):
    assert codes.bare(text) != ""


@given(st.sampled_from(list(codes.LENGTHS)), st.integers(3, 6))
def test_a_part_of_a_printed_code_is_found_in_it(kind, length):
    code = codes.new_code(kind)
    assert codes.bare(codes.written(kind, code)[:length].lower()).rstrip("-") in code
