import json
import time
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from digibank.post import bouncing, delivering, purposes
from digibank.post.delivering import deliver
from digibank.post.gathering import gather
from digibank.post.mailing import message_id, unsubscribed
from digibank.post.models import AddressFault, Channel, Dispatch, Message
from digibank.post.refreshing import refreshed
from digibank.post.unsubscribing import unsubscribe
from tests.people.factories import make_person
from tests.post.conftest import BRUSSELS, asked, mailed, plain
from tests.post.servers import refused_port

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def gone(clock):
    gone = set()
    purposes.add(plain(gone=gone))
    purposes.add(plain("test.other", gone=gone))
    purposes.add(plain("test.at_once", automatic=False, gone=gone))
    yield gone
    for code in ("test.plain", "test.other", "test.at_once"):
        purposes._purposes.pop(code)


def send(person, **facts):
    """A mail that is tried once; returns its dispatch."""
    asked(person, **facts)
    gather()
    deliver(Channel.EMAIL)
    return Dispatch.objects.filter(person=person, follows=None).last()


def test_a_mail_goes_out_once_with_all_its_headers(mechelen, smtp):
    mechelen.email = "info@digibank.example.be"
    mechelen.save()
    row = send(mailed(mechelen))
    assert (row.state, row.answer[:3], deliver(Channel.EMAIL)) == ("sent", "250", False)
    (received,) = smtp.received
    mail = received.message
    assert {name: mail[name] for name in ("From", "To", "Reply-To", "Subject", "Message-ID")} == {
        "From": "Digibank Mechelen <post@digibank.example.be>",
        "To": "An Peeters <an@voorbeeld.example.be>",
        "Reply-To": "Digibank Mechelen <info@digibank.example.be>",
        "Subject": f"Titel people.person:{row.person_id}",
        "Message-ID": message_id(row.number),
    }
    listed = ("List-Id", "List-Unsubscribe-Post", "Auto-Submitted")
    assert [mail[name] for name in listed] == [
        f"<berichten.{mechelen.pk}.digibank.example.be>",
        "List-Unsubscribe=One-Click",
        "auto-generated",
    ]
    text = mail.get_body(("plain",)).get_content()
    assert text.splitlines()[:4] == [
        f"Dag An, people.person:{row.person_id}.",
        "",
        "-- ",
        "Digibank Mechelen",
    ]
    assert "<h1" in mail.get_body(("html",)).get_content()


def test_a_mail_speaks_one_language_to_its_last_line(mechelen, smtp):
    send(mailed(mechelen, language="fr"))
    text = smtp.received[0].message.get_body(("plain",)).get_content()
    assert "Appelez-nous : 015 12 34 56" in text.splitlines()


def test_what_somebody_typed_is_no_markup_in_a_mail(mechelen, smtp):
    person = mailed(mechelen, '<script>alert("x")</script>')
    person.email = "an@voorbeeld.example.be"
    person.save()
    send(person)
    html = smtp.received[0].message.get_body(("html",)).get_content()
    assert ("<script>" in html, "&lt;script&gt;" in html) == (False, True)


def test_a_name_cannot_add_a_header(mechelen, smtp):
    person = mailed(mechelen, "An", family_name="X\r\nBcc: all@voorbeeld.example.be")
    send(person)
    mail = smtp.received[0].message
    assert (mail["Bcc"], smtp.received[0].to) == (None, ("an@voorbeeld.example.be",))


def test_it_is_asked_again_at_sending_whether_it_makes_sense(mechelen, smtp, gone):
    person = mailed(mechelen)
    row = asked(person)
    other = asked(person, purpose="test.other", about=mechelen)
    gather()
    gone.add(row.subject)
    deliver(Channel.EMAIL)
    assert [one.message["Subject"] for one in smtp.received] == [f"Titel {other.subject}"]
    row.refresh_from_db()
    assert (row.dropped_for, row.dispatch) == ("over", None)


