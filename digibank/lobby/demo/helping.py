"""The open helpdesk of the demo: what people came to ask, and what waits for today."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from digibank.guidance import (
    appointing,
    contacting,
    questioning,
    queueing,
    referring,
    rostering,
    writing,
)
from digibank.guidance.contacting import Chosen
from digibank.guidance.models import Contact, Referral, Smile
from digibank.guidance.writing import Written
from digibank.lobby.demo import cast
from digibank.lobby.demo.year import Stage
from digibank.network.models import Organisation

THEMES = [code for code, _often in cast.ASKED]
OFTEN = [often for _code, often in cast.ASKED]
OUTCOMES = [Contact.Outcome.SOLVED] * 11 + [
    *[Contact.Outcome.HELPED_ON] * 5,
    *[Contact.Outcome.COME_BACK] * 2,
    Contact.Outcome.REFERRED,
]
CHANNELS = [Contact.Channel.COUNTER] * 8 + [Contact.Channel.PHONE] * 2 + [Contact.Channel.HOME]
MOODS = [Smile.Mood.GOOD] * 7 + [Smile.Mood.SO_SO] * 2 + [Smile.Mood.BAD]
KNOWN = 0.3  # of the visits whose person is told


def desk_of(seed: int) -> Callable[[Stage, date], None]:
    """What a day at the desk brings, with dice of its own: the year around it stays as it is."""
    dice = Random(seed)

    def help_people(stage: Stage, day: date) -> None:
        for _visit in range(dice.randrange(1, 6)):
            stage.clock.at(day, dice.randrange(9, 16), dice.randrange(60))
            visit(stage, dice)
        if day.day == 10:
            stage.clock.at(day, 14)
            session(stage, dice)

    return help_people


def visit(stage: Stage, dice: Random) -> None:
    known = stage.persons and dice.random() < KNOWN
    codes = dice.choices(THEMES, OFTEN, k=2 if dice.random() < 0.15 else 1)
    point = dice.choice(stage.points[:2])
    contacting.record_contacts(
        stage.digibank,
        chosen=[Chosen(code) for code in codes],
        access_point=point,
        person=dice.choice(stage.persons) if known else None,
        outcome=dice.choice(OUTCOMES),
        channel=dice.choice(CHANNELS),
        minutes=dice.choice([None, 5, 10, 10, 15, 30]),
        by=stage.staff[dice.choice(["bea", "pieter", "vera", "jos", "nadia"])],
    )
    if dice.random() < 0.3:
        queueing.smile(point, mood=dice.choice(MOODS))


def session(stage: Stage, dice: Random) -> None:
    """An information session: one contact with a head count."""
    contacting.record_contacts(
        stage.digibank,
        chosen=[Chosen("safety")],
        access_point=stage.points[1],
        head_count=dice.randrange(8, 15),
        minutes=90,
        by=stage.staff["ines"],
    )


def write_articles(stage: Stage) -> None:
    for theme, title, summary, steps in cast.ARTICLES:
        writing.write(
            stage.digibank,
            theme=theme,
            language="nl",
            title=title,
            summary=summary,
            steps=[Written(step) for step in steps],
            owner=stage.staff["bea"],
            review_on=stage.today + timedelta(days=120),
            by=stage.staff["bea"],
        )


def leave_work(stage: Stage) -> None:
    """What waits at the desk on the day of the demo: questions, a roster, visits, referrals."""
    stage.clock.at(stage.today, 8, 10)
    ask(stage)
    plan(stage)
    send(stage)


def ask(stage: Stage) -> None:
    for number, (theme, subject, note) in enumerate(cast.QUESTIONS):
        stage.clock.tick()
        questioning.open_question(
            stage.digibank,
            theme=theme,
            subject=subject,
            text=note,
            access_point=stage.points[number % 2],
            person=stage.persons[number],
            assigned_to=stage.staff["vera"] if number else None,
            due_on=stage.today + timedelta(days=number),
            by=stage.staff["bea"],
        )


def plan(stage: Stage) -> None:
    """Two weeks of shifts, and three people who come by appointment."""
    library, centre = stage.points[:2]
    monday = stage.today + timedelta(days=7 - stage.today.weekday())
    for point, helper, days in [(library, "vera", 1), (library, "jos", 2), (centre, "nadia", 0)]:
        rostering.offer(
            point,
            helper=stage.staff[helper],
            on=monday + timedelta(days=days),
            begins_at=time(9),
            ends_at=time(12),
            weeks=2,
            confirmed=helper != "jos",
            by=stage.staff["lut"],
        )
    for number, hour in enumerate([9, 10, 11]):
        appointing.appoint(
            stage.digibank,
            person=stage.persons[number],
            kind="place",
            begins_at=moment(monday + timedelta(days=1), hour),
            helper=stage.staff["vera"],
            access_point=library,
            theme="itsme",
            by=stage.staff["bea"],
        )


def moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def send(stage: Stage) -> None:
    """One referral to a partner, and one from the partner where Amina works."""
    partner = lead_of(stage)
    referring.refer_out(
        stage.digibank,
        person=stage.persons[0],
        partner=partner,
        theme="premium",
        need="Zoekt uit of er recht is op een verwarmingstoelage.",
        shared=["name"],
        consent=Referral.Consent.SPOKEN,
        access_point=stage.points[0],
        by=stage.staff["bea"],
    )
    referring.refer_in(
        stage.digibank,
        partner=partner,
        name="Mevrouw Diallo",
        theme="laptop",
        need="Wil leren werken met een laptop, voor de opleiding van haar dochter.",
        consent=Referral.Consent.SPOKEN,
        by=stage.staff["amina"],
    )


def lead_of(stage: Stage) -> Organisation:
    """The municipality: the partner that Amina works for."""
    return Organisation.objects.get(name=cast.PARTNERS[0][0])
