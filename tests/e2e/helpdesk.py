"""A digibank of its own in which a morning of the helpdesk is counted, and nothing else happens."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.utils import timezone

from digibank.accounts.models import Account
from digibank.guidance import appointing, questioning, queueing, rostering, writing
from digibank.guidance.writing import Written
from digibank.network.models import (
    AccessPoint,
    Digibank,
    Organisation,
    Partnership,
    Role,
)
from digibank.people import carding
from digibank.people.models import Person
from digibank.people.registering import register
from digibank.ui import codes

NAMES = [("Rachida", "Amrani"), ("Fons", "Verlinden"), ("Greet", "Aerts")]
ARTICLES = {
    "itsme op een nieuwe gsm": ("itsme", "Neem de oude gsm en de identiteitskaart mee."),
    "Wachtwoord van je mail vergeten": ("email", "Druk op Wachtwoord vergeten."),
    "Een verdacht bericht herkennen": ("safety", "Kijk eerst wie het stuurt."),
}


def helpdesk(account: Callable[..., Account]) -> tuple[dict[str, Account], dict[str, object]]:
    """Rupel with its accounts, and what the morning must know of it."""
    rupel = Digibank.objects.create(name="Digibank Rupel", began_on=datetime(2025, 1, 1).date())
    rosa = account("Rosa Leemans", rupel, Role.COORDINATOR, Role.DESK)
    staf = account("Staf Goris", rupel, Role.VOLUNTEER)
    partner = Organisation.objects.create(name="OCMW Boom", kind="local_government")
    Partnership.objects.create(digibank=rupel, organisation=partner, part="partner")
    point = house_of_neighbours(rupel)
    people = [register(rupel, given_name=g, family_name=f, by=rosa) for g, f in NAMES]
    written(rupel, rosa)
    kiosk = waiting(rupel, point, people[0], rosa)
    planned(point, people[1], rosa, staf)
    return {"rosa": rosa, "staf": staf}, {
        "kiosk": kiosk,
        "people": [
            {"pk": one.pk, "card": codes.written(codes.CARD, carding.issue(one, by=rosa).code)}
            for one in people
        ],
    }


def house_of_neighbours(rupel: Digibank) -> AccessPoint:
    point = AccessPoint.objects.create(
        digibank=rupel,
        name="Buurthuis De Steenbakker",
        street="Grote Markt 4",
        postcode="2850",
        refnis="11005",
    )
    for weekday in range(1, 8):
        point.openings.create(weekday=weekday, opens_at="09:00", closes_at="17:00")
    return point


def written(rupel: Digibank, by: Account) -> None:
    for title, (theme, first) in ARTICLES.items():
        writing.write(
            rupel,
            theme=theme,
            language="nl",
            title=title,
            summary="Zo doe je het samen, stap voor stap.",
            steps=[
                Written(first),
                Written("Laat de persoon zelf typen."),
                Written("Kijk samen na."),
            ],
            owner=by,
            review_on=timezone.localdate() + timedelta(days=180),
            by=by,
        )


def waiting(rupel: Digibank, point: AccessPoint, person: Person, by: Account) -> str:
    """Numbers and a question that wait; returns the secret of the screen."""
    for _ in range(4):
        queueing.take_number(point, by=None)
    questioning.open_question(
        rupel,
        theme="premium",
        subject="Verwarmingstoelage aanvragen",
        text="Het formulier is van vorig jaar.",
        person=person,
        access_point=point,
        by=by,
    )
    return queueing.make_kiosk(point, name="Inkom", by=by)[1]


def planned(point: AccessPoint, person: Person, rosa: Account, staf: Account) -> None:
    """Next week's roster, with a gap and an appointment in it."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    day = {"begins_at": time(9), "ends_at": time(12)}
    rostering.offer(point, helper=staf, on=monday, by=staf, **day)
    rostering.offer(point, helper=rosa, on=monday, confirmed=True, by=rosa, **day)
    given_up = rostering.offer(
        point, helper=staf, on=monday + timedelta(days=1), confirmed=True, by=rosa, **day
    )
    rostering.give_up(given_up, by=staf)
    appointing.appoint(
        point.digibank,
        person=person,
        kind="place",
        begins_at=timezone.make_aware(datetime.combine(monday, time(10))),
        helper=rosa,
        access_point=point,
        theme="itsme",
        subject="Nieuwe gsm",
        by=rosa,
    )