def test_nothing_left_to_say_withdraws_the_mail(mechelen, smtp, gone):
    row = asked(mailed(mechelen))
    gather()
    gone.add(row.subject)
    deliver(Channel.EMAIL)
    assert ([one.state for one in Dispatch.objects.all()], smtp.received) == (["withdrawn"], [])


def test_another_address_meanwhile_is_the_one_it_goes_to(mechelen, smtp):
    person = mailed(mechelen)
    asked(person)
    gather()
    person.email = "nieuw@voorbeeld.example.be"
    person.save()
    deliver(Channel.EMAIL)
    assert [one.to for one in smtp.received] == [("nieuw@voorbeeld.example.be",)]


def test_another_way_meanwhile_is_the_one_it_goes(mechelen, smtp):
    person = mailed(mechelen, phone="+32471112233")
    asked(person)
    gather()
    person.channel = "phone"
    person.save()
    deliver(Channel.EMAIL)
    row = Dispatch.objects.get()
    assert (row.channel, row.state, row.leased_until, smtp.received) == (
        "call",
        "waiting",
        None,
        [],
    )
    assert row.body == f"Zeg people.person:{person.pk}."


def test_only_a_mail_that_says_something_else_by_now_is_written_again(mechelen, smtp):
    people = [mailed(mechelen, name) for name in ("An", "Bo", "Cas")]
    for person in people:
        asked(person)
    gather()
    people[1].given_name = "Bob"
    people[1].save()
    rows = list(Dispatch.objects.order_by("pk"))
    with CaptureQueriesContext(connection) as queries:
        refreshed(rows)
    written = [one["sql"] for one in queries if one["sql"].startswith("UPDATE")]
    assert [sql.endswith(f"IN ({rows[1].pk})") for sql in written] == [True]
    rows[1].refresh_from_db()
    assert (rows[1].name, rows[1].body[:8]) == ("Bob Peeters", "Dag Bob,")


@pytest.mark.parametrize("answer", ["550 5.1.1 unknown", "553 5.1.3 bad"])
def test_a_refused_address_becomes_a_call(mechelen, smtp, answer):
    smtp.rcpt["an@voorbeeld.example.be"] = answer
    row = send(mailed(mechelen, phone="+32471112233"))
    assert (row.state, row.failed_for, row.follower.channel) == ("failed", "address", "call")
    assert [(one.source, one.permanent) for one in row.faults.all()] == [("reply", True)]
    assert [one.dispatch for one in Message.objects.all()] == [row.follower]


def test_a_passing_failure_is_tried_again_with_growing_pauses(mechelen, smtp, clock):
    smtp.rcpt["an@voorbeeld.example.be"] = "451 4.3.0 try later"
    row = send(mailed(mechelen))
    pauses = []
    for _number in range(3):
        row.refresh_from_db()
        pauses.append(round((row.not_before - timezone.now()).total_seconds() / 60))
        clock.traveller.move_to(row.not_before)
        assert deliver(Channel.EMAIL) is False
    assert (pauses, row.faults.count()) == ([1, 2, 5], 0)
    smtp.rcpt.clear()
    row.refresh_from_db()
    clock.traveller.move_to(row.not_before)
    deliver(Channel.EMAIL)
    row.refresh_from_db()
    ids = {one.message["Message-ID"] for one in smtp.received}
    assert (row.state, row.failure_count, ids) == ("sent", 4, {message_id(row.number)})


def test_after_a_day_of_tries_somebody_calls(mechelen, smtp, clock):
    smtp.rcpt["an@voorbeeld.example.be"] = "452 4.2.2 mailbox full"
    row = send(mailed(mechelen, phone="+32471112233"))
    for _day in range(14):
        clock.move(days=1)
        deliver(Channel.EMAIL)
    row.refresh_from_db()
    assert (row.failed_for, row.failure_count, row.follower.channel) == ("full", 10, "call")
    assert [one.permanent for one in row.faults.all()] == [False]


