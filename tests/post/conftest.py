"""It is Tuesday 3 March 2026, 10 o'clock in Brussels, until a test moves the clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from digibank.lending.handing_out import hand_out
from digibank.post import asking
from digibank.post.models import Message
from digibank.post.purposes import Case, Drop, Purpose, Text, Word
from tests.conftest import make_device
from tests.people.factories import make_person
from tests.post.servers import HttpGateway, SmtpServer

BRUSSELS = ZoneInfo("Europe/Brussels")
START = datetime(2026, 3, 3, 10, 0, tzinfo=BRUSSELS)  # a Tuesday


class Clock:
    """The moment that the program believes it is; the real one goes on underneath."""

    def __init__(self, traveller):
        self.traveller = traveller

    def at(self, *moment):
        """Go to a moment by the clock on the wall in Brussels."""
        self.traveller.move_to(datetime(*moment, tzinfo=BRUSSELS))

    def move(self, **lengths):
        self.traveller.shift(timedelta(**lengths))


@pytest.fixture
def clock(db):
    with time_machine.travel(START, tick=True) as traveller:
        yield Clock(traveller)


@pytest.fixture
def smtp(settings):
    """A mail server, and settings that lead to it."""
    with SmtpServer() as server:
        settings.MAIL_URL = server.url
        settings.MAIL_FROM = settings.MAIL_BOUNCES = "post@digibank.example.be"
        settings.SITE_URL, settings.SITE_HOST = "https://digibank.example.be", "digibank.example.be"
        yield server


@pytest.fixture
def sms(settings):
    """An SMS gateway, and settings that lead to it."""
    with HttpGateway() as gateway:
        settings.SMS_URL = f"{gateway.url}/send"
        settings.SMS_BODY = '{"to": "{to}", "text": "{text}", "reference": "{reference}"}'
        yield gateway


@pytest.fixture
def lend(clock, mechelen, library, lut):
    """Hands a laptop of its own out to somebody, to be back after so many days."""

    def lent(person, days=30, **differs):
        due_on = timezone.localdate() + timedelta(days=days)
        while due_on.isoweekday() in {1, 7}:  # the library is closed
            due_on += timedelta(days=1)
        facts = {"due_on": due_on, "access_point": library, "by": lut, **differs}
        return hand_out(make_device(mechelen, lut), person=person, **facts)

    return lent


def mailed(digibank, name="An", **facts):
    """A person who wants mail."""
    email = f"{name.lower()}@voorbeeld.example.be"
    return make_person(digibank, name, channel="email", **{"email": email, **facts})


def plain(code="test.plain", *, automatic=True, gone=(), words=None):
    """A purpose whose messages make sense until their subject stands in `gone`."""
    text = Text("Titel {zaak}", "Dag {voornaam}, {zaak}.", "Kort {zaak}.", "Zeg {zaak}.")

    def tell(messages):
        return [
            Drop("over") if row.subject in gone else Case({"zaak": row.subject, **(words or {})})
            for row in messages
        ]

    return Purpose(
        code=code,
        name="Proef",
        words={"zaak": Word("waarover", "iets")},
        needs=frozenset({"zaak"}),
        default=text,
        tell=tell,
        drops={"over": "Het is voorbij."},
        automatic=automatic,
    )


def asked(person, *, purpose="test.plain", about=None, step="1", **facts):
    """A message for `person`, asked for now."""
    row = asking.message(
        person.digibank, to=person, purpose=purpose, about=about or person, step=step, **facts
    )
    asking.ask([row])
    return Message.objects.get(
        recipient=row.recipient, purpose=purpose, subject=row.subject, step=step
    )
