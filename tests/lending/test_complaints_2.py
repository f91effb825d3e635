"""What users of other lending systems complained about, and what happens here: 12 to 19.

The numbers go on from test_complaints_1; 13 and 16 stand with what they are about.
"""

from base64 import b64encode
from datetime import date, datetime

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from digibank.devices import donating, importing
from digibank.devices.labelling import print_roll
from digibank.devices.models import Device, Piece, PrintedLabel
from digibank.devices.queries import missing
from digibank.devices.registering import register
from digibank.ledger.models import Entry
from digibank.lending import reminding, requesting, swapping
from digibank.lending.availability import availability
from digibank.lending.models import Loan, Reservation
from digibank.lending.reminders import BACK, LATE
from digibank.lending.renewing import renew
from digibank.lending.ruling import set_policy
from digibank.lending.taking_back import take_back
from digibank.post import asking
from digibank.post.delivering import deliver
from digibank.post.gathering import gather
from digibank.post.models import Channel, Dispatch, Message
from tests.conftest import make_device, refused
from tests.lending.conftest import BRUSSELS, DUE, TODAY, part
from tests.lending.test_complaints_1 import A_DAY, APRIL, MAY, together
from tests.lending.test_reserving import days_of
from tests.paper.drawing import png
from tests.people.factories import make_person
from tests.post.servers import SmtpServer

SIGNED = "data:image/png;base64," + b64encode(png()).decode()


def at(clock, *moment):
    """Go to a moment by the clock on the wall in Brussels."""
    clock.traveller.move_to(datetime(*moment, tzinfo=BRUSSELS))


# 12: reminders


def test_12_one_message_for_each_step_however_often_we_look(lend, clock):
    """Elsewhere there was a mail a day for the same thing, for a whole week."""
    lend()
    for day in range(45):
        at(clock, 2026, 8, 25, 9)
        clock.move(days=day)
        reminding.plan()
        assert reminding.plan() == 0
        gather()

    due = "2026-09-01"
    late = [(LATE, f"late-{number}:{due}") for number in (1, 2)]
    found = Message.objects.filter(purpose__in=[BACK, LATE]).order_by("pk")
    assert list(found.values_list("purpose", "step")) == [(BACK, f"before:{due}"), *late]


def test_12_the_database_knows_one_row_for_a_step(lend):
    """Elsewhere only the job of the night knew what it had sent before."""
    lend()
    row = Message.objects.get()
    asking.ask([again(row)])

    with pytest.raises(IntegrityError), transaction.atomic():
        again(row).save(force_insert=True)
    assert Message.objects.count() == 1


def again(row):
    names = ("digibank", "recipient", "person", "purpose", "subject", "step")
    return Message(**{name: getattr(row, name) for name in names})


@pytest.fixture
def mail(settings):
    """A mail server, and settings that lead to it."""
    with SmtpServer() as server:
        settings.MAIL_URL = server.url
        settings.MAIL_FROM = settings.MAIL_BOUNCES = "post@digibank.example.be"
        settings.SITE_URL, settings.SITE_HOST = "https://digibank.example.be", "digibank.example.be"
        yield server


@pytest.fixture
def els(mechelen):
    return make_person(mechelen, "Els", channel="email", email="els@voorbeeld.example.be")


def test_12_three_loans_of_one_person_are_one_mail(lend, mechelen, els, lut, clock, mail):
    """Elsewhere each thing that was lent had a mail of its own."""
    for _number in range(3):
        lend(device=make_device(mechelen, lut), person=els)
    at(clock, 2026, 8, 25, 10)
    gather()
    deliver(Channel.EMAIL)

    assert [one.to for one in mail.received] == [("els@voorbeeld.example.be",)]
    assert Dispatch.objects.get().messages.count() == 3