def test_mail_that_is_refused_for_what_it_is_waits_for_people(mechelen, smtp):
    smtp.data["an@voorbeeld.example.be"] = "554 5.7.1 looks like spam"
    row = send(mailed(mechelen, phone="+32471112233"))
    assert (row.failed_for, row.faults.count()) == ("message", 0)
    assert list(Dispatch.objects.unsettled()) == [row]


def test_a_server_that_is_away_stops_the_batch(mechelen, smtp, settings):
    with refused_port() as port:
        settings.MAIL_URL = f"smtp://127.0.0.1:{port}"
        for number in range(8):
            asked(mailed(mechelen, f"Naam{number}"))
        gather()
        began = time.monotonic()
        assert deliver(Channel.EMAIL) is False
    counts = Dispatch.objects.order_by("pk").values_list("failure_count", flat=True)
    assert (sum(counts), time.monotonic() - began < 10) == (3, True)
    assert Dispatch.objects.waiting().filter(leased_until=None).count() == 8


@pytest.mark.parametrize(
    "fault",
    [
        {"cut": "DATA"},
        {"cut": "RCPT"},
        {"half": "MAIL"},
        {"everything": b"%$#&\xff\x00 garbage\r\n"},
        {"everything": "421 4.3.2 closing"},
    ],
)
def test_a_server_that_breaks_loses_nothing(mechelen, smtp, clock, fault):
    for name, value in fault.items():
        setattr(smtp, name, value)
    row = send(mailed(mechelen))
    row.refresh_from_db()
    assert (row.state, row.failure_count) == ("waiting", 1)
    for name in fault:
        setattr(smtp, name, "")
    clock.traveller.move_to(row.not_before)
    deliver(Channel.EMAIL)
    row.refresh_from_db()
    ids = {one.message["Message-ID"] for one in smtp.received}
    assert (row.state, ids) == ("sent", {message_id(row.number)})


def test_a_worker_that_was_killed_is_taken_over_when_its_lease_ends(mechelen, smtp, clock):
    asked(mailed(mechelen))
    gather()
    (row,) = delivering.claim(Channel.EMAIL, 10)
    assert delivering.claim(Channel.EMAIL, 10) == []
    assert deliver(Channel.EMAIL) is False
    clock.move(minutes=5, seconds=1)
    deliver(Channel.EMAIL)
    assert [one.message["Message-ID"] for one in smtp.received] == [message_id(row.number)]


def test_a_locked_database_is_survived(mechelen, smtp, monkeypatch):
    tries = []
    real = delivering.handed_over

    def locked(pk, answer):
        tries.append(pk)
        if len(tries) < 3:
            raise OperationalError("database is locked")
        real(pk, answer)

    monkeypatch.setattr(delivering, "handed_over", locked)
    monkeypatch.setattr(delivering.connection, "close", lambda: None)
    monkeypatch.setattr(delivering.time, "sleep", lambda seconds: None)
    row = send(mailed(mechelen))
    assert (len(tries), row.state, len(smtp.received)) == (3, "sent", 1)


def test_a_batch_that_broke_before_it_began_is_free_at_once(mechelen, smtp, monkeypatch):
    def cut(claimed):
        raise OperationalError("terminating connection")

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "each_refreshed", cut)
        with pytest.raises(OperationalError):
            send(mailed(mechelen))
    assert Dispatch.objects.get().leased_until is None
    deliver(Channel.EMAIL)
    assert (Dispatch.objects.get().state, len(smtp.received)) == ("sent", 1)


def test_a_worker_that_is_late_lets_go_of_nothing_of_another(mechelen, smtp):
    asked(mailed(mechelen))
    gather()
    (row,) = delivering.claim(Channel.EMAIL, 1)
    delivering.Batch([row.pk], row.leased_until - LONG_AGO).release()
    assert Dispatch.objects.get().leased_until == row.leased_until


