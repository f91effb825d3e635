from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.timezone import localdate
from icalendar import Calendar as ICalendar

from digibank.guidance import agenda_queries, appointing, calendars, notices, rostering
from digibank.guidance.models import Appointment, HelpPolicy, Shift
from digibank.guidance.ruling import set_policy
from digibank.ledger.models import Entry
from digibank.network.queries import version_of
from digibank.people.erasing import erase
from digibank.post.gathering import gather
from digibank.post.models import Dispatch, Message
from tests.conftest import account, refused
from tests.people.factories import make_person

MONDAY = date(2026, 3, 9)
TUESDAY = MONDAY + timedelta(days=1)  # the library is open from 9 to 17


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel("2026-03-09T07:00:00+00:00", tick=False):
        yield


@pytest.fixture
def offer(library):
    def offered(helper, begins=9, ends=12, on=TUESDAY, **facts):
        given = {"helper": helper, "on": on, "by": helper, "confirmed": True, **facts}
        return rostering.offer(library, begins_at=time(begins), ends_at=time(ends), **given)

    return offered


@pytest.fixture
def appoint(mechelen, library, an, bea):
    def made(hour=10, **facts):
        given = {
            "person": an,
            "kind": "place",
            "begins_at": at(hour),
            "helper": bea,
            "access_point": library,
            "theme": "itsme",
            "by": bea,
            **facts,
        }
        return appointing.appoint(mechelen, **given)

    return made


def at(hour, minute=0, on=TUESDAY):
    return timezone.make_aware(datetime.combine(on, time(hour, minute)))


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


# Rosters


def test_offer_repeats_each_week_and_waits_for_a_yes(offer, vera, lut):
    offer(vera, weeks=3, confirmed=False)

    rows = Shift.objects.order_by("on")
    assert [row.on for row in rows] == [TUESDAY + timedelta(weeks=n) for n in range(3)]
    assert {row.confirmed_at for row in rows} == {None}
    rostering.confirm(rows[0], by=lut)
    assert Shift.objects.filter(confirmed_at__isnull=False).count() == 1
    assert verbs() == ["shift_offered", "shift_confirmed"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"on": MONDAY - timedelta(days=1)}, "in_past"),
        ({"weeks": 27}, "too_many_weeks"),
        ({"begins": 12, "ends": 12}, "ends_before_it_begins"),
        ({"begins": 11, "ends": 13}, "taken"),
    ],
)
def test_offer_refuses(offer, vera, facts, code):
    offer(vera)

    assert refused(offer, vera, **facts) == [code]
    assert Shift.objects.count() == 1


def test_who_does_not_help_is_on_no_roster(offer, wim, zoe):
    assert refused(offer, wim) == ["no_helper"]
    assert refused(offer, zoe) == ["no_helper"]


def test_who_cannot_come_is_replaced_by_the_first_who_can(offer, vera, bea, lut):
    shift = offer(vera)
    assert refused(rostering.step_in, shift, by=bea) == ["taken"]

    rostering.give_up(shift, by=vera)
    made = rostering.step_in(shift, by=bea)

    assert (made.helper, made.replaces, made.confirmed_by) == (bea, shift, shift.confirmed_by)
    assert refused(rostering.step_in, shift, by=lut) == ["taken"]
    assert refused(rostering.give_up, shift, by=vera) == ["taken"]
    assert verbs() == ["shift_offered", "shift_given_up", "stepped_in"]


def test_a_gap_is_where_too_few_helpers_stand_while_it_is_open(offer, vera, bea, mechelen):
    offer(vera, 9, 12)
    offer(bea, 11, 14)

    def gaps():
        week = dict(agenda_queries.week_of(mechelen, MONDAY))
        (day,) = week[TUESDAY]
        return [(gap.begins_at.hour, gap.ends_at.hour, gap.lacking) for gap in day.gaps]

    assert gaps() == [(14, 17, 1)]
    HelpPolicy.objects.create(digibank=mechelen, helpers_at_least=2)
    assert gaps() == [(9, 11, 1), (12, 14, 1), (14, 17, 2)]


def test_the_week_takes_as_many_questions_for_three_shifts_as_for_one(
    offer, vera, bea, lut, mechelen, django_assert_num_queries
):
    offer(vera)
    with django_assert_num_queries(6):
        agenda_queries.week_of(mechelen, MONDAY)
    offer(bea)
    offer(lut)

    with django_assert_num_queries(6):
        agenda_queries.week_of(mechelen, MONDAY)


def test_hours_are_what_was_confirmed_and_is_over(offer, vera, lut, mechelen):
    offer(vera, 9, 12)
    offer(vera, 13, 17, on=TUESDAY + timedelta(days=1), confirmed=False)
    rostering.give_up(offer(vera, 9, 12, on=TUESDAY + timedelta(days=2)), by=vera)
    offer(vera, 9, 10, on=date(2026, 4, 1))

    with time_machine.travel("2026-03-31T10:00:00+00:00"):
        months = agenda_queries.hours_worked(vera, mechelen)

    assert [(one.first, one.count, one.hours) for one in months] == [(date(2026, 3, 1), 1, "3.00")]


