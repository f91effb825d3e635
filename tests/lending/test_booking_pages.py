"""The pages of reservations, as somebody at the desk uses them."""

from datetime import date

import pytest
from django.urls import reverse

from digibank.lending import reserving
from digibank.lending.booking_queries import verdict_of
from digibank.lending.models import Loan, Reservation
from digibank.network.models import Organisation, Partnership
from digibank.people.registering import register
from tests.conftest import make_device
from tests.lending.conftest import TODAY

NEW = reverse("lending:reservation_new")
LIST = reverse("lending:reservation_list")
DAYS = {"kind": "laptop", "count": "1", "from_on": "07/04/2026", "until_on": "05/05/2026"}


def words(tag):
    return " ".join(tag.get_text(" ").split())


@pytest.fixture
def bart(mechelen, lut):
    return register(mechelen, given_name="Bart", family_name="Claes", by=lut)


def test_a_scan_says_fine_reserved_or_blocked(visit, bea, device, an, mechelen, lut, bo):
    page = f"/toestellen/{device.code}/uitlening/?persoon={an.pk}"
    assert "Dit mag mee." in visit(bea).get(page).page.text
    days = {"from_on": date(2026, 3, 10), "until_on": date(2026, 3, 17)}
    reserving.reserve(mechelen, kind="laptop", devices=[device], person=bo, by=lut, **days)
    assert verdict_of(device, an.pk).level == "reserved"
    assert verdict_of(device, bo.pk).level == "fine"
    dirty = make_device(mechelen, lut, ready=False)
    told = verdict_of(dirty)
    assert (told.level, len(told.words)) == ("blocked", 2)
    stays = f"/toestellen/{dirty.code}/uitlening/?persoon={an.pk}"
    assert "Dit toestel blijft hier" in visit(bea).get(stays).page.text


def test_a_desk_worker_reserves_for_a_person(visit, device, an, bea):
    visitor = visit(bea)
    page = visitor.get(an.get_absolute_url()).page
    (link,) = [one["href"] for one in page.select("#loans a") if words(one) == "Reserveer"]
    answer = visitor.post(link, DAYS)

    row = Reservation.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, row.get_absolute_url())
    assert (row.person, row.count, row.made_by) == (an, 1, bea)
    page = visitor.get(row.get_absolute_url()).page
    assert device.label in words(page.main)
    assert "Gereserveerd: 1 Laptop" in visitor.get(an.get_absolute_url()).text


def test_what_is_not_free_is_told_and_nothing_typed_is_lost(visit, device, an, bea):
    answer = visit(bea).post(f"{NEW}?persoon={an.pk}", {**DAYS, "count": "2", "purpose": "Les"})

    assert answer.status_code == 422
    assert "Dan vrij: 1 van de 2 die je vraagt." in answer.text
    assert answer.page.select_one("#id_purpose")["value"] == "Les"


def test_a_set_is_reserved_for_a_partner(visit, mechelen, device, bea):
    school = Organisation.objects.create(name="School De Brug", kind="education")
    Partnership.objects.create(digibank=mechelen, organisation=school, part="partner")
    Organisation.objects.create(name="Vreemde vzw", kind="nonprofit")
    visitor = visit(bea)
    page = visitor.get(NEW).page
    assert [words(one) for one in page.select("#id_organisation option")][1:] == ["School De Brug"]
    assert visitor.post(NEW, DAYS).status_code == 422
    visitor.post(NEW, {**DAYS, "organisation": school.pk})

    assert Reservation.objects.get().whom == "School De Brug"
    assert "School De Brug" in visitor.get(LIST).text


def test_calling_off_and_confirming(visit, clock, device, an, bea, vera):
    row = Reservation.objects.create(
        digibank=device.digibank,
        person=an,
        kind="laptop",
        from_on=TODAY,
        until_on=TODAY,
        held_until="2026-03-04T10:00Z",
        made_by=bea,
    )
    visitor = visit(bea)
    assert visit(vera).post(reverse("lending:reservation_end", args=[row.pk])).status_code == 403
    visitor.post(reverse("lending:reservation_confirm", args=[row.pk]))
    row.refresh_from_db()
    assert row.held_until is None
    visitor.post(reverse("lending:reservation_end", args=[row.pk]), {"reason": "Verhuisd"})
    row.refresh_from_db()
    assert row.end == "cancelled"
    assert "Afgezegd" in visitor.get(f"{LIST}?staat=ended").text


def test_the_counter_sees_who_waits_and_may_say_why_this_one_goes_first(
    visit, device, an, bart, bea, vera, mechelen
):
    visitor, hand_out = visit(bea), reverse("lending:loan_new", args=[device.code])
    visitor.post(f"{NEW}?persoon={bart.pk}", DAYS)
    page = visitor.get(f"{hand_out}?persoon={an.pk}").page
    assert words(page.select_one("#waits h2")) == "Iemand reserveerde dit toestel"
    assert "Claes" not in words(page.main)
    typed = {"persoon": an.pk, "due_on": "01/09/2026", "language": "nl", "signing": "paper"}
    typed |= {f"part_{kind}": "fine" for kind in ("charger", "bag", "mouse")}

    answer = visitor.post(hand_out, typed)
    assert answer.status_code == 422
    assert "Iemand reserveerde dit toestel vanaf dinsdag 7 april." in answer.text
    assert visitor.post(hand_out, {**typed, "override": "Examen morgen"}).status_code == 302
    assert Loan.objects.get().person == an
    assert "Bart Claes" in visitor.get(f"{LIST}?staat=short").text
