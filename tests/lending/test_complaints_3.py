"""What users of other lending systems complained about, and what happens here: 20 to 24.

The numbers go on from test_complaints_2.
"""

from base64 import b64encode
from datetime import date, datetime, timedelta

import pytest
from django.db.models import Count, ProtectedError
from django.urls import resolve, reverse
from django.utils import timezone

from digibank.devices.models import Device
from digibank.ledger.models import Detail, Entry
from digibank.ledger.sealing import seal, verify
from digibank.lending import requesting, reserving, swapping
from digibank.lending.due import due_after, due_of_renewal
from digibank.lending.handing_out import hand_out
from digibank.lending.models import Agreement, Loan, Renewal
from digibank.lending.reminding import plan
from digibank.lending.renewing import renew
from digibank.lending.taking_back import Returned, take_back
from digibank.lending.undoing import undo
from digibank.network.models import Role
from digibank.paper.keeping import drop_orphans
from digibank.paper.models import Attachment
from digibank.people.erasing import erase
from digibank.post.models import Message
from tests.architecture.standing import arguments, digibank_with_everything, employ
from tests.architecture.urls import urls
from tests.conftest import make_device, refused
from tests.lending.conftest import BRUSSELS, DUE, TODAY, part
from tests.lending.test_booking_pages import words
from tests.lending.test_complaints_1 import form
from tests.paper.drawing import png
from tests.people.factories import make_person

SIGNED = "data:image/png;base64," + b64encode(png()).decode()
A_DAY = timedelta(days=1)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # Sundays on which clocks change
WINTER, SUMMER = "+01:00", "+02:00"


# 20: what is kept of who left


def test_20_erasing_a_person_erases_what_they_signed_and_keeps_the_counts(
    visit, settings, tmp_path, clock, lend, an, bea, lut
):
    """Elsewhere the signed papers of people who had left could not be erased."""
    settings.MEDIA_ROOT = tmp_path
    loan = lend(signing="screen", signature=SIGNED, parts=[part("mouse", "flawed", "Van haar zus")])
    told = [Returned("mouse", "missing", "Bij haar broer")]
    take_back(loan, outcome="check", parts=told, remark="An liet hem vallen", by=lut)
    while seal():
        pass
    before, drawing = figures(), Attachment.objects.get().sha256

    erase(an, erased_for="asked", by=lut)

    agreement = Agreement.objects.get()
    assert (agreement.text, agreement.signature, Attachment.objects.count()) == ("", None, 0)
    assert (Detail.objects.count(), figures(), verify()) == (0, before, [])
    assert visit(bea).get(f"/uitleningen/{loan.pk}/overeenkomst.pdf").status_code == 404
    assert [path.name for path in tmp_path.glob("??/*")] == [drawing]
    clock.move(days=3650)  # the file is as old as this computer says
    assert (drop_orphans(), [*tmp_path.glob("??/*")]) == (1, [])


def figures():
    """What is counted of loans."""
    names = ("end", "outcome", "handed_out_at", "ended_at", "due_on", "person__age_band")
    parts = ("parts__kind", "parts__given", "parts__back")
    signed = ("agreements__language", "agreements__edition", "agreements__signing")
    kept = Loan.objects.values(*names, *parts, *signed).annotate(count=Count("pk"))
    return list(kept.order_by("parts__kind"))


# 21: days and clocks


@pytest.fixture
def always(library):
    """A place that is open on every day, Sundays too."""
    for weekday in (1, 7):
        library.openings.create(weekday=weekday, opens_at="09:00", closes_at="17:00")
    return library


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        ("2026-03-03", 26, "2026-03-29"),
        ("2026-03-28", 1, "2026-03-29"),
        ("2026-03-29", 182, "2026-09-27"),
        ("2026-09-01", 54, "2026-10-25"),
        ("2026-10-25", 1, "2026-10-26"),
        ("2028-02-01", 28, "2028-02-29"),
        ("2028-02-29", 366, "2029-03-01"),
        ("2027-02-01", 28, "2027-03-01"),
    ],
)
def test_21_a_due_day_is_a_day_also_where_clocks_change(always, start, length, due):
    """Elsewhere a loan over a change of the clock ended an hour, and so a day, beside it."""
    found = due_after(date.fromisoformat(start), length, always)

    assert (found.on.isoformat(), found.moved) == (due, False)


