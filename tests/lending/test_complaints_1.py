"""What users of other lending systems complained about, and what happens here: 1 to 11.

The numbers are those of the list of complaints that we read before we built; 9 and 10 stand with
what they are about.
"""

from collections import deque
from datetime import date, timedelta
from threading import Event
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from digibank.devices.writing_off import write_off
from digibank.ledger.models import Entry
from digibank.lending import reserving, swapping
from digibank.lending.availability import availability, calendar
from digibank.lending.handing_out import hand_out
from digibank.lending.models import Loan, Reservation
from digibank.lending.renewing import renew
from digibank.lending.taking_back import take_back
from digibank.lending.undoing import correct
from digibank.network.models import Organisation
from digibank.ui import codes
from tests.conftest import make_device, refused
from tests.lending.conftest import DUE, TODAY
from tests.lending.test_booking_pages import words
from tests.lending.test_reserving import days_of
from tests.people.factories import make_person
from tests.threads import at_once

A_DAY = timedelta(days=1)
BEFORE = date(2026, 3, 31)  # all of these are Tuesdays
APRIL, MAY = date(2026, 4, 7), date(2026, 5, 5)


@pytest.fixture
def bart(mechelen):
    return make_person(mechelen, "Bart", "Claes")


@pytest.fixture
def keep(clock, mechelen, lut):
    """Reserves a laptop from 7 April to 5 May for somebody; say what differs."""

    def kept(person=None, **differs):
        facts = {"kind": "laptop", "from_on": APRIL, "until_on": MAY, "by": lut, **differs}
        return reserving.reserve(mechelen, person=person, **facts)

    return kept


def form(person, due_on="01/09/2026", **differs):
    """What the form of a hand-out sends."""
    parts = {f"part_{kind}": "fine" for kind in ("charger", "bag", "mouse")}
    typed = {"persoon": person.pk, "due_on": due_on, "language": "nl", "signing": "paper"}
    return {**typed, **parts, **differs}


def address(device):
    return f"/toestellen/{device.code}/uitlening/"


def outcome(act):
    """The codes with which `act()` was refused; none when it could be done."""
    try:
        act()
    except ValidationError as refusal:
        return [one.code for many in refusal.update_error_dict({}).values() for one in many]
    return []


def together(*acts):
    """The outcome of each of `acts`, sorted, begun together and each with its own connection.

    On SQLite the tests share one connection in memory, so there they come in turn.
    """
    left = deque(acts)
    if connection.vendor != "postgresql":
        return sorted(outcome(act) for act in acts)
    return sorted(at_once(lambda: outcome(left.popleft()), len(acts)))


def overlapping(first, second):
    """The outcomes of two acts: `first` has acted but not committed when `second` begins.

    On SQLite, where one writes at a time, `second` begins when `first` has ended.
    """
    if connection.vendor != "postgresql":
        return [outcome(first), outcome(second)]
    acted, sides = Event(), deque(["slow", "late"])

    def slow():
        with transaction.atomic():
            done = outcome(first)
            acted.set()
            sleep(0.5)  # `second` waits for a lock meanwhile, or reads what will not be true
        return "slow", done

    def late():
        acted.wait(10)
        return "late", outcome(second)

    answers = dict(at_once(lambda: {"slow": slow, "late": late}[sides.popleft()](), 2))
    return [answers["slow"], answers["late"]]


@pytest.mark.django_db(transaction=True)
def test_01_two_check_outs_of_one_device_are_one_loan(mechelen, device, lut):
    """Elsewhere a form that was open on two screens lent one thing twice."""
    people = [make_person(mechelen, name) for name in ("An", "Bo", "Cor", "Dia")]

    def lending_to(person):
        return lambda: hand_out(device, person=person, due_on=DUE, by=lut)

    assert together(*map(lending_to, people)) == [[], ["taken"], ["taken"], ["taken"]]
    assert (Loan.objects.count(), days_of(device)) == (1, [(TODAY, DUE + 3 * A_DAY)])
    assert Entry.objects.filter(verb="handed_out").count() == 1