@pytest.mark.parametrize(
    ("change", "dropped"),
    [("back", "loan_back"), ("gone", "loan_back"), ("longer", "loan_moved")]
    + [("switched off", "not_wanted")],
)
def test_12_what_changed_after_it_was_written_is_not_sent(
    lend, els, lut, clock, mail, change, dropped
):
    """Elsewhere mails went out about what was archived, and after mails were switched off."""
    loan = lend(person=els)
    at(clock, 2026, 8, 25, 10)
    gather()
    waiting = Dispatch.objects.get().state
    changed(loan, change, lut)
    deliver(Channel.EMAIL)

    told = Message.objects.exclude(dropped_for="").values_list("step", "dropped_for")
    assert (list(told), mail.received) == ([("before:2026-09-01", dropped)], [])
    assert (waiting, Dispatch.objects.get().state) == ("waiting", "withdrawn")


def changed(loan, change, by):
    if change == "back":
        take_back(loan, outcome="shelf", by=by)
    elif change == "gone":
        row = swapping.report_incident(loan, kind="theft", happened_on=date(2026, 8, 24), by=by)
        swapping.give_up(row, by=by)
    elif change == "longer":
        renew(loan, due_on=date(2026, 12, 1), by=by)
    else:
        set_policy(loan.digibank, remind_days_before=0, by=by)


# 14: numbers


@pytest.mark.django_db(transaction=True)
def test_14_one_serial_number_registered_four_times_at_once_is_one_device(mechelen, wim):
    """Elsewhere two who typed at the same moment made the same thing twice."""
    facts = {"kind": "laptop", "maker": "Dell", "serial": "ABC123", "by": wim}

    answers = together(*[lambda: register(mechelen, **facts)] * 4)

    assert answers == [[], ["serial_known"], ["serial_known"], ["serial_known"]]
    assert Device.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_14_one_printed_label_is_on_one_device(mechelen, wim):
    """Elsewhere two things got the same number on their label."""
    label = print_roll(mechelen, count=1, by=wim).labels.get()
    facts = {"kind": "laptop", "label": label.label, "by": wim}

    assert together(*[lambda: register(mechelen, **facts)] * 3) == [[], ["taken"], ["taken"]]
    label.refresh_from_db()
    assert (label.device, Device.objects.get().code) == (Device.objects.get(), label.code)


@pytest.mark.django_db(transaction=True)
def test_14_codes_that_are_drawn_at_once_differ(mechelen, wim):
    """Elsewhere the next number was read by two at the same time."""
    acts = [lambda: register(mechelen, kind="laptop", by=wim)] * 4
    acts += [lambda: print_roll(mechelen, count=25, by=wim)] * 2

    assert together(*acts) == [[]] * 6
    codes = [*Device.objects.values_list("code", flat=True)]
    codes += PrintedLabel.objects.values_list("code", flat=True)
    assert (len(codes), len(set(codes))) == (54, 54)


def test_14_the_database_knows_one_device_with_a_code(mechelen, device):
    """Elsewhere only the program asked whether the number existed."""
    with pytest.raises(IntegrityError, match="code"):
        Device.objects.create(digibank=mechelen, code=device.code, kind="laptop")


# 15 and 17: reservations, and how something comes back


def test_15_a_device_can_be_reserved_and_then_it_is_kept(
    visit, mechelen, device, lend, an, bea, lut
):
    """Elsewhere people asked ten years for reservations and built them beside it."""
    days = {"from_on": "07/04/2026", "until_on": "05/05/2026"}
    typed = {"kind": "laptop", "count": "1", **days}
    answer = visit(bea).post(f"/reserveringen/nieuw/?persoon={an.pk}", typed)

    row = Reservation.objects.get()
    assert (answer.status_code, answer.url) == (302, row.get_absolute_url())
    assert days_of(device) == [(APRIL, MAY + 3 * A_DAY)]
    assert availability(mechelen, "laptop", APRIL, MAY).free == []
    at_once = {"person": make_person(mechelen, "Bo"), "due_on": MAY}
    assert refused(lend, **at_once) == ["reserved"]


