"""What happens in between: erased in flight, told in two tabs, words that nobody may keep."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from digibank.lending import reminding
from digibank.lending.models import Policy
from digibank.network.inviting import invite
from digibank.people.erasing import erase
from digibank.post import (
    asking,
    bouncing,
    calling,
    delivering,
    lettering,
    pausing,
    purposes,
    queries,
    settling,
)
from digibank.post.carriers.faults import Blame
from digibank.post.delivering import deliver
from digibank.post.failing import did_not_arrive
from digibank.post.gathering import gather
from digibank.post.models import AddressFault, CallAttempt, Channel, Dispatch, Message, Schedule
from digibank.post.refreshing import as_of_now, refreshed, sift
from digibank.post.unsubscribing import unsubscribe
from tests.conftest import codes
from tests.people.factories import make_person
from tests.post.conftest import BRUSSELS, asked, mailed, plain
from tests.post.test_delivering import bounce, send

pytestmark = pytest.mark.django_db
HOME = {"street": "Dorp 1", "postcode": "2800", "refnis": "12025"}
CALL = {"channel": "phone", "phone": "+32471112233"}


@pytest.fixture(autouse=True)
def gone(clock):
    gone = set()
    known = ("test.plain", "test.other", "test.at_once", "test.broken")
    for code in known:
        purposes.add(plain(code, gone=gone, automatic=code != "test.at_once"))
    yield gone
    for code in known:
        purposes._purposes.pop(code)


def test_what_came_back_is_kept_without_the_mail_that_it_encloses(mechelen, smtp):
    row = send(mailed(mechelen))
    enclosed = (
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nhttps://geheim\r\n--b--"
    )
    bouncing.take_back(bounce(row).replace(b"--b--", enclosed))
    evidence = row.faults.get().evidence
    assert ("geheim" in evidence, "Status: 5.1.1" in evidence) == (False, True)


def test_a_bounce_after_erasing_brings_no_word_back(mechelen, smtp, lut):
    row = send(mailed(mechelen))
    report = bounce(row)
    erase(row.person, erased_for="asked", by=lut)
    assert bouncing.take_back(report) is True
    row.refresh_from_db()
    assert (row.answer, row.address, row.faults.count()) == ("", "", 0)


def test_who_is_erased_while_a_mail_is_on_its_way_got_it(mechelen, smtp, lut, monkeypatch):
    rows = [mailed(mechelen, name) for name in ("An", "Bo")]
    for person in rows:
        asked(person)
    gather()
    real = delivering.handed_over

    def meanwhile(pk, answer):
        if rows[0].erased_at is None:
            rows[0] = erase(rows[0], erased_for="asked", by=lut)
        real(pk, answer)

    monkeypatch.setattr(delivering, "handed_over", meanwhile)
    deliver(Channel.EMAIL)
    found = Dispatch.objects.order_by("pk")
    assert [(row.state, bool(row.answer)) for row in found] == [("sent", False), ("sent", True)]


@pytest.mark.parametrize("recipient", ["people.person:x", f"people.person:{'9' * 30}", "x:1", ""])
def test_a_recipient_that_cannot_be_stops_nobody(mechelen, an, recipient):
    row = asking.message(mechelen, to=an, purpose="test.plain", about=an, step="1")
    row.recipient, row.person = recipient, None
    asking.ask([row])
    asked(an)
    gather()
    assert [one.person for one in Dispatch.objects.all()] == [an]
    assert Message.objects.get(recipient=recipient).dropped_for == "gone"


def test_a_purpose_that_breaks_stops_no_other(mechelen, an, elsewhere, clock):
    broken = purposes.find("test.broken")
    purposes.add(type(broken)(**{**vars(broken), "tell": lambda rows: 1 // 0}))
    asked(an, purpose="test.broken")
    others = [make_person(mechelen, "Bo"), make_person(elsewhere, "Cas")]
    for person in others:
        asked(person)
    gather()
    assert [row.person for row in Dispatch.objects.order_by("person")] == others
    waits = Message.objects.waiting().get()
    assert waits.due_at - timezone.now() > timedelta(minutes=59)


def test_a_mail_that_we_cannot_write_stops_no_other(mechelen, smtp, monkeypatch):
    people = [mailed(mechelen, name) for name in ("An", "Bo")]
    for person in people:
        asked(person)
    gather()
    real = delivering.mailing.mail_of

    def mail_of(row, *rest):
        if row.person == people[0]:
            raise RuntimeError("broken")
        return real(row, *rest)

    monkeypatch.setattr(delivering.mailing, "mail_of", mail_of)
    deliver(Channel.EMAIL)
    found = Dispatch.objects.order_by("pk").values_list("failed_for", "answer")
    assert [failed for failed, _answer in found] == ["message", ""]
    assert (found[0][1], len(smtp.received)) == ("RuntimeError", 1)


def test_an_answer_with_signs_that_no_database_takes(mechelen, sms):
    sms.answer = (200, "ok\x00 done ".encode("utf-16"))
    asked(make_person(mechelen, "An", channel="sms", phone="+32471112233"))
    gather()
    deliver(Channel.SMS)
    row = Dispatch.objects.get()
    assert (row.state, "\x00" in row.answer) == ("sent", False)


def test_what_somebody_did_since_is_left_alone(mechelen, smtp, lut):
    person = make_person(mechelen, "An", **CALL, **HOME, email="an@voorbeeld.example.be")
    asked(person)
    gather()
    stale = list(Dispatch.objects.all())
    calling.attempt(stale[0], result="reached", by=lut)
    person.channel = "email"
    person.save()
    assert refreshed(stale) == []
    row = Dispatch.objects.get()
    assert (row.channel, row.state, row.withdrawn_at) == ("call", "sent", None)


def test_what_joined_a_call_unseen_is_told_another_time(mechelen, vera, clock):
    person = make_person(mechelen, "An", **CALL)
    first = asked(person)
    gather()
    row = Dispatch.objects.get()
    seen = as_of_now(row).told
    clock.at(2026, 3, 4, 10, 0)
    later = asked(person, purpose="test.other")
    gather()
    assert row.messages.count() == 2
    calling.attempt(row, result="reached", seen=0, told=seen, by=vera)
    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.dispatch, later.dispatch) == (row, None)
    gather()
    assert Dispatch.objects.waiting().get().messages.get() == later


def test_two_clicks_are_one_attempt(mechelen, vera):
    asked(make_person(mechelen, "An", **CALL))
    gather()
    row = Dispatch.objects.get()
    calling.attempt(row, result="no_answer", seen=0, by=vera)
    with pytest.raises(ValidationError) as refusal:
        calling.attempt(row, result="no_answer", seen=0, by=vera)
    assert (codes(refusal), CallAttempt.objects.count()) == (["taken"], 1)


def test_a_call_to_be_made_too_late_takes_nothing_along(mechelen, vera, clock):
    person = make_person(mechelen, "An", **CALL)
    asked(person)
    gather()
    back = datetime(2026, 4, 15, 10, tzinfo=BRUSSELS)
    row = Dispatch.objects.get()
    calling.attempt(row, result="call_back", call_back_at=back, by=vera)
    clock.at(2026, 3, 4, 10, 0)
    asked(person, purpose="test.other", expires_at=datetime(2026, 3, 9, tzinfo=BRUSSELS))
    gather()
    assert Dispatch.objects.waiting().count() == 2


def test_nobody_is_blamed_for_a_helper_without_a_number(mechelen, vera):
    asked(make_person(mechelen, "An", channel="helper", helper="de buurvrouw", **HOME))
    gather()
    row = Dispatch.objects.get()
    calling.attempt(row, result="wrong_number", by=vera)
    row.refresh_from_db()
    assert (row.follower.channel, AddressFault.objects.count()) == ("letter", 0)


def test_a_page_says_only_what_still_makes_sense(mechelen, gone, clock):
    person = make_person(mechelen, "An", **CALL)
    first = asked(person)
    gather()
    clock.at(2026, 3, 4, 10, 0)
    asked(person, purpose="test.other", about=mechelen)
    gather()
    row = Dispatch.objects.get()
    gone.add(first.subject)
    now = as_of_now(row)
    assert (now.body, now.gone) == (f"Zeg network.digibank:{mechelen.pk}.", [])
    assert row.body != now.body  # looking changes nothing


def test_another_way_has_its_own_address_and_words_at_once(mechelen, lut, smtp):
    asked(mailed(mechelen, phone="+32471112233"))
    gather()
    row = settling.go_another_way(Dispatch.objects.get(), channel="call", by=lut)
    assert (row.address, row.body[:4]) == ("+32471112233", "Zeg ")
    with pytest.raises(ValidationError) as refusal:
        settling.go_another_way(row, channel="call", by=lut)
    assert codes(refusal) == ["taken"]


def test_an_address_that_does_not_work_is_not_chosen_by_hand(mechelen, lut, smtp):
    row = send(mailed(mechelen, phone="+32471112233"))
    bouncing.take_back(bounce(row))
    with pytest.raises(ValidationError) as refusal:
        settling.go_another_way(Dispatch.objects.waiting().get(), channel="email", by=lut)
    assert codes(refusal) == ["no_way"]


def test_no_way_is_taken_twice_for_the_same_words(mechelen, smtp, sms, clock):
    person = mailed(mechelen, phone="+32471112233")
    row = send(person)
    ways = []
    for _hop in range(6):
        ways.append((row.channel, row.address))
        if row.channel not in {"email", "sms"}:
            break
        Dispatch.objects.filter(pk=row.pk).update(sent_at=timezone.now())
        did_not_arrive(row.number, source="reply", blame=Blame.SYSTEM)
        row = Dispatch.objects.get(follows=row)
    assert len(ways) == len(set(ways))


def test_letters_wait_during_a_pause_and_the_page_says_what_would_go(mechelen, lut, smtp):
    asked(make_person(mechelen, "An", channel="letter", **HOME))
    asked(mailed(mechelen, "Bo"))
    gather()
    asked(make_person(mechelen, "Cas"))
    pausing.pause(mechelen, by=lut)
    with pytest.raises(ValidationError) as refusal:
        lettering.print_letters(mechelen, by=lut)
    assert codes(refusal) == ["paused"]
    assert queries.due_now(mechelen, timezone.now()) == [("test.plain", 3)]


def test_after_an_outage_an_address_gets_no_more_than_on_another_day(mechelen, smtp, clock):
    Schedule.objects.create(digibank=mechelen, at_most_a_day=2)
    smtp.rcpt["thuis@voorbeeld.example.be"] = "451 4.3.0 later"
    for number in range(6):
        clock.at(2026, 3, 9 + number // 2, 18, 58)
        person = mailed(mechelen, f"N{number}", email="thuis@voorbeeld.example.be")
        asked(person)
        gather()
        deliver(Channel.EMAIL)
    smtp.rcpt.clear()
    days = []
    for day in (12, 13, 14):
        clock.at(2026, 3, day, 10, 0)
        for _round in range(4):
            gather()
            deliver(Channel.EMAIL)
        days.append(len(smtp.received))
    assert days == [2, 4, 6]


def test_erasing_one_of_a_family_keeps_the_wish_of_the_others(mechelen, smtp, lut):
    family = [mailed(mechelen, name, email="thuis@voorbeeld.example.be") for name in ("An", "Bo")]
    row = send(family[0])
    unsubscribe(row.number)
    erase(family[0], erased_for="asked", by=lut)
    assert AddressFault.objects.open().get().address == "thuis@voorbeeld.example.be"
    erase(family[1], erased_for="asked", by=lut)
    Dispatch.objects.filter(person=family[0]).first().faults.all()
    assert AddressFault.objects.exclude(words="", evidence="").count() == 0


def test_healing_a_bounce_is_no_wish_for_mail_and_a_wish_can_come_back(mechelen, smtp, lut):
    row = send(mailed(mechelen, phone="+32471112233"))
    unsubscribe(row.number)
    bouncing.take_back(bounce(row))
    healed, wish = (AddressFault.objects.get(source=source) for source in ("bounce", "asked"))
    settling.heal(healed, by=lut)
    assert [one.source for one in AddressFault.objects.open()] == ["asked"]
    settling.heal(wish, by=lut)
    unsubscribe(row.number)
    assert [one.source for one in AddressFault.objects.open()] == ["asked"]


def test_mail_that_waits_when_mail_is_switched_off_goes_another_way(mechelen, smtp, settings):
    asked(mailed(mechelen, phone="+32471112233"))
    gather()
    settings.MAIL_URL = ""
    sift()
    assert Dispatch.objects.get().channel == "call"


def test_a_relay_that_does_not_know_us_burns_no_queue(mechelen, smtp):
    for number in range(12):
        asked(mailed(mechelen, f"N{number}"))
        smtp.rcpt[f"n{number}@voorbeeld.example.be"] = "554 5.7.1 Relay access denied"
    gather()
    assert deliver(Channel.EMAIL) is False
    assert Dispatch.objects.waiting().count() == 12


def test_a_server_that_refuses_all_that_we_say_burns_no_queue(mechelen, smtp):
    for number in range(12):
        asked(mailed(mechelen, f"N{number}"))
        smtp.data[f"n{number}@voorbeeld.example.be"] = "554 5.7.1 looks like spam"
    gather()
    assert deliver(Channel.EMAIL) is False
    assert (Dispatch.objects.unsettled().count(), Dispatch.objects.waiting().count()) == (3, 9)


def test_reminders_that_the_digibank_gave_up_are_not_sent(mechelen, lend, an, clock):
    loan = lend(an, days=30)
    Policy.objects.create(digibank=mechelen, remind_days_before=0)
    clock.traveller.move_to(datetime.combine(loan.due_on, START) - timedelta(days=6))
    reminding.plan()
    gather()
    assert [row.dropped_for for row in Message.objects.all()] == ["not_wanted"]


START = datetime(2026, 1, 1, 12, tzinfo=BRUSSELS).timetz()


def test_without_mail_an_invitation_stays_a_paper(mechelen, lut):
    invite(mechelen, name="Nele", roles=["desk"], email="nele@voorbeeld.example.be", by=lut)
    assert Message.objects.count() == 0


def test_a_third_room_can_have_recipients_of_its_own(mechelen, library, smtp):
    from digibank.network.models import AccessPoint
    from digibank.post import recipients

    def points(keys):
        reach = recipients.Reach(
            "Bib", "Bib", channel="email", addresses={"email": "bib@voorbeeld.example.be"}
        )
        return dict.fromkeys(keys, reach)

    recipients.add(AccessPoint, points)
    row = asking.message(mechelen, to=library, purpose="test.plain", about=library, step="1")
    asking.ask([row])
    gather()
    deliver(Channel.EMAIL)
    recipients._finders.pop("network.accesspoint")
    assert [one.to for one in smtp.received] == [("bib@voorbeeld.example.be",)]
    assert Dispatch.objects.get().day == date(2026, 3, 3)


def test_a_row_that_cannot_be_read_fails_at_last_and_holds_up_no_batch(mechelen, smtp, clock):
    broken = purposes.find("test.broken")
    asked(mailed(mechelen, "An"), purpose="test.broken")
    asked(mailed(mechelen, "Bo"))
    gather()
    purposes.add(type(broken)(**{**vars(broken), "tell": lambda rows: 1 // 0}))
    Dispatch.objects.filter(person__given_name="An").update(failure_count=9)
    deliver(Channel.EMAIL)
    found = [(row.failed_for, row.state) for row in Dispatch.objects.order_by("pk")]
    assert found == [("system", "failed"), ("", "sent")]


def test_a_letter_that_cannot_be_read_waits_and_the_others_are_printed(mechelen, lut, clock):
    broken = purposes.find("test.broken")
    for name, code in (("An", "test.broken"), ("Bo", "test.plain")):
        asked(make_person(mechelen, name, channel="letter", **HOME), purpose=code)
    gather()
    purposes.add(type(broken)(**{**vars(broken), "tell": lambda rows: 1 // 0}))
    assert (sift(), lettering.print_letters(mechelen, by=lut).letter_count) == (1, 1)
    assert Dispatch.objects.waiting().get().person.given_name == "An"


def test_of_who_is_beyond_us_only_what_is_broken_is_put_off(mechelen, an):
    broken = purposes.find("test.broken")
    purposes.add(type(broken)(**{**vars(broken), "tell": lambda rows: 1 // 0}))
    old = asked(an, purpose="test.broken")
    Message.objects.filter(pk=old.pk).update(asked_at=timezone.now() - timedelta(days=3))
    new = asked(an, purpose="test.broken", step="2")
    asked(an)
    gather()
    assert [row.purpose for row in Dispatch.objects.get().messages.all()] == ["test.plain"]
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.dropped_for, new.dropped_for, new.due_at > timezone.now()) == ("broken", "", True)


def test_a_call_of_which_nothing_is_left_leaves_the_list(mechelen, gone, clock):
    person = make_person(mechelen, "An", **CALL)
    gone_soon = asked(person)
    gather()
    clock.at(2026, 3, 4, 10, 0)
    gone.add(gone_soon.subject)
    asked(person, purpose="test.other")
    gather()
    assert Dispatch.objects.get().state == "withdrawn"


def test_who_waited_for_a_full_address_is_not_passed_again(mechelen, smtp, clock):
    Schedule.objects.create(digibank=mechelen, at_most_a_day=1)
    family = [mailed(mechelen, name, email="thuis@voorbeeld.example.be") for name in ("An", "Bo")]
    for person in family:
        asked(person)
    for day in (3, 4):
        clock.at(2026, 3, day, 10, 5)
        gather()
        asked(family[0], step=str(day))
    assert [row.person for row in Dispatch.objects.order_by("pk")] == family


def test_an_address_is_measured_by_what_it_is_at_sending(mechelen, smtp, clock, gone):
    Schedule.objects.create(digibank=mechelen, at_most_a_day=1)
    an, bo, cas = (mailed(mechelen, name) for name in ("An", "Bo", "Cas"))
    rows = [asked(person) for person in (an, bo, cas)]
    gather()
    bo.email = cas.email = an.email
    bo.save()
    cas.save()
    gone.add(rows[0].subject)  # what is withdrawn counts for nothing
    deliver(Channel.EMAIL)
    deliver(Channel.EMAIL)
    assert [one.message["To"] for one in smtp.received] == [f"Bo Peeters <{an.email}>"]


def test_what_is_kept_of_a_call_is_what_was_said(mechelen, vera, gone, clock):
    person = make_person(mechelen, "An", **CALL)
    first = asked(person)
    gather()
    clock.at(2026, 3, 4, 10, 0)
    asked(person, purpose="test.other", about=mechelen)
    gather()
    row = Dispatch.objects.get()
    gone.add(first.subject)
    calling.attempt(row, result="reached", told=as_of_now(row).told, by=vera)
    row.refresh_from_db()
    assert row.body == f"Zeg network.digibank:{mechelen.pk}."


def test_what_is_kept_of_a_word_at_the_desk_is_its_short_form(mechelen, vera):
    asked(make_person(mechelen, "An", **CALL))
    gather()
    row = calling.tell(Dispatch.objects.get(), by=vera)
    assert row.body == f"Kort people.person:{row.person_id}."
