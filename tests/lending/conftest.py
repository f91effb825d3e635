"""It is Tuesday 3 March 2026, 10 o'clock in Brussels, until a test moves the clock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from digibank.lending.handing_out import hand_out
from digibank.lending.models import Part
from digibank.network.models import Organisation, Partnership
from tests.conftest import make_device
from tests.people.factories import make_person

BRUSSELS = ZoneInfo("Europe/Brussels")
START = datetime(2026, 3, 3, 10, 0, tzinfo=BRUSSELS)  # a Tuesday: the library is open
TODAY = START.date()
DUE = date(2026, 9, 1)  # a Tuesday, 182 days later


class Clock:
    """The moment that the program believes it is."""

    def __init__(self, traveller):
        self.traveller = traveller

    @property
    def now(self):
        return timezone.now()

    def move(self, **lengths):
        self.traveller.shift(timedelta(**lengths))


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(START, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def lend(clock, device, an, library, lut):
    """Hands the laptop out to An at the library; say what differs."""

    def lent(**differs):
        facts = {"person": an, "due_on": DUE, "access_point": library, "by": lut, **differs}
        return hand_out(facts.pop("device", device), **facts)

    return lent


def part(kind, given=Part.Given.FINE, remark=""):
    return Part(kind=kind, given=given, given_remark=remark)


@pytest.fixture
def another_laptop(mechelen, lut):
    return make_device(mechelen, lut)


@pytest.fixture
def bo(mechelen):
    return make_person(mechelen, "Bo", "Maes")


@pytest.fixture
def partner(mechelen):
    """A school that is a partner of the digibank."""
    school = Organisation.objects.create(name="Basisschool De Linde", kind="training_provider")
    Partnership.objects.create(digibank=mechelen, organisation=school)
    return school
