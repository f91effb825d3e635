from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from digibank.ledger.models import name_of
from digibank.lending import reminding
from digibank.lending.models import Loan, Policy
from digibank.lending.reminders import (
    BACK,
    CALL,
    LATE,
    LETTER,
    PURPOSES,
    in_days,
    steps,
    tell,
)
from digibank.lending.renewing import renew
from digibank.lending.taking_back import take_back
from digibank.lending.terms import terms_of
from digibank.lending.undoing import correct, undo
from digibank.post.composing import Texts, compose
from digibank.post.gathering import gather
from digibank.post.models import Dispatch, Message
from digibank.post.purposes import Case, Drop
from digibank.post.readability.reading_level import reading_of
from digibank.post.recipients import Reach
from tests.conftest import make_device
from tests.lending.conftest import BRUSSELS, DUE
from tests.people.factories import make_person

pytestmark = pytest.mark.django_db


def asked():
    """(step, dropped for) of every message, in order."""
    return list(Message.objects.order_by("pk").values_list("step", "dropped_for"))


def test_hand_out_asks_for_the_reminder_in_its_own_transaction(lend):
    loan = lend()
    row = Message.objects.get()
    assert (row.recipient, row.purpose, row.subject, row.step) == (
        f"people.person:{loan.person_id}",
        BACK,
        name_of(loan),
        "before:2026-09-01",
    )
    assert (row.due_at, row.expires_at) == (
        datetime(2026, 8, 25, tzinfo=BRUSSELS),
        datetime(2026, 9, 2, tzinfo=BRUSSELS),
    )


def test_a_hand_out_that_is_refused_asks_for_nothing(lend, device):
    lend()
    with pytest.raises(Exception, match="out already|is al uit"):
        lend()
    assert Message.objects.count() == 1


def test_a_short_loan_is_not_reminded_on_its_first_days(lend):
    lend(due_on=date(2026, 3, 6))
    reminding.plan()
    assert asked() == []


def test_a_renewal_begins_anew_and_the_former_reminder_is_dropped(lend, lut, clock):
    loan = lend()
    renew(loan, due_on=date(2026, 12, 1), by=lut)
    clock.traveller.move_to(datetime(2026, 11, 24, 10, tzinfo=BRUSSELS))
    gather()
    assert asked() == [
        ("before:2026-09-01", "too_late"),
        ("before:2026-12-01", ""),
        ("check-1", "too_late"),
    ]
    assert Dispatch.objects.get().title == "Breng HP ProBook 440 terug op dinsdag 1 december"


def test_what_is_back_is_not_asked_for(lend, lut, clock):
    loan = lend()
    take_back(loan, outcome="shelf", by=lut)
    clock.traveller.move_to(datetime(2026, 8, 25, 10, tzinfo=BRUSSELS))
    gather()
    assert (asked(), Dispatch.objects.count()) == ([("before:2026-09-01", "loan_back")], 0)


def test_undoing_and_correcting_leave_the_right_reminder(lend, lut, clock, an, mechelen):
    loan = lend()
    correct(loan, due_on=date(2026, 9, 2), reason="verkeerde dag", by=lut)
    other = lend(device=make_device(mechelen, lut))
    undo(other, reason="verkeerd toestel", by=lut)
    clock.traveller.move_to(datetime(2026, 8, 26, 10, tzinfo=BRUSSELS))
    gather()
    assert asked() == [
        ("before:2026-09-01", "loan_moved"),
        ("before:2026-09-02", ""),
        ("before:2026-09-01", "loan_back"),
    ]


SOFT = [(1, "late-1"), (8, "late-2")]


@pytest.mark.parametrize(
    ("facts", "steps"),
    [
        ({}, [*SOFT, (14, "call"), (28, "letter")]),  # a call takes over from reminders
        ({"call_days": 0}, [*SOFT, (15, "late-3"), (22, "late-4"), (28, "letter")]),
        ({"call_days": 0, "letter_days": 0}, [*SOFT, (15, "late-3"), (22, "late-4")]),
        ({"call_days": 28}, [*SOFT, (15, "late-3"), (22, "late-4"), (28, "letter")]),
    ],
)
def test_late_loans_are_reminded_so_many_times(lend, clock, mechelen, facts, steps):
    Policy.objects.create(digibank=mechelen, **facts)
    lend()
    found = []
    for day in range(40):
        clock.traveller.move_to(datetime(2026, 9, 1, 8, tzinfo=BRUSSELS) + timedelta(days=day))
        reminding.plan()
        found += [(day, row.step) for row in Message.objects.filter(asked_at=timezone.now())]
    assert found == [(day, f"{name}:2026-09-01") for day, name in steps]