@pytest.mark.parametrize("outcome", Loan.Outcome.values)
def test_17_whatever_comes_back_goes_nowhere_by_itself(mechelen, lend, lut, outcome):
    """Elsewhere what came back broken was on the shelf as if nothing was wrong."""
    loan = lend()
    take_back(loan, outcome=outcome, by=lut)

    lacking = {code for code, _sentence in missing(loan.device)}
    gone = outcome == "written_off"
    assert lacking == ({"written_off"} if gone else {"not_erased", "not_released"})
    assert availability(mechelen, "laptop", TODAY, TODAY + A_DAY).free == []
    assert set(refused(lend)) == lacking


@pytest.mark.parametrize("outcome", ["", "lost", "undone"])
def test_17_nothing_is_back_without_saying_what_happens_with_it(visit, lend, bea, outcome):
    """Elsewhere checking in asked nothing: no list, no state."""
    loan = lend(parts=[part("charger")])
    typed = {"part_charger": "fine", "outcome": outcome}

    assert visit(bea).post(f"/uitleningen/{loan.pk}/terugkeer/", typed).status_code == 422
    assert refused(take_back, loan, outcome=outcome, by=bea) == ["outcome"]
    with pytest.raises(IntegrityError, match="loan_ends_with_an_outcome"), transaction.atomic():
        Loan.objects.filter(pk=loan.pk).update(end="taken_back", ended_at=loan.handed_out_at)
    assert Loan.objects.get().ended_at is None


def test_17_the_state_of_each_part_is_asked_and_kept(visit, lend, bea):
    """Elsewhere a broken accessory went back to stock as a good one."""
    loan = lend(parts=[part("charger"), part("mouse")])
    url, typed = f"/uitleningen/{loan.pk}/terugkeer/", {"outcome": "check"}
    visitor = visit(bea)

    assert visitor.post(url, {**typed, "part_charger": "fine"}).status_code == 422
    answers = {"part_charger": "flawed", "part_mouse": "missing", "remark_charger": "Breuk"}
    assert visitor.post(url, {**typed, **answers}).status_code == 302
    kept = loan.parts.order_by("kind").values_list("kind", "back", "back_remark")
    assert list(kept) == [("bag", "", ""), ("charger", "flawed", "Breuk"), ("mouse", "missing", "")]


# 18: long lists


LISTS = [
    *(f"/uitleningen/?staat={state}" for state in ("open", "today", "late", "ended")),
    *("/uitleningen/?q=pro", "/reserveringen/", "/reserveringen/?staat=ended", "/wachtlijst/"),
    *("/balie/",),
]


@pytest.mark.parametrize("url", LISTS)
def test_18_a_list_of_many_takes_as_many_queries_as_a_list_of_eight(
    visit, clock, mechelen, library, bea, url
):
    """Elsewhere each row of a list counted its own history, and a page took minutes."""
    visitor = visit(bea)
    fill(mechelen, library, bea, 8)
    few = asked(visitor, url)
    fill(mechelen, library, bea, 32)
    many = asked(visitor, url)

    assert len(many) == len(few)
    assert [query for query in many if "ledger_entry" in query] == []