@pytest.mark.parametrize(
    ("day", "moved_to"),
    [(SPRING, date(2026, 3, 31)), (AUTUMN, date(2026, 10, 27)), (date(2028, 2, 28), None)],
)
def test_21_a_closed_day_is_moved_when_proposed_and_refused_when_typed(
    lend, library, mechelen, lut, day, moved_to
):
    """Elsewhere something could be due on a day on which nobody was there."""
    moved_to = moved_to or date(2028, 2, 29)
    loan = lend(device=make_device(mechelen, lut), due_on=date(2026, 3, 24))

    assert due_after(TODAY, (day - TODAY).days, library).on == moved_to
    assert refused(lend, due_on=day) == ["closed_day"]
    assert refused(renew, loan, due_on=day, by=lut) == ["closed_day"]
    days = {"from_on": date(2026, 3, 24), "until_on": day, "access_point": library}
    facts = {"kind": "laptop", "person": loan.person, "by": lut, **days}
    assert refused(reserving.reserve, mechelen, **facts) == ["closed_day"]
    assert renew(loan, due_on=moved_to, by=lut).due_on == moved_to


@pytest.mark.parametrize(
    ("due_on", "before", "after"),
    [(SPRING, WINTER, SUMMER), (AUTUMN, SUMMER, WINTER)],
)
def test_21_reminders_go_by_the_day_on_the_wall(lend, always, clock, due_on, before, after):
    """Elsewhere the hours in mails were wrong by what the clock had moved."""
    lend(due_on=due_on)
    clock.traveller.move_to(datetime(2026, due_on.month, due_on.day, 23, 30, tzinfo=BRUSSELS))
    assert plan() == 0
    clock.move(hours=1)
    assert plan() == 1

    rows = Message.objects.filter(purpose__in=["lending.back", "lending.late"])
    rows = rows.order_by("pk").values_list("due_at", "expires_at")
    week, next_day = due_on - 7 * A_DAY, due_on + A_DAY
    midnights = [[week, before, next_day, after]]
    midnights += [[next_day, after, next_day + 7 * A_DAY, after]]
    assert [tuple(map(written, row)) for row in rows] == [
        (f"{one}T00:00:00{here}", f"{other}T00:00:00{there}")
        for one, here, other, there in midnights
    ]


def written(moment):
    return timezone.localtime(moment).isoformat()


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_21_late_begins_at_midnight_here(lend, always, clock, day):
    """Elsewhere a day ended at midnight of another clock."""
    loan = lend(due_on=day)
    midnight = datetime(2026, day.month, day.day, tzinfo=BRUSSELS) + A_DAY
    clock.traveller.move_to(midnight - timedelta(minutes=1))
    assert (timezone.localdate(), loan.is_overdue) == (day, False)

    clock.traveller.move_to(midnight)
    assert (timezone.localdate(), loan.is_overdue) == (day + A_DAY, True)


@pytest.mark.parametrize(
    ("handed_out", "minutes", "codes"),
    [
        ("2026-03-29T01:30:00+01:00", 60, []),
        ("2026-03-29T01:30:00+01:00", 61, ["too_late"]),
        ("2026-10-25T02:30:00+02:00", 60, []),
        ("2026-10-25T02:30:00+02:00", 61, ["too_late"]),
    ],
)
def test_21_an_hour_is_an_hour_while_the_clock_changes(
    lend, clock, lut, handed_out, minutes, codes
):
    """Elsewhere what was lent before the change no longer fitted after it."""
    clock.traveller.move_to(datetime.fromisoformat(handed_out))
    loan = lend(due_on=date(2026, 12, 1))
    clock.move(minutes=minutes)

    found = refused(undo, loan, reason="Vergissing", by=lut) if codes else []
    assert found == codes
    if not codes:
        assert undo(loan, reason="Vergissing", by=lut).end == Loan.End.UNDONE


@pytest.mark.parametrize(
    ("asked_on", "respond_by"),
    [
        (datetime(2026, 3, 28, 10, tzinfo=BRUSSELS), "2026-03-31T23:59:00+02:00"),
        (datetime(2026, 10, 24, 10, tzinfo=BRUSSELS), "2026-10-27T23:59:00+01:00"),
        (datetime(2028, 2, 28, 10, tzinfo=BRUSSELS), "2028-03-02T23:59:00+01:00"),
    ],
)
def test_21_a_day_to_answer_ends_at_the_end_of_that_day(
    clock, mechelen, device, lut, asked_on, respond_by
):
    """Elsewhere an end was put at the hour of opening, or an hour off."""
    clock.traveller.move_to(asked_on)
    person = make_person(mechelen, "Els", channel="phone", phone="+32471112233")
    row = requesting.request_loan(mechelen, person=person, kind="laptop", by=lut)
    days = {"from_on": asked_on.date() + 7 * A_DAY, "until_on": asked_on.date() + 30 * A_DAY}
    made = requesting.offer(row, **days, by=lut)

    assert (written(made.respond_by), made.reservation.held_until) == (respond_by, made.respond_by)


