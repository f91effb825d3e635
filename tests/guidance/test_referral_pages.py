from base64 import b64encode
from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from digibank.guidance import questioning, referring
from digibank.guidance.models import Mandate, Referral
from digibank.ledger.looking import looks_at
from digibank.network.models import Organisation, Partnership, Role
from digibank.people import carding
from tests.conftest import account
from tests.paper.drawing import png


@pytest.fixture
def desk(visit, bea, library):
    return visit(bea)


@pytest.fixture
def ocmw(mechelen):
    made = Organisation.objects.create(name="OCMW Mechelen", kind="local_government")
    Partnership.objects.create(digibank=mechelen, organisation=made, part="partner")
    return made


@pytest.fixture
def amina(mechelen, ocmw):
    made = account("Amina", mechelen, Role.REFERRER)
    made.memberships.update(organisation=ocmw)
    return made


def rows(page):
    return [" ".join(row.text.split()) for row in page.select(".rows .row-title")]


def test_what_is_saved_as_referred_offers_the_referral(desk, helped, an, ocmw):
    contact = helped("premium", outcome="referred", person=an)
    link = desk.get(f"/balie/?bewaard={contact.pk}").page.select_one('.saved a[href*="doorverw"]')
    sent = {"partner": ocmw.pk, "theme": "premium", "need": "Toelage", "shared": ["name"]}

    refused = desk.post(link["href"], sent)
    answer = desk.post(link["href"], {**sent, "consent": "spoken"})

    made = Referral.objects.get()
    assert refused.status_code == 422
    assert refused.page.select_one("#id_need").text.strip() == "Toelage"
    assert (answer.url, made.person, made.contact) == (f"/doorverwijzingen/{made.pk}/", an, contact)
    paper = desk.get(f"{answer.url}brief.pdf")
    assert paper.content.startswith(b"%PDF")


def test_a_question_is_sent_on_with_whose_it_is(desk, mechelen, bea, an):
    question = questioning.open_question(mechelen, theme="bank", subject="S", person=an, by=bea)
    link = desk.get(f"/vragen/{question.pk}/").page.select_one('a[href*="?vraag="]')
    sent = {"elsewhere": "Bank", "theme": "bank", "need": "N", "consent": "signed"}

    desk.post(link["href"], sent)

    made = Referral.objects.get()
    assert (made.question, made.person) == (question, an)


def test_a_social_worker_sends_somebody_and_sees_what_becomes_of_it(visit, amina, desk, an, bea):
    visitor = visit(amina)
    sent = {"name": "Rosa V.", "theme": "itsme", "need": "Laptop", "consent": "spoken"}
    url = visitor.post("/doorverwijzingen/nieuw/", sent).url
    assert rows(visitor.get("/doorverwijzingen/").page) == ["Rosa V."]
    assert "Rosa V." in rows(desk.get("/balie/").page)

    card = carding.issue(an, by=bea)
    desk.post(f"{url}persoon/", {"who": card.label})
    desk.post(f"{url}antwoord/", {"answer": "accepted"})
    desk.post(f"{url}afloop/", {"outcome": "helped", "outcome_words": "Leent een laptop"})

    page = visitor.get(url).page
    assert "Leent een laptop" in page.text
    assert page.select('a[href^="/mensen/"]') == []


def test_a_social_worker_answers_what_is_sent_to_them_and_opens_nothing_else(
    visit, amina, mechelen, ocmw, an, bea
):
    facts = {"person": an, "theme": "bank", "need": "N", "consent": "spoken", "by": bea}
    theirs = referring.refer_out(mechelen, partner=ocmw, shared=["name"], **facts)
    other = referring.refer_out(mechelen, elsewhere="CAW", **facts)
    visitor = visit(amina)

    page = visitor.get(f"/doorverwijzingen/{theirs.pk}/").page
    visitor.post(f"/doorverwijzingen/{theirs.pk}/antwoord/", {"answer": "refused", "reason": "R"})

    theirs.refresh_from_db()
    assert page.h1.text == "Doorverwijzing"
    assert "An Peeters" in page.select_one('[aria-labelledby="told-title"]').text
    assert (theirs.answer, theirs.reason) == ("refused", "R")
    assert [(one.by, one.page) for one in looks_at(an)] == [(amina, "guidance:referral")]
    for path in (f"/doorverwijzingen/{other.pk}/", f"/mensen/{an.pk}/"):
        assert visitor.get(path).status_code == 404
    for path in ("/mensen/", "/hulp/", "/vragen/", "/afspraken/"):
        assert visitor.get(path).status_code == 403