def test_01_a_form_that_is_sent_twice_is_one_loan(visit, clock, device, an, bea, library):
    """Elsewhere each press on the button was a check-out."""
    visitor = visit(bea)

    answers = [visitor.post(address(device), form(an)).status_code for _press in range(3)]

    assert (answers, Loan.objects.count()) == ([302, 409, 409], 1)


def test_01_the_database_knows_one_open_loan_of_a_device(lend, mechelen, device, bart, lut):
    """Elsewhere only some of the screens asked whether it was out."""
    lend()
    facts = {"digibank": mechelen, "person": bart, "handed_out_by": lut, "due_on": DUE}

    with pytest.raises(IntegrityError, match="one_open_loan_per_device|lending_loan.device_id"):
        Loan.objects.create(device=device, **facts)


def test_01_what_is_lost_or_at_work_cannot_be_lent(visit, lend, mechelen, device, an, bea, wim):
    """Elsewhere a list for many at once also took what was lost."""
    raw = make_device(mechelen, wim, ready=False)
    write_off(device, reason="lost", by=wim)

    assert refused(lend) == ["written_off"]
    assert refused(lend, device=raw) == ["not_erased", "not_released"]
    answers = [visit(bea).post(address(one), form(an)).status_code for one in (device, raw)]
    assert (answers, Loan.objects.count()) == ([422, 422], 0)


def test_02_a_longer_loan_asks_who_waits(device, lend, keep, bart, lut):
    """Elsewhere who kept something longer had it while it was promised to another."""
    loan, later = lend(due_on=BEFORE), date(2026, 4, 14)
    row = keep(bart)

    assert refused(renew, loan, due_on=later, by=lut) == ["reserved"]
    assert refused(correct, loan, due_on=later, reason="Verkeerde dag", by=lut) == ["reserved"]
    assert days_of(device) == [(TODAY, BEFORE + 3 * A_DAY), (APRIL, MAY + 3 * A_DAY)]
    reserving.cancel(row, by=lut)
    renew(loan, due_on=later, by=lut)
    assert days_of(device) == [(TODAY, later + 3 * A_DAY)]


def test_02_what_is_kept_for_a_set_counts_too(mechelen, device, lend, keep, bart, wim, lut):
    """Elsewhere the check looked at single things and forgot those in a set."""
    make_device(mechelen, wim)
    loan = lend(due_on=BEFORE)
    school = Organisation.objects.create(name="School De Brug", kind="education")
    row = keep(organisation=school, count=2)

    assert refused(renew, loan, due_on=date(2026, 4, 14), by=lut) == ["reserved"]
    assert row.occupancies.active().count() == 2


def test_02_what_came_back_is_in_nobodys_way(mechelen, device, lend, bart, wim, lut):
    """Elsewhere the repair of that check also counted what was back already."""
    other = make_device(mechelen, wim)
    take_back(lend(device=other), outcome="shelf", by=lut)
    loan = lend(due_on=BEFORE)

    renew(loan, due_on=date(2026, 4, 14), by=lut)

    assert (days_of(device), days_of(other)) == ([(TODAY, date(2026, 4, 17))], [])


def test_03_every_door_asks_who_reserved_it(visit, device, keep, an, bart, bea, library):
    """Elsewhere adding by scan and by phone skipped the check that the website made."""
    keep(bart)
    card = codes.new_code(codes.CARD)
    an.cards.create(code=card)
    visitor, here = visit(bea), address(device)
    doors = [
        visitor.get("/zoek/", {"q": device.label}).url,
        visitor.get(f"/mensen/{an.pk}/uitlening/", {"toestel": device.label}).url,
        visitor.get(here, {"wie": codes.written(codes.CARD, card)}).url,
    ]

    assert doors == [here, f"{here}?persoon={an.pk}", f"{here}?persoon={an.pk}"]
    assert [visitor.post(door, form(an)).status_code for door in doors] == [422, 422, 422]
    assert Loan.objects.count() == 0


