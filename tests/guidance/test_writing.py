from datetime import timedelta
from io import BytesIO

import pytest
from django.utils.timezone import localdate
from pypdf import PdfReader

from digibank.guidance import printing, writing
from digibank.guidance.article_queries import edition_of, failing, to_review
from digibank.guidance.models import Article, ArticleWord, Edition
from digibank.guidance.suggesting import articles_about
from digibank.guidance.writing import Written, rewrite, version_of_edition
from digibank.ledger.models import Entry
from digibank.paper.keeping import keep
from tests.conftest import refused
from tests.guidance.pictures import PDF, png

SOON = localdate() + timedelta(days=100)


@pytest.fixture
def write(mechelen, bea):
    def written(title="itsme op een nieuwe gsm", *steps, **facts):
        given = {
            "theme": "itsme",
            "language": "nl",
            "summary": "Zo zet je itsme over.",
            "owner": bea,
            "review_on": SOON,
            "by": bea,
            **facts,
        }
        steps = steps or ("Neem de oude gsm.", "Open de app.")
        made = [one if isinstance(one, Written) else Written(one) for one in steps]
        return writing.write(mechelen, title=title, steps=made, **given)

    return written


def again(article, language, *steps, by, title="itsme", **facts):
    seen = facts.pop("seen", version_of_edition(article, language))
    made = [Written(one) for one in steps]
    return rewrite(article, language=language, title=title, steps=made, seen=seen, by=by, **facts)


def test_write_keeps_the_steps_in_order_and_finds_them(write, mechelen):
    made = write()

    (edition,) = made.editions.all()
    assert [(one.position, one.text) for one in edition.steps.all()] == [
        (1, "Neem de oude gsm."),
        (2, "Open de app."),
    ]
    assert articles_about(mechelen, "itsme op nieuw toestel") == [edition]
    assert [entry.verb for entry in Entry.objects.all()] == ["article_written"]


def test_rewrite_replaces_the_edition_and_its_words(write, mechelen, bea):
    made = write("itsme op een nieuwe gsm", "Zoek de kaartlezer.")

    again(made, "nl", "Ga naar de bank.", by=bea)

    assert edition_of(made, "nl").title == "itsme"
    assert Edition.objects.filter(replaced_at=None).count() == 1
    assert articles_about(mechelen, "kaartlezer") == []
    assert [one.title for one in articles_about(mechelen, "bank")] == ["itsme"]


def test_another_language_stands_beside_the_first(write, bea):
    made = write()

    again(made, "fr", "Ouvrez l’application.", by=bea)

    assert [edition_of(made, one).language for one in ("nl", "fr", "en")] == ["nl", "fr", "nl"]


def test_rewrite_refuses_who_did_not_see_the_last_edition(write, bea):
    made = write()
    seen = version_of_edition(made, "nl")
    again(made, "nl", "Stap.", by=bea)

    assert refused(again, made, "nl", "Andere stap.", by=bea, seen=seen) == ["taken"]


def test_a_picture_says_what_it_shows(write, bea):
    picture = keep(png(), name="scherm.png", by=bea)
    other = keep(PDF, name="brief.pdf", by=bea)

    assert refused(write, "T", Written("Kijk.", picture)) == ["picture_words"]
    assert refused(write, "T", Written("Kijk.", other, "Een brief")) == ["no_picture"]
    half = keep(png()[:40], name="half.png", by=bea)
    assert refused(write, "T", Written("Kijk.", half, "Half")) == ["no_picture"]
    made = write("T", Written("Kijk.", picture, "Het scherm van itsme"))
    assert made.editions.get().steps.get().picture_words == "Het scherm van itsme"


@pytest.mark.parametrize(
    ("steps", "facts", "code"),
    [
        (("  ",), {}, "no_steps"),
        (("x",) * 21, {}, "too_many_steps"),
        (("x" * 601,), {}, "max_length"),
        (("pin 1234",), {}, "secret"),
        ((), {"review_on": localdate()}, "review_too_early"),
        ((), {"theme": "nonsense"}, "invalid_choice"),
        ((), {"language": "xx"}, "invalid_choice"),
    ],
)
def test_write_refuses_and_keeps_nothing(write, steps, facts, code):
    assert refused(write, "T", *steps, **facts) == [code]
    assert (Article.objects.count(), ArticleWord.objects.count()) == (0, 0)


