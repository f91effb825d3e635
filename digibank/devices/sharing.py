"""Sharing: repairs that others published teach us, and ours are published with nobody in them."""

import re
from collections.abc import Iterator

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import ords
from digibank.devices.models import (
    Donor,
    Placement,
    RepairRecord,
    SignOff,
    WorkOrder,
    WorkSession,
)
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.paper.keeping import MIB
from digibank.people.models import Person

LARGEST = 20 * MIB
MAIL = re.compile(r"\S+@\S+")
NUMBER = re.compile(r"\d[\d ./-]{4,}\d")
BLANK = "…"


@transaction.atomic
def take_in_repairs(
    digibank: Digibank, *, upload: "File[bytes]", by: Account
) -> tuple[Digibank, ords.Reading]:
    """Keep the repairs of a file of open repair data; returns for whom, and what was read, rejects
    included.

    A repair that is known is written anew. Refuses: too_large, not_ords.
    """
    if (upload.size or 0) > LARGEST:
        sentence = _("This file is too big. It may be %(size)s MB at most.")
        refusal = ValidationError(sentence % {"size": LARGEST // MIB}, code="too_large")
        raise ValidationError({"upload": refusal})
    try:
        found = ords.read(upload.read())
    except ords.NotOrdsError as broken:
        sentence = _("This is no file of open repair data (ORDS).")
        raise ValidationError({"upload": ValidationError(sentence, "not_ords")}) from broken
    store(found.rows)
    facts = {"rows": len(found.rows), "rejects": len(found.rejects)}
    record("repairs_taken_in", digibank, facts=facts, by=by)
    return digibank, found


def store(rows: list[ords.Row]) -> None:
    """Write `rows`; a quest adds its fault to a repair that is known, and changes nothing else."""
    whole = [one for one in rows if one.is_whole]
    fields = [field for field in COLUMN_OF if field != "ords_id"]
    RepairRecord.objects.bulk_create(
        [record_of(one) for one in whole],
        batch_size=400,
        update_conflicts=True,
        unique_fields=["ords_id"],
        update_fields=[*fields, "barrier", "is_whole"],
    )
    partly = [one for one in rows if not one.is_whole]
    RepairRecord.objects.bulk_create(
        [record_of(one) for one in partly],
        batch_size=400,
        update_conflicts=True,
        unique_fields=["ords_id"],
        update_fields=["fault"],
    )


COLUMN_OF = {
    "ords_id": "id",
    "data_provider": "data_provider",
    "country": "country",
    "partner_product_category": "partner_product_category",
    "product_category": "product_category",
    "brand": "brand",
    "year_of_manufacture": "year_of_manufacture",
    "product_age": "product_age",
    "repair_status": "repair_status",
    "repair_barrier": "repair_barrier_if_end_of_life",
    "group_identifier": "group_identifier",
    "event_date": "event_date",
    "problem": "problem",
}


def record_of(one: ords.Row) -> RepairRecord:
    facts = {field: one.values[column] for field, column in COLUMN_OF.items()}
    return RepairRecord(
        **facts,
        product_category_id=one.category,
        barrier=one.barrier,
        fault=one.fault,
        is_whole=one.is_whole,
    )


def theirs(rows: QuerySet[RepairRecord]) -> Iterator[list[object]]:
    """Imported repairs as they were written, value for value."""
    for one in rows.filter(is_whole=True).order_by("pk").iterator(chunk_size=2_000):
        by_column = {column: getattr(one, field) for field, column in COLUMN_OF.items()}
        by_column["product_category_id"] = one.product_category_id
        yield [by_column[name] for name in ords.COLUMNS]


def ours(digibank: Digibank) -> Iterator[list[object]]:
    """The repairs of `digibank` that ended, as open data: no name, number or address in them."""
    rows = WorkOrder.objects.filter(device__digibank=digibank, closed_at__isnull=False)
    for order in rows.select_related("device").order_by("pk"):
        device, on = order.device, localdate(order.closed_at)
        age = f"{on.year - device.built_in:.1f}" if device.built_in else ""
        number = ords.OF_KIND[device.kind]
        yield [
            f"digibank-{order.pk}",
            digibank.name,
            "BEL",
            device.get_kind_display(),
            ords.CATEGORIES[number],
            number,
            device.maker or "Unknown",
            device.built_in or "",
            age,
            next(name for name, code in ords.STATUSES.items() if code == order.result),
            ords.BARRIER_NAMES.get(order.barrier, ""),
            digibank.name,
            on.isoformat(),
            f"{order.Fault(order.fault).label}. {order.public_problem}".strip(),
        ]


def without_people(order: WorkOrder, text: str) -> str:
    """`text` without mail addresses, numbers, and names of whoever was near its device."""
    text = MAIL.sub(BLANK, text)
    for match in reversed(list(phonenumbers.PhoneNumberMatcher(text, "BE"))):
        text = text[: match.start] + BLANK + text[match.end :]
    text = NUMBER.sub(BLANK, text)
    for name in sorted(names_near(order), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", BLANK, text, flags=re.IGNORECASE)
    return " ".join(text.split())


def names_near(order: WorkOrder) -> set[str]:
    """The names of whoever had the device of `order`, gave it, worked on it or wrote about it.

    Of an organisation the whole name: its words are words that describe a repair, too.
    """
    had = Placement.objects.filter(device=order.device_id, person__isnull=False).values("person")
    persons = Person.objects.filter(pk__in=had)
    found = {name for both in persons.values_list("given_name", "family_name") for name in both}
    workers = Account.objects.filter(
        Q(pk__in=WorkSession.objects.filter(task__order=order.pk).values("by"))
        | Q(pk__in=SignOff.objects.filter(task__order=order.pk).values("signed_by"))
        | Q(pk__in=[order.opened_by_id, order.closed_by_id or 0])
    )
    whole = [str(one) for one in workers]
    for donor in Donor.objects.filter(donations__pieces__device=order.device_id):
        whole.append(donor.contact)
        if donor.kind == Donor.Kind.PERSON:
            whole.append(donor.name)
        else:
            found.add(donor.name)
    found |= {part for name in whole for part in name.split()}
    return {name for name in found if len(name) > 1}
