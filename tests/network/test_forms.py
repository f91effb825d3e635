from datetime import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from digibank.network.forms import PointForm
from digibank.ui.inputs import HourField, PhoneField, hour


@given(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
def test_an_hour_is_read_however_it_is_written(at):
    written = [f"{at:%H:%M}", f"{at:%H.%M}", f"{at.hour}u{at:%M}", f" {at.hour}.{at:%M} uur "]
    if not at.minute:
        written += [f"{at.hour}", f"{at.hour}u", f"{at.hour} uur", f"{at.hour}h"]

    assert {hour(text) for text in written} == {at}


@given(st.text())
def test_an_hour_is_an_hour_or_nothing(text):
    assert isinstance(hour(text), time | None)


@pytest.mark.parametrize(
    "text", ["24", "9.60", "9.5", "-1", "9:00:00", "negen", "٩", "9 9", "9..00", "99999999", "930"]
)
def test_an_hour_that_does_not_exist_is_refused(text):
    with pytest.raises(ValidationError) as refusal:
        HourField(required=False).clean(text)

    assert refusal.value.code == "hour"


def test_an_hour_may_be_left_out():
    assert [HourField(required=False).clean(text) for text in ("", "  ", None)] == [None] * 3


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("015 12 34 56", "+3215123456"),
        ("+32 15 12 34 56", "+3215123456"),
        ("0471/23.45.67", "+32471234567"),
        ("+31 20 123 4567", "+31201234567"),
        ("", ""),
    ],
)
def test_a_phone_number_is_kept_as_e164(text, kept):
    assert PhoneField(required=False).clean(text) == kept


@pytest.mark.parametrize("text", ["12", "bel mij", "0" * 39, "+", "015 12 34 56 javascript:"])
def test_a_phone_number_that_is_none_is_refused(text):
    with pytest.raises(ValidationError) as refusal:
        PhoneField(required=False).clean(text)

    assert refusal.value.code == "phone"


@pytest.mark.parametrize(
    ("postcode", "chosen", "refnis"),
    [
        ("2800", "", "12025"),
        ("2800", "21004", "12025"),  # chosen before the postcode was changed
        ("1040", "21005", "21005"),
    ],
)
def test_the_municipality_follows_from_the_postcode(postcode, chosen, refnis):
    form = PointForm({"postcode": postcode, "refnis": chosen})
    form.full_clean()

    assert form.cleaned_data["refnis"] == refnis


@pytest.mark.parametrize("chosen", ["", "12025"])
def test_a_postcode_of_several_municipalities_asks_which(chosen):
    form = PointForm({"postcode": "1040", "refnis": chosen})

    assert form["refnis"].field.widget.choices == [("21004", "Brussel"), ("21005", "Etterbeek")]
    assert [error.code for error in form.errors.as_data()["refnis"]] == ["several"]
