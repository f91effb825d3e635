"""The pages of the waiting list, as the desk uses them."""

import pytest
from django.urls import reverse

from digibank.lending import requesting
from digibank.lending.models import LoanRequest, NeedCriterion, Offer
from digibank.people.registering import register
from tests.lending.test_booking_pages import words

LIST = reverse("lending:waiting_list")
DAYS = {"from_on": "07/04/2026", "until_on": "05/05/2026"}


@pytest.fixture
def bart(mechelen, lut):
    return register(mechelen, given_name="Bart", family_name="Claes", by=lut)


def test_a_coordinator_says_what_counts(visit, lut, bea):
    visitor, address = visit(lut), reverse("lending:criterion_list")
    assert "Nu telt alleen wachten" in visitor.get(address).text
    assert visit(bea).get(address).status_code == 403
    visitor.post(address, {"words": "Schoolgaande kinderen", "points": "5"})
    again = visitor.post(address, {"words": "Schoolgaande kinderen", "points": "2"})
    assert (again.status_code, "Dit telt al." in again.text) == (409, True)
    row = NeedCriterion.objects.get()
    assert (row.words, row.points) == ("Schoolgaande kinderen", 5)
    visitor.post(reverse("lending:criterion_end", args=[row.pk]))
    assert "Schoolgaande" not in visitor.get(address).text


def test_from_the_list_to_an_answer(visit, clock, mechelen, device, an, bea, lut):
    counts = requesting.add_criterion(mechelen, words="Zoekt werk", points=4, by=lut)
    visitor = visit(bea)
    address = reverse("lending:request_new", args=[an.pk])
    assert visitor.post(address, {"kind": "laptop", "channel": "partner"}).status_code == 422
    visitor.post(
        address, {"kind": "laptop", "channel": "desk", "criteria": [counts.pk], "goal": "VDAB"}
    )
    row = LoanRequest.objects.get()
    listed = visitor.get(LIST).page
    assert words(listed.select_one(".row-title")) == "1. An Peeters"
    assert words(listed.select_one(".row-meta")) == "Zoekt werk: 4"
    page = visitor.post(row.get_absolute_url(), DAYS, follow=True).page
    assert "Aangeboden. We laten het weten" in words(page)
    answer = reverse("lending:offer_answer", args=[row.pk])
    page = visitor.post(answer, {"antwoord": "accepted"}, follow=True).page
    assert "Ligt klaar" in words(page.main)
    assert Offer.objects.get().answer == "accepted"
    page = visitor.post(answer, {"antwoord": "accepted"}, follow=True).page
    assert "Op dit aanbod is al geantwoord." in words(page)


def test_who_is_passed_and_why(visit, clock, mechelen, device, an, bart, bea):
    first = requesting.request_loan(mechelen, person=an, kind="laptop", by=bea)
    clock.move(hours=1)
    second = requesting.request_loan(mechelen, person=bart, kind="laptop", by=bea)
    visitor = visit(bea)
    refused = visitor.post(second.get_absolute_url(), DAYS)
    assert refused.status_code == 422
    assert "1 persoon staat voor deze persoon. Waarom gaat deze voor?" in refused.text
    visitor.post(second.get_absolute_url(), {**DAYS, "reason": "An is op reis"})

    page = visitor.get(first.get_absolute_url()).page
    assert "Iemand anders ging voor An is op reis" in words(page.main)


def test_a_volunteer_sees_no_waiting_list(visit, mechelen, an, vera, bea):
    row = requesting.request_loan(mechelen, person=an, kind="laptop", by=bea)

    assert visit(vera).get(LIST).status_code == 403
    assert visit(vera).get(row.get_absolute_url()).status_code == 404
    assert "wachtlijst" not in visit(vera).get(an.get_absolute_url()).text.lower()


def test_a_request_ends_with_a_reason(visit, mechelen, an, bea):
    row = requesting.request_loan(mechelen, person=an, kind="laptop", by=bea)
    address = reverse("lending:request_end", args=[row.pk])
    visitor = visit(bea)
    answer = visitor.post(address, {"how": "refused", "reason": ""})
    assert answer.status_code == 422
    assert answer.page.select_one(".errors a").text == "Waarom?: Waarom?"
    assert answer.page.select_one("details.card").has_attr("open")
    visitor.post(reverse("lending:offer_answer", args=[row.pk]))
    row.refresh_from_db()
    assert row.ended_at is None
    visitor.post(address, {"how": "refused", "reason": "Woont elders"})
    row.refresh_from_db()
    assert (row.end, row.reason) == ("refused", "Woont elders")
    assert "Op de wachtlijst" in visitor.get(an.get_absolute_url()).text
