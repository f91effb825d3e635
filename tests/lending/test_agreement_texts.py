"""The text that is signed: written by the digibank, in versions, with pictures on page one."""

import pytest
from pypdf import PdfReader

from digibank.lending import agreeing, printing
from digibank.lending.models import Agreement, AgreementText
from tests.conftest import refused

OWN = """## Wat wij afspreken
- Zorg ervoor.
- Bel {telefoon} als het niet lukt.
Tot snel bij {digibank}."""
FRENCH = "## Ce que nous convenons\n- Prenez-en soin.\n- Appelez {telefoon}.\nÀ bientôt."


def test_a_digibank_says_it_in_its_own_words(mechelen, lend, lut):
    row = agreeing.set_text_of(mechelen, nl=OWN, fr=FRENCH, by=lut)
    lend(language="fr")

    kept = Agreement.objects.get()
    assert (row.version, kept.edition) == (1, "v1")
    dutch, _mark, french = kept.text.partition(agreeing.BESIDE)
    assert dutch.strip().splitlines()[-4:] == [
        "## Wat wij afspreken",
        "- Zorg ervoor.",
        "- Bel 015 12 34 56 als het niet lukt.",
        "Tot snel bij Digibank Mechelen.",
    ]
    assert "Prenez-en soin." in french
    assert len(dutch.strip().splitlines()) == len(french.strip().splitlines())


def test_what_was_signed_stays_when_the_text_changes(mechelen, lend, lut):
    lend()
    before = Agreement.objects.get().text
    agreeing.set_text_of(mechelen, nl=OWN, by=lut)
    agreeing.set_text_of(mechelen, nl="## Iets anders\n- Ja.", by=lut)

    assert Agreement.objects.get().text == before
    rows = AgreementText.objects.order_by("version").values_list("version", "replaced_at")
    assert [(version, at is None) for version, at in rows] == [(1, False), (2, True)]


def test_without_a_translation_the_dutch_stands_alone(mechelen, lend, lut):
    agreeing.set_text_of(mechelen, nl=OWN, by=lut)
    lend(language="fr")
    assert agreeing.BESIDE not in Agreement.objects.get().text


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"nl": "- Bel {nummer}."}, "unknown_word"),
        ({"nl": OWN, "fr": "## Un titre\n- Un point."}, "lines_differ"),
        ({"nl": OWN, "en": OWN.replace("- ", "")}, "lines_differ"),
        ({"nl": " \n "}, "blank"),
    ],
)
def test_a_text_that_cannot_be_signed_is_refused(mechelen, lut, texts, code):
    assert refused(agreeing.set_text_of, mechelen, by=lut, **texts) == [code]
    assert AgreementText.objects.count() == 0


def test_who_comes_second_hears_it(mechelen, lut):
    agreeing.set_text_of(mechelen, nl=OWN, seen="0", by=lut)
    assert refused(agreeing.set_text_of, mechelen, nl=OWN, seen="0", by=lut) == ["taken"]
    agreeing.use_ours(mechelen, by=lut)
    assert refused(agreeing.use_ours, mechelen, by=lut) == ["taken"]
    assert agreeing.set_text_of(mechelen, nl=OWN, seen="0", by=lut).version == 2


def test_our_text_can_be_taken_as_a_beginning(mechelen, lut):
    texts = {one: agreeing.ours(one) for one in agreeing.LANGUAGES}
    assert texts["nl"].startswith("## Wat wij doen\n- ")
    assert "{telefoon}" in texts["nl"]
    assert agreeing.set_text_of(mechelen, by=lut, **texts).version == 1


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_first_page_says_it_in_pictures(lend, tmp_path, language):
    loan = lend(language=language)
    path = tmp_path / "a.pdf"
    path.write_bytes(printing.agreement_pdf(loan))
    first = PdfReader(path).pages[0].extract_text()
    assert "Breng alles terug op dinsdag 1 september 2026." in first
    assert ("Rapportez tout le mardi 1 septembre 2026." in first) == (language == "fr")


def test_the_page_of_the_text(visit, lut, bea, mechelen):
    url = "/uitleenregels/overeenkomst/"
    assert visit(bea).get(url).status_code == 403
    page = visit(lut).get(url).page
    assert page.select_one("textarea[name=nl]").text.strip().startswith("## Wat wij doen")
    wrong = visit(lut).post(url, {"seen": "0", "nl": OWN, "fr": "- Non"})
    assert (wrong.status_code, wrong.page.select_one("textarea[name=fr]").text.strip()) == (
        422,
        "- Non",
    )
    assert visit(lut).post(url, {"seen": "0", "nl": OWN}).url == url
    assert "Versie 1" in visit(lut).get(url).page.text
    assert visit(lut).post(f"{url}onze/").url == url