def test_a_reminder_ends_where_a_call_begins(lend, clock):
    """A letter that waits to be printed is not told once more by who calls."""
    loan = lend()
    rules = terms_of(loan.digibank, loan.product, loan.device.kind)
    due = date(2026, 9, 1)
    told = {one.name.partition(":")[0]: one.until for one in steps(due, due, rules)}
    days = {"late-1": 8, "late-2": 14, "call": 28, "letter": 42}
    assert told == {name: due + timedelta(days=count) for name, count in days.items()}


def test_a_run_that_was_missed_sends_what_makes_sense_and_says_why_not_the_rest(lend, clock):
    lend()
    clock.traveller.move_to(datetime(2026, 9, 18, 10, tzinfo=BRUSSELS))
    assert reminding.plan() == 3
    gather()
    assert asked() == [
        ("before:2026-09-01", "too_late"),
        ("late-1:2026-09-01", "missed"),
        ("late-2:2026-09-01", "missed"),
        ("call:2026-09-01", ""),
    ]
    assert reminding.plan() == 0


def test_loans_from_before_there_were_messages_get_one_at_most(lend, clock):
    lend()
    Message.objects.all().delete()
    clock.traveller.move_to(datetime(2027, 1, 4, 10, tzinfo=BRUSSELS))
    reminding.plan()
    assert {dropped for _step, dropped in asked()} == {"missed"}


def test_the_rules_of_the_digibank_count(lend, clock, mechelen):
    Policy.objects.create(
        digibank=mechelen, remind_days_before=0, late_every_days=3, late_at_most=1
    )
    lend()
    assert asked() == []
    clock.traveller.move_to(datetime(2026, 9, 2, 10, tzinfo=BRUSSELS))
    reminding.plan()
    assert asked() == [("late-1:2026-09-01", "")]


def test_steps_never_overlap_and_their_days_follow(mechelen):
    terms = terms_of(mechelen, "long", "laptop")
    every = list(steps(DUE, date(2026, 3, 3), terms))
    assert [(one.purpose, (one.on - DUE).days) for one in every[-2:]] == [(CALL, 14), (LETTER, 28)]
    found = every[:-2]
    assert [one.on for one in found] == sorted(one.on for one in found)
    assert all(one.until <= two.on for one, two in zip(found[1:], found[2:], strict=False))
    assert {one.purpose for one in found} == {BACK, LATE}


def test_planning_takes_the_same_queries_for_one_as_for_many(
    lend, clock, mechelen, lut, django_assert_num_queries
):
    for name in ("A", "B", "C"):
        lend(device=make_device(mechelen, lut), person=make_person(mechelen, name))
    clock.traveller.move_to(datetime(2026, 9, 2, 10, tzinfo=BRUSSELS))
    # digibanken, policy, terms, loans, savepoint, what was asked, write, release, no more loans
    with django_assert_num_queries(9):
        assert reminding.plan() == 3


def test_tell_says_what_the_state_is_now(lend, lut):
    loan = lend()
    (row,) = Message.objects.all()
    (case,) = tell([row])
    assert case == Case(
        {
            "toestel": "HP ProBook 440",
            "label": loan.device.label,
            "terug_op": DUE,
            "dagen": in_days((timezone.localdate() - DUE).days),
            "plaats": "Bibliotheek Het Predikheren (Goswin de Stassartstraat 88)",
        }
    )
    Loan.objects.filter(pk=loan.pk).update(due_on=date(2026, 9, 2))
    assert tell([row]) == [Drop("loan_moved")]
    row.subject = "lending.loan:999999"
    assert tell([row]) == [Drop("loan_back")]


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize("purpose", PURPOSES, ids=lambda one: one.code)
def test_our_texts_are_easy_to_read(mechelen, purpose, language):
    text = Texts(mechelen).find(purpose.code, language)
    for form in (f"{text.title}.\n{text.body}", text.short, text.script):
        reading = reading_of(form, language)
        official = [one.found for one in reading.hard if one.kind == "hard_word"]
        assert (reading.fits, official) == (True, []), form


def test_a_text_in_french_names_the_day_in_french(mechelen):
    case = Case({"toestel": "X", "label": "L", "terug_op": DUE, "dagen": 1, "plaats": "Bib"})
    told = compose(Texts(mechelen), [(BACK, case)], Reach("An P", "An", "fr"), "email")
    assert (told.title, told.language) == ("Rapportez X le mardi 1 septembre", "fr")
