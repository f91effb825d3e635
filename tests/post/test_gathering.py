from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from digibank.network.models import Organisation
from digibank.post import asking, purposes, settling
from digibank.post.gathering import gather
from digibank.post.models import AddressFault, Dispatch, Message, Pause, Schedule
from tests.people.factories import make_person
from tests.post.conftest import BRUSSELS, asked, mailed, plain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def purpose(clock):
    gone = set()
    purposes.add(plain(gone=gone))
    purposes.add(plain("test.other"))
    purposes.add(plain("test.at_once", automatic=False))
    yield gone
    for code in ("test.plain", "test.other", "test.at_once"):
        purposes._purposes.pop(code)


def told():
    return [
        (row.channel, row.address, row.title, row.state) for row in Dispatch.objects.order_by("pk")
    ]


def test_ask_outside_the_transaction_of_an_act_is_a_mistake(mechelen, an, monkeypatch):
    row = asking.message(mechelen, to=an, purpose="test.plain", about=an, step="1")
    wire = type("Wire", (), {"in_atomic_block": False})()
    monkeypatch.setattr(transaction, "get_connection", lambda: wire)
    with pytest.raises(transaction.TransactionManagementError):
        asking.ask([row])


def test_asking_twice_is_one_message(an):
    asked(an)
    asked(an)
    asked(an, step="2")
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "way"),
    [
        ({"channel": "email", "email": "an@thuis.example.be"}, ("email", "an@thuis.example.be")),
        ({"channel": "sms", "phone": "+32471112233"}, ("sms", "+32471112233")),
        ({"channel": "phone", "phone": "+32471112233"}, ("call", "+32471112233")),
        (
            {"channel": "letter", "street": "Dorp 1", "postcode": "2800", "refnis": "12025"},
            ("letter", "Dorp 1\n2800 Mechelen"),
        ),
        ({"channel": ""}, ("desk", "")),
        ({"channel": "helper", "helper": "dochter Mia, 0472 33 44 55"}, ("call", "+32472334455")),
        ({"channel": "helper", "helper": "de buurvrouw"}, ("call", "de buurvrouw")),
        # What they want is not there: somebody calls, a letter goes, or they hear it at the desk.
        ({"channel": "email", "phone": "+32471112233"}, ("call", "+32471112233")),
        ({"channel": "sms"}, ("desk", "")),
    ],
)  # fmt: skip
def test_the_way_is_the_one_they_chose(mechelen, smtp, sms, facts, way):
    asked(make_person(mechelen, "An", **facts))
    gather()
    assert [(channel, address) for channel, address, _title, _state in told()] == [way]


def test_without_a_mail_server_nobody_waits_for_a_mail(mechelen):
    row = asked(mailed(mechelen, phone="+32471112233"))
    gather()
    assert told() == [("call", "+32471112233", f"Titel {row.subject}", "waiting")]


def test_who_was_sent_by_a_partner_hears_it_through_that_partner(mechelen, smtp):
    partner = Organisation.objects.create(
        name="OCMW", kind="local_government", email="an@ocmw.example.be"
    )
    taking_part = mechelen.partnerships.create(organisation=partner, part="partner")
    person = make_person(mechelen, "Bo", channel="referrer", referrer=partner, language="ar")
    asked(person)
    gather()
    row = Dispatch.objects.get()
    taking_part.ended_on = date(2026, 3, 3)
    taking_part.save()
    asked(person, purpose="test.at_once")
    gather()
    assert [one.channel for one in Dispatch.objects.exclude(pk=row.pk)] == ["desk"]
    assert (row.channel, row.address, row.through) == ("email", "an@ocmw.example.be", "OCMW")
    assert row.body.split("\n\n")[0] == "Wil je dit doorgeven aan Bo Peeters?"


def test_an_organisation_that_nothing_leads_to_is_a_failure(mechelen, purpose):
    partner = Organisation.objects.create(name="OCMW", kind="local_government")
    row = asking.message(mechelen, to=partner, purpose="test.plain", about=partner, step="1")
    asking.ask([row])
    gather()
    assert [(row.failed_for, row.person) for row in Dispatch.objects.unsettled()] == [
        ("no_way", None)
    ]


