from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.be import bis, nn

from digibank.ui.validators import (
    without_national_number,
    without_payment_card,
    without_secret,
)

SEPARATORS = st.sampled_from(["", " ", ".", "-", "/", " - ", ". ", "\u00a0", "–", "_", "\u200b"])


@st.composite
def national_numbers(draw):
    """A valid number of the register or of the BIS register, made up."""
    born = draw(st.dates(date(1910, 1, 1), date(2024, 12, 31)))
    month = born.month + draw(st.sampled_from([0, 20, 40]))
    body = f"{born:%y}{month:02}{born:%d}{draw(st.integers(1, 998)):03}"
    base = int(f"2{body}" if born.year >= 2000 else body)
    return f"{body}{97 - base % 97:02}"


@given(national_numbers(), st.lists(SEPARATORS, min_size=4, max_size=4))
def test_a_national_number_is_refused_in_any_notation(number, separators):
    parts = [number[:2], number[2:4], number[4:6], number[6:9], number[9:]]
    written = "".join(a + b for a, b in zip(parts, [*separators, ""], strict=True))
    assert nn.is_valid(number) or bis.is_valid(number)

    with pytest.raises(ValidationError) as refusal:
        without_national_number(f"Jan, {written}, belt terug")

    assert refusal.value.code == "national_number"
    assert number[:6] not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "0471 23 45 67 85.07.30-033.28",
        "٨٥٠٧٣٠٠٣٣٢٨",
        "nummer:85073003328.",
    ],
)
def test_a_national_number_is_found_between_other_signs(text):
    with pytest.raises(ValidationError):
        without_national_number(text)


@pytest.mark.parametrize(
    "text",
    ["", "Jan Peeters", "0471 23 45 67", "85.07.30-033 29", "850730033281", "BE68 5390 0754 7034"],
)
def test_other_numbers_pass(text):
    without_national_number(text)
    without_payment_card(text)
    without_secret(text)


@given(st.sampled_from(["4", "51", "2223", "6703", "34"]), st.data())
def test_a_payment_card_is_refused(begin, data):
    size = {"34": 15, "6703": 17}.get(begin, 16) - 1
    body = begin + "".join(data.draw(st.lists(st.sampled_from("0123456789"), min_size=20)))
    number = body[:size] + luhn.calc_check_digit(body[:size])
    written = " ".join(number[i : i + 4] for i in range(0, len(number), 4))

    with pytest.raises(ValidationError) as refusal:
        without_payment_card(f"kaart {written} van hem")

    assert refusal.value.code == "payment_card"


@pytest.mark.parametrize("imei", ["356938035643809", "490154203237518"])
def test_an_imei_is_no_payment_card(imei):
    assert luhn.is_valid(imei)
    without_payment_card(imei)


@pytest.mark.parametrize(
    "text",
    [
        "wachtwoord: hond123",
        "Wachtwoord van e-mail = geheim",
        "pincode 1234",
        "PIN: 998877",
        "puk-code is 12345678",
        "paswoord is Hond1",
        "mot de passe : chien",
    ],
)
def test_a_secret_is_refused(text):
    with pytest.raises(ValidationError) as refusal:
        without_secret(text)

    assert refusal.value.code == "secret"


@pytest.mark.parametrize(
    "text",
    ["Vergeet vaak het wachtwoord", "Het wachtwoord is zoek", "Pin op de jas", "Opium 2000"],
)
def test_words_about_secrets_pass(text):
    without_secret(text)
