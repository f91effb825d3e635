"""A year at the counter: people come in, devices go out and come back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

from django.utils.timezone import localdate

from digibank.accounts.models import Account
from digibank.devices import (
    benching,
    checks,
    erasing,
    gates,
    registering,
    releasing,
    writing_off,
)
from digibank.devices.models import Device, Donation, Erasure, WriteOff
from digibank.lending import due, handing_out, renewing, taking_back
from digibank.lending.kits import kit_of
from digibank.lending.models import Loan, Part
from digibank.lobby.demo import cast
from digibank.lobby.demo.clock import Clock
from digibank.network.hours import first_open_day
from digibank.network.models import AccessPoint, Digibank
from digibank.people import registering as people
from digibank.people.models import Person

Facts = dict[str, Any]  # of a model, for its verb
PEOPLE, DEVICES = 60, 82
LENGTH = 364  # days
IDLE = 14  # persons that borrow nothing
FORGOTTEN = 0.12  # of the loans whose day has come, still out
OUTCOMES = [Loan.Outcome.SHELF] * 6 + [Loan.Outcome.CHECK] * 2 + [Loan.Outcome.REPAIR]


@dataclass
class Stage:
    """What the year needs at hand."""

    digibank: Digibank
    staff: dict[str, Account]
    points: list[AccessPoint]
    clock: Clock
    dice: Random
    today: date
    persons: list[Person] = field(default_factory=list)
    shelf: list[Device] = field(default_factory=list)  # may go out
    workshop: list[Device] = field(default_factory=list)  # to be erased and released
    gift: Donation | None = None  # what comes in belongs to it
    forgotten: set[int] = field(default_factory=set)  # loans that nobody brings back

    def who(self, *usernames: str) -> Account:
        return self.staff[self.dice.choice(usernames)]


def live(
    stage: Stage, daily: Callable[[Stage, date], None], weekly: Callable[[Stage, date], None]
) -> None:
    """Every working day of the last year, up to today, on which the desk is still to open: each
    day before it has its `daily`; Mondays and today end with `weekly`."""
    first = stage.today - timedelta(days=LENGTH)
    days = [first + timedelta(days=number) for number in range(LENGTH + 1)]
    working = [day for day in days if day.isoweekday() < 6] or days
    cast_of_people = spread(list(persons(stage.dice)), len(working), stage.dice)
    cast_of_devices = spread(list(machines(stage.dice)), len(working) - 4, stage.dice)
    for number, day in enumerate(working):
        stage.clock.at(day, 8, stage.dice.randrange(50))
        for facts in cast_of_devices.get(number, []):
            receive(stage, facts)
        for facts in cast_of_people.get(number, []):
            meet(stage, facts)
        mend(stage, day)
        collect(stage, day)
        lend(stage, day)
        if day != stage.today:
            daily(stage, day)
        if day.isoweekday() == 1 or day == stage.today:
            weekly(stage, day)
    leave_some(stage)


def spread(things: list[Facts], count: int, dice: Random) -> dict[int, list[Facts]]:
    """`things` over the days 0 to `count`, more of them in the beginning."""
    found: dict[int, list[Facts]] = {}
    for thing in things:
        found.setdefault(int(count * dice.random() ** 1.4), []).append(thing)
    return found


def persons(dice: Random) -> Iterator[Facts]:
    pairs = [
        (language, given, family)
        for language, givens, families in cast.NAMES
        for given, family in product(givens.split(), families.split())
    ]
    for number, (language, given, family) in enumerate(dice.sample(pairs, PEOPLE)):
        yield {
            "given_name": given,
            "family_name": family,
            "language": language,
            "postcode": dice.choice(cast.POSTCODES),
            "street": f"{dice.choice(cast.STREETS)} {dice.randrange(1, 90)}",
            "needs_interpreter": language not in {"nl", "fr", "en"} and dice.random() < 0.4,
            "reads_with_difficulty": dice.random() < 0.15,
            **reached(number, given, dice),
            **age(dice),
        }


def reached(number: int, given: str, dice: Random) -> Facts:
    """Half by phone; some by letter, without phone or e-mail; some through somebody else."""
    phone = f"047000{number:04d}"
    draw = dice.random()
    if draw < 0.15:
        return {"channel": Person.Channel.LETTER}
    if draw < 0.25:
        return {"channel": Person.Channel.HELPER, "helper": f"Buur van {given}, {phone}"}
    if draw < 0.4:
        return {"channel": Person.Channel.EMAIL, "email": f"persoon{number}@digibank.invalid"}
    return {"channel": Person.Channel.SMS if draw < 0.6 else Person.Channel.PHONE, "phone": phone}


def age(dice: Random) -> Facts:
    if dice.random() < 0.3:
        return {"age_band": dice.choice(Person.AgeBand.values)}
    return {"born_on": date(dice.randrange(1940, 2007), dice.randrange(1, 13), 14)}


def machines(dice: Random) -> Iterator[Facts]:
    weights = [row[-1] for row in cast.MACHINES]
    for number in range(DEVICES):
        kind, maker, model, memory, storage, _ = dice.choices(cast.MACHINES, weights)[0]
        yield {
            "kind": kind,
            "maker": maker,
            "model": model,
            "memory_bytes": memory,
            "storage_bytes": storage,
            "serial": f"DEMO{number:04d}",
            "remark": dice.choice(cast.REMARKS) if dice.random() < 0.2 else "",
        }


def receive(stage: Stage, facts: Facts) -> None:
    stage.clock.tick()
    device = registering.register(
        stage.digibank,
        donation=stage.gift,
        by=stage.who("wim", "oksana"),
        access_point=stage.dice.choice(stage.points[:2]),
        **facts,
    )
    stage.workshop.append(device)


def meet(stage: Stage, facts: Facts) -> None:
    stage.clock.tick()
    known = [person.pk for person in stage.persons]
    by = stage.who("bea", "nadia", "pieter", "vera")
    stage.persons.append(people.register(stage.digibank, others=known, by=by, **facts))


def mend(stage: Stage, day: date) -> None:
    """Two devices a day are erased and released; now and then one is past saving."""
    ready, stage.workshop = stage.workshop[:2], stage.workshop[2:]
    for device in ready:
        stage.clock.tick(20)
        by = stage.who("wim", "oksana")
        if stage.dice.random() < 0.03:
            writing_off.write_off(device, reason=WriteOff.Reason.BROKEN, by=by)
            continue
        erase(device, by)
        bench(device, by, stage.dice.choice("AABBBC"))
        releasing.release(device, by=by)
        stage.shelf.append(device)


def erase(device: Device, by: Account) -> None:
    reset = device.kind in {Device.Kind.TABLET, Device.Kind.SMARTPHONE, Device.Kind.CONNECTIVITY}
    technique = Erasure.Technique.FACTORY_RESET if reset else Erasure.Technique.OVERWRITE
    if device.has_storage:
        erasing.record_erasure(device, technique=technique, by=by)


def bench(device: Device, by: Account, appearance: str) -> None:
    """Looked at, with a system that gets updates until long after the demo."""
    fine = {one.code: checks.FINE for one in checks.of(device.kind)}
    benching.inspect(device, results=fine, appearance=appearance, by=by)
    if device.kind in gates.RUNS_A_SYSTEM:
        mobile = device.kind in {Device.Kind.TABLET, Device.Kind.SMARTPHONE}
        benching.install(
            device,
            system="Android" if mobile else "Linux Mint",
            version="14" if mobile else "22",
            language="Nederlands",
            supported_until=end_of_updates(device),
            by=by,
        )


def end_of_updates(device: Device) -> date:
    """Three years after it came in."""
    return localdate(device.registered_at) + timedelta(days=3 * 365)


def lend(stage: Stage, day: date) -> None:
    """At most one loan a day, to somebody without one."""
    borrowing = set(Loan.objects.open().values_list("person", flat=True))
    waiting = [person for person in stage.persons if person.pk not in borrowing]
    if len(stage.shelf) <= 6 or len(waiting) <= IDLE or stage.dice.random() < 0.45:
        return
    device = stage.shelf.pop(stage.dice.randrange(len(stage.shelf)))
    point = stage.dice.choice(stage.points[:2])
    stage.clock.tick(30)
    loan = handing_out.hand_out(
        device,
        person=stage.dice.choice(waiting),
        due_on=due_day(stage, point, day),
        access_point=point,
        parts=kit(device, stage.dice),
        by=stage.who("bea", "pieter", "nadia", "lut"),
    )
    if stage.dice.random() < FORGOTTEN:
        stage.forgotten.add(loan.pk)


def due_day(stage: Stage, point: AccessPoint, day: date) -> date:
    """As the policy says; a few loans of this month are short, and due today."""
    is_recent = 2 < (stage.today - day).days < 30
    is_open = first_open_day(point, stage.today).on == stage.today
    if is_recent and is_open and Loan.objects.filter(due_on=stage.today).count() < 4:
        return stage.today
    return due.due_of_loan(stage.digibank, point, day).on


def kit(device: Device, dice: Random) -> list[Part]:
    return [
        Part(kind=kind, given=Part.Given.FINE if dice.random() < 0.9 else Part.Given.NOT_GIVEN)
        for kind in kit_of(device)
    ]


def collect(stage: Stage, day: date) -> None:
    """Whoever is due this week brings it back, asks for more time, or forgets."""
    soon = day + timedelta(days=3)
    for loan in (
        Loan.objects.open()
        .filter(due_on__lte=soon)
        .exclude(pk__in=stage.forgotten)
        .exclude(due_on=stage.today)
    ):
        stage.clock.tick(15)
        draw = stage.dice.random()
        by = stage.who("bea", "pieter", "vera", "jos") if draw < 0.3 else stage.who("bea", "lut")
        if draw < 0.25 and loan.renewals.count() < 1:
            renewing.renew(loan, due_on=due.due_of_renewal(loan, day).on, by=by)
        elif draw < 0.7:
            come_back(stage, loan, by)


def come_back(stage: Stage, loan: Loan, by: Account) -> None:
    outcome = stage.dice.choice(OUTCOMES)
    taking_back.take_back(loan, outcome=outcome, access_point=loan.access_point, by=by)
    if outcome != Loan.Outcome.REPAIR:
        stage.workshop.append(loan.device)


def leave_some(stage: Stage) -> None:
    """Work for today: devices with a flaw, devices to erase, and one that is only erased."""
    for device in stage.shelf[:3]:
        releasing.retract(device, remark="Het scherm flikkert.", by=stage.staff["bea"])
    for number in range(3):
        receive(stage, {"kind": cast.LAPTOP, "maker": "HP", "model": f"EliteBook 84{number}"})
    erase(stage.workshop[-1], stage.staff["wim"])
