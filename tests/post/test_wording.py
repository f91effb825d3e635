import pytest
from django.core.exceptions import ValidationError

from digibank.ledger.models import Entry
from digibank.lending.reminders import BACK
from digibank.post import previewing, purposes, wording
from digibank.post.carriers.gsm import parts as sms_parts
from digibank.post.composing import HIDDEN, Texts, compose, fill, ours
from digibank.post.models import Wording
from digibank.post.purposes import DIGEST, Case
from digibank.post.recipients import Reach
from tests.conftest import codes
from tests.post.conftest import plain

pytestmark = pytest.mark.django_db
GOOD = {
    "title": "Terug op {terug_op}",
    "body": "Dag {voornaam},\r\n\r\nBreng {toestel} terug op {terug_op}.",
    "short": "{toestel} terug op {terug_op}.",
    "script": "Dag. {toestel} moet terug op {terug_op}.",
}


@pytest.fixture(autouse=True)
def test_purposes():
    purposes.add(plain())
    purposes.add(plain("test.other"))
    yield
    for code in ("test.plain", "test.other"):
        purposes._purposes.pop(code)


def back():
    return purposes.find(BACK)


def write(digibank, by, language="nl", **differs):
    return wording.set_wording(
        digibank, purpose=back(), language=language, by=by, **{**GOOD, **differs}
    )


def test_a_new_version_counts_and_the_former_one_is_kept(mechelen, lut):
    first = write(mechelen, lut)
    second = write(mechelen, lut, title="Terug {terug_op}", seen="1")
    assert (first.version, second.version) == (1, 2)
    first.refresh_from_db()
    assert (first.replaced_at is None, second.body.count("\r")) == (False, 0)
    assert Texts(mechelen).find(BACK, "nl").title == "Terug {terug_op}"
    assert list(Entry.objects.values_list("verb", flat=True)) == ["wording_set"] * 2


def test_who_comes_second_hears_so(mechelen, lut):
    write(mechelen, lut, seen="0")
    with pytest.raises(ValidationError) as refusal:
        write(mechelen, lut, seen="0")
    assert (codes(refusal), Wording.objects.count()) == (["taken"], 1)


@pytest.mark.parametrize(
    ("differs", "found"),
    [
        ({"body": "Dag {voornaam}"}, {"body": ["missing_word", "missing_word"][:1]}),
        ({"short": "{toestel} {terug_op} {dorp}"}, {"short": ["unknown_word"]}),
        ({"script": ""}, {"script": ["blank"]}),
        ({"title": "x" * 161}, {"title": ["max_length"]}),
        ({"body": "{toestel} {terug_op} wachtwoord: abc123"}, {"body": ["secret"]}),
    ],
)
def test_a_text_that_tells_too_little_is_refused_where_it_stands(mechelen, lut, differs, found):
    with pytest.raises(ValidationError) as refusal:
        write(mechelen, lut, **differs)
    told = refusal.value.error_dict
    assert {name: [one.code for one in errors] for name, errors in told.items()} == found
    assert Wording.objects.count() == 0


def test_a_language_that_nobody_speaks_is_refused(mechelen, lut):
    with pytest.raises(ValidationError) as refusal:
        write(mechelen, lut, language="qq")
    assert codes(refusal) == ["language"]


def test_our_text_counts_again(mechelen, lut):
    row = write(mechelen, lut)
    wording.drop_wording(row, by=lut)
    assert Texts(mechelen).find(BACK, "nl").title == "Breng {toestel} terug op {terug_op}"
    with pytest.raises(ValidationError) as refusal:
        wording.drop_wording(row, by=lut)
    assert codes(refusal) == ["taken"]
    assert write(mechelen, lut, seen="0").version == 2  # a version has one meaning for ever


def test_words_are_those_of_their_own_digibank(mechelen, elsewhere, lut):
    write(mechelen, lut)
    assert Texts(elsewhere).find(BACK, "nl").title == "Breng {toestel} terug op {terug_op}"


CASE = Case({"zaak": "iets"})


@pytest.mark.parametrize(
    ("language", "written"), [("nl", "nl"), ("fr", "fr"), ("en", "en"), ("ar", "nl"), ("tr", "nl")]
)
def test_who_speaks_what_we_have_no_text_in_gets_dutch(mechelen, language, written):
    told = compose(Texts(mechelen), [("test.plain", CASE)], Reach("An", "An", language), "email")
    assert told.language == written


def test_a_digest_is_in_one_language(mechelen, lut):
    write(mechelen, lut, language="ar", title="{terug_op} إرجاع")
    reach = Reach("An", "An", "ar")
    day = Case({"toestel": "X", "terug_op": "y"})
    assert compose(Texts(mechelen), [(BACK, day)], reach, "email").language == "ar"
    both = compose(Texts(mechelen), [(BACK, day), ("test.plain", CASE)], reach, "email")
    assert both.language == "nl"


def test_what_looks_like_a_word_of_ours_in_a_name_stays_a_name():
    assert fill("{naam} {zaak}", {"naam": "{zaak}", "zaak": "iets"}) == "{zaak} iets"
    assert fill("{onbekend}", {}) == "{onbekend}"


def test_an_sms_has_three_parts_at_most(mechelen):
    case = Case({"zaak": "x" * 900})
    told = compose(Texts(mechelen), [("test.plain", case)], Reach("An", "An"), "sms")
    assert (sms_parts(told.body), told.body[-3:]) == (3, "...")


def test_several_things_in_an_sms_follow_each_other(mechelen):
    parts = [("test.plain", CASE), ("test.other", Case({"zaak": "meer"}))]
    told = compose(Texts(mechelen), parts, Reach("An", "An"), "sms")
    assert told.body == "Digibank Mechelen: Kort iets. Kort meer."


def test_several_things_that_do_not_fit_in_an_sms_are_not_cut_off(mechelen):
    parts = [("test.plain", Case({"zaak": f"{number}" * 99})) for number in range(6)]
    told = compose(Texts(mechelen), parts, Reach("An", "An"), "sms")
    assert told.body == (
        "Digibank Mechelen: we hebben je 6 dingen te vertellen. Bel ons: 015 12 34 56."
    )


def test_a_secret_is_hidden_in_what_is_kept(mechelen):
    case = Case({"zaak": "https://x/geheim"}, frozenset({"zaak"}))
    told = compose(Texts(mechelen), [("test.plain", case)], Reach("An", "An"), "email")
    assert (told.body, told.kept_body) == (
        "Dag An, https://x/geheim.",
        f"Dag An, {HIDDEN}.",
    )


@pytest.mark.parametrize("code", [BACK, DIGEST, "network.invited"])
def test_every_text_of_ours_can_be_looked_at_in_three_languages(mechelen, code):
    purpose = purposes.find(code)
    for language in ("nl", "fr", "en"):
        text = ours(purpose, language)
        shown = previewing.preview(mechelen, purpose, language, text, previewing.example(purpose))
        assert [one.channel for one in shown] == ["letter", "sms", "call"]
        assert all("{" not in one.title + one.body for one in shown)
        assert all(one.reading and one.reading.fits for one in shown)
