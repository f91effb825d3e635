from base64 import b64encode
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils.timezone import localdate
from pypdf import PdfReader

from digibank.guidance import mandating, printing, referring
from digibank.guidance.models import Mandate, Referral
from digibank.guidance.referral_queries import told, valid_mandates
from digibank.ledger.models import Detail, Entry
from digibank.network.models import Organisation, Partnership, Role
from digibank.people.erasing import erase
from tests.conftest import account, refused
from tests.paper.drawing import png
from tests.people.factories import make_person

DRAWN = "data:image/png;base64," + b64encode(png()).decode()


@pytest.fixture
def ocmw(mechelen):
    made = Organisation.objects.create(name="OCMW Mechelen", kind="local_government")
    Partnership.objects.create(digibank=mechelen, organisation=made, part="partner")
    return made


@pytest.fixture
def amina(mechelen, ocmw):
    """A social worker of the OCMW."""
    made = account("Amina", mechelen, Role.REFERRER)
    made.memberships.update(organisation=ocmw)
    return made


@pytest.fixture
def send(mechelen, library, an, bea):
    def sent(**facts):
        given = {
            "person": an,
            "theme": "premium",
            "need": "Hulp met de verwarmingstoelage.",
            "shared": ["name", "phone"],
            "consent": "spoken",
            "access_point": library,
            "by": bea,
            **facts,
        }
        return referring.refer_out(mechelen, **given)

    return sent


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_refer_out_tells_what_the_person_agreed_to_and_no_more(send, ocmw, an):
    an.phone, an.email = "+32471112233", "an@voorbeeld.be"
    an.save()

    made = send(partner=ocmw)

    assert told(made) == [("Naam", "An Peeters"), ("Telefoon", "0471 11 22 33")]
    assert verbs() == ["referred"]
    entry = Entry.objects.get()
    assert entry.facts == {
        "way": "out",
        "room": "",
        "partner": ocmw.pk,
        "person": an.pk,
        "shared": ["name", "phone"],
        "consent": "spoken",
    }


@pytest.mark.parametrize("place", [{"room": "course"}, {"elsewhere": "Bank Van Breda"}])
def test_refer_out_goes_to_a_room_or_to_who_has_no_account(send, place):
    assert send(**place).where == {"room": "Een cursus"}.get(*place, "Bank Van Breda")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"elsewhere": "Bank", "consent": ""}, "no_consent"),
        ({}, "no_place"),
        ({"elsewhere": "Bank", "room": "course"}, "no_place"),
        ({"elsewhere": "Bank", "need": " "}, "no_need"),
        ({"elsewhere": "Bank", "need": "x" * 601}, "max_length"),
        ({"elsewhere": "Bank", "need": "wachtwoord: Poes1"}, "secret"),
        ({"elsewhere": "Bank", "shared": ["remark"]}, "shared"),
    ],
)
def test_refer_out_refuses_and_tells_nothing(send, facts, code):
    assert refused(send, **facts) == [code]
    assert Referral.objects.count() == 0


def test_refer_out_refuses_who_belongs_elsewhere(send, elsewhere):
    far = make_person(elsewhere, "Ver", "Weg")
    strange = Organisation.objects.create(name="Ver weg", kind="other")

    assert refused(send, person=far, elsewhere="Bank") == ["other_digibank"]
    assert refused(send, partner=strange) == ["other_digibank"]


def test_a_referral_is_accepted_and_ends_with_an_outcome(send, ocmw, amina):
    made = send(partner=ocmw)

    referring.answer(made, answer="accepted", by=amina)
    ended = referring.finish(made, outcome="helped", outcome_words="Toelage gekregen", by=amina)

    assert (ended.answer, ended.outcome, ended.ended_by) == ("accepted", "helped", amina)
    assert refused(referring.finish, made, outcome="helped", by=amina) == ["taken"]
    assert refused(referring.answer, made, answer="accepted", by=amina) == ["taken"]
    assert verbs() == ["referred", "referral_answered", "referral_ended"]


def test_a_refusal_has_a_reason_and_ends_it(send, ocmw, amina):
    made = send(partner=ocmw)

    assert refused(referring.answer, made, answer="refused", by=amina) == ["no_reason"]
    row = referring.answer(made, answer="refused", reason="Woont elders", by=amina)

    assert (row.outcome, row.reason, row.ended_by) == ("refused", "Woont elders", amina)


def test_take_back_ends_it_without_an_answer(send, bea):
    row = referring.take_back(send(elsewhere="Bank"), by=bea)

    assert (row.outcome, row.answer) == ("withdrawn", "")


def test_a_social_worker_sends_somebody_who_becomes_a_person(mechelen, ocmw, amina, bea, an):
    made = referring.refer_in(
        mechelen,
        partner=ocmw,
        name="Rosa V.",
        phone="0471 99 88 77",
        theme="itsme",
        need="Laptop en itsme",
        consent="signed",
        by=amina,
    )

    assert (made.who, made.phone, told(made)) == (
        "Rosa V.",
        "+32471998877",
        [("Naam", "Rosa V."), ("Telefoon", "0471 99 88 77")],
    )
    assert referring.say_who(made, person=an, by=bea).who == "An Peeters"
    other = make_person(mechelen, "Jef", "Maes")
    assert refused(referring.say_who, made, person=other, by=bea) == ["taken"]


def test_refer_in_refuses_a_nameless_and_a_phone_that_is_none(mechelen, ocmw, amina):
    facts = {"partner": ocmw, "theme": "itsme", "need": "N", "consent": "spoken", "by": amina}

    assert refused(referring.refer_in, mechelen, name=" ", **facts) == ["no_name"]
    assert refused(referring.refer_in, mechelen, name="R", phone="12", **facts) == ["phone"]


