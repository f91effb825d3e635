"""What `bench.post` measures, inside its house; prints it as JSON.

python -m bench.posting COUNT LETTERS HAND_OUTS
"""

import json
import smtplib
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from bench.measuring import milliseconds, percentile
from digibank.accounts.models import Account
from digibank.devices.models import Device, Placement
from digibank.lending import handing_out, reminding
from digibank.lending.models import Loan
from digibank.lending.reminders import BACK, Step, message_of
from digibank.network.models import AccessPoint, Digibank, Role
from digibank.people.models import Person
from digibank.post import asking, lettering, mailing, timing
from digibank.post.carriers.mailer import relay
from digibank.post.carriers.mime import written
from digibank.post.delivering import BATCH, deliver
from digibank.post.gathering import gather
from digibank.post.models import Channel, Dispatch, Message
from tests.conftest import account
from tests.load.scene import ready_devices

WARM = 20  # hand-outs that are not counted
TURN = 20  # batches, after which bare `smtplib` sends as many mails
MAIL_FROM = settings.MAIL_FROM
Result = TypeVar("Result")


def main(count: int, letters: int, hand_outs: int) -> None:
    timing.allows = lambda schedule, moment: True  # whatever the clock on the wall says
    scene = Scene(count + letters + 2 * (WARM + hand_outs))
    print(json.dumps(sent(scene, count) | printed(scene, letters) | handed_out(scene, hand_outs)))


class Scene:
    """A digibank with so many laptops on the shelf, taken from it as they are needed."""

    def __init__(self, count: int) -> None:
        self.digibank = Digibank.objects.create(
            name="Digibank Post",
            phone="+3215123456",
            email="info@digibank.example.be",
            began_on=date(2025, 1, 1),
        )
        self.point = AccessPoint.objects.create(
            digibank=self.digibank, name="Bib", street="Markt 1", postcode="2800", refnis="12025"
        )
        self.desk = account("Bea", self.digibank, Role.DESK)
        with transaction.atomic():
            self.devices = ready_devices(self.digibank, self.desk, count)
        analyze()

    def persons(self, count: int, channel: str) -> list[Person]:
        return Person.objects.bulk_create(
            Person(
                digibank=self.digibank,
                given_name="Olena",
                family_name=f"Peeters {number}",
                email=f"olena.{number}@voorbeeld.example.be",
                street=f"Kerkstraat {number}",
                postcode="2800",
                refnis="12025",
                channel=channel,
            )
            for number in range(count)
        )

    @transaction.atomic
    def late(self, count: int, channel: str) -> None:
        """So many laptops are one to seven days late, each with somebody else.

        They were told some days before, so each is to be told once now.
        """
        people = self.persons(count, channel)
        devices = [self.devices.pop() for _ in people]
        these = {"device_id__gte": devices[-1].pk, "device_id__lte": devices[0].pk}
        Placement.objects.filter(**these).delete()
        Placement.objects.bulk_create(
            Placement(device=device, place="out", person=person)
            for device, person in zip(devices, people, strict=True)
        )
        today, began = timezone.localdate(), timezone.now() - timedelta(days=60)
        loans = Loan.objects.bulk_create(
            Loan(
                digibank=self.digibank,
                device=device,
                person=person,
                access_point=self.point,
                handed_out_at=began,
                handed_out_by=self.desk,
                due_on=today - timedelta(days=1 + number % 7),
            )
            for number, (device, person) in enumerate(zip(devices, people, strict=True))
        )
        Message.objects.bulk_create(told_before(loan) for loan in loans)
        analyze()


def told_before(loan: Loan) -> Message:
    step = Step(BACK, f"before:{loan.due_on}", loan.due_on - timedelta(days=7), loan.due_on)
    row = message_of(loan, step)
    row.dropped_at, row.dropped_for = timezone.now(), "missed"
    return row


def sent(scene: Scene, count: int) -> dict[str, Any]:
    """As many people are late; each gets a mail."""
    scene.late(count, "email")
    plan, asked = timed(reminding.plan)
    again, none = timed(reminding.plan)
    gathering, _batches = timed(lambda: until_done(gather))
    rows = Dispatch.objects.filter(channel=Channel.EMAIL)
    assert (asked, none, rows.waiting().count()) == (count, 0, count)
    raw = raw_mail(rows.earliest("pk"))
    ours, bare = in_turn(raw, count)
    assert rows.exclude(sent_at=None).count() == count
    return {
        "reminders": {
            "late_loans": count,
            "plan_seconds": round(plan, 2),
            "plan_again_seconds": round(again, 2),
            "gather_seconds": round(gathering, 2),
            "seconds": round(plan + gathering, 2),
        },
        "mails": {
            "bytes_each": len(raw),
            "seconds": round(ours.clock, 2),
            "a_second": round(count / ours.clock),
            "cpu_ms_each": milliseconds(ours.processor / count),
            "bare_seconds": round(bare.clock, 2),
            "bare_a_second": round(count / bare.clock),
            "bare_cpu_ms_each": milliseconds(bare.processor / count),
            "ratio": round(ours.clock / bare.clock, 1),
        },
    }


