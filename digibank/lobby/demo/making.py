"""Making the demo, whole or not at all."""

from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import override

from digibank.accounts.models import Account
from digibank.ledger import sealing
from digibank.lobby.archives import RefusalError
from digibank.lobby.demo import cast, giving, helping, telling, year
from digibank.lobby.demo.clock import Clock, staged
from digibank.lobby.demo.founding import close_for_a_day, found, furnish
from digibank.network import arranging, opening
from digibank.network.models import Digibank
from digibank.network.places import DEMO_PASSWORD
from digibank.people import registering as people
from digibank.people.models import Person

SEED = 2026


def make() -> None:
    """Fill this database with two fictitious digibanken.

    Raises RefusalError when it is not empty.
    """
    with transaction.atomic():
        if Digibank.objects.exists() or Account.objects.exists():
            raise RefusalError("This database is not empty: the demo needs one of its own.")
        today = localdate()
        with override("nl"), staged(SEED) as clock:
            fill(clock, today)
    while sealing.seal():
        pass


def fill(clock: Clock, today: date) -> None:
    began_on = today - timedelta(days=year.LENGTH + 10)
    clock.at(began_on, 9)
    digibank, staff = found("Digibank Rivierenland", cast.STAFF, began_on)
    points = furnish(digibank, staff["lut"], clock)
    arranging.let_volunteers_lend(digibank, by=staff["lut"])
    stage = year.Stage(digibank, staff, points, clock, Random(SEED), today)
    helping.write_articles(stage)
    giving.announce(stage)
    year.live(stage, helping.desk_of(SEED), telling.tell)
    helping.leave_work(stage)
    giving.leave_one(stage)
    close_for_a_day(points[0], today, staff["lut"])
    elsewhere(clock, began_on)


def elsewhere(clock: Clock, began_on: date) -> None:
    """A second, small digibank: nothing of the one is seen in the other."""
    clock.at(began_on, 14)
    digibank, others = found("Digibank Kempenrand", cast.ELSEWHERE, began_on)
    place = {"name": "Huis van het Kind", "street": "Heideweg 3", "postcode": "2200"}
    opening.open_point(digibank, by=others["zoe"], refnis="13011", **place)
    people.register(
        digibank,
        given_name="Maria",
        family_name="Peeters",
        channel=Person.Channel.PHONE,
        phone="0470009999",
        by=others["milan"],
    )


def log_ins() -> list[tuple[str, str, str]]:
    """(user name, password, what they do) of every account of the demo."""
    rows = [*cast.STAFF, *cast.ELSEWHERE]
    with override("nl"):
        return [
            (user, DEMO_PASSWORD, ", ".join(str(role.label).lower() for role in roles))
            for user, _, roles in rows
        ]