def test_03_a_swap_and_a_reservation_ask_the_same(visit, mechelen, device, lend, keep, bart, bea):
    """Elsewhere one door could take what another refused, and even nothing at all."""
    other = make_device(mechelen, bea)
    loan = lend(device=other)
    keep(bart)
    visitor, swap = visit(bea), {"into": device.label, "reason": "Zwart", "outcome": "repair"}
    days = {"kind": "laptop", "from_on": "07/04/2026", "until_on": "05/05/2026"}
    reserve = f"/reserveringen/nieuw/?persoon={loan.person_id}"

    assert visitor.post(f"/uitleningen/{loan.pk}/ruil/", swap).status_code == 422
    answers = [visitor.post(reserve, {**days, "count": count}) for count in ("1", "0", "")]
    assert [one.status_code for one in answers] == [422, 422, 422]
    assert (Reservation.objects.count(), Loan.objects.get().device) == (1, other)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["fetched", "cancelled"])
def test_04_fetched_at_one_screen_and_called_off_at_another(device, keep, an, lut, first):
    """Elsewhere what was called off in one tab could be out through another."""
    today = timezone.localdate()
    row = keep(an, from_on=today, until_on=today + 7 * A_DAY)
    acts = {
        "fetched": lambda: hand_out(device, person=an, due_on=today + 7 * A_DAY, by=lut),
        "cancelled": lambda: reserving.cancel(row, by=lut),
    }
    second = next(name for name in acts if name != first)

    answers = overlapping(acts[first], acts[second])

    ended = {"fetched": "handed_out", "cancelled": "cancelled"}[first]
    row.refresh_from_db()
    assert (answers, row.end) == ([[], ["taken"] if first == "fetched" else []], ended)
    told = Entry.objects.filter(verb__startswith="reservation_").values_list("verb", flat=True)
    assert list(told) == [f"reservation_{first}"]
    assert (Loan.objects.open().count(), len(days_of(device))) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("first", "answers", "end"),
    [
        ("back", [[], ["taken"]], "shelf"),
        ("longer", [[], []], "check"),
        ("broken", [[], []], "check"),
    ],
)
def test_04_the_second_of_two_acts_sees_what_the_first_did(device, lend, lut, first, answers, end):
    """Elsewhere an act went on with what it had read before another one changed it."""
    loan = lend(access_point=None)
    acts = {
        "back": lambda: take_back(loan, outcome="shelf", by=lut),
        "longer": lambda: renew(loan, due_on=DUE + 7 * A_DAY, by=lut),
        "broken": lambda: swapping.report_incident(loan, kind="damage", happened_on=TODAY, by=lut),
    }

    assert overlapping(acts[first], lambda: take_back(loan, outcome="check", by=lut)) == answers
    loan.refresh_from_db()
    assert (loan.end, loan.outcome, days_of(device)) == ("taken_back", end, [])
    assert Entry.objects.filter(verb="taken_back").count() == 1


@pytest.mark.django_db(transaction=True)
def test_05_of_one_device_two_reservations_cannot_be_made_at_once(device, keep, an, bart):
    """Elsewhere one thing was promised twice for the same days."""
    answers = together(lambda: keep(an), lambda: keep(bart))

    assert answers == [[], ["not_enough"]]
    assert days_of(device) == [(APRIL, MAY + 3 * A_DAY)]


@pytest.mark.django_db(transaction=True)
def test_05_a_hold_that_lapsed_does_not_come_back_to_life(clock, device, keep, an, bart, lut):
    """Elsewhere an old basket came back with what others had been promised meanwhile."""
    row = keep(an, held_until=clock.now + timedelta(hours=2))
    assert refused(keep, bart) == ["not_enough"]
    clock.move(hours=3)

    answers = together(lambda: reserving.confirm(row, by=lut), lambda: keep(bart))

    assert answers == [[], ["taken"]]
    row = Reservation.objects.get(ended_at=None)
    assert (row.person, days_of(device)) == (bart, [(APRIL, MAY + 3 * A_DAY)])


