"""What people do: print, call, tell, settle, pause, and set the hours."""

import io
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pypdf import PdfReader

from digibank.ledger.models import Entry
from digibank.people.erasing import erase
from digibank.people.telling import told
from digibank.post import calling, lettering, pausing, purposes, settling
from digibank.post.delivering import deliver
from digibank.post.gathering import gather
from digibank.post.models import CallAttempt, Channel, Dispatch, LetterBatch, Message, Pause
from digibank.post.refreshing import sift
from tests.conftest import codes
from tests.people.factories import make_person
from tests.post.conftest import BRUSSELS, asked, mailed, plain

pytestmark = pytest.mark.django_db
Result = CallAttempt.Result
HOME = {"street": "Dorp 1", "postcode": "2800", "refnis": "12025"}


@pytest.fixture(autouse=True)
def gone(clock):
    gone = set()
    purposes.add(plain(gone=gone))
    purposes.add(plain("test.other", gone=gone))
    yield gone
    for code in ("test.plain", "test.other"):
        purposes._purposes.pop(code)


def letter(digibank, name="An", **facts):
    person = make_person(digibank, name, channel="letter", **HOME, **facts)
    asked(person)
    gather()
    return Dispatch.objects.get(person=person)


def call(digibank, name="An", **facts):
    person = make_person(digibank, name, channel="phone", phone="+32471112233", **facts)
    asked(person)
    gather()
    return Dispatch.objects.get(person=person)


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def text_of(pdf):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_letters_are_printed_together_with_a_list(mechelen, lut):
    rows = [letter(mechelen, name) for name in ("Bo", "An")]
    batch = lettering.print_letters(mechelen, by=lut)
    assert (batch.letter_count, verbs()) == (2, ["letters_printed"])
    pages = text_of(lettering.pdf(batch))
    assert [f"Dag {name}" in page for name, page in zip(("An", "Bo"), pages, strict=True)] == [
        True,
        True,
    ]
    assert "Dorp 1\n2800 Mechelen" in pages[0]
    listed = " ".join("".join(text_of(lettering.list_pdf(batch))).split())
    assert listed.count("Dorp 1, 2800 Mechelen") == 2
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.batch, row.state_words) == ("sent", batch, "Afgedrukt")


def test_what_makes_no_sense_any_more_is_not_printed(mechelen, lut, gone):
    rows = [letter(mechelen, name) for name in ("An", "Bo")]
    gone.add(f"people.person:{rows[0].person_id}")
    assert lettering.print_letters(mechelen, by=lut).letter_count == 1
    rows[0].refresh_from_db()
    assert rows[0].state == "withdrawn"
    with pytest.raises(ValidationError) as refusal:
        lettering.print_letters(mechelen, by=lut)
    assert codes(refusal) == ["nothing_to_print"]


def test_a_batch_is_undone_and_printed_again(mechelen, lut, clock):
    row = letter(mechelen)
    batch = lettering.print_letters(mechelen, by=lut)
    lettering.undo(batch, by=lut)
    row.refresh_from_db()
    assert (row.state, row.batch, batch.letters.count()) == ("waiting", None, 0)
    with pytest.raises(ValidationError) as refusal:
        lettering.undo(batch, by=lut)
    assert codes(refusal) == ["taken"]
    again = lettering.print_letters(mechelen, by=lut)
    clock.move(days=2, minutes=1)
    with pytest.raises(ValidationError) as refusal:
        lettering.undo(again, by=lut)
    assert codes(refusal) == ["too_late"]
    assert verbs() == ["letters_printed", "letters_undone", "letters_printed"]


def test_a_letter_that_comes_back_closes_its_address_and_becomes_a_call(mechelen, lut):
    row = letter(mechelen, phone="+32471112233")
    with pytest.raises(ValidationError) as refusal:
        lettering.came_back(row, by=lut)
    assert codes(refusal) == ["not_a_letter"]
    lettering.print_letters(mechelen, by=lut)
    lettering.came_back(row, by=lut)
    row.refresh_from_db()
    assert (row.failed_for, row.follower.channel) == ("returned", "call")
    with pytest.raises(ValidationError) as refusal:
        lettering.came_back(row, by=lut)
    assert codes(refusal) == ["taken"]
    asked(row.person, step="2")
    gather()
    assert row.follower.messages.count() == 2  # the same call tells it