def timed(act: Callable[[], Result]) -> tuple[float, Result]:
    """(seconds on the clock, what `act` returned)."""
    began = time.perf_counter()
    result = act()
    return time.perf_counter() - began, result


def until_done(chore: Callable[[], bool]) -> int:
    """Run `chore` as the worker does, until nothing is left; returns how many batches."""
    batches = 1
    while chore():
        batches += 1
    return batches


class Spent(NamedTuple):
    """Seconds on the clock, and of the processor in this process."""

    clock: float = 0
    processor: float = 0

    def since(self, began: "Spent") -> "Spent":
        """With what was spent from `began` until now."""
        at = now()
        return Spent(
            self.clock + at.clock - began.clock, self.processor + at.processor - began.processor
        )


def now() -> Spent:
    return Spent(time.perf_counter(), time.process_time())


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself after a while


def raw_mail(row: Dispatch) -> bytes:
    """A mail as it goes over the wire."""
    mail = mailing.mail_of(row, row.digibank, row.title, row.body)
    return written(mail, MAIL_FROM)


def in_turn(raw: bytes, count: int) -> tuple[Spent, Spent]:
    """What sending all that waits took, and what `count` times `raw` by bare `smtplib` took.

    They take turns of some batches, so that both meet the same server and the same other work.
    """
    ours, bare, numbers = Spent(), Spent(), iter(range(count))
    server, more = relay(), True
    with smtplib.SMTP(server.host, server.port) as wire:
        while more:
            began = now()
            for _ in range(TURN):
                more = more and deliver(Channel.EMAIL)
            ours, began = ours.since(began), now()
            for number in islice(numbers, TURN * BATCH):
                wire.sendmail(MAIL_FROM, [f"olena.{number}@voorbeeld.example.be"], raw)
            bare = bare.since(began)
    return ours, bare


def printed(scene: Scene, count: int) -> dict[str, Any]:
    """As many people are late; each gets a letter, all of them in one PDF."""
    scene.late(count, "letter")
    reminding.plan()
    until_done(gather)
    printing, batch = timed(lambda: lettering.print_letters(scene.digibank, by=scene.desk))
    assert batch.letter_count == count
    making, pdf = timed(lambda: lettering.pdf(batch))
    return {
        "letters": {
            "count": count,
            "print_seconds": round(printing, 2),
            "pdf_seconds": round(making, 2),
            "pdf_bytes": len(pdf),
        }
    }


def handed_out(scene: Scene, count: int) -> dict[str, Any]:
    """Hand-outs with the reminder and without, in turn, so that both meet the same disk."""
    people = scene.persons(2 * (WARM + count), "email")
    remind = handing_out.remind
    times: dict[str, list[float]] = {"with": [], "without": [], "inside": []}
    loans = []

    def reminded(loan: Loan) -> None:
        times["inside"].append(timed(lambda: remind(loan))[0])

    for number, person in enumerate(people):
        kind = "without" if number % 2 else "with"
        handing_out.remind = reminded if kind == "with" else lambda loan: None
        seconds, loan = timed(partial(lend, scene.devices.pop(), person, scene.desk))
        times[kind].append(seconds)
        loans.append(loan)
    p50 = {kind: percentile(found[WARM:], 0.5) for kind, found in times.items()}
    alone = [asked_alone(loan) for loan in loans[::2]]
    return {
        "hand_outs": {
            "each": count,
            "with_p50_ms": milliseconds(p50["with"]),
            "without_p50_ms": milliseconds(p50["without"]),
            "difference_ms": milliseconds(p50["with"] - p50["without"]),
            "remind_p50_ms": milliseconds(p50["inside"]),
            "ask_p50_ms": milliseconds(percentile(alone[WARM:], 0.5)),
        }
    }


def lend(device: Device, person: Person, by: Account) -> Loan:
    due_on = timezone.localdate() + timedelta(days=182)
    return handing_out.hand_out(device, person=person, due_on=due_on, by=by)


def asked_alone(loan: Loan) -> float:
    """Seconds that `ask` takes for one message, in a transaction that is open already."""
    today = timezone.localdate()
    row = message_of(loan, Step(BACK, "before:alone", today, today + timedelta(days=1)))
    with transaction.atomic():
        Digibank.objects.filter(pk=loan.digibank_id).exists()  # it begins with the first statement
        seconds, _nothing = timed(lambda: asking.ask([row]))
    return seconds


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