def test_21_a_renewal_from_a_leap_day(lend, always, clock):
    """Elsewhere the day that exists once in four years was the day before or none."""
    clock.traveller.move_to(datetime(2028, 2, 1, 10, tzinfo=BRUSSELS))
    loan = lend(due_on=date(2028, 2, 29))

    assert due_of_renewal(loan, date(2028, 2, 29)).on == date(2028, 5, 30)
    assert loan.due_on == date(2028, 2, 29)


# 22: who may do what, and what the form cannot say


@pytest.fixture
def scene(db):
    """A digibank with one of everything."""
    return digibank_with_everything("Boom")


def doors(scene):
    """The address of each page of lending that speaks of one thing."""
    found = [(name, route, names) for name, route, names in urls() if name.startswith("lending:")]
    return {
        name: reverse(name, kwargs=arguments(scene, route, names))
        for name, route, names in found
        if names
    }


def test_22_nothing_of_another_digibank_can_be_touched(visit, scene, zoe):
    """Elsewhere whoever was logged in could act on any loan by its number."""
    here, visitor = doors(scene), visit(zoe)
    before = (Entry.objects.count(), list(Loan.objects.values()))

    assert {name: visitor.post(url).status_code for name, url in here.items()} == dict.fromkeys(
        here, 404
    )
    assert {"lending:renewal_new", "lending:loan_end", "lending:swap_new"} - set(here) == set()
    assert (Entry.objects.count(), list(Loan.objects.values())) == before


def test_22_nothing_can_be_touched_without_a_log_in(visit, scene):
    """Elsewhere a link in a mail was as good as a password."""
    here, visitor = doors(scene), visit()

    answers = {name: visitor.post(url) for name, url in here.items()}
    assert {name: one.status_code for name, one in answers.items()} == dict.fromkeys(here, 302)
    assert {one.url.partition("?")[0] for one in answers.values()} == {"/account/aanmelden/"}


def test_22_a_volunteer_renews_nothing_and_lends_where_allowed(visit, clock, scene):
    """Elsewhere the page hid the button, and the address behind it was open."""
    vera, here = employ(scene.digibank, Role.VOLUNTEER), doors(scene)
    scene.digibank.volunteers_lend_since = clock.now
    scene.digibank.save()
    visitor, typed = visit(vera), {"due_on": "2099-06-01"}

    assert visitor.post(here["lending:renewal_new"], typed).status_code == 403
    assert (visitor.get(here["lending:loan_end"]).status_code, Renewal.objects.count()) == (200, 0)


def test_22_the_day_is_asked_of_who_waits_in_the_act_itself(visit, lend, mechelen, bea, lut):
    """Elsewhere the browser had to ask first whether it was free, and could skip that."""
    loan = lend(due_on=date(2026, 3, 31))
    days = {"from_on": date(2026, 4, 7), "until_on": date(2026, 5, 5)}
    bo = make_person(mechelen, "Bo")
    reserving.reserve(mechelen, kind="laptop", person=bo, by=lut, **days)

    url = f"/uitleningen/{loan.pk}/verlenging/"
    assert visit(bea).post(url, {"due_on": "14/04/2026"}).status_code == 422
    loan.refresh_from_db()
    assert loan.due_on == date(2026, 3, 31)


def test_22_what_the_form_does_not_ask_cannot_be_said(visit, lend, mechelen, device, bea, lut):
    """Elsewhere the one who paid could type the amount."""
    loan, bo = lend(), make_person(mechelen, "Bo")
    other = make_device(mechelen, lut)
    before = Loan.objects.values().get()
    more = {"fee": "0", "fee_cents": "1", "deposit_cents": "1", "amount": "-5", "ended_at": ""}
    more |= {"person": bo.pk, "device": other.pk, "digibank": 0, "handed_out_by": 0, "end": "lost"}
    visit(bea).post(f"/uitleningen/{loan.pk}/verlenging/", {**more, "due_on": "01/12/2026"})

    assert Loan.objects.values().get() == {**before, "due_on": date(2026, 12, 1)}
    visit(bea).post(f"/toestellen/{other.code}/uitlening/", {**form(bo), **more})
    plain = hand_out(make_device(mechelen, lut), person=bo, due_on=DUE, by=bea)
    made, same = other.loans.values().get(), Loan.objects.values().get(pk=plain.pk)
    own = {"id", "device_id", "access_point_id"}
    assert [name for name in made if made[name] != same[name]] == [
        name for name in made if name in own
    ]


# 23: who has what is nobody's business