def test_several_messages_of_a_day_become_one(mechelen, an):
    asked(an)
    asked(an, purpose="test.other")
    asked(an, purpose="test.at_once")
    gather()
    assert [(row.title, row.messages.count()) for row in Dispatch.objects.order_by("title")] == [
        ("Er is meer dan één ding te vertellen", 2),
        (f"Titel people.person:{an.pk}", 1),
    ]
    together = Dispatch.objects.get(day=date(2026, 3, 3))
    assert f"– Kort people.person:{an.pk}." in together.body


def test_who_had_one_today_gets_the_next_one_tomorrow(clock, mechelen, smtp):
    an = mailed(mechelen)
    asked(an)
    gather()
    later = asked(an, step="2")
    gather()
    later.refresh_from_db()
    assert (later.dispatch, later.due_at) == (None, datetime(2026, 3, 4, 9, tzinfo=BRUSSELS))
    clock.at(2026, 3, 4, 9, 0)
    gather()
    assert Dispatch.objects.filter(day=date(2026, 3, 4)).count() == 1


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ((2026, 3, 3, 8, 59), (2026, 3, 3, 9)),
        ((2026, 3, 3, 19, 0), (2026, 3, 4, 9)),
        ((2026, 3, 7, 20, 0), (2026, 3, 9, 9)),  # Saturday evening: not on Sunday
        ((2026, 4, 4, 19, 30), (2026, 4, 7, 9)),  # the Saturday before Easter: not on Monday
        ((2026, 3, 28, 23, 0), (2026, 3, 30, 9)),  # clocks go forward in this night
        ((2026, 10, 24, 23, 0), (2026, 10, 26, 9)),  # and back in this one
    ],
)
def test_nothing_automatic_goes_in_quiet_hours(clock, an, moment, opens):
    clock.at(*moment)
    asked(an)
    gather()
    assert Dispatch.objects.count() == 0
    opening = datetime(*opens, tzinfo=BRUSSELS)
    clock.traveller.move_to(opening - timedelta(seconds=5))
    gather()
    assert Dispatch.objects.count() == 0
    clock.traveller.move_to(opening)
    gather()
    assert Dispatch.objects.count() == 1


def test_what_somebody_asks_for_goes_at_once(clock, an):
    clock.at(2026, 3, 1, 3, 0)  # Sunday, in the night
    asked(an, purpose="test.at_once")
    gather()
    assert Dispatch.objects.get().day is None


def test_sundays_and_holidays_are_a_choice(clock, mechelen, smtp):
    an = mailed(mechelen)
    Schedule.objects.create(digibank=mechelen, on_sundays=True, on_holidays=True)
    clock.at(2026, 4, 6, 10, 0)  # Easter Monday
    asked(an)
    gather()
    clock.at(2026, 4, 12, 10, 0)  # Sunday
    asked(an, step="2")
    gather()
    assert Dispatch.objects.count() == 2


def test_what_makes_no_sense_any_more_is_dropped_with_a_reason(mechelen, an, purpose):
    purpose.add(f"people.person:{an.pk}")
    asked(an)
    late = asked(an, purpose="test.other", expires_at=timezone.now() - timedelta(seconds=1))
    unknown = asked(an, purpose="test.never_heard_of")
    gone = asked(make_person(mechelen, "Bo"))
    gone.person.erased_at, gone.person.erased_for = timezone.now(), "asked"
    gone.person.given_name = gone.person.family_name = ""
    gone.person.save()
    gather()
    found = Message.objects.order_by("pk").values_list("dropped_for", flat=True)
    assert (list(found), Dispatch.objects.count()) == (
        ["over", "too_late", "unknown", "gone"],
        0,
    )
    assert [purposes.reason(code) for code in found] == [
        "Het is voorbij.",
        "Het was te laat: het had geen nut meer.",
        "Dit soort bericht bestaat niet meer.",
        "Voor wie het was, kennen we hier niet meer.",
    ]
    assert (late.pk, unknown.pk) == tuple(found.values_list("pk", flat=True)[1:3])