def test_a_call_with_three_attempts(mechelen, vera, clock):
    row = call(mechelen)
    calling.attempt(row, result=Result.NO_ANSWER, by=vera)
    row.refresh_from_db()
    assert row.not_before - row.attempts.get().at == timedelta(hours=3)
    back = datetime(2026, 3, 5, 14, tzinfo=BRUSSELS)
    calling.attempt(row, result=Result.CALL_BACK, call_back_at=back, remark="na de markt", by=vera)
    row.refresh_from_db()
    assert (row.not_before, row.state) == (back, "waiting")
    calling.attempt(row, result=Result.REACHED, by=vera)
    row.refresh_from_db()
    assert (row.state, row.state_words, row.attempts.count()) == (
        "sent",
        "Gezegd aan de telefoon",
        3,
    )
    with pytest.raises(ValidationError) as refusal:
        calling.attempt(row, result=Result.REACHED, by=vera)
    assert codes(refusal) == ["taken"]


def test_no_answer_in_the_evening_comes_back_in_the_morning(mechelen, vera, clock):
    row = call(mechelen)
    clock.at(2026, 3, 7, 17, 0)  # Saturday
    calling.attempt(row, result=Result.NO_ANSWER, by=vera)
    row.refresh_from_db()
    assert row.not_before == datetime(2026, 3, 9, 9, tzinfo=BRUSSELS)


@pytest.mark.parametrize("moment", [None, timedelta(minutes=-1), timedelta(days=61)])
def test_a_moment_to_call_back_lies_ahead(mechelen, vera, moment):
    row = call(mechelen)
    moment = moment and timezone.now() + moment
    with pytest.raises(ValidationError) as refusal:
        calling.attempt(row, result=Result.CALL_BACK, call_back_at=moment, by=vera)
    assert (codes(refusal), row.attempts.count()) == (["when"], 0)


def test_a_wrong_number_counts_and_a_letter_goes(mechelen, vera):
    row = call(mechelen, **HOME)
    calling.attempt(row, result=Result.WRONG_NUMBER, by=vera)
    row.refresh_from_db()
    assert (row.failed_for, row.follower.channel, row.sent_at) == ("wrong_number", "letter", None)
    assert [(one.channel, one.source) for one in row.faults.all()] == [("call", "call")]


def test_it_is_told_at_the_desk(mechelen, vera):
    asked(make_person(mechelen, "An"))
    gather()
    row = Dispatch.objects.get()
    calling.tell(row, by=vera)
    row.refresh_from_db()
    assert (row.state_words, verbs()) == ("Gezegd aan de balie", ["told"])
    with pytest.raises(ValidationError) as refusal:
        calling.tell(row, by=vera)
    assert codes(refusal) == ["taken"]


def test_what_failed_goes_another_way_or_is_settled(mechelen, lut, smtp):
    smtp.data["an@voorbeeld.example.be"] = "554 5.7.1 looks like spam"
    person = mailed(mechelen, **HOME)
    asked(person)
    gather()
    deliver(Channel.EMAIL)
    row = Dispatch.objects.get()
    with pytest.raises(ValidationError) as refusal:
        settling.go_another_way(row, channel="sms", by=lut)
    assert codes(refusal) == ["no_way"]
    new = settling.go_another_way(row, channel="letter", by=lut)
    assert (new.channel, new.follows, list(Dispatch.objects.unsettled())) == ("letter", row, [])
    with pytest.raises(ValidationError) as refusal:
        settling.go_another_way(row, channel="letter", by=lut)
    assert codes(refusal) == ["taken"]
    settling.settle(new, by=lut)
    new.refresh_from_db()
    assert new.state == "withdrawn"


def test_the_same_way_again(mechelen, lut, smtp):
    smtp.data["an@voorbeeld.example.be"] = "554 5.7.1 looks like spam"
    asked(mailed(mechelen))
    gather()
    deliver(Channel.EMAIL)
    smtp.data.clear()
    new = settling.go_another_way(Dispatch.objects.get(), channel="email", by=lut)
    deliver(Channel.EMAIL)
    new.refresh_from_db()
    assert (new.state, len(smtp.received)) == ("sent", 1)


