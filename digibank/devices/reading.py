"""Reading: what a report says is written beside its bytes, once by hand, and again when the
readers get better. The row that waits is the queue."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from digibank.devices import reports
from digibank.devices.models import Identifier, Reading
from digibank.devices.reports.evidence import identifiers

LEASE = timedelta(minutes=2)  # a batch takes a second; after this somebody else may try
TRIES = 5  # a report that ends the worker so often is left alone
FIELDS = [
    *("format", "facts", "warnings", "tool", "told_at", "report_uuid", "same_as"),
    *("read_version", "leased_until"),
]
Read = tuple[Reading, reports.Report]


def read_waiting(limit: int = 50) -> int:
    """Read up to `limit` reports that wait; returns how many.

    Claimed with a lease, read outside a transaction so that nobody waits, and written in one.
    Reading twice gives the same rows, so a lease that ran out does no harm.
    """
    claimed = claim(limit)
    understood([(reading, report_of(reading)) for reading in claimed])
    return len(claimed)


@transaction.atomic
def claim(limit: int) -> list[Reading]:
    """The oldest reports that wait and that no other worker has, now ours for `LEASE`."""
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    waiting = Reading.objects.waiting(reports.VERSION).filter(free).order_by("pk")
    skip = connection.features.has_select_for_update_skip_locked
    rows = list(waiting.select_for_update(skip_locked=skip)[:limit])
    # What was tried before may have ended a worker: it goes alone, and takes no other along.
    claimed = [one for one in rows if one.attempt_count == 0] or rows[:1]
    Reading.objects.filter(pk__in=[one.pk for one in claimed]).update(
        leased_until=now + LEASE, attempt_count=F("attempt_count") + 1
    )
    return claimed


def report_of(reading: Reading) -> reports.Report:
    """What the bytes of `reading` say; a file that is gone, or that ends workers, says so."""
    if reading.attempt_count >= TRIES:
        return reports.Report(warnings=("gave_up",))
    try:
        with reading.file.file.open() as kept:
            return reports.read(kept.read())
    except OSError:
        return reports.Report(warnings=("lost",))


@transaction.atomic
def understood(results: Iterable[Read]) -> None:
    """Write what was read, with the evidence in it. Records nothing: it adds no act of anybody."""
    results = [pair for pair in results if not kept_as_it_was(*pair)]
    for reading, report in results:
        reading.format, reading.facts = report.format, report.facts.as_json()
        reading.warnings, reading.tool = list(report.warnings), report.tool[:60]
        reading.told_at, reading.report_uuid = report.made_at[:40], report.uuid[:36]
        reading.same_as = first_with_uuid(reading)
        reading.read_version, reading.leased_until = reports.VERSION, None
    readings = [reading for reading, _ in results]
    Reading.objects.bulk_update(readings, FIELDS)
    Identifier.objects.filter(reading__in=readings).delete()
    Identifier.objects.bulk_create(
        Identifier(reading=reading, digibank_id=reading.digibank_id, kind=kind, value=value)
        for reading, report in results
        for kind, value in identifiers(report.facts)
    )


def kept_as_it_was(reading: Reading, report: reports.Report) -> bool:
    """Keep what was understood before when the file cannot be read again now; whether that was."""
    lost = [code for code in report.warnings if code in {"lost", "gave_up"}]
    if not (lost and reading.format):
        return False
    warnings = list(dict.fromkeys([*reading.warnings, *lost]))
    Reading.objects.filter(pk=reading.pk).update(
        warnings=warnings, read_version=reports.VERSION, leased_until=None
    )
    return True


def first_with_uuid(reading: Reading) -> Reading | None:
    """The older reading of the same report, when it has a number of its own."""
    if not reading.report_uuid:
        return None
    same = Reading.objects.filter(digibank=reading.digibank_id, report_uuid=reading.report_uuid)
    return same.filter(pk__lt=reading.pk).order_by("pk").first()
