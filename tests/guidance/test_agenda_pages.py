from datetime import date, datetime, time

import pytest
import time_machine
from django.utils import timezone
from icalendar import Calendar as ICalendar

from digibank.guidance import appointing, rostering
from digibank.guidance.models import Appointment, HelpPolicy, Shift
from digibank.ledger.looking import looks_at
from digibank.network.models import AccessPoint, Workplace
from digibank.people import carding

TUESDAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel("2026-03-09T07:00:00+00:00", tick=False):
        yield


@pytest.fixture
def desk(visit, bea, library):
    return visit(bea)


@pytest.fixture
def shift(library, bea):
    given = {"helper": bea, "on": TUESDAY, "begins_at": time(9), "ends_at": time(11)}
    return rostering.offer(library, **given, confirmed=True, by=bea)


@pytest.fixture
def appointment(mechelen, library, an, bea):
    begins = timezone.make_aware(datetime.combine(TUESDAY, time(10)))
    return appointing.appoint(
        mechelen,
        person=an,
        kind="place",
        begins_at=begins,
        helper=bea,
        access_point=library,
        theme="itsme",
        by=bea,
    )


def rows(page):
    return [" ".join(row.text.split()) for row in page.select(".rows .row-title")]


def test_an_appointment_is_made_from_a_card_in_three_steps(desk, shift, an, bea):
    card = carding.issue(an, by=bea)
    form_at = desk.get("/afspraken/nieuw/", {"wie": card.label}).url
    page = desk.get(form_at).page
    free = [box["value"] for box in page.select('input[name="slot"]') if box["value"]]
    assert len(free) == 4

    answer = desk.post(
        form_at,
        {"slot": free[1], "kind": "place", "theme": "itsme", "access_point": shift.access_point_id},
    )

    made = Appointment.objects.get()
    assert answer.url == f"/afspraken/{made.pk}/"
    assert timezone.localtime(made.begins_at).strftime("%H.%M") == "09.30"
    assert "An Peeters krijgt bericht." in desk.get(answer.url).page.select_one(".notice").text


def test_another_hour_is_typed_with_its_helper(desk, an, bea, library):
    url = f"/afspraken/nieuw/?persoon={an.pk}"
    sent = {"kind": "phone", "theme": "bank", "day": "11/03/2026", "hour": "9u30", "helper": bea.pk}

    empty = desk.post(url, {"kind": "phone", "theme": "bank"})
    desk.post(url, sent)

    assert empty.status_code == 422
    assert [error["id"] for error in empty.page.select("p.error")] == [
        "id_day_error",
        "id_hour_error",
        "id_helper_error",
    ]
    made = Appointment.objects.get()
    assert timezone.localtime(made.begins_at) == timezone.make_aware(datetime(2026, 3, 11, 9, 30))


def test_an_hour_that_was_taken_meanwhile_is_409_with_the_form_as_typed(
    desk, shift, an, appointment
):
    slot = f"{int(appointment.begins_at.timestamp())}-{appointment.helper_id}"
    page = desk.get(f"/afspraken/nieuw/?persoon={an.pk}").page
    assert slot not in [box["value"] for box in page.select('input[name="slot"]')]
    sent = {
        "kind": "phone",
        "theme": "bank",
        "day": "10/03/2026",
        "hour": "10",
        "helper": appointment.helper_id,
        "subject": "Kaart",
    }

    answer = desk.post(f"/afspraken/nieuw/?persoon={an.pk}", sent)

    assert answer.status_code == 409
    assert answer.page.select_one("#id_subject")["value"] == "Kaart"


def test_the_desk_shows_who_comes_today_and_notes_that_they_came(visit, bea, appointment, an):
    with time_machine.travel("2026-03-10T08:50:00+00:00"):
        desk = visit(bea)
        assert "10.00 An Peeters" in rows(desk.get("/balie/").page)
        answer = desk.post(f"/afspraken/{appointment.pk}/komst/", {"end": "came"})

    assert answer.url == f"/mensen/{an.pk}/hulp/"
    appointment.refresh_from_db()
    assert appointment.end == "came"


def test_an_appointment_moves_and_is_cancelled(desk, appointment, shift, bea):
    slot = [
        box["value"]
        for box in desk.get(f"/afspraken/{appointment.pk}/uur/").page.select('input[name="slot"]')
    ][1]

    desk.post(f"/afspraken/{appointment.pk}/uur/", {"slot": slot})
    desk.post(f"/afspraken/{appointment.pk}/afzegging/", {"cancelled": "us"})

    appointment.refresh_from_db()
    assert timezone.localtime(appointment.begins_at).hour == 9
    assert (appointment.cancelled, appointment.sequence) == ("us", 2)
    assert desk.post(f"/afspraken/{appointment.pk}/uur/", {"slot": slot}).status_code == 409


def test_opening_an_appointment_is_written_down(desk, appointment, an, bea):
    desk.get(f"/afspraken/{appointment.pk}/")

    assert [(one.by, one.page) for one in looks_at(an)] == [(bea, "guidance:appointment")]


def test_a_helper_sees_appointments_of_where_they_work_and_their_own(
    visit, vera, appointment, mechelen
):
    bus = AccessPoint.objects.create(
        digibank=mechelen, name="Bus", street="Markt 1", postcode="2800", refnis="12025"
    )
    Workplace.objects.create(membership=vera.memberships.get(), access_point=bus)
    visitor = visit(vera)

    assert visitor.get(f"/afspraken/{appointment.pk}/").status_code == 404
    Appointment.objects.update(helper=vera)
    assert visitor.get(f"/afspraken/{appointment.pk}/").status_code == 200