def test_what_is_not_due_waits(clock, an):
    asked(an, due_at=timezone.now() + timedelta(hours=2))
    gather()
    assert Dispatch.objects.count() == 0
    clock.move(hours=2)
    gather()
    assert Dispatch.objects.count() == 1


def test_nothing_goes_out_of_a_digibank_that_pauses(mechelen, elsewhere, an):
    asked(an)
    asked(make_person(elsewhere, "Bo"))
    Pause.objects.create(digibank=mechelen, reason=Pause.Reason.RESTORED)
    gather()
    assert [row.digibank for row in Dispatch.objects.all()] == [elsewhere]


def test_an_address_gets_so_many_a_day_at_most(mechelen, smtp):
    Schedule.objects.create(digibank=mechelen, at_most_a_day=2)
    family = [mailed(mechelen, name, email="thuis@voorbeeld.example.be") for name in "ABC"]
    for person in family:
        asked(person)
    asked(family[2], purpose="test.at_once")
    gather()
    found = Dispatch.objects.order_by("pk")
    assert [(row.person, bool(row.day)) for row in found] == [
        (family[0], True),
        (family[1], True),
        (family[2], False),
    ]
    left = Message.objects.waiting().get()
    assert (left.person, left.due_at) == (family[2], datetime(2026, 3, 4, 9, tzinfo=BRUSSELS))


def test_an_address_that_does_not_work_is_closed_for_every_purpose(mechelen, smtp, lut):
    person = mailed(mechelen, phone="+32471112233")
    asked(person)
    gather()
    fault = fault_of(Dispatch.objects.get())
    asked(person, purpose="test.at_once")
    gather()
    assert [row.channel for row in Dispatch.objects.order_by("pk")] == ["email", "call"]
    settling.heal(fault, by=lut)
    asked(person, purpose="test.at_once", step="2")
    gather()
    assert [row.channel for row in Dispatch.objects.order_by("pk")] == ["email", "call", "email"]


def fault_of(row, **facts):
    facts = {"source": AddressFault.Source.BOUNCE, **facts}
    return AddressFault.objects.create(
        digibank=row.digibank, dispatch=row, channel=row.channel, address=row.address, **facts
    )


def test_three_passing_faults_within_a_month_close_an_address(clock, mechelen, smtp):
    person = mailed(mechelen, phone="+32471112233")
    for number in range(4):
        asked(person, purpose="test.at_once", step=str(number))
        gather()
        row = Dispatch.objects.order_by("pk").last()
        if row.channel == "email":
            fault_of(row, permanent=False)
    assert [row.channel for row in Dispatch.objects.order_by("pk")] == ["email"] * 3 + ["call"]
    clock.move(days=31)
    asked(person, purpose="test.at_once", step="later")
    gather()
    assert Dispatch.objects.order_by("pk").last().channel == "email"


def test_a_wrong_number_is_wrong_for_sms_too(mechelen, sms):
    person = make_person(mechelen, "An", channel="phone", phone="+32471112233")
    asked(person)
    gather()
    fault_of(Dispatch.objects.get(), source=AddressFault.Source.CALL)
    person.channel = "sms"
    person.save()
    asked(person, purpose="test.at_once")
    gather()
    assert Dispatch.objects.order_by("pk").last().channel == "desk"


def test_what_waits_for_somebody_to_call_takes_the_next_message_along(clock, mechelen, purpose):
    person = make_person(mechelen, "An", channel="phone", phone="+32471112233")
    first = asked(person)
    gather()
    clock.at(2026, 3, 4, 10, 0)
    asked(person, purpose="test.other")
    gather()
    row = Dispatch.objects.get()
    assert (row.day, row.messages.count(), "Kort" in row.body) == (date(2026, 3, 3), 2, True)
    clock.at(2026, 3, 5, 10, 0)
    purpose.add(first.subject)
    asked(person, purpose="test.other", step="3")
    gather()
    assert [one.purpose for one in Dispatch.objects.get().messages.all()] == ["test.other"] * 2