# Appointments


def test_appoint_tells_the_person_and_reminds_the_day_before(appoint, an):
    made = appoint(on := 10)

    assert (made.begins_at, made.ends_at) == (at(on), at(10, 30))
    rows = Message.objects.order_by("pk").values_list("purpose", "due_at", "expires_at")
    assert list(rows) == [(notices.MADE, timezone.now(), at(10))]
    later = appoint(10, begins_at=at(10, on=TUESDAY + timedelta(days=7)))
    assert later.sequence == 0
    purposes = list(Message.objects.order_by("pk").values_list("purpose", flat=True))
    assert purposes == [notices.MADE, notices.MADE, notices.SOON]
    assert verbs() == ["appointed", "appointed"]


def test_the_outbox_says_when_and_where(appoint, an):
    appoint()

    gather()

    row = Dispatch.objects.get()
    text = row.body
    assert text == (
        "Afspraak op dinsdag 10 maart om 10.00 uur: Bibliotheek Het Predikheren "
        "(Goswin de Stassartstraat 88). Kan je niet? Bel 015 12 34 56."
    )


def test_move_tells_again_and_drops_what_was_not_told(appoint, bea, vera):
    made = appoint()

    moved = appointing.move(made, begins_at=at(14), helper=vera, by=bea)

    assert (moved.begins_at, moved.ends_at, moved.helper) == (at(14), at(14, 30), vera)
    assert moved.sequence == 1
    verdicts = notices.tell(list(Message.objects.order_by("pk")))
    assert [getattr(one, "code", "told") for one in verdicts] == ["appointment_changed", "told"]


@pytest.mark.parametrize(("why", "told"), [("us", 2), ("person", 1)])
def test_cancel_tells_the_person_only_when_we_cannot(appoint, bea, why, told):
    made = appointing.cancel(appoint(), cancelled=why, by=bea)

    assert (made.cancelled, made.sequence) == (why, 1)
    assert Message.objects.count() == told
    assert refused(appointing.move, made, begins_at=at(15), helper=bea, by=bea) == ["taken"]


def test_who_did_not_come_is_noted_and_nothing_follows(appoint, bea, an):
    made = appoint()
    assert refused(appointing.end, made, end="stayed_away", by=bea) == ["still_to_come"]

    with time_machine.travel(at(10, 40)):
        ended = appointing.end(made, end="stayed_away", by=bea)
        assert refused(appointing.end, made, end="came", by=bea) == ["taken"]

    assert ended.end == "stayed_away"
    an.refresh_from_db()
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"begins_at": at(6, on=MONDAY - timedelta(days=1))}, "in_past"),
        ({"begins_at": at(10, on=date(2027, 4, 1))}, "too_far"),
        ({"access_point": None}, "no_place"),
        ({"kind": "home"}, "no_home_visits"),
        ({"theme": "nonsense"}, "invalid_choice"),
        ({"subject": "rijksregister 85.07.30-033.28"}, "national_number"),
    ],
)
def test_appoint_refuses(appoint, facts, code):
    assert refused(appoint, **facts) == [code]
    assert (Appointment.objects.count(), Message.objects.count()) == (0, 0)


def test_nobody_is_in_two_places(appoint, bea, vera, mechelen):
    appoint(10)
    jef = make_person(mechelen, "Jef", "Maes")

    assert refused(appoint, begins_at=at(10, 15), person=jef) == ["taken"]
    assert refused(appoint, begins_at=at(10, 15), helper=vera) == ["taken"]
    assert appoint(begins_at=at(10, 30), person=jef).helper == bea


def test_a_visit_at_home_is_with_two_at_an_address_when_the_digibank_does_that(
    appoint, mechelen, vera, bea
):
    HelpPolicy.objects.create(digibank=mechelen, home_visits=True)
    home = {"kind": "home", "access_point": None, "street": "Lindelaan 2", "postcode": "2800"}

    assert refused(appoint, **home) == ["two_helpers"]
    assert refused(appoint, **home, second=bea) == ["two_helpers"]
    assert refused(appoint, **{**home, "street": ""}, second=vera) == ["no_address"]
    made = appoint(**home, second=vera, safety="De hond is lief.")
    assert (made.second, made.street, made.safety) == (vera, "Lindelaan 2", "De hond is lief.")


def test_what_is_not_at_home_keeps_no_address(appoint):
    made = appoint(kind="phone", street="Lindelaan 2", postcode="2800", safety="De hond")

    assert (made.street, made.postcode, made.safety) == ("", "", "")


def test_who_helps_elsewhere_cannot_be_given_it(appoint, zoe, wim):
    assert refused(appoint, helper=zoe) == ["no_helper"]
    assert refused(appoint, helper=wim) == ["no_helper"]


