"""The hand-over day: slots that fill, things that lie ready, and a list of what is not closed."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from digibank.ledger.models import Entry
from digibank.lending import hushing, reserving, visit_queries, visiting
from digibank.lending.handing_out import hand_out
from digibank.lending.models import Reservation, Visit, VisitLine
from digibank.lending.renewing import renew
from digibank.lending.taking_back import take_back
from digibank.lending.undoing import undo
from digibank.network.models import Opening
from digibank.post.models import Message
from digibank.post.purposes import find
from tests.conftest import make_device, refused
from tests.lending.conftest import BRUSSELS, DUE, TODAY
from tests.people.factories import make_person
from tests.threads import at_once

AT = datetime(2026, 3, 10, 14, 0, tzinfo=BRUSSELS)  # the next Tuesday


@pytest.fixture
def kept(mechelen, device, an, library, lut):
    facts = {"kind": "laptop", "person": an, "devices": [device], "access_point": library}
    days = {"from_on": date(2026, 3, 10), "until_on": DUE, "by": lut}
    return reserving.reserve(mechelen, **facts, **days)


@pytest.fixture
def come(library, an, kept, bea):
    def came(**differs):
        facts = {"person": an, "starts_at": AT, "fetch": [kept], "by": bea, **differs}
        return visiting.plan_visit(library, **facts)

    return came


def test_slots_lie_in_the_opening_hours(library, mechelen):
    found = visit_queries.slots(library, TODAY, 1)
    day = library.openings.filter(weekday=2).order_by("opens_at")
    hours = [(row.opens_at, row.closes_at) for row in day]
    assert found[0].free == 2
    assert all(
        any(opens <= slot.starts_at.time() < closes for opens, closes in hours) for slot in found
    )
    steps = {two.starts_at - one.starts_at for one, two in zip(found, found[1:], strict=False)}
    assert min(steps) == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("day", "utc_hours"),
    [(date(2026, 3, 29), [0, 1, 2]), (date(2026, 10, 25), [22, 0, 1, 2, 3])],
)
def test_slots_follow_the_clock_when_it_changes(library, lut, clock, day, utc_hours):
    Opening.objects.filter(access_point=library).delete()
    Opening.objects.create(access_point=library, weekday=7, opens_at="01:00", closes_at="05:00")
    visiting.set_slots(library, minutes=60, at_once=1, by=lut)
    found = visit_queries.slots(library, day, 1)
    walls = [slot.starts_at.astimezone(BRUSSELS).hour for slot in found]
    assert len(found) == len({slot.starts_at for slot in found})
    assert walls == sorted(walls)
    assert set(walls) <= {1, 2, 3, 4}


def test_a_closed_day_has_no_slots(library, an, kept, bea, come):
    sunday = datetime(2026, 3, 8, 14, 0, tzinfo=BRUSSELS)
    assert visit_queries.slots(library, sunday.date(), 1) == []
    assert refused(come, starts_at=sunday) == ["no_slot"]
    assert refused(come, starts_at=AT + timedelta(minutes=7)) == ["no_slot"]
    assert refused(come, starts_at=AT - timedelta(days=14)) == ["no_slot"]


def test_a_slot_fills(library, come, mechelen, lend, lut, bea):
    visiting.set_slots(library, minutes=30, at_once=1, by=lut)
    come()
    bo = make_person(mechelen, "Bo")
    loan = lend(device=make_device(mechelen, lut), person=bo)
    facts = {"person": bo, "bring": [loan], "by": bea}
    assert refused(visiting.plan_visit, library, starts_at=AT, **facts) == ["slot_full"]
    later = AT + timedelta(minutes=30)
    assert visiting.plan_visit(library, starts_at=later, **facts).starts_at == later


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one(library, mechelen, lend, lut, bea):
    visiting.set_slots(library, minutes=30, at_once=1, by=lut)
    people = [make_person(mechelen, name) for name in ("Bo", "Cas")]
    loans = [lend(device=make_device(mechelen, lut), person=one) for one in people]

    turns = iter(range(2))

    def ask():
        number = next(turns)
        facts = {"person": people[number], "bring": [loans[number]], "by": bea}
        try:
            return type(visiting.plan_visit(library, starts_at=AT, **facts)).__name__
        except ValidationError as refusal:
            return refusal.error_dict["starts_at"][0].code

    real = connection.vendor == "postgresql"  # on SQLite the tests share one connection
    answers = at_once(ask, 2) if real else [ask(), ask()]
    assert sorted(answers) == ["Visit", "slot_full"]
    assert Visit.objects.count() == 1


def test_one_visit_bundles_everything(library, come, an, kept, lend, mechelen, lut):
    other = lend(device=make_device(mechelen, lut))
    third = lend(device=make_device(mechelen, lut, kind="tablet"))
    row = come(bring=[other], renew=[third])

    assert [line.kind for line in row.lines.all()] == ["fetch", "bring", "renew"]
    assert refused(come) == ["taken"]  # they come already: that one can be changed
    assert refused(come, fetch=[]) == ["taken"]


def test_nobody_comes_for_nothing_or_for_what_is_not_theirs(come, bo, kept, lend):
    assert refused(come, fetch=[]) == ["nothing"]
    assert refused(come, person=bo) == ["not_theirs"]
    reserving.cancel(kept, by=kept.made_by)
    kept.refresh_from_db()
    assert refused(come) == ["ended"]


def test_what_is_pulled_lies_ready_until_it_leaves(come, kept, device, an, bea, clock, lend):
    row = come()
    line = row.lines.get()
    assert visit_queries.to_pull([row]) == [line]
    visiting.pull(line, device=device, by=bea)
    line.refresh_from_db()
    assert (line.pulled, line.is_done) == (device, False)
    assert refused(visiting.pull, line, device=device, by=bea) == ["pulled"]
    assert refused(visiting.close_visit, row, how="done", by=bea) == ["still_pulled"]
    clock.move(days=7)

    loan = hand_out(device, person=an, due_on=DUE, by=bea)

    line.refresh_from_db()
    assert (line.became, line.is_done) == (loan, True)
    visiting.close_visit(row, how="done", by=bea)
    verbs = Entry.objects.filter(subject=f"lending.visit:{row.pk}").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "visit_planned",
        "visit_pulled",
        "visit_closed",
    ]


def test_a_pulled_device_is_for_one_person(come, device, bo, mechelen, library, bea, lut, kept):
    line = come().lines.get()
    visiting.pull(line, device=device, by=bea)
    other = make_device(mechelen, lut)
    theirs = reserving.reserve(
        mechelen, kind="laptop", person=bo, from_on=TODAY, until_on=DUE, devices=[other], by=lut
    )
    mine = visiting.plan_visit(library, person=bo, starts_at=AT, fetch=[theirs], by=bea)
    wanted = mine.lines.get()
    assert refused(visiting.pull, wanted, device=device, by=bea) == ["reserved"]
    tablet = make_device(mechelen, lut, kind="tablet")
    assert refused(visiting.pull, wanted, device=tablet, by=bea) == ["other_kind"]
    dirty = make_device(mechelen, lut, ready=False)
    assert "not_erased" in refused(visiting.pull, wanted, device=dirty, by=bea)
    visiting.pull(wanted, device=other, by=bea)


def test_put_back_frees_it(come, device, bea):
    line = come().lines.get()
    assert refused(visiting.put_back, line, by=bea) == ["not_pulled"]
    visiting.pull(line, device=device, by=bea)
    visiting.put_back(line, by=bea)
    line.refresh_from_db()
    assert (line.pulled, line.pulled_at) == (None, None)


def test_a_hold_does_not_lapse_while_it_lies_ready(come, kept, device, bea, clock, mechelen):
    line = come().lines.get()
    kept.held_until = datetime(2026, 3, 4, 23, 59, tzinfo=BRUSSELS)
    kept.save()
    visiting.pull(line, device=device, by=bea)
    clock.move(days=3)
    reserving.tidy(mechelen, clock.now)
    assert Reservation.objects.get(pk=kept.pk).ended_at is None
    visiting.put_back(line, by=bea)
    reserving.tidy(mechelen, clock.now)
    assert Reservation.objects.get(pk=kept.pk).end == "expired"


def test_what_became_of_it_is_read_from_the_loans(come, lend, mechelen, lut, bea, clock):
    back = lend(device=make_device(mechelen, lut))
    longer = lend(device=make_device(mechelen, lut, kind="tablet"))
    row = come(bring=[back], renew=[longer])
    clock.move(days=7)
    take_back(back, outcome="shelf", by=bea)
    renew(longer, due_on=date(2026, 9, 8), by=bea)
    done = {line.kind: line.is_done for line in VisitLine.objects.filter(visit=row)}
    assert done == {"fetch": False, "bring": True, "renew": True}


def test_an_undone_hand_out_waits_again(come, device, an, bea, clock):
    row = come()
    clock.move(days=7)
    loan = hand_out(device, person=an, due_on=DUE, by=bea)
    assert row.lines.get().is_done is True
    undo(loan, reason="Verkeerd gescand", by=bea)
    assert row.lines.get().is_done is False


def test_what_nobody_closed_is_on_a_list(come, device, bea, mechelen, clock):
    row = come()
    line = row.lines.get()
    visiting.pull(line, device=device, by=bea)
    tomorrow = AT.date() + timedelta(days=1)
    assert visit_queries.not_closed(bea, mechelen, AT.date()) == []
    assert visit_queries.not_closed(bea, mechelen, tomorrow) == [row]
    visiting.put_back(line, by=bea)
    assert visit_queries.not_closed(bea, mechelen, tomorrow) == [row]
    visiting.close_visit(row, how="missed", by=bea)
    assert visit_queries.not_closed(bea, mechelen, tomorrow) == []


def test_another_moment_is_told_anew(come, kept, bea, clock):
    row = come()
    asked = Message.objects.filter(subject=f"lending.visit:{row.pk}").order_by("pk")
    assert [one.purpose for one in asked] == ["lending.visit", "lending.visit_soon"]
    moved = AT + timedelta(minutes=30)
    visiting.change_visit(row, starts_at=moved, fetch=[kept], by=bea)
    first, _soon, again, _soon_again = asked.all()
    tell = find("lending.visit").tell
    assert tell([first])[0].code == "visit_moved"
    words = tell([again])[0].words
    assert (words["uur"], words["waarvoor"]) == ("14.30 uur", "– Afhalen: Laptop")


def test_pages_of_a_visit(visit, bea, vera, an, kept, device, library, lut):
    desk = visit(bea)
    new = f"/mensen/{an.pk}/afhalen/"
    form = desk.get(new).page
    moment = form.select_one("select[name=starts_at] option")["value"]
    assert desk.post(new, {"starts_at": moment}).status_code == 422
    made = desk.post(new, {"starts_at": moment, "fetch": [kept.pk]}).url
    row = Visit.objects.get()
    assert made == row.get_absolute_url()
    assert desk.get(new).url == f"{made}wijziging/"
    line = row.lines.get()
    pull = f"/afhalen/regels/{line.pk}/klaar/"
    assert desk.post(pull, {"device": "zomaar"}).status_code == 422
    assert desk.post(pull, {"device": device.label}).url == made
    assert "ligt klaar" in desk.get(made).page.text
    day = row.starts_at.astimezone(BRUSSELS).date()
    assert "An Peeters" in desk.get(f"/afhalen/?dag={day}").page.text
    assert visit(vera).get(f"{made}wijziging/").status_code == 403
    assert desk.post(f"/afhalen/regels/{line.pk}/terug/").url == made
    assert desk.post(f"{made}wijziging/", {"starts_at": moment, "fetch": [kept.pk]}).url == made
    assert desk.post(f"{made}einde/", {"how": "cancelled"}).url == made
    assert desk.get(f"{made}wijziging/").status_code == 404
    slots = f"/afhalen/plaatsen/{library.pk}/"
    assert visit(lut).post(slots, {"minutes": "0", "at_once": "3"}).status_code == 422
    assert visit(lut).post(slots, {"minutes": "20", "at_once": "3"}).url == "/afhalen/"


def test_what_lies_ready_is_kept_for_nobody_else(come, kept, device, an, bo, bea, lut, mechelen):
    other = make_device(mechelen, lut)
    line = come().lines.get()
    visiting.pull(line, device=other, by=bea)

    assert [one.device for one in kept.occupancies.active()] == [other]
    facts = {"kind": "laptop", "person": bo, "from_on": TODAY, "until_on": DUE, "by": lut}
    theirs = reserving.reserve(mechelen, **facts)
    assert theirs.occupancies.get().device == device
    assert refused(hand_out, other, person=bo, due_on=date(2026, 3, 10), by=lut) == ["reserved"]
    assert hand_out(other, person=an, due_on=DUE, by=lut).person == an


def test_nothing_is_pulled_for_what_was_called_off(come, kept, device, bea, lut, mechelen):
    visit = come()
    reserving.cancel(kept, reason="Niet meer nodig", by=lut)

    assert refused(visiting.pull, visit.lines.get(), device=device, by=bea) == ["taken"]
    assert visit_queries.to_pull(visit_queries.day_of(bea, mechelen, None, AT.date())) == []


def test_what_is_short_gets_the_device_that_is_pulled(come, kept, device, bea, lut, mechelen):
    visit, other = come(), make_device(mechelen, lut)
    kept.occupancies.update(freed_at=AT)
    Reservation.objects.filter(pk=kept.pk).update(short_since=AT)
    visiting.pull(visit.lines.get(), device=other, by=bea)

    kept.refresh_from_db()
    assert (kept.short_since, kept.occupancies.active().get().device) == (None, other)


def test_the_first_hour_again_is_told_again(come, kept, bea):
    visit = come()
    for moment in (AT + timedelta(minutes=30), AT):
        visiting.change_visit(visit, starts_at=moment, fetch=[kept], by=bea)
        visit.refresh_from_db()

    rows = list(Message.objects.filter(purpose="lending.visit").order_by("pk"))
    told = [type(one).__name__ for one in find("lending.visit").tell(rows)]
    assert told == ["Drop", "Drop", "Case"]


def test_who_is_not_reminded_hears_of_no_appointment(come, an, bea):
    come()
    hushing.hush(an, why="died", by=bea)
    rows = list(Message.objects.filter(subject__startswith="lending.visit:"))
    assert {one.code for one in find("lending.visit").tell(rows)} == {"quiet"}


def test_a_visit_moves_while_something_lies_ready(come, device, bea):
    visit = come()
    visiting.pull(visit.lines.get(), device=device, by=bea)
    visiting.change_visit(visit, starts_at=AT + timedelta(minutes=30), by=bea)
    visit.refresh_from_db()
    assert (visit.starts_at, visit.lines.get().pulled) == (AT + timedelta(minutes=30), device)


def test_an_hour_that_is_over_can_stay_as_it_was(visit, come, bea, clock):
    row = come()
    clock.move(days=7, minutes=180)  # five minutes or three hours too late: they are there now
    desk = visit(bea)
    form = desk.get(f"/afhalen/{row.pk}/wijziging/").page
    chosen = form.select_one("select[name=starts_at] option[selected]")
    assert chosen.text == "dinsdag 10 maart, 14 uur"
    kept = row.lines.get().reservation_id
    typed = {"starts_at": chosen["value"], "fetch": [kept], "remark": "Brengt haar zus mee"}
    assert desk.post(f"/afhalen/{row.pk}/wijziging/", typed).status_code == 302
    row.refresh_from_db()
    assert (row.starts_at, row.remark) == (AT, "Brengt haar zus mee")
