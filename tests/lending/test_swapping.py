"""During the loan: a swap keeps both histories, an incident charges nobody, gone is gone."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from digibank.devices.models import WriteOff
from digibank.devices.queries import missing, where
from digibank.ledger.models import Detail, Entry
from digibank.lending import reserving, swapping
from digibank.lending.models import Incident, Loan, Swap
from digibank.lending.queries import agreement_of
from digibank.lending.renewing import renew
from digibank.lending.taking_back import take_back
from digibank.lending.undoing import undo
from digibank.people.erasing import erase
from digibank.people.registering import register
from tests.conftest import make_device, refused
from tests.lending.conftest import DUE, TODAY
from tests.lending.test_booking_pages import words
from tests.lending.test_reserving import days_of


@pytest.fixture
def other(mechelen, wim):
    return make_device(mechelen, wim)


@pytest.fixture
def loan(lend):
    return lend()


def photo():
    file = BytesIO()
    Image.new("RGB", (60, 40), "orange").save(file, "JPEG")
    return ContentFile(file.getvalue(), name="scherm.jpg")


def swapped(loan, into, by, **differs):
    facts = {"outcome": "repair", "reason": "Scherm zwart", "by": by, **differs}
    return swapping.swap(loan, into=into, **facts)


def test_a_swap_keeps_the_loan_and_both_histories(clock, device, other, loan, lut, library):
    renew(loan, due_on=DUE + timedelta(days=7), by=lut)
    clock.move(days=3)
    swapped(loan, other, lut, access_point=library)

    loan.refresh_from_db()
    assert (loan.device, loan.due_on, loan.renewals.count()) == (other, DUE + timedelta(days=7), 1)
    assert (where(other).place, where(other).person, where(device).place) == (
        "out",
        loan.person,
        "workshop",
    )
    places = list(device.placements.order_by("put_at", "pk").values_list("place", flat=True))
    assert places[-2:] == ["out", "workshop"]
    assert "not_erased" in dict(missing(device))
    assert (days_of(device), days_of(other)) == (
        [],
        [(TODAY + timedelta(days=3), DUE + timedelta(days=10))],
    )
    assert other.label in agreement_of(loan).text
    assert loan.agreements.filter(text__contains=device.label).get().replaced_at == clock.now
    entry = Entry.objects.latest("pk")
    told = ("swapped", other.pk, {"why": "Scherm zwart"})
    assert (entry.verb, entry.facts["into"], entry.detail.words) == told
    take_back(loan, outcome="shelf", by=lut)
    assert days_of(other) == []


def test_swap_refuses(mechelen, elsewhere, device, other, loan, lut, wim, zoe):
    assert refused(swapped, loan, device, lut) == ["same"]
    assert refused(swapped, loan, make_device(elsewhere, zoe), lut) == ["other_digibank"]
    assert refused(swapped, loan, make_device(mechelen, wim, kind="tablet"), lut) == ["other_kind"]
    raw = make_device(mechelen, wim, ready=False)
    assert "not_erased" in refused(swapped, loan, raw, lut)
    assert refused(swapped, loan, other, lut, outcome="written_off") == ["outcome"]
    bart = register(mechelen, given_name="Bart", family_name="Claes", by=lut)
    facts = {"kind": "laptop", "from_on": date(2026, 4, 7), "until_on": date(2026, 5, 5)}
    reserving.reserve(mechelen, person=bart, devices=[other], by=lut, **facts)
    assert refused(swapped, loan, other, lut) == ["reserved"]
    take_back(loan, outcome="shelf", by=lut)
    assert refused(swapped, loan, other, lut) == ["taken"]
    assert Swap.objects.count() == 0


def told(loan, by, **differs):
    facts = {"kind": "damage", "happened_on": TODAY, "by": by, **differs}
    return swapping.report_incident(loan, **facts)


def test_an_incident_is_written_down_and_settled(loan, lut):
    row = told(loan, lut, story="Koffie", upload=photo())

    assert (row.device, row.photo.media_type, loan.incidents.open().count()) == (
        loan.device,
        "image/jpeg",
        1,
    )
    swapping.close_incident(row, ending="Toetsenbord vervangen", by=lut)
    assert refused(swapping.close_incident, row, by=lut) == ["taken"]
    loan.refresh_from_db()
    assert loan.ended_at is None


def test_report_incident_refuses(clock, loan, lut):
    assert refused(told, loan, lut, happened_on=TODAY + timedelta(days=1)) == ["in_future"]
    assert refused(told, loan, lut, happened_on=TODAY - timedelta(days=1)) == ["before_loan"]
    assert refused(told, loan, lut, kind="flood") == ["invalid_choice"]
    lying = ContentFile(b"%PDF-1.4 geen foto", name="x.jpg")
    assert refused(told, loan, lut, upload=lying) == ["no_picture"]
    assert Incident.objects.count() == 0


@pytest.mark.parametrize(("kind", "reason"), [("loss", "lost"), ("theft", "stolen")])
def test_somebody_decides_that_it_does_not_come_back(loan, device, lut, kind, reason):
    row = told(loan, lut, kind=kind, police="PV 12/2026")
    swapping.give_up(row, by=lut)

    loan.refresh_from_db()
    assert (loan.end, loan.outcome, days_of(device)) == ("lost", "written_off", [])
    assert WriteOff.objects.get().reason == reason
    assert [code for code, _sentence in missing(device)] == ["written_off"]
    assert Entry.objects.latest("pk").verb == "given_up"
    assert refused(swapping.give_up, row, by=lut) == ["taken"]


def test_give_up_refuses_what_is_still_there(loan, other, lut):
    assert refused(swapping.give_up, told(loan, lut), by=lut) == ["not_gone"]
    lost = told(loan, lut, kind="loss")
    swapped(loan, other, lut)
    assert refused(swapping.give_up, lost, by=lut) == ["swapped"]


def test_erased_the_story_goes_and_the_incident_stays(loan, an, lut):
    told(loan, lut, story="Bij haar zus in Gent", police="PV 1", upload=photo())
    take_back(loan, outcome="repair", by=lut)
    erase(an, erased_for="asked", by=lut)

    row = Incident.objects.get()
    assert (row.story, row.police, row.photo, row.kind) == ("", "", None, "damage")


def test_the_pages_of_a_defect_and_a_theft(visit, loan, device, other, an, bea, vera):
    visitor, page_of = visit(bea), loan.get_absolute_url()
    swap = reverse("lending:swap_new", args=[loan.pk])
    assert visit(vera).get(swap).status_code == 403
    answer = visitor.post(swap, {"into": "T-000-000", "outcome": "repair", "reason": "Zwart"})
    assert (answer.status_code, answer.page.select_one("#id_reason")["value"]) == (422, "Zwart")
    visitor.post(swap, {"into": other.label, "outcome": "repair", "reason": "Zwart"})
    page = visitor.get(page_of).page
    assert f"{device.label} → {other.label}" in words(page.main)
    told = reverse("lending:incident_new", args=[loan.pk])
    assert visitor.post(told, {"kind": "theft"}).status_code == 422
    visitor.post(told, {"kind": "theft", "happened_on": "03/03/2026", "police": "PV 9"})
    row = Incident.objects.get()
    page = visitor.get(page_of).page
    assert "politie PV 9" in words(page.main)
    gone = reverse("lending:incident_gone", args=[row.pk])
    assert visit(vera).post(gone).status_code == 403
    assert "Er wordt niets aangerekend." in visitor.post(gone, follow=True).text
    assert Loan.objects.get().end == "lost"
    assert "Kwam niet terug" in visitor.get(an.get_absolute_url()).text


def test_what_was_swapped_meanwhile_is_not_taken_back_in_its_place(device, other, loan, lut):
    stale = Loan.objects.get(pk=loan.pk)
    swapped(loan, other, lut)

    assert refused(take_back, stale, outcome="shelf", by=lut) == ["taken"]
    assert (where(other).place, Loan.objects.get().ended_at) == ("out", None)
    assert refused(undo, Loan.objects.get(), reason="Toch niet", by=lut) == ["swapped"]


def test_an_incident_is_settled_after_the_loan_and_its_words_go_with_the_person(
    visit, loan, an, bea, lut
):
    row = told(loan, lut)
    take_back(loan, outcome="repair", by=lut)
    page = visit(bea).get(loan.get_absolute_url()).page
    assert page.select_one(f"form[action='{reverse('lending:incident_end', args=[row.pk])}']")
    visit(bea).post(reverse("lending:incident_end", args=[row.pk]), {"ending": "Haar zus betaalde"})
    row.refresh_from_db()
    assert row.ending == "Haar zus betaalde"
    erase(an, erased_for="asked", by=lut)
    assert not Detail.objects.filter(words__ending="Haar zus betaalde").exists()