def test_free_hours_come_from_confirmed_shifts_without_what_is_taken(
    offer, appoint, mechelen, library, bea, vera
):
    offer(bea, 9, 11)
    offer(vera, 10, 11, confirmed=False)
    appoint(begins_at=at(9, 30))

    slots = agenda_queries.free_slots(mechelen, library, MONDAY)

    assert [(slot.begins_at, slot.helper) for slot in slots] == [
        (at(9), bea),
        (at(10), bea),
        (at(10, 30), bea),
    ]


def test_a_free_hour_goes_to_who_has_least_that_day(offer, appoint, mechelen, library, bea, vera):
    offer(bea, 9, 11)
    offer(vera, 9, 11)
    appoint(begins_at=at(9))

    slots = agenda_queries.free_slots(mechelen, library, MONDAY)

    assert {slot.helper for slot in slots} == {vera}


def test_free_hours_on_the_day_the_clock_changes_follow_the_wall(offer, mechelen, library, bea):
    sunday = date(2026, 3, 29)
    offer(bea, 1, 5, on=sunday)
    with time_machine.travel("2026-03-28T12:00:00+00:00"):
        slots = agenda_queries.free_slots(mechelen, library, sunday)

    hours = [timezone.localtime(slot.begins_at).strftime("%H.%M") for slot in slots]
    assert hours == ["01.00", "01.30", "03.00", "03.30", "04.00", "04.30"]


def test_who_has_an_appointment_is_not_erased_and_after_it_leaves_no_words(appoint, an, lut, bea):
    made = appoint(subject="Nieuwe gsm")
    assert refused(erase, an, erased_for="asked", by=lut) == ["in_use"]
    appointing.cancel(made, cancelled="person", by=bea)

    erase(an, erased_for="asked", by=lut)

    made.refresh_from_db()
    assert (made.subject, made.theme) == ("", "itsme")


# Calendar


def events(account, site="https://digibank.example.be"):
    made = ICalendar.from_ical(calendars.calendar_of(account, site))
    return [
        (str(one["summary"]), one["sequence"], str(one["status"]), one["dtstart"].dt)
        for one in made.walk("VEVENT")
    ]


def test_the_calendar_holds_no_name_and_says_what_moved_and_went(appoint, offer, bea, an):
    made = appoint()
    shift = offer(bea)
    assert events(bea) == [
        ("Afspraak: itsme, Op het toegangspunt", 0, "CONFIRMED", at(10)),
        ("Aan de balie: Bibliotheek Het Predikheren", 0, "CONFIRMED", at(9)),
    ]

    appointing.move(made, begins_at=at(11), helper=bea, by=bea)
    made.refresh_from_db()
    appointing.cancel(made, cancelled="us", by=bea)
    rostering.give_up(shift, by=bea)

    assert events(bea) == [
        ("Afspraak: itsme, Op het toegangspunt", 2, "CANCELLED", at(11)),
        ("Aan de balie: Bibliotheek Het Predikheren", 1, "CANCELLED", at(9)),
    ]
    raw = calendars.calendar_of(bea, "https://digibank.example.be").decode()
    assert "Peeters" not in raw
    assert f"UID:{made.uid}@digibank" in raw
    assert "METHOD:PUBLISH" in raw


def test_who_left_the_digibank_has_an_empty_calendar(appoint, bea):
    appoint()
    bea.memberships.update(ended_on=localdate())
    bea.refresh_from_db()

    assert events(bea) == []


def test_a_new_address_ends_the_former(bea):
    _one, first = appointing.open_calendar(bea, by=bea)
    _two, second = appointing.open_calendar(bea, by=bea)

    assert agenda_queries.calendar_at(first) is None
    assert agenda_queries.calendar_at(second).account == bea


# Rules


def test_set_policy_refuses_who_did_not_see_the_last_change(mechelen, lut):
    seen = version_of(HelpPolicy(digibank=mechelen))
    set_policy(mechelen, seen=seen, slot_minutes=20, by=lut)

    assert refused(set_policy, mechelen, seen=seen, slot_minutes=45, by=lut) == ["taken"]
    assert HelpPolicy.objects.get().slot_minutes == 20
    assert [entry.facts for entry in Entry.objects.all()] == [{"slot_minutes": 20}]


@pytest.mark.parametrize("facts", [{"slot_minutes": 5}, {"question_months": 0}])
def test_set_policy_refuses_what_makes_no_sense(mechelen, lut, facts):
    seen = version_of(HelpPolicy(digibank=mechelen))

    assert refused(set_policy, mechelen, seen=seen, by=lut, **facts) == ["min_value"]


def test_a_helper_who_stopped_gets_no_appointment(appoint, mechelen):
    gone = account("Gust", mechelen, "volunteer")
    gone.memberships.update(ended_on=localdate())

    assert refused(appoint, helper=gone) == ["no_helper"]