@pytest.mark.django_db(transaction=True)
def test_05_a_hold_lapses_once(clock, mechelen, device, keep, an, bart, lut):
    """Elsewhere two who looked at the same moment each ended it."""
    row = keep(bart, held_until=clock.now + timedelta(hours=2))
    clock.move(hours=3)

    def lend():
        hand_out(device, person=an, due_on=MAY, by=lut)

    assert overlapping(lend, lambda: reserving.tidy(mechelen, clock.now)) == [[], []]
    row.refresh_from_db()
    assert (row.end, Entry.objects.filter(verb="reservation_lapsed").count()) == ("expired", 1)


def test_06_a_scan_says_that_somebody_waits(visit, clock, device, keep, an, bart, bea, library):
    """Elsewhere the desk scanned out what was reserved for somebody else for the next day."""
    keep(bart, from_on=TODAY + A_DAY)
    visitor, here = visit(bea), address(device)

    page = visitor.get(here, {"persoon": an.pk}).page
    assert words(page.select_one("#waits p")) == (
        "Vanaf woensdag 4 maart is het voor iemand anders. Het moet voordien terug zijn."
    )
    assert visitor.post(here, form(an)).status_code == 422
    assert Loan.objects.count() == 0


def test_06_what_is_back_before_that_day_may_go(visit, clock, device, keep, an, bart, bea, library):
    """Elsewhere it was all or nothing."""
    row = keep(bart)

    assert visit(bea).post(address(device), form(an, "31/03/2026")).status_code == 302
    assert days_of(device) == [(TODAY, BEFORE + 3 * A_DAY), (APRIL, MAY + 3 * A_DAY)]
    row.refresh_from_db()
    assert (row.ended_at, row.short_since) == (None, None)


def test_06_going_first_needs_a_reason_and_finds_the_other_one(
    visit, clock, mechelen, device, keep, an, bart, bea, vera, library
):
    """Elsewhere who had reserved found nothing on the shelf, and nobody knew why."""
    row = keep(bart, devices=[device])
    other = make_device(mechelen, bea)
    mechelen.volunteers_lend_since = clock.now
    mechelen.save()
    typed = form(an, override="Examen morgen")

    assert visit(vera).post(address(device), typed).status_code == 422
    assert visit(bea).post(address(device), typed).status_code == 302
    assert [one.device for one in row.occupancies.active()] == [other]
    entry = Entry.objects.get(verb="reservation_displaced")
    assert (entry.facts["person"], entry.detail.words) == (an.pk, {"why": "Examen morgen"})


def test_06_who_was_passed_and_has_nothing_stands_on_a_list(
    visit, clock, device, keep, an, bart, bea, library
):
    """Elsewhere nobody saw it before that person stood at the counter."""
    keep(bart)
    visitor = visit(bea)
    visitor.post(address(device), form(an, override="Examen morgen"))

    rows = visitor.get("/reserveringen/", {"staat": "short"}).page.select(".rows > li")
    assert [words(one.select_one(".row-title")) for one in rows] == ["Bart Claes"]


def starts():
    """Days on which somebody may want to begin, around what is reserved."""
    return [TODAY + number * A_DAY for number in range(0, 84, 5)]


def test_07_what_is_said_to_be_free_can_be_reserved_and_nothing_else(
    mechelen, device, keep, lend, an, bart, wim
):
    """Elsewhere one screen said that it was free and the next that it was not."""
    lend(device=make_device(mechelen, wim), due_on=BEFORE)
    make_device(mechelen, wim, ready=False)
    keep(bart, count=2)
    told, could, drawn = [], [], []
    for begins in starts():
        days = {"from_on": begins, "until_on": begins + 7 * A_DAY}
        told.append(len(availability(mechelen, "laptop", **days).free))
        could.append(max([0, *(count for count in (1, 2, 3) if can(keep, an, count, days))]))
        picture = calendar(mechelen, "laptop", begins, begins + 10 * A_DAY)
        drawn.append(min(day.free for day in picture))

    assert told == could
    assert (told[0], max(told), min(told)) == (1, 3, 1)
    assert [some for some, least in zip(told, drawn, strict=True) if some > least] == []