def test_an_article_is_kept_by_who_works_here(write, zoe):
    assert refused(write, owner=zoe) == ["no_member"]


def test_withdraw_hides_it_from_the_search(write, mechelen, bea):
    made = write()

    writing.withdraw(made, by=bea)

    assert articles_about(mechelen, "itsme") == []
    assert refused(writing.check, made, works=True, by=bea) == ["taken"]


def test_check_says_which_articles_fail(write, mechelen, bea, vera, lut):
    made, other = write(), write("E-mail lezen", theme="email")
    writing.check(other, works=True, by=vera)
    writing.check(made, works=False, remark="De knop heet nu anders", by=vera)

    assert [(one.pk, one.failures) for one in failing(lut, mechelen)] == [(made.pk, 1)]


def test_check_refuses_a_secret_in_the_remark(write, bea):
    bad = "rijksregister 85.07.30-033.28"

    assert refused(writing.check, write(), works=False, remark=bad, by=bea) == ["national_number"]


def test_take_care_moves_the_day_to_look_again(write, mechelen, bea, lut):
    made = write()
    Article.objects.update(review_on=localdate())
    assert list(to_review(lut, mechelen)) == [made]

    writing.take_care(made, theme="email", owner=lut, review_on=SOON, by=bea)

    assert list(to_review(lut, mechelen)) == []
    made.refresh_from_db()
    assert (made.theme, made.owner) == ("email", lut)


def test_on_paper_it_is_large_tagged_and_holds_its_picture(write, bea):
    picture = keep(png(), name="scherm.png", by=bea)
    made = write("itsme", "Neem je gsm.", Written("Kijk.", picture, "Het scherm van itsme"))

    reader = PdfReader(BytesIO(printing.article_pdf(made.editions.get())))

    text = "".join(page.extract_text() for page in reader.pages)
    assert "Neem je gsm." in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 a PDF truth
    sizes = set()

    def note(text, _cm, _tm, _font, size):
        if "gsm" in text:
            sizes.add(round(size))

    reader.pages[0].extract_text(visitor_text=note)
    assert sizes == {18}
    assert [len(page.images) for page in reader.pages] == [1]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("afspraken", ["Een afspraak bij de gemeente"]),
        ("afspra", ["Een afspraak bij de gemeente"]),
        ("ik wil een AFSPRAAK maken", ["Een afspraak bij de gemeente"]),
        ("réserver un rendez-vous", ["Prendre rendez-vous"]),
        ("belastingen", ["Belasting invullen"]),
        ("de en het", []),
        ("٣٤٥ 🙂", []),
        ("x" * 5000, []),
        ("", []),
    ],
)
def test_the_search_knows_other_forms_and_half_words(write, mechelen, asked, found):
    write("Een afspraak bij de gemeente", "Bel het nummer.", theme="appointment", summary="")
    write("Prendre rendez-vous", "Réservez.", language="fr", theme="appointment", summary="")
    write("Belasting invullen", "Log in.", theme="tax", summary="")

    assert [one.title for one in articles_about(mechelen, asked)] == found


def test_the_theme_brings_its_articles_to_the_top(write, mechelen):
    write("Wachtwoord van je bank", theme="bank", summary="")
    write("Wachtwoord van je mail", theme="email", summary="")

    found = articles_about(mechelen, "wachtwoord", theme="email")

    assert [one.title for one in found] == ["Wachtwoord van je mail", "Wachtwoord van je bank"]
    assert [one.title for one in articles_about(mechelen, "", theme="bank")] == [
        "Wachtwoord van je bank"
    ]


def test_articles_of_another_digibank_are_not_found(write, elsewhere):
    write()

    assert articles_about(elsewhere, "itsme") == []