def test_automatic_mail_waits_out_the_night_also_at_a_second_try(mechelen, smtp, clock):
    clock.at(2026, 3, 3, 18, 59, 30)
    smtp.rcpt["an@voorbeeld.example.be"] = "451 4.3.0 try later"
    row = send(mailed(mechelen))
    smtp.rcpt.clear()
    clock.at(2026, 3, 3, 23, 0)
    deliver(Channel.EMAIL)
    assert smtp.received == []
    clock.at(2026, 3, 4, 9, 0)
    deliver(Channel.EMAIL)
    row.refresh_from_db()
    assert (row.state, row.day, len(smtp.received)) == ("sent", date(2026, 3, 4), 1)


def test_a_mail_of_yesterday_gives_way_to_that_of_today(mechelen, smtp, clock):
    clock.at(2026, 3, 3, 18, 59, 30)
    smtp.rcpt["an@voorbeeld.example.be"] = "451 4.3.0 try later"
    person = mailed(mechelen)
    row = send(person)
    smtp.rcpt.clear()
    clock.at(2026, 3, 4, 9, 0)
    asked(person, step="2")
    gather()
    deliver(Channel.EMAIL)
    row.refresh_from_db()
    assert (row.state, len(smtp.received)) == ("withdrawn", 1)
    left = Message.objects.waiting().get()
    assert (left.step, left.due_at) == ("1", datetime(2026, 3, 5, 9, tzinfo=BRUSSELS))


def test_an_sms_goes_to_the_gateway(mechelen, sms):
    row = asked(make_person(mechelen, "An", channel="sms", phone="+32471112233"))
    gather()
    deliver(Channel.SMS)
    sent = Dispatch.objects.get()
    (request,) = sms.requests
    assert json.loads(request.body) == {
        "to": "+32471112233",
        "text": f"Digibank Mechelen: Kort {row.subject}.",
        "reference": sent.number.hex,
    }
    assert sent.state == "sent"


def test_a_number_that_the_gateway_refuses_becomes_a_call(mechelen, sms, settings):
    settings.SMS_BAD_NUMBER = "invalid number"
    sms.answers["+32471112233"] = (400, b'{"error": "invalid number"}')
    asked(make_person(mechelen, "An", channel="sms", phone="+32471112233"))
    gather()
    deliver(Channel.SMS)
    row = Dispatch.objects.get(channel="sms")
    assert (row.failed_for, row.follower.channel) == ("address", "call")
    assert [one.source for one in row.faults.all()] == ["gateway"]


@pytest.mark.parametrize("fault", [{"answer": (503, b"busy")}, {"cut": True}, {"garbage": b"?"}])
def test_a_gateway_that_is_ill_loses_nothing(mechelen, sms, clock, fault):
    for name, value in fault.items():
        setattr(sms, name, value)
    asked(make_person(mechelen, "An", channel="sms", phone="+32471112233"))
    gather()
    deliver(Channel.SMS)
    row = Dispatch.objects.get()
    assert (row.state, row.failure_count) == ("waiting", 1)
    sms.answer, sms.cut, sms.garbage = (200, b"ok"), False, b""
    clock.traveller.move_to(row.not_before)
    deliver(Channel.SMS)
    row.refresh_from_db()
    assert row.state == "sent"


def bounce(row, status="5.1.1", action="failed"):
    """The report that a mail server sends back about `row`."""
    lines = [
        "From: MAILER-DAEMON@relay.example.be",
        "To: post@digibank.example.be",
        "Subject: Undelivered Mail",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "It did not arrive.",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; relay.example.be",
        "",
        f"Final-Recipient: rfc822; {row.address}",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; 550 {status} no such user",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: {message_id(row.number)}",
        "--b--",
        "",
    ]
    return "\r\n".join(lines).encode()


def test_a_bounce_makes_the_address_unhealthy_and_somebody_calls(mechelen, smtp):
    row = send(mailed(mechelen, phone="+32471112233"))
    assert bouncing.take_back(bounce(row)) is True
    assert bouncing.take_back(bounce(row)) is True  # the same report again
    row.refresh_from_db()
    assert (row.state, row.failed_for, row.follower.channel) == ("failed", "address", "call")
    fault = row.faults.get()
    assert (fault.source, fault.permanent, fault.code) == ("bounce", True, "5.1.1")
    assert fault.evidence == (
        f"Final-Recipient: rfc822; {row.address}\n"
        "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user"
    )


