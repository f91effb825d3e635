from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from django.utils.timezone import localdate

from digibank.guidance import (
    appointing,
    contacting,
    expiring,
    mandating,
    questioning,
    referring,
    watching,
    writing,
)
from digibank.guidance.figures import Period, figures_of
from digibank.guidance.models import (
    Appointment,
    Article,
    ArticleCheck,
    Contact,
    HelpPolicy,
    Mandate,
    Question,
    Referral,
    Rise,
)
from digibank.guidance.watching import is_rise
from digibank.guidance.writing import Written
from digibank.ledger.models import Detail, Entry
from digibank.post.models import Message
from tests.conftest import codes

NOW = "2026-03-10T09:00:00+00:00"


@pytest.fixture
def story(mechelen, library, an, bea, helped):
    """Everything that a visit can leave, on one day."""
    with time_machine.travel(NOW, tick=False):
        contact = helped("itsme", person=an, age_band="75+")
        group = helped("safety", head_count=4)
        contacting.attend(group, people=[an], by=bea)
        question = questioning.open_question(
            mechelen, theme="itsme", subject="Kreeg geen code", text="Haar zoon.", person=an, by=bea
        )
        questioning.close(question, closed="solved", by=bea)
        appointment = appointing.appoint(
            mechelen,
            person=an,
            kind="phone",
            begins_at=timezone.now() + timedelta(hours=1),
            helper=bea,
            subject="Nieuwe gsm",
            by=bea,
        )
        referral = referring.refer_out(
            mechelen,
            person=an,
            elsewhere="Bank",
            theme="bank",
            need="Kaart",
            consent="spoken",
            by=bea,
        )
        referring.finish(referral, outcome="helped", by=bea)
        mandate = mandating.give_mandate(
            an,
            helper=bea,
            acts=["tax"],
            ends_on=localdate() + timedelta(days=10),
            signing="paper",
            by=bea,
        )
    return contact, question, appointment, referral, mandate


def told(capsys):
    call_command("forget")
    return capsys.readouterr().out.strip()


def test_nothing_goes_before_its_day(story, capsys):
    with time_machine.travel("2026-09-09T09:00:00+00:00"):
        assert told(capsys) == "Nothing to forget."


def test_each_kind_goes_on_its_own_day_and_the_command_says_so(story, capsys, an, mechelen):
    days = {
        "2026-09-11": "1 appointments",
        "2027-03-11": "1 questions, 1 referrals",
        "2028-03-11": "1 contacts, 1 attendees",
        "2032-03-21": "1 mandates",
    }
    for day, words in days.items():
        with time_machine.travel(f"{day}T09:00:00+00:00"):
            assert told(capsys) == f"Digibank Mechelen: {words}"

    assert Question.objects.get().subject == ""
    assert Appointment.objects.get().subject == ""
    assert Referral.objects.get().need == ""
    assert Mandate.objects.get().text == ""
    contact = Contact.objects.get(theme="itsme")
    assert (contact.person, contact.age_band) == (None, "75+")
    facts = [entry.facts for entry in Entry.objects.filter(verb="help_forgotten")]
    assert [sum(one.values()) for one in facts] == [1, 2, 2, 1]


def test_the_figures_stay_when_the_stories_go(story, mechelen):
    day = Period(localdate(timezone.now()), localdate())
    with time_machine.travel("2026-03-10T12:00:00+00:00"):
        day = Period(localdate(), localdate())
        before = figures_of(mechelen, day)
    with time_machine.travel("2033-01-01T09:00:00+00:00"):
        expiring.expire()

    after = figures_of(mechelen, day)

    assert (after.questions, after.heads, after.minutes) == (
        before.questions,
        before.heads,
        before.minutes,
    )
    kept = {"themes", "outcomes", "referrals", "questions", "appointments", "ages"}
    assert [t for t in after.tables if t.code in kept] == [
        t for t in before.tables if t.code in kept
    ]


def test_the_words_of_a_question_leave_the_ledger_too(story):
    about = f"guidance.question:{story[1].pk}"
    assert Detail.objects.filter(entry__subject=about).count() == 1
    with time_machine.travel("2027-03-11T09:00:00+00:00"):
        expiring.expire()

    assert Detail.objects.filter(entry__subject=about).count() == 0


def test_a_digibank_keeps_shorter_when_it_says_so(story, mechelen, capsys):
    HelpPolicy.objects.create(digibank=mechelen, person_months=1)

    with time_machine.travel("2026-04-11T09:00:00+00:00"):
        assert told(capsys) == "Digibank Mechelen: 1 contacts, 1 attendees"


def test_more_than_one_piece_goes_in_one_night(helped, an, monkeypatch, capsys):
    with time_machine.travel(NOW):
        for _ in range(5):
            helped("itsme", person=an)
    monkeypatch.setattr(expiring, "CHUNK", 2)

    with time_machine.travel("2029-01-01T09:00:00+00:00"):
        assert told(capsys) == "Digibank Mechelen: 5 contacts"
    assert Entry.objects.filter(verb="help_forgotten").count() == 3


# What stands out


@pytest.mark.parametrize(
    ("count", "usual", "rises"),
    [
        (9, 0, False),
        (10, 0, True),
        (20, 10, False),
        (25, 10, True),
        (120, 100, False),
        (25, 13, False),
    ],
)
def test_a_rise_is_more_than_chance(count, usual, rises):
    assert is_rise(count, usual) is rises


def test_a_theme_that_rises_reaches_the_coordinators(helped, mechelen, lut, settings):
    settings.MAIL_URL = "smtp://localhost:1"
    lut.email = "lut@voorbeeld.be"
    lut.save()
    for week in range(1, 9):
        helped("tax", on=localdate() - timedelta(days=7 * week)) if week < 8 else None
    for _ in range(12):
        helped("tax")
        helped("other")

    found = [watching.watch(), watching.watch()]

    rise = Rise.objects.get()
    assert found == [1, 0]
    assert (rise.theme, rise.count, rise.usual, rise.article) == ("tax", 12, 1, None)
    assert [(one.purpose, one.recipient) for one in Message.objects.all()] == [
        ("guidance.risen", f"accounts.account:{lut.pk}")
    ]


def test_an_article_that_no_longer_works_reaches_them_too(mechelen, bea, vera, lut):
    article = writing.write(
        mechelen,
        theme="itsme",
        language="nl",
        title="itsme",
        steps=[Written("Stap")],
        owner=bea,
        review_on=localdate() + timedelta(days=30),
        by=bea,
    )
    Article.objects.get().editions.update(made_at=timezone.now() - timedelta(days=30))
    writing.check(article, works=True, by=bea)
    for who in (vera, bea):
        writing.check(article, works=False, by=who)
    assert watching.watch() == 0
    writing.check(article, works=False, by=lut)

    assert watching.watch() == 1
    rise = Rise.objects.get()
    assert (rise.article, rise.count) == (article, 3)
    ArticleCheck.objects.all().delete()
    watching.see(rise, by=lut)
    with pytest.raises(ValidationError) as refusal:
        watching.see(rise, by=lut)
    assert codes(refusal) == ["taken"]
