from io import BytesIO

import pytest
from pypdf import PdfReader

from digibank.lending.printing import agreement_pdf
from digibank.lending.taking_back import take_back
from tests.lending.conftest import part


def words(pdf):
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


def test_the_agreement_is_printed_as_it_was_signed(lend, device, an):
    loan = lend(parts=[part("charger")])
    before = agreement_pdf(loan)
    an.family_name = "Janssens"
    an.save()
    device.model = "Iets anders"
    device.save()

    text = words(agreement_pdf(loan))

    assert "Wie leent An Peeters Wie leent uit Digibank Mechelen" in text
    assert "Wat Laptop, HP ProBook 440" in text
    assert words(before) == text.replace("An Janssens", "An Peeters")


def test_the_agreement_can_be_printed_when_the_device_is_back(lend, lut):
    loan = lend()
    take_back(loan, outcome="shelf", by=lut)

    assert "Terug op dinsdag 1 september 2026" in words(agreement_pdf(loan))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "Vous prenez soin de l'appareil. Il reste à nous."), ("en", "It stays ours.")],
)
def test_a_translation_stands_beside_the_dutch_text(lend, language, sentence):
    text = words(agreement_pdf(lend(language=language)))

    assert "Je zorgt goed voor het toestel." in text
    assert sentence in text


def test_a_loan_without_an_agreement_has_nothing_to_print(lend):
    loan = lend()
    loan.agreements.all().delete()

    with pytest.raises(LookupError):
        agreement_pdf(loan)