def test_a_bounce_of_what_makes_no_sense_any_more_is_settled(mechelen, smtp, gone):
    person = mailed(mechelen, phone="+32471112233")
    row = send(person)
    gone.add(f"people.person:{person.pk}")
    bouncing.take_back(bounce(row))
    row.refresh_from_db()
    assert (row.failed_for, hasattr(row, "follower"), row.settled_at is not None) == (
        "address",
        False,
        True,
    )


@pytest.mark.parametrize(
    ("status", "action", "failed", "faults"),
    [
        ("4.2.2", "failed", "full", [False]),
        ("5.7.1", "failed", "message", []),
        ("4.4.7", "delayed", "", []),
        ("2.0.0", "delivered", "", []),
    ],
)
def test_each_report_counts_for_what_it_says(mechelen, smtp, status, action, failed, faults):
    row = send(mailed(mechelen))
    bouncing.take_back(bounce(row, status, action))
    row.refresh_from_db()
    assert (row.failed_for, [one.permanent for one in row.faults.all()]) == (failed, faults)


def test_nobody_can_close_an_address_without_our_number(mechelen, smtp):
    row = send(mailed(mechelen))
    forged = bounce(row).replace(row.number.hex.encode(), UUID(int=7).hex.encode())
    assert bouncing.take_back(forged) is False
    without = bounce(row).replace(message_id(row.number).encode(), b"<other@elsewhere.example>")
    assert bouncing.take_back(without) is False
    assert AddressFault.objects.count() == 0


def test_an_automatic_reply_never_counts(mechelen, smtp):
    row = send(mailed(mechelen))
    reply = (
        f"From: {row.address}\r\nSubject: Afwezig\r\nAuto-Submitted: auto-replied\r\n"
        f"In-Reply-To: {message_id(row.number)}\r\n\r\nIk ben op reis. 550 5.1.1\r\n"
    )
    assert bouncing.take_back(reply.encode()) is False
    assert AddressFault.objects.count() == 0


def test_a_thousand_bounces(mechelen, smtp):
    rows = [
        Dispatch(
            digibank=mechelen,
            recipient=f"people.person:{number}",
            channel="email",
            address=f"p{number}@voorbeeld.example.be",
            sent_at=timezone.now(),
        )
        for number in range(1000)
    ]
    Dispatch.objects.bulk_create(rows)
    assert [bouncing.take_back(bounce(row)) for row in rows] == [True] * 1000
    assert AddressFault.objects.filter(permanent=True).count() == 1000


def test_who_wants_no_mail_gets_none_and_is_called(mechelen, smtp):
    person = mailed(mechelen, phone="+32471112233")
    send(person)
    url = smtp.received[0].message["List-Unsubscribe"].strip("<>")
    token = url.rstrip("/").rpartition("/")[2]
    assert [unsubscribe(unsubscribed(token)) for _twice in range(2)] == [True, True]
    asked(person, purpose="test.at_once")
    gather()
    assert [row.channel for row in Dispatch.objects.order_by("pk")] == ["email", "call"]
    assert unsubscribed(token + "x") is None


def test_a_secret_is_sent_and_not_kept(mechelen, smtp):
    purpose = plain("test.secret", automatic=False)
    told = purpose.tell
    purposes.add(
        type(purpose)(
            **{
                **vars(purpose),
                "tell": lambda rows: [
                    purposes.Case({"zaak": "geheim-42"}, frozenset({"zaak"})) for _row in told(rows)
                ],
            }
        )
    )
    row = send(mailed(mechelen), purpose="test.secret")
    purposes._purposes.pop("test.secret")
    body = smtp.received[0].message.get_body(("plain",)).get_content()
    assert ("geheim-42" in body, row.body, row.title) == (True, "Dag An, •••.", "Titel •••")