def can(keep, person, count, days):
    """Whether `count` devices can be reserved; afterwards they are not."""
    with transaction.atomic():
        found = outcome(lambda: keep(person, count=count, **days))
        transaction.set_rollback(True)
    return found == []


def test_07_a_hand_out_and_a_renewal_give_the_same_answer(mechelen, device, keep, lend, bart, lut):
    """Elsewhere approving and editing each had a calculation of their own."""
    keep(bart)
    days = [TODAY + number * A_DAY for number in (7, 28, 31, 32, 35, 63, 70)]
    free = [bool(availability(mechelen, "laptop", TODAY, day).free) for day in days]
    lent, longer = [], []
    for day in days:
        with transaction.atomic():
            lent.append(outcome(lambda day=day: lend(due_on=day, access_point=None)) == [])
            transaction.set_rollback(True)
    loan = lend(due_on=TODAY + A_DAY, access_point=None)
    for day in days:
        with transaction.atomic():
            longer.append(outcome(lambda day=day: renew(loan, due_on=day, by=lut)) == [])
            transaction.set_rollback(True)

    assert free == [True, True, True, False, False, False, False]
    assert (lent, longer) == (free, free)


def test_08_a_scan_fetches_the_reservation_that_begins_first(
    visit, clock, mechelen, device, keep, an, bea, library
):
    """Elsewhere the scan went to the later one of two, and the first was never fetched."""
    later = keep(an, devices=[make_device(mechelen, bea)])
    days = {"from_on": TODAY, "until_on": date(2026, 3, 10)}
    first = keep(an, devices=[make_device(mechelen, bea)], **days)

    assert visit(bea).post(address(device), form(an, "14/04/2026")).status_code == 302
    ends = {row.pk: row.end for row in Reservation.objects.all()}
    assert ends == {first.pk: "handed_out", later.pk: ""}
    assert later.occupancies.active().count() == 1


def test_08_of_two_that_begin_together_it_is_the_oldest(lend, mechelen, device, keep, an, lut):
    """Elsewhere nobody could say which of two it would be."""
    third = make_device(mechelen, lut)
    rows = [keep(an, devices=[one]) for one in (device, make_device(mechelen, lut))]
    lend(device=third, due_on=date(2026, 4, 14))

    ends = list(Reservation.objects.order_by("pk").values_list("pk", "end"))
    assert ends == [(rows[0].pk, "handed_out"), (rows[1].pk, "")]


def test_11_every_door_asks_which_parts_go_along(visit, clock, device, an, bea, library):
    """Elsewhere the notice about parts stood on one screen and not on the other."""
    visitor, person = visit(bea), {"persoon": an.pk}
    doors = [
        visitor.get("/zoek/", {"q": device.label}).url,
        visitor.get(f"/mensen/{an.pk}/uitlening/", {"toestel": device.label}).url,
    ]
    asked = [kit_of(visitor.get(door.partition("?")[0], person).page) for door in doors]

    assert asked == [["part_bag", "part_charger", "part_mouse"]] * 2
    bare = {name: text for name, text in form(an).items() if not name.startswith("part_")}
    assert [visitor.post(door, bare).status_code for door in doors] == [422, 422]
    assert Loan.objects.count() == 0


def kit_of(page):
    return sorted({tag["name"] for tag in page.select(".kit input[type=radio]")})


def test_11_the_command_itself_writes_every_part_of_the_kit(visit, lend, bea):
    """Elsewhere what a screen did not ask was not kept."""
    loan = lend()

    parts = list(loan.parts.order_by("kind").values_list("kind", "given"))
    assert parts == [("bag", "not_given"), ("charger", "not_given"), ("mouse", "not_given")]
    loan.parts.exclude(kind="bag").update(given="fine")
    visitor = visit(bea)
    for act, kit in (("terugkeer", ["charger", "mouse"]), ("verbetering", None)):
        asked = kit_of(visitor.get(f"/uitleningen/{loan.pk}/{act}/").page)
        assert asked == [f"part_{kind}" for kind in kit or ("bag", "charger", "mouse")]