def test_23_no_page_without_a_log_in_shows_who_has_what(visit, scene, bea):
    """Elsewhere a visitor could see by name who had reserved something."""
    hidden = lent_and_reserved(scene.digibank, bea)
    hidden += Device.objects.values_list("code", flat=True)
    visitor, shown = visit(), {}
    for name, route, names in urls():
        url = route if name == route else reverse(name, kwargs=arguments(scene, route, names))
        if getattr(resolve(url).func, "login_required", True):
            continue
        answer = visitor.get(url)
        if answer.status_code == 200:
            shown[name] = [word for word in hidden if word in text_of(answer)]

    assert {name: found for name, found in shown.items() if found} == {}
    public = {"lobby:front", "network:places", "network:place", "guidance:kiosk_screen"}
    assert public - set(shown) == set()


def lent_and_reserved(digibank, by):
    """Words that tell who has something, and what."""
    has = make_person(digibank, "Quirina", "Zwartewater")
    waits = make_person(digibank, "Xaveria", "Withoofd")
    device, kept = make_device(digibank, by), make_device(digibank, by)
    due_on = timezone.localdate() + 30 * A_DAY
    hand_out(device, person=has, due_on=due_on, by=by)
    days = {"from_on": timezone.localdate(), "until_on": due_on}
    reserving.reserve(digibank, kind="laptop", person=waits, devices=[kept], by=by, **days)
    return ["Quirina", "Zwartewater", "Xaveria", "Withoofd", device.label, kept.label]


def text_of(answer):
    return b"".join(answer).decode(errors="replace")


def test_23_the_desk_does_see_it(visit, mechelen, bea):
    """So that the words of the test before are the right ones."""
    hidden = lent_and_reserved(mechelen, bea)
    row = mechelen.reservations.get().get_absolute_url()
    shown = "".join(text_of(visit(bea).get(url)) for url in ("/uitleningen/", row))

    assert [word for word in hidden if word not in shown] == []


def test_23_a_refusal_names_the_day_and_not_who_waits(visit, lend, mechelen, an, device, bea, vera):
    """Elsewhere a refusal told who had it."""
    bart = make_person(mechelen, "Bart", "Claes")
    days = {"from_on": date(2026, 4, 7), "until_on": date(2026, 5, 5)}
    reserving.reserve(mechelen, kind="laptop", person=bart, by=bea, **days)

    answer = visit(bea).post(f"/toestellen/{device.code}/uitlening/", form(an))
    sentences = [words(one) for one in answer.page.select(".errors li")]
    assert sentences == ["Iemand reserveerde dit toestel vanaf dinsdag 7 april. Neem een ander."]
    assert ("Claes" in text_of(answer), answer.status_code) == (False, 422)


# 24: the story of a loan stays


def test_24_an_ended_loan_stays_where_it_was_with_its_story(lend, mechelen, device, an, lut):
    """Elsewhere a return moved the row to another table, and some never arrived there."""
    loan, number = lend(), Loan.objects.get().pk
    renew(loan, due_on=date(2026, 12, 1), by=lut)
    other = make_device(mechelen, lut)
    swapping.swap(loan, into=other, outcome="repair", reason="Scherm zwart", by=lut)
    loan.refresh_from_db()
    take_back(loan, outcome="check", by=lut)

    assert list(Loan.objects.values_list("pk", "device", "end")) == [
        (number, other.pk, "taken_back")
    ]
    story = Entry.objects.filter(facts__loan=number).order_by("pk")
    verbs = ["handed_out", "renewed", "swapped", "taken_back"]
    assert list(story.values_list("verb", flat=True)) == verbs
    while seal():
        pass
    assert (verify(), {one.facts["person"] for one in story}) == ([], {an.pk})


def test_24_what_was_undone_or_lost_stays_too(lend, mechelen, lut):
    """Elsewhere undoing destroyed the row."""
    first, second = lend(), lend(device=make_device(mechelen, lut))
    undo(first, reason="Verkeerde persoon", by=lut)
    row = swapping.report_incident(second, kind="loss", happened_on=TODAY, by=lut)
    swapping.give_up(row, by=lut)

    ends = Loan.objects.order_by("pk").values_list("pk", "end")
    assert list(ends) == [(first.pk, "undone"), (second.pk, "lost")]


def test_24_a_loan_goes_with_nothing_that_it_names(lend, device, an, library, lut):
    """Elsewhere the history of what was deleted went with it."""
    take_back(lend(), outcome="shelf", by=lut)

    for thing in (device, an, library, lut, device.digibank):
        with pytest.raises(ProtectedError):
            thing.delete()
    assert Loan.objects.count() == 1


def test_24_a_number_is_never_given_twice(lend, mechelen, lut):
    """Elsewhere numbers came again after a restart, and the older row made way."""
    first, last = lend(), lend(device=make_device(mechelen, lut))
    Loan.objects.filter(pk=last.pk).delete()

    again = lend(device=make_device(mechelen, lut))
    assert (again.pk > last.pk > first.pk, Loan.objects.count()) == (True, 2)