def test_the_lists_show_what_is_to_come_mine_and_over(desk, bea, appointment, lut, visit):
    assert rows(desk.get("/afspraken/").page) == ["An Peeters"]
    assert rows(desk.get("/afspraken/?staat=mijn").page) == ["An Peeters"]
    assert rows(visit(lut).get("/afspraken/?staat=mijn").page) == []
    with time_machine.travel("2026-03-12T08:00:00+00:00"):
        desk = visit(bea)
        assert rows(desk.get("/afspraken/").page) == []
        assert rows(desk.get("/afspraken/?staat=voorbij").page) == ["An Peeters"]


def test_home_visits_show_when_the_coordinator_allows_them(visit, lut, an, library, mechelen):
    visitor = visit(lut)
    url = f"/afspraken/nieuw/?persoon={an.pk}"
    assert visitor.get(url).page.select("#id_safety") == []
    page = visitor.get("/hulpregels/").page
    sent = {box["name"]: box.get("value", "") for box in page.select("main form input[name]")}

    visitor.post("/hulpregels/", {**sent, "home_visits": "on"})

    assert HelpPolicy.objects.get().home_visits
    assert len(visitor.get(url).page.select("#id_safety")) == 1


def test_a_volunteer_fills_a_gap_and_the_coordinator_confirms(visit, vera, lut, library):
    visitor, coordinator = visit(vera), visit(lut)
    page = visitor.get("/rooster/?week=2026-03-10").page
    link = page.select_one('.roster a[href*="aanbod"]')["href"]
    form = visitor.get(link).page
    sent = {box["name"]: box.get("value", "") for box in form.select("main form input[name]")}
    place = form.select_one("#id_access_point option[selected]")["value"]

    answer = visitor.post("/rooster/aanbod/", {**sent, "access_point": place})

    shift = Shift.objects.get()
    assert answer.url == "/rooster/?week=2026-03-10"
    assert (shift.helper, shift.begins_at, shift.confirmed_at) == (vera, time(9), None)
    assert visitor.post(f"/rooster/{shift.pk}/bevestiging/").status_code == 403
    coordinator.post(f"/rooster/{shift.pk}/bevestiging/")
    shift.refresh_from_db()
    assert shift.confirmed_by == lut


def test_a_volunteer_cannot_plan_somebody_else(visit, vera, bea, library):
    sent = {
        "access_point": library.pk,
        "on": "10/03/2026",
        "begins_at": "9",
        "ends_at": "11",
        "weeks": "1",
        "helper": bea.pk,
    }

    visit(vera).post("/rooster/aanbod/", sent)

    assert Shift.objects.get().helper == vera


def test_who_cannot_come_is_replaced_with_one_press(visit, desk, vera, shift):
    desk.post(f"/rooster/{shift.pk}/afmelding/")
    visitor = visit(vera)
    assert visitor.post(f"/rooster/{shift.pk}/afmelding/").status_code == 403
    page = visitor.get("/rooster/?week=2026-03-10").page
    visitor.post(page.select_one('form[action$="/vervanging/"]')["action"])

    assert Shift.objects.standing().get().helper == vera


def test_hours_stand_on_a_page_and_on_paper(visit, desk, vera, shift, lut, bea):
    with time_machine.travel("2026-03-20T08:00:00+00:00"):
        desk = visit(bea)
        page = desk.get("/rooster/uren/").page
        paper = desk.get("/rooster/uren.pdf")
        theirs = visit(vera).get(f"/rooster/uren/?lid={bea.pk}").page
        seen = visit(lut).get(f"/rooster/uren/?lid={bea.pk}").page

    assert [cell.text for cell in page.select("tbody tr")[0].select("th, td")][:3] == [
        "maart 2026",
        "1",
        "2.00",
    ]
    assert paper.content.startswith(b"%PDF")
    assert (theirs.h1.text, seen.h1.text) == ("Uren van Vera", "Uren van Bea")


@pytest.mark.parametrize("week", ["", "x", "9999-12-31", "0001-01-01", "2026-02-30", "\x00"])
def test_any_week_gives_a_page(desk, week):
    assert desk.get("/rooster/", {"week": week}).status_code == 200


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001", "1/1/1999"])
def test_a_year_that_cannot_be_is_a_sentence(desk, an, bea, day):
    sent = {"kind": "phone", "theme": "bank", "day": day, "hour": "9", "helper": bea.pk}
    page = desk.post(f"/afspraken/nieuw/?persoon={an.pk}", sent)

    assert (page.status_code, Appointment.objects.count()) == (422, 0)


def test_the_calendar_has_an_address_without_a_log_in(visit, desk, appointment):
    address = desk.post("/agenda/").page.select_one(".address").text
    path = address.partition("testserver")[2]

    answer = visit().get(path)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = ICalendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["uid"]) == f"{appointment.uid}@digibank"
    desk.post("/agenda/")
    assert visit().get(path).status_code == 404


def test_appointments_and_shifts_of_another_digibank_are_404(visit, zoe, appointment, shift):
    visitor = visit(zoe)
    paths = ["", "uur/", "afzegging/"]

    assert {visitor.get(f"/afspraken/{appointment.pk}/{path}").status_code for path in paths} == {
        404
    }
    assert visitor.post(f"/rooster/{shift.pk}/vervanging/").status_code == 404