def test_a_call_becomes_a_letter_by_hand_and_stays_one(mechelen, lut):
    row = call(mechelen, **HOME)
    settling.go_another_way(row, channel="letter", by=lut)
    sift()
    row.refresh_from_db()
    assert (row.channel, row.address, row.body[:7]) == (
        "letter",
        "Dorp 1\n2800 Mechelen",
        "Dag An,",
    )


def test_sifting_takes_what_makes_no_sense_off_the_lists(mechelen, gone):
    rows = [call(mechelen, "An"), letter(mechelen, "Bo")]
    gone.add(f"people.person:{rows[0].person_id}")
    assert sift() == 1
    assert [Dispatch.objects.get(pk=row.pk).state for row in rows] == ["withdrawn", "waiting"]


def test_nothing_goes_during_a_pause(mechelen, lut, smtp):
    asked(mailed(mechelen))
    gather()
    pause = pausing.pause(mechelen, by=lut)
    deliver(Channel.EMAIL)
    assert smtp.received == []
    with pytest.raises(ValidationError) as refusal:
        pausing.pause(mechelen, by=lut)
    assert codes(refusal) == ["taken"]
    pausing.resume(pause, by=lut)
    deliver(Channel.EMAIL)
    assert (len(smtp.received), verbs()) == (1, ["post_paused", "post_resumed"])
    with pytest.raises(ValidationError) as refusal:
        pausing.resume(pause, by=lut)
    assert codes(refusal) == ["taken"]


def test_everywhere_pauses_who_does_not_yet(mechelen, elsewhere, lut):
    pausing.pause(mechelen, by=lut)
    assert pausing.pause_everywhere(Pause.Reason.RESTORED) == 1
    assert Pause.objects.get(digibank=elsewhere).reason == "restored"


@pytest.mark.parametrize(
    ("opens", "closes", "most", "code"),
    [(17, 9, 3, "hours"), (5, 9, 3, "hours"), (9, 23, 3, "hours"), (9, 17, 0, "min_value")],
)
def test_hours_lie_within_the_day(mechelen, lut, opens, closes, most, code):
    facts = {"on_sundays": True, "on_holidays": False, "at_most_a_day": most}
    hours = {"opens_at": time(opens), "closes_at": time(closes)}
    with pytest.raises(ValidationError) as refusal:
        pausing.set_schedule(mechelen, **hours, **facts, by=lut)
    assert codes(refusal) == [code]


def test_erasing_a_person_takes_every_word_along(mechelen, lut, vera, smtp):
    row = call(mechelen)
    calling.attempt(row, result=Result.NO_ANSWER, remark="spreekt met dochter Mia", by=vera)
    asked(row.person, purpose="test.other", due_at=timezone.now() + timedelta(days=9))
    known = str(told(row.person))
    assert ("spreekt met dochter Mia" in known, "Zeg people.person" in known) == (True, True)
    erase(row.person, erased_for="asked", by=lut)
    row.refresh_from_db()
    assert (row.state, row.name, row.address, row.title, row.body) == ("withdrawn", "", "", "", "")
    assert [one.dropped_for for one in Message.objects.order_by("pk")] == ["", "gone"]
    assert row.attempts.get().remark == ""
    assert not Entry.objects.filter(verb="called", detail__isnull=False).exists()


def test_a_batch_of_another_digibank_is_not_touched(mechelen, elsewhere, lut, zoe):
    letter(mechelen)
    person = make_person(elsewhere, "Bo", channel="letter", **HOME)
    asked(person)
    gather()
    lettering.print_letters(mechelen, by=lut)
    assert [row.digibank for row in Dispatch.objects.waiting()] == [elsewhere]
    assert list(LetterBatch.objects.visible_to(zoe)) == []
    assert Dispatch.objects.visible_to(zoe).count() == 1
    assert Dispatch.objects.get(day=date(2026, 3, 3), digibank=mechelen).sent_at is not None