def seen(who):
    who.refresh_from_db()
    return {one.pk for one in Referral.objects.visible_to(who)}


def test_each_sees_only_what_is_theirs(send, mechelen, ocmw, amina, tom, wim, rik, zoe, bea):
    caw = Organisation.objects.create(name="CAW", kind="civil_society")
    Partnership.objects.create(digibank=mechelen, organisation=caw, part="partner")
    to_ocmw, to_caw = send(partner=ocmw), send(partner=caw)
    course, repair = send(room="course"), send(room="workshop")

    assert seen(amina) == {to_ocmw.pk}
    assert seen(tom) == {course.pk}
    assert seen(wim) == {repair.pk}
    assert seen(rik) == seen(zoe) == set()
    assert seen(bea) == {to_ocmw.pk, to_caw.pk, course.pk, repair.pk}
    amina.memberships.update(ended_on=localdate())
    assert seen(amina) == set()


def test_a_referrer_of_no_partner_sees_what_they_sent(mechelen, ocmw, send):
    nele = account("Nele", mechelen, Role.REFERRER)
    send(partner=ocmw)
    own = referring.refer_in(
        mechelen, partner=None, name="R", theme="itsme", need="N", consent="spoken", by=nele
    )

    assert seen(nele) == {own.pk}


def test_the_note_to_carry_says_where_and_what_is_told(send, ocmw, an):
    Organisation.objects.filter(pk=ocmw.pk).update(street="Lange Heergracht 21", postcode="2800")
    ocmw.refresh_from_db()
    made = send(partner=ocmw)

    pages = PdfReader(BytesIO(printing.referral_pdf(made, told(made)))).pages

    text = " ".join(page.extract_text() for page in pages)
    for words in ("OCMW Mechelen", "Lange Heergracht 21", "verwarmingstoelage", "An Peeters"):
        assert words in text


# Mandates


@pytest.fixture
def give(an, bea):
    def given(**facts):
        return mandating.give_mandate(
            an,
            **{
                "helper": bea,
                "acts": ["tax", "citizen"],
                "ends_on": localdate() + timedelta(days=90),
                "signing": "paper",
                "by": bea,
                **facts,
            },
        )

    return given


def test_a_mandate_keeps_the_text_that_was_signed_with_its_hash(give, an, bea):
    made = give()

    assert made.text.split("\n")[:4] == [
        "Ik, An Peeters, laat Bea van Digibank Mechelen voor mij handelen.",
        "Alleen hiervoor:",
        "– Documenten vragen in het burgerprofiel",
        "– De belastingaangifte invullen",
    ]
    assert mandating.fits(made)
    made.text += "\nEn mijn bank."
    assert not mandating.fits(made)
    assert list(valid_mandates(an)) == [made]
    assert Entry.objects.get().facts["digest"] == made.digest


def test_a_mandate_is_signed_on_the_screen(give):
    assert refused(give, signing="screen") == ["no_signature"]
    made = give(signing="screen", signature=DRAWN)

    assert PdfReader(BytesIO(printing.mandate_pdf(made))).pages[0].images


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"acts": []}, "no_acts"),
        ({"acts": ["everything"]}, "no_acts"),
        ({"ends_on": localdate() - timedelta(days=1)}, "ends_too_early"),
        ({"ends_on": localdate() + timedelta(days=367)}, "ends_too_late"),
        ({"other": "rijksregister 85.07.30-033.28"}, "national_number"),
    ],
)
def test_give_mandate_refuses(give, facts, code):
    assert refused(give, **facts) == [code]
    assert Mandate.objects.count() == 0


def test_a_volunteer_never_holds_a_mandate(give, mechelen, vera, wim, zoe):
    both = account("Nadia", mechelen, Role.DESK, Role.VOLUNTEER)

    for helper in (vera, both, wim, zoe):
        assert refused(give, helper=helper) == ["no_professional"]


def test_a_mandate_is_taken_back_at_once(give, an, bea):
    made = give()

    mandating.revoke(made, by=bea)

    assert list(valid_mandates(an)) == []
    assert refused(mandating.revoke, made, by=bea) == ["taken"]


def test_who_is_erased_leaves_no_words_in_referrals_and_mandates(give, send, an, bea, lut):
    mandate, referral = give(), send(elsewhere="Bank")
    assert refused(erase, an, erased_for="asked", by=lut) == ["in_use"]
    mandating.revoke(mandate, by=bea)
    referring.take_back(referral, by=bea)

    erase(an, erased_for="asked", by=lut)

    mandate.refresh_from_db()
    referral.refresh_from_db()
    assert (mandate.text, referral.need, referral.shared) == ("", "", [])
    assert (mandate.acts, referral.theme) == (["citizen", "tax"], "premium")
    assert Detail.objects.count() == 0


def test_what_was_taken_back_is_told_to_nobody_outside(send, ocmw, amina, bea):
    made = send(partner=ocmw)
    assert seen(amina) == {made.pk}

    referring.take_back(made, by=bea)

    assert seen(amina) == set()


def test_a_partner_that_left_gets_and_sees_nothing_more(send, mechelen, ocmw, amina):
    made = send(partner=ocmw)
    Partnership.objects.filter(digibank=mechelen, organisation=ocmw).update(ended_on=localdate())

    assert seen(amina) == set()
    assert refused(send, partner=ocmw) == ["other_digibank"]
    assert Referral.objects.get() == made


def test_a_name_that_is_not_shared_is_not_shown(send, ocmw):
    assert send(partner=ocmw, shared=["phone"]).shared_name == "Iemand"
    assert send(partner=ocmw).shared_name == "An Peeters"
