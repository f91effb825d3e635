"""Writes the rows of a hand-out by bare SQL, once for each CODE, and prints how long that took.

python -m bench.bare CODE…

It copies the last hand-out that was made over HTTP, row by row, on the driver's own connection:
one transaction each, as safe on disk as the real thing (SQLite: WAL and synchronous FULL).
"""

import json
import os
import sys
import time
from typing import Any

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import connection
from django.db.models import Model

from bench.measuring import cpu_seconds, milliseconds, percentile
from digibank.devices.models import Device
from digibank.ledger.models import Entry
from digibank.lending.models import Loan

MARK = "%s" if connection.vendor == "postgresql" else "?"
CLOSE = (
    f"UPDATE devices_placement SET left_at = {MARK} WHERE device_id = {MARK} AND left_at IS NULL"
)


class Row:
    """An INSERT with the values of one existing row, of which some are given anew."""

    def __init__(self, source: Model) -> None:
        table = source._meta.db_table
        fields = [
            field
            for field in source._meta.concrete_fields
            if not field.generated and (not field.primary_key or field.remote_field)
        ]
        self.values = {
            field.column: field.get_db_prep_save(getattr(source, field.attname), connection)
            for field in fields
        }
        marks = ", ".join([MARK] * len(fields))
        columns = ", ".join(map(connection.ops.quote_name, self.values))
        self.key = source._meta.pk.column
        self.sql = f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {self.key}"

    def write(self, cursor: Any, **given: Any) -> Any:  # noqa: ANN401 the cursor of a driver
        found = cursor.execute(self.sql, list((self.values | given).values()))
        return (found if connection.vendor == "sqlite" else cursor).fetchone()[0]


def main(codes: list[str]) -> None:
    loan = Loan.objects.latest("pk")
    rows = {
        "loan": Row(loan),
        "agreement": Row(loan.agreements.get()),
        "placement": Row(loan.device.placements.open().get()),
        "entry": Row(entry := Entry.objects.latest("pk")),
        "detail": Row(entry.detail),
    }
    parts = [Row(part) for part in loan.parts.all()]
    numbers = dict(Device.objects.filter(code__in=codes).values_list("code", "pk"))
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    began, before = time.perf_counter(), cpu_seconds([os.getpid()])
    times = [written(cursor, rows, parts, numbers[code]) for code in codes]
    seconds = time.perf_counter() - began
    spent = cpu_seconds(["self"]) - before  # type: ignore[list-item]
    print(
        json.dumps(
            {
                "transactions": len(codes),
                "statements_each": 3 + len(rows) + len(parts),
                "a_second": round(len(codes) / seconds, 1),
                "p50_ms": milliseconds(percentile(times, 0.5)),
                "p99_ms": milliseconds(percentile(times, 0.99)),
                "cpu_ms_each": milliseconds(spent / len(codes)),
            }
        )
    )


def written(cursor: Any, rows: dict[str, Row], parts: list[Row], device: int) -> float:  # noqa: ANN401 the cursor of a driver
    """One hand-out of the device with that number; returns its seconds."""
    began = time.perf_counter()
    cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
    cursor.execute(CLOSE, [rows["placement"].values["put_at"], device])
    loan = rows["loan"].write(cursor, device_id=device)
    for part in parts:
        part.write(cursor, loan_id=loan)
    rows["agreement"].write(cursor, loan_id=loan)
    rows["placement"].write(cursor, device_id=device)
    entry = rows["entry"].write(cursor, subject=f"devices.device:{device}")
    rows["detail"].write(cursor, entry_id=entry)
    cursor.execute("COMMIT")
    return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1:])