def fill(digibank, point, by, count):
    """So many loans of each state, reservations, and people who wait."""
    today, late, open_, ended = TODAY, TODAY - 9 * A_DAY, DUE, TODAY - 30 * A_DAY
    since = datetime(2026, 1, 6, 10, tzinfo=BRUSSELS)
    # Codes that differ for sure: of so many that are drawn, two are the same now and then.
    codes = iter(print_roll(digibank, count=4 * count, by=by).labels.values_list("code", flat=True))
    for number in range(count):
        person = make_person(digibank, f"Naam{number}")
        for due_on in (today, late, open_, ended):
            over = {"ended_at": since, "ended_by": by, "end": "taken_back", "outcome": "shelf"}
            Loan.objects.create(
                digibank=digibank,
                device=make_device(digibank, by, ready=False, code=next(codes)),
                person=person,
                access_point=point,
                handed_out_by=by,
                handed_out_at=since,
                due_on=due_on,
                **(over if due_on == ended else {}),
            )
        facts = {"digibank": digibank, "person": person, "kind": "laptop", "made_by": by}
        days = {"from_on": APRIL, "until_on": MAY}
        Reservation.objects.create(**facts, **days)
        Reservation.objects.create(**facts, **days, ended_at=since, end="cancelled")
        requesting.request_loan(digibank, person=person, kind="laptop", by=by)


def asked(visitor, url):
    """The queries that the page at `url` takes."""
    with CaptureQueriesContext(connection) as found:
        assert visitor.get(url).status_code == 200
    return [one["sql"] for one in found]


# 19: imports


LIST = (
    "type;merk;model;serienummer;geheugen;label;weigering\n"
    "laptop;HP;ProBook 440;A1;8;{label};\n"
    "laptop;Dell;Latitude;A2;16;;\n"
    "broodrooster;Tefal;;;;;\n"
)


@pytest.fixture
def lot(mechelen, library, wim):
    """Tries a list of what one donation brings, as often as you like."""
    donation = donating.announce(
        mechelen,
        donor_facts={"kind": "public", "name": "Stad Mechelen"},
        promises={"laptop": 2},
        way="drop_off",
        access_point=library,
        by=wim,
    )
    label = print_roll(mechelen, count=1, by=wim).labels.get().label

    def tried(text=LIST):
        upload = ContentFile(text.format(label=label).encode(), name="lot.csv")
        return importing.try_list(donation, upload=upload, by=wim)

    return tried


def counted():
    return Device.objects.count(), Piece.objects.count(), PrintedLabel.objects.free().count()


def test_19_a_try_says_of_each_line_what_would_become_of_it_and_does_nothing(lot):
    """Elsewhere an import said that all went well, and nothing had come in."""
    row = lot()
    before = (counted(), Entry.objects.count())

    verdicts = [(one.line.number, one.is_good) for one in importing.dry_run(row)]
    assert verdicts == [(2, True), (3, True), (4, False)]
    assert (counted(), Entry.objects.count()) == before


def test_19_a_list_that_is_taken_in_twice_brings_nothing_twice(lot, wim):
    """Elsewhere importing again doubled everything."""
    row = lot()
    importing.take_in(row, by=wim)
    assert counted() == (2, 2, 0)

    assert refused(importing.take_in, row, by=wim) == ["taken"]
    second = lot()
    assert [one.is_good for one in importing.dry_run(second)] == [False, False, False]
    assert refused(importing.take_in, second, by=wim) == ["same_file"]
    assert counted() == (2, 2, 0)


def test_19_what_was_taken_back_comes_in_again_as_itself(lot, wim):
    """Elsewhere what had been deleted came back as something new, beside the old one."""
    row = lot()
    importing.take_in(row, by=wim)
    code = Device.objects.get(serial="A1").code
    importing.take_back(row, by=wim)
    assert counted() == (0, 0, 1)
    with row.file.file.open() as kept:
        assert kept.read().decode().splitlines()[2:] == LIST.splitlines()[2:]

    importing.take_in(lot(), by=wim)
    assert (counted(), Device.objects.get(serial="A1").code) == ((2, 2, 0), code)


def test_19_a_list_without_serial_numbers_doubles_nothing_either(lot, wim):
    """Elsewhere importing again doubled what had no number of its own."""
    text = "type;merk;model\nlaptop;HP;ProBook 440\nlaptop;HP;ProBook 450\n"
    importing.take_in(lot(text), by=wim)

    before = counted()
    assert refused(importing.take_in, lot(text), by=wim) == ["same_file"]
    assert counted() == before