def test_a_trainer_answers_for_the_course(visit, tom, mechelen, an, bea):
    facts = {"person": an, "theme": "bank", "need": "N", "consent": "spoken", "by": bea}
    made = referring.refer_out(mechelen, room="course", shared=["name"], **facts)

    visit(tom).post(f"/doorverwijzingen/{made.pk}/antwoord/", {"answer": "accepted"})

    made.refresh_from_db()
    assert (made.answer, made.answered_by) == ("accepted", tom)


def test_a_referral_of_another_digibank_is_404(visit, zoe, mechelen, an, bea):
    made = referring.refer_out(
        mechelen, elsewhere="CAW", person=an, theme="bank", need="N", consent="spoken", by=bea
    )
    visitor = visit(zoe)

    paths = ["", "antwoord/", "afloop/", "persoon/", "brief.pdf"]
    statuses = {visitor.get(f"/doorverwijzingen/{made.pk}/{path}").status_code for path in paths}
    assert statuses == {404}


def test_who_sent_takes_it_back(desk, mechelen, an, bea):
    made = referring.refer_out(
        mechelen, elsewhere="CAW", person=an, theme="bank", need="N", consent="spoken", by=bea
    )

    desk.post(f"/doorverwijzingen/{made.pk}/intrekking/")
    again = desk.post(f"/doorverwijzingen/{made.pk}/intrekking/", follow=True)

    assert Referral.objects.get().outcome == "withdrawn"
    said = [notice.text.strip() for notice in again.page.select(".notice")]
    assert said == ["Ingetrokken.", "Deze doorverwijzing is afgerond."]


def test_a_mandate_is_written_signed_shown_and_taken_back(desk, an, bea, mechelen):
    drawn = "data:image/png;base64," + b64encode(png()).decode()
    sent = {
        "helper": bea.pk,
        "acts": ["tax"],
        "ends_on": (localdate() + timedelta(days=30)).strftime("%d/%m/%Y"),
        "signing": "screen",
        "signature": drawn,
    }
    url = desk.post(f"/mensen/{an.pk}/mandaten/nieuw/", sent).url
    question = questioning.open_question(mechelen, theme="tax", subject="S", person=an, by=bea)

    assert "De tekst is zoals die getekend is" in desk.get(url).page.text
    shown = desk.get(f"/vragen/{question.pk}/").page.select_one(
        '[aria-labelledby="mandates-title"]'
    )
    assert "Bea mag handelen tot" in shown.text
    assert desk.get(f"{url}mandaat.pdf").content.startswith(b"%PDF")
    desk.post(f"{url}intrekking/")
    assert Mandate.objects.get().revoked_by == bea
    assert desk.post(f"{url}intrekking/").status_code == 409


def test_a_volunteer_writes_no_mandate_and_cannot_be_chosen(visit, vera, desk, an):
    assert visit(vera).get(f"/mensen/{an.pk}/mandaten/nieuw/").status_code == 403
    sent = {"helper": vera.pk, "acts": ["tax"], "ends_on": "01/01/2099", "signing": "paper"}

    answer = desk.post(f"/mensen/{an.pk}/mandaten/nieuw/", sent)

    assert answer.status_code == 422
    assert Mandate.objects.count() == 0


def test_the_rule_of_the_screen_is_one_press_away(desk):
    page = desk.get("/balie/").page
    link = page.select_one('.quick a[href="/hulp/veilig/"]')

    assert desk.get(link["href"]).page.h1.text == "Samen veilig"
